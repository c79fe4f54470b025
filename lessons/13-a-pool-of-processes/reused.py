import multiprocessing


def walk(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


if __name__ == '__main__':
    with multiprocessing.Pool(2) as pool:
        for day in ('Monday', 'Tuesday', 'Wednesday'):
            steps = pool.map(walk, range(1, 2_000))
            print(f'{day}: {sum(steps):,} steps')
