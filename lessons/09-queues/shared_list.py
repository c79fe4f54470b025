import threading
import time

letters = [f'letter {n}' for n in range(1, 13)]
delivered = []


def walk():
    while letters:
        letter = letters[0]
        time.sleep(0.01)  # read the address
        if letter in letters:
            letters.remove(letter)
        delivered.append(letter)


team = [
    threading.Thread(target=walk, name=name)
    for name in ('ada', 'bob', 'cy')
]
for carrier in team:
    carrier.start()
for carrier in team:
    carrier.join()

print(f'{len(set(delivered))} letters, {len(delivered)} deliveries')
