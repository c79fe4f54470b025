import time
from concurrent.futures import ThreadPoolExecutor

STOCK = {'tea': 40, 'rice': 25, 'salt': 60}


def weigh(goods):
    time.sleep(0.3)
    grams = STOCK[goods] * 1000
    print(f'{goods}: {grams} g')


with ThreadPoolExecutor() as pool:
    for goods in ('tea', 'rice', 'sugar', 'salt'):
        pool.submit(weigh, goods)

print('everything has been weighed')
