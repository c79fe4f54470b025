from concurrent.futures import ProcessPoolExecutor


def digits(guests):
    """How many digits has the number of ways to seat them?"""
    ways = 1
    for seat in range(2, guests + 1):
        ways *= seat
    return len(str(ways))


if __name__ == '__main__':
    futures = {}
    with ProcessPoolExecutor(max_workers=2) as pool:
        for guests in (500, 2000, 1000, 1500):
            futures[guests] = pool.submit(digits, guests)

    for guests, future in futures.items():
        try:
            print(f'{guests} guests: {future.result()} digits')
        except ValueError as error:
            print(f'{guests} guests: {error}')
