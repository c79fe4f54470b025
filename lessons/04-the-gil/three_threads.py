import threading
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
threads = [
    threading.Thread(target=count_primes, args=(name,), name=name)
    for name in ('A', 'B', 'C')
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f'All done after {time.perf_counter() - begin:.3f} s')
