import threading
import time

SUMS = 400
THREADS = 4
results = []


def add_up():
    for _ in range(SUMS // THREADS):
        results.append(sum(range(100)))


begin = time.perf_counter()

threads = [threading.Thread(target=add_up) for _ in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

took = (time.perf_counter() - begin) * 1000
print(f'{len(results)} sums, {len(threads)} threads: {took:.1f} ms')
