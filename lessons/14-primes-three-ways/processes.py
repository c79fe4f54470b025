import math
import time
from multiprocessing import Pool

LIMIT = 500_000
PARTS = 4

def is_prime(n):
    if n < 4 or n % 2 == 0:
        return n in (2, 3)
    for divisor in range(3, math.isqrt(n) + 1, 2):
        if n % divisor == 0:
            return False
    return True


def count(low, high):
    primes = 0
    for n in range(low, high):
        if is_prime(n):
            primes += 1
    return primes


if __name__ == '__main__':
    begin = time.perf_counter()
    size = LIMIT // PARTS
    parts = [(i * size, (i + 1) * size) for i in range(PARTS)]
    with Pool(4) as pool:
        primes = sum(pool.starmap(count, parts, chunksize=1))
    seconds = time.perf_counter() - begin
    print(f'{primes:,} primes after {seconds:.2f} s')
