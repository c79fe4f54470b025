import time
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

begin = time.perf_counter()


def fetch(number):
    url = f'http://coast.example/log/{number}'
    with urlopen(url) as answer:
        return answer.read().decode()


with ThreadPoolExecutor(max_workers=10) as pool:
    pages = list(pool.map(fetch, range(1, 11)))

seconds = time.perf_counter() - begin
print(f'{len(pages)} pages by threads: {seconds:.2f} s')
