import threading
import time

copies = {'Emma': 4, 'Ulysses': 3}
desk = threading.Lock()


def lend(title):
    desk.acquire()
    copies[title] -= 1
    time.sleep(0.05)  # the slip is printed
    print(f'{title} is lent')
    desk.release()


wishes = ['Emma', 'Emna', 'Ulysses', 'Emma', 'Ulysses']
readers = [
    threading.Thread(target=lend, args=(title,), name=f'reader {n}')
    for n, title in enumerate(wishes, 1)
]
for reader in readers:
    reader.start()
for reader in readers:
    reader.join()

print('left on the shelf:', copies)
