"""Ten addresses that answer after 0, 1 or 2 seconds, nine in all: one after the other, or by a pool. `ten_urls.py WORKERS`"""

import sys

import requests

URLS = [f'https://httpbin.org/delay/{n % 3}?page={n}' for n in range(10)]


def ask(url):
    return requests.get(url).status_code


workers = int(sys.argv[1])
if workers == 1:
    answers = [ask(url) for url in URLS]
else:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=workers) as pool:
        answers = list(pool.map(ask, URLS))
assert answers == [200] * 10, answers
