from concurrent.futures import ProcessPoolExecutor
from functools import partial


def lower(percent, price):
    return price * (100 - percent) // 100


def discounted(prices, percent):
    with ProcessPoolExecutor(max_workers=2) as pool:
        return list(pool.map(partial(lower, percent), prices))


if __name__ == '__main__':
    print(discounted([200, 350, 90], 10))
    print(discounted([200, 350, 90], 50))
