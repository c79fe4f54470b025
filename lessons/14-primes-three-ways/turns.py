import math
import time
from multiprocessing.pool import ThreadPool


def count(part):
    primes = 0
    for n in range(5, 60_000, 2):
        for divisor in range(3, math.isqrt(n) + 1, 2):
            if n % divisor == 0:
                break
        else:
            primes += 1
    return primes


def seconds(apply):
    begin = time.perf_counter()
    list(apply(count, range(4)))  # the same work, four times
    return time.perf_counter() - begin


# In turns, so that both meet the same machine; the best one counts.
alone = threaded = 60.0
with ThreadPool(4) as pool:
    for turn in range(4):
        alone = min(alone, seconds(map))
        threaded = min(threaded, seconds(pool.map))
print(f'one thread:   {alone * 1000:.0f} ms')
print(f'four threads: {threaded * 1000:.0f} ms')
