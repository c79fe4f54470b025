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
    for future in [pool.submit(fetch, book) for book in BOOKS]:
        try:
            book, size = future.result()
            found[book] = size
        except HTTPError as error:
            lost.append(error.code)

print('found:', *sorted(found))
print('lost:', *lost)
