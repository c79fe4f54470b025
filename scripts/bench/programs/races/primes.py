"""The primes below a limit: at one go, by threads, by processes, in ranges of equal length. `primes.py MODE LIMIT`"""

import sys

PARTS = 8


def is_prime(n):
    if n < 2 or n % 2 == 0:
        return n == 2
    for d in range(3, int(n**0.5) + 1, 2):
        if n % d == 0:
            return False
    return True


def count(start, stop):
    return sum(1 for n in range(start, stop) if is_prime(n))


def ranges(limit):
    cuts = [limit * part // PARTS for part in range(PARTS + 1)]
    return list(zip(cuts, cuts[1:]))


def main():
    mode, limit = sys.argv[1], int(sys.argv[2])
    if mode == 'sequential':
        found = sum(count(start, stop) for start, stop in ranges(limit))
    elif mode == 'threads':
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(max_workers=4) as pool:
            found = sum(pool.map(lambda part: count(*part), ranges(limit)))
    else:
        from multiprocessing import Pool, cpu_count

        with Pool(cpu_count()) as pool:
            # Ranges of equal length are unequal work: whoever is done takes the next one.
            found = sum(pool.starmap(count, ranges(limit), chunksize=1))
    assert found == {500_000: 41_538, 2_000_000: 148_933}[limit], found


if __name__ == '__main__':
    main()
