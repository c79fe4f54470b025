import time
from concurrent.futures import ThreadPoolExecutor


def double(n):
    return 2 * n


NUMBERS = range(2_000)

start = time.perf_counter()
alone = [double(n) for n in NUMBERS]
loop = time.perf_counter() - start

start = time.perf_counter()
with ThreadPoolExecutor(4) as pool:
    together = list(pool.map(double, NUMBERS))
spread = time.perf_counter() - start

assert alone == together
print(f'a loop:          {loop * 1000:8.2f} ms')
print(f'a pool of four:  {spread * 1000:8.2f} ms')
