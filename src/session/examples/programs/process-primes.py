# Two processes count primes, each with an interpreter and a
# GIL of its own. Look at the two cloths below the main one:
# both ribbons move at the same time, which those of threads
# never do.
import time
from multiprocessing import Pool


def count_primes(first, last):
    count = 0
    for n in range(first, last):
        divisors = range(2, int(n**0.5) + 1)
        if n > 1 and all(n % d for d in divisors):
            count += 1
    return count


if __name__ == '__main__':
    begin = time.perf_counter()
    with Pool(2) as pool:
        parts = pool.starmap(
            count_primes, [(0, 60_000), (60_000, 100_000)]
        )
    print(sum(parts), 'primes below 100,000')
    print(f'{time.perf_counter() - begin:.2f} s')
