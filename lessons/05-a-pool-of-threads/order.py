import time
from concurrent.futures import ThreadPoolExecutor

begin = time.perf_counter()


def clock():
    return f'{time.perf_counter() - begin:.1f} s'


def bind(book, seconds):
    time.sleep(seconds)
    print(f'{clock()}  {book} is bound')
    return book


BOOKS = ('atlas', 'diary', 'novel')
SECONDS = (0.9, 0.3, 0.6)

with ThreadPoolExecutor(max_workers=3) as pool:
    for book in pool.map(bind, BOOKS, SECONDS):
        print(f'{clock()}  {book} goes on the shelf')
