"""Fetch in threads; compute in processes what has arrived."""
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed


def fetch(page):
    time.sleep(0.2)  # the page is on its way
    return page * 10_000


def compute(start):
    return sum(1 for n in range(max(2, start), start + 10_000) if all(n % d for d in range(2, int(n**0.5) + 1)))


if __name__ == '__main__':
    begin = time.perf_counter()
    with ThreadPoolExecutor(max_workers=8) as threads, ProcessPoolExecutor(max_workers=2) as processes:
        pages = [threads.submit(fetch, page) for page in range(8)]
        counts = [processes.submit(compute, page.result()) for page in as_completed(pages)]
        print(sum(count.result() for count in counts), 'primes on eight pages')
    print(f'{time.perf_counter() - begin:.2f} s in two stages')
