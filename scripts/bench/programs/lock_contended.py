"""Microseconds for one acquisition of a lock that another thread holds at the time: each holder gives way once."""

import json
import threading
import time

ROUNDS = 200
lock = threading.Lock()


def fight():
    for _ in range(ROUNDS):
        with lock:
            time.sleep(0)


values = []
for _ in range(9):
    threads = [threading.Thread(target=fight) for _ in range(2)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    values.append((time.perf_counter() - begin) / (2 * ROUNDS) * 1e6)
print(json.dumps(values))
