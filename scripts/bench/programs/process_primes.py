"""How many times as fast two workers, started already, count the primes below two million as the main process alone."""

import json
import multiprocessing
from time import perf_counter

LIMIT, CHUNKS = 2_000_000, 16


def primes(chunk):
    # Every sixteenth odd number: chunks of the same weight.
    count = 0
    for number in range(3 + 2 * chunk, LIMIT, 2 * CHUNKS):
        for divisor in range(3, int(number**0.5) + 1, 2):
            if number % divisor == 0:
                break
        else:
            count += 1
    return count


with multiprocessing.Pool(2) as pool:
    pool.map(abs, range(2), chunksize=1)
    began = perf_counter()
    alone = sum(map(primes, range(CHUNKS)))
    middle = perf_counter()
    together = sum(pool.map(primes, range(CHUNKS), chunksize=1))
    end = perf_counter()
assert alone == together == 148_932, (alone, together)
print(json.dumps([(middle - began) / (end - middle), middle - began]))
