"""Fetch, then compute, eight times, one after the other."""
import time


def fetch(page):
    time.sleep(0.2)  # the page is on its way
    return page * 10_000


def compute(start):
    return sum(1 for n in range(max(2, start), start + 10_000) if all(n % d for d in range(2, int(n**0.5) + 1)))


if __name__ == '__main__':
    begin = time.perf_counter()
    print(sum(compute(fetch(page)) for page in range(8)), 'primes on eight pages')
    print(f'{time.perf_counter() - begin:.2f} s one after the other')
