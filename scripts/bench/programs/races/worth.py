"""Thirty-two tasks of a size: in a loop, or by a pool of processes. `worth.py MODE STEPS`"""

import sys

TASKS = 32


def compute(task):
    seed, steps = task
    x = seed
    for _ in range(steps):
        x = (x * 69_069 + 1) & 0xFFFF_FFFF
    return x


def main():
    mode, steps = sys.argv[1], int(sys.argv[2])
    tasks = [(seed, steps) for seed in range(TASKS)]
    if mode == 'sequential':
        results = [compute(task) for task in tasks]
    else:
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor() as pool:
            results = list(pool.map(compute, tasks))
    assert len(results) == TASKS


if __name__ == '__main__':
    main()
