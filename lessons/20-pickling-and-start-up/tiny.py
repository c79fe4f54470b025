import time
from concurrent.futures import (
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)

CRATES = range(100)


def add_one(apples):
    return apples + 1


def report(name, begin):
    print(f'{name}: {(time.perf_counter() - begin) * 1000:.2f} ms')


if __name__ == '__main__':
    begin = time.perf_counter()
    counts = list(map(add_one, CRATES))
    report('a loop', begin)

    begin = time.perf_counter()
    with ThreadPoolExecutor(max_workers=2) as pool:
        assert list(pool.map(add_one, CRATES)) == counts
    report('threads', begin)

    begin = time.perf_counter()
    with ProcessPoolExecutor(max_workers=2) as pool:
        assert list(pool.map(add_one, CRATES)) == counts
    report('processes', begin)
