import time
from concurrent.futures import ThreadPoolExecutor

STOCK = {'tea': 40, 'rice': 25, 'salt': 60}


def weigh(goods):
    time.sleep(0.3)
    return f'{goods}: {STOCK[goods] * 1000} g'


with ThreadPoolExecutor() as pool:
    try:
        for line in pool.map(weigh, ('tea', 'rice', 'sugar', 'salt')):
            print(line)
    except KeyError as error:
        print(f'no {error} here')
