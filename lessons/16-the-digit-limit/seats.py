from concurrent.futures import ProcessPoolExecutor


def digits(guests):
    """How many digits has the number of ways to seat them?"""
    ways = 1
    for seat in range(2, guests + 1):
        ways *= seat
    return len(str(ways))


if __name__ == '__main__':
    parties = [500, 1000, 1500, 2000]
    with ProcessPoolExecutor(max_workers=2) as pool:
        for guests, n in zip(parties, pool.map(digits, parties)):
            print(f'{guests} guests: a number of {n} digits')
    print('the list is complete')
