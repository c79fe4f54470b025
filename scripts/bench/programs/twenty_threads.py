"""Twenty threads that compute, sleep and share a lock, for about six seconds: a busy cloth."""

import threading
import time

lock = threading.Lock()
total = 0
until = time.perf_counter() + 6


def work(seed):
    global total
    while time.perf_counter() < until:
        value = sum(i * seed for i in range(3000))
        with lock:
            total += value
        time.sleep(0.002 * (seed % 5))


threads = [threading.Thread(target=work, args=(seed,)) for seed in range(20)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
