# The tutorials' primes, by a pool, an executor and one process: the same number.
# stdout: 1229 1229 1229
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))


if __name__ == "__main__":
    numbers = range(10_000)
    with Pool(2) as pool:
        by_pool = sum(pool.imap_unordered(is_prime, numbers, chunksize=500))
    with ProcessPoolExecutor(2) as executor:
        by_executor = sum(executor.map(is_prime, numbers, chunksize=500))
    print(by_pool, by_executor, sum(map(is_prime, numbers)))
