from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.request import urlopen

BOOKS = ('emma', 'lost', 'walden', 'dracula')


def fetch(book):
    with urlopen(f'http://books.example/{book}') as answer:
        return book, len(answer.read())


found = {}
lost = []
with ThreadPoolExecutor(4) as pool:
    try:
        for book, size in pool.map(fetch, BOOKS):
            found[book] = size
    except HTTPError as error:
        lost.append(error.code)

print('found:', *sorted(found))
print('lost:', *lost)
