import time
from concurrent.futures import (  # you may need them
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)

STATIONS = ('north', 'south', 'east', 'west')


def fetch(station):
    time.sleep(0.2)  # stands for a download
    return len(station) * 100_000


def crunch(size):
    total = 0
    for n in range(size):
        total += n * n % 7
    return total


if __name__ == '__main__':
    with ThreadPoolExecutor(len(STATIONS)) as pool:
        sizes = list(pool.map(fetch, STATIONS))
    with ProcessPoolExecutor(2) as pool:
        totals = list(pool.map(crunch, sizes))
    print('totals:', *totals)
