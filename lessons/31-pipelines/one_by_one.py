import time
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
    texts = [fetch(book) for book in BOOKS]
    print(f'fetched: {time.perf_counter() - start:.2f} s')
    start = time.perf_counter()
    weights = [weigh(text) for text in texts]
    print(f'weighed: {time.perf_counter() - start:.2f} s')
    print(*weights)
