"""How many primes are there below 160,000? On all cores."""
import os
import time
from concurrent.futures import ProcessPoolExecutor

BLOCKS = [(start, start + 20_000) for start in range(0, 160_000, 20_000)]


def primes(block):
    found = 0
    for n in range(max(2, block[0]), block[1]):
        if all(n % d for d in range(2, int(n**0.5) + 1)):
            found += 1
    return found


if __name__ == '__main__':
    begin = time.perf_counter()
    workers = min(os.cpu_count() or 1, len(BLOCKS))
    with ProcessPoolExecutor(max_workers=workers) as pool:
        print(sum(pool.map(primes, BLOCKS)), 'primes')
    print(f'{time.perf_counter() - begin:.2f} s with {workers} processes')
