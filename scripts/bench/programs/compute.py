"""Milliseconds for two threads that only compute; for one thread that does the work of both; and for the main thread that
does it, one count after the other. The last two should be the same, and on some runs are not: both are shown."""

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


def in_turn():
    begin = time.perf_counter()
    both()
    return (time.perf_counter() - begin) * 1000


for _ in range(4):
    timed(both)
print(json.dumps([[timed(count, count), timed(both), in_turn()] for _ in range(4)]))
