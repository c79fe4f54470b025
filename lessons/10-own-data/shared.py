import threading
import time
from collections import Counter

DAY = ['wren', 'owl', 'wren', 'swift', 'owl'] * 1_000
counts = Counter()
book = threading.Lock()


def watch():
    for bird in DAY:
        with book:
            counts[bird] += 1


begin = time.perf_counter()

watchers = [threading.Thread(target=watch) for _ in range(4)]
for watcher in watchers:
    watcher.start()
for watcher in watchers:
    watcher.join()

took = (time.perf_counter() - begin) * 1000
print(sorted(counts.items()))
print(f'{took:.1f} ms')
