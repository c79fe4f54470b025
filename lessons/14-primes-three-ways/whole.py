import math
from multiprocessing import Pool

LIMIT = 50_000


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


def cut(parts):
    edges = [LIMIT * i // parts for i in range(parts + 1)]
    return list(zip(edges, edges[1:]))


if __name__ == '__main__':
    with Pool(2) as pool:
        for parts in (1, 4, 7, 12):
            primes = sum(pool.starmap(count, cut(parts)))
            print(f'{parts:>2} parts: {primes:,} primes')
