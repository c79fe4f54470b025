import math
import time

LIMIT = 500_000

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


begin = time.perf_counter()
primes = count(0, LIMIT)
seconds = time.perf_counter() - begin
print(f'{primes:,} primes after {seconds:.2f} s')
