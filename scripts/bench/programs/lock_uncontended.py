"""Microseconds for one `with lock: pass` that nobody else wants, loop overhead taken off."""

import json
import threading
import time

# Ten times this many acquisitions stay within the trace's budget for lock events.
N = 9_000
lock = threading.Lock()


def empty():
    for _ in range(N):
        pass


def locked():
    for _ in range(N):
        with lock:
            pass


def timed(function):
    begin = time.perf_counter()
    function()
    return time.perf_counter() - begin


timed(locked)
print(json.dumps([(timed(locked) - timed(empty)) / N * 1e6 for _ in range(9)]))
