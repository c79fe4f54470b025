from concurrent.futures import (
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
)
from urllib.request import urlopen

BOOKS = ('emma', 'ulysses', 'walden', 'dracula')


def fetch(book):
    with urlopen(f'http://books.example/{book}') as answer:
        return book, answer.read().decode()


def weigh(text):
    """Stands for real work on the text, in pure Python."""
    total = 0
    for n in range(150_000):
        total += ord(text[n % len(text)])
    return total


def main():
    threads = ThreadPoolExecutor(4)
    processes = ProcessPoolExecutor(2)
    with threads, processes:
        processes.submit(weigh, 'x').result()  # it is awake now
        weighing = {}
        fetching = [threads.submit(fetch, book) for book in BOOKS]
        for future in as_completed(fetching):
            book, text = future.result()
            print('here is', book)
            work = processes.submit(weigh, text)
            work.add_done_callback(
                lambda _, book=book: print('weighed', book)
            )
            weighing[book] = work
    print(*(weighing[book].result() for book in BOOKS))


if __name__ == '__main__':
    main()
