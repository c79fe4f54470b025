import queue
import threading
import time

PLATES = 16
belt = queue.Queue()
deepest = 0

begin = time.perf_counter()


def cook():
    global deepest
    for plate in range(PLATES):
        time.sleep(0.01)  # quick
        belt.put(plate)
        deepest = max(deepest, belt.qsize())
    belt.put(None)


def waiter():
    while belt.get() is not None:
        time.sleep(0.04)  # slow


threads = [
    threading.Thread(target=cook, name='cook'),
    threading.Thread(target=waiter, name='waiter'),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f'up to {deepest} plates on the belt')
print(f'all served after {time.perf_counter() - begin:.2f} s')
