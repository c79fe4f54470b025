import queue
import threading
import time

letters = queue.Queue()
delivered = []


def sort():
    for n in range(1, 13):
        time.sleep(0.02)  # the next letter comes in
        letters.put(f'letter {n}')
    letters.put(None)  # that was the last one


def walk():
    while True:
        letter = letters.get()  # waits until there is one
        if letter is None:
            letters.put(None)  # tell the next carrier
            break
        time.sleep(0.05)  # read the address, walk there
        delivered.append(letter)


team = [threading.Thread(target=sort, name='sorter')]
for name in ('ada', 'bob', 'cy'):
    team.append(threading.Thread(target=walk, name=name))
for thread in team:
    thread.start()
for thread in team:
    thread.join()

print(f'{len(set(delivered))} letters, {len(delivered)} deliveries')
