from concurrent.futures import ProcessPoolExecutor


def discounted(prices, percent):
    def lower(price):
        return price * (100 - percent) // 100

    with ProcessPoolExecutor(max_workers=2) as pool:
        return list(pool.map(lower, prices))


if __name__ == '__main__':
    print(discounted([200, 350, 90], 10))
    print(discounted([200, 350, 90], 50))
