from concurrent.futures import ProcessPoolExecutor

PARTS = [(1, 40_000), (40_000, 80_000), (80_000, 120_000)]


def digits_sum(part):
    """A pure function of a small argument, with a small result."""
    low, high = part
    return sum(int(d) for n in range(low, high) for d in str(n))


def main():
    with ProcessPoolExecutor(2) as pool:
        totals = list(pool.map(digits_sum, PARTS))
    print('parts:', *totals)
    print('total:', sum(totals))


if __name__ == '__main__':
    main()
