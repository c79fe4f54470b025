"""A hundred tasks that hardly do anything: in a loop, by a pool of threads, by a pool of processes. `tiny.py MODE`"""

import sys


def square(n):
    return n * n


def main():
    mode = sys.argv[1]
    numbers = range(100)
    if mode == 'sequential':
        results = [square(n) for n in numbers]
    elif mode == 'threads':
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(max_workers=4) as pool:
            results = list(pool.map(square, numbers))
    else:
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(max_workers=4) as pool:
            results = list(pool.map(square, numbers))
    assert results == [n * n for n in numbers], results


if __name__ == '__main__':
    main()
