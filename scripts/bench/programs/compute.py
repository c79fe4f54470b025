"""Milliseconds for two threads that only compute, and for one thread that does the work of both."""

import json
import threading
import time

N = 2_500_000


def count():
    total = 0
    for i in range(N):
        total += i
    return total


def both():
    count()
    count()


def timed(*targets):
    threads = [threading.Thread(target=target) for target in targets]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (time.perf_counter() - begin) * 1000


# The engine compiles hot code again while it runs; what is measured begins when that is over.
for _ in range(4):
    timed(both)
print(json.dumps([[timed(count, count), timed(both)] for _ in range(4)]))
