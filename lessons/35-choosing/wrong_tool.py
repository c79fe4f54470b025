import time
from concurrent.futures import (
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)


def ask(station):
    time.sleep(0.1)  # stands for an answer from far away
    return station


def timed(make_pool):
    start = time.perf_counter()
    with make_pool(4) as pool:
        answers = list(pool.map(ask, range(4)))
    assert answers == [0, 1, 2, 3]
    return time.perf_counter() - start


if __name__ == '__main__':
    print(f'threads:   {timed(ThreadPoolExecutor):.3f} s')
    print(f'processes: {timed(ProcessPoolExecutor):.3f} s')
