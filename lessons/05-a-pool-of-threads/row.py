import time
from urllib.request import urlopen

PAGES = range(1, 11)


def fetch(number):
    with urlopen(f'http://library.example/pages/{number}') as answer:
        return answer.read().decode()


begin = time.perf_counter()
for text in map(fetch, PAGES):
    print(text)
print(f'ten pages: {time.perf_counter() - begin:.2f} s')
