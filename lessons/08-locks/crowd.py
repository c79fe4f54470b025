import threading
import time

SUMS = 400
results = []


def add_up():
    results.append(sum(range(100)))


begin = time.perf_counter()

threads = [threading.Thread(target=add_up) for _ in range(SUMS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

took = (time.perf_counter() - begin) * 1000
print(f'{len(results)} sums, {len(threads)} threads: {took:.1f} ms')
