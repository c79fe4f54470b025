import time

LIMIT = 150_000


def is_prime(n):
    for d in range(2, int(n**0.5) + 1):
        if n % d == 0:
            return False
    return n > 1


def count_primes(name):
    found = 0
    for n in range(LIMIT):
        if is_prime(n):
            found += 1
    seconds = time.perf_counter() - begin
    print(f'{name} found {found} primes, done at {seconds:.3f} s')


begin = time.perf_counter()
for name in ('A', 'B', 'C'):
    count_primes(name)
print(f'All done after {time.perf_counter() - begin:.3f} s')
