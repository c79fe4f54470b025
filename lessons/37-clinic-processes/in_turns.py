from concurrent.futures import ThreadPoolExecutor


def heavy(n):
    total = 0
    for i in range(n):
        total += i * i % 7
    return total


if __name__ == '__main__':
    with ThreadPoolExecutor(2) as pool:
        totals = list(pool.map(heavy, [300_000, 300_000]))
    print('totals:', *totals)
