import time
from multiprocessing import Pool


def double(n):
    return 2 * n


if __name__ == '__main__':
    start = time.perf_counter()
    with Pool(2) as pool:
        doubled = pool.map(double, range(1_000))
    pooled = time.perf_counter() - start
    start = time.perf_counter()
    assert doubled == [double(n) for n in range(1_000)]
    alone = time.perf_counter() - start
    print(f'pool: {pooled * 1000:.1f} ms')
    print(f'loop: {alone * 1000:.1f} ms')
