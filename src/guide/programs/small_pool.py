"""Ten short computations in a pool: it takes longer to start than they take."""
import time
from concurrent.futures import ProcessPoolExecutor


def work(n):
    return sum(i * i for i in range(n))


if __name__ == '__main__':
    begin = time.perf_counter()
    with ProcessPoolExecutor(max_workers=2) as pool:
        print(sum(pool.map(work, range(1_000, 11_000, 1_000))))
    print(f'{time.perf_counter() - begin:.3f} s with a pool of processes')
