"""Milliseconds for two threads that only compute, and for the same work one after the other."""

import json
import threading
import time

N = 1_500_000


def count():
    total = 0
    for i in range(N):
        total += i
    return total


def together():
    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def in_turn():
    count()
    count()


def timed(function):
    begin = time.perf_counter()
    function()
    return (time.perf_counter() - begin) * 1000


timed(count)
print(json.dumps([[timed(together), timed(in_turn)] for _ in range(3)]))
