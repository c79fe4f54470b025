import threading
import time
from concurrent.futures import ThreadPoolExecutor


class Pace:
    """Lets a caller through every so many seconds."""

    def __init__(self, distance):
        self.distance = distance
        self.lock = threading.Lock()
        self.next = time.monotonic()

    def wait(self):
        with self.lock:
            now = time.monotonic()
            mine = max(now, self.next)
            self.next = mine + self.distance
        time.sleep(mine - now)  # not inside the lock


pace = Pace(0.1)  # ten a second


def call(n):
    pace.wait()
    return n


start = time.perf_counter()
with ThreadPoolExecutor(4) as pool:
    results = list(pool.map(call, range(9)))
seconds = time.perf_counter() - start
print(f'{len(results)} calls in {seconds:.2f} s')
