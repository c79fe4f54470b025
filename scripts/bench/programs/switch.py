"""Microseconds for one voluntary switch: two threads that do nothing but give way to each other."""

import json
import threading
import time

SWITCHES = 1000


def give_way():
    for _ in range(SWITCHES // 2):
        time.sleep(0)


values = []
for _ in range(9):
    threads = [threading.Thread(target=give_way) for _ in range(2)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    values.append((time.perf_counter() - begin) / SWITCHES * 1e6)
print(json.dumps(values))
