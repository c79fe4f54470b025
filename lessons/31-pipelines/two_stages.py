import time
from concurrent.futures import (
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from urllib.request import urlopen

BOOKS = ('emma', 'ulysses', 'walden', 'dracula')


def fetch(book):
    with urlopen(f'http://books.example/{book}') as answer:
        return answer.read().decode()


def weigh(text):
    """Stands for real work on the text, in pure Python."""
    total = 0
    for n in range(150_000):
        total += ord(text[n % len(text)])
    return total


if __name__ == '__main__':
    start = time.perf_counter()
    with ThreadPoolExecutor(4) as threads:
        texts = list(threads.map(fetch, BOOKS))
    print(f'fetched: {time.perf_counter() - start:.2f} s')
    start = time.perf_counter()
    with ProcessPoolExecutor(2) as processes:
        weights = list(processes.map(weigh, texts))
    print(f'weighed: {time.perf_counter() - start:.2f} s')
    print(*weights)
