"""Milliseconds to start and join one thread that does nothing, in batches of 50."""

import json
import threading
import time


def nothing():
    pass


values = []
for _ in range(9):
    begin = time.perf_counter()
    for _ in range(50):
        thread = threading.Thread(target=nothing)
        thread.start()
        thread.join()
    values.append((time.perf_counter() - begin) / 50 * 1000)
print(json.dumps(values))
