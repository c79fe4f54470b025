import time
from concurrent.futures import ThreadPoolExecutor, as_completed

STOCK = {'tea': 40, 'rice': 25, 'salt': 60}


def weigh(goods):
    time.sleep(0.3)
    grams = STOCK[goods] * 1000
    print(f'{goods}: {grams} g')


with ThreadPoolExecutor() as pool:
    futures = {
        pool.submit(weigh, goods): goods
        for goods in ('tea', 'rice', 'sugar', 'salt')
    }
    for future in as_completed(futures):
        try:
            future.result()
        except KeyError as error:
            print(f'{futures[future]} failed: {error!r}')

print('everything has been weighed')
