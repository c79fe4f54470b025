import multiprocessing
import time


def longest(start):
    """The longest path that begins at start .. start + 4,999."""
    best = (0, 0)
    for n in range(start, start + 5_000):
        steps, k = 0, n
        while k != 1:
            k = k // 2 if k % 2 == 0 else 3 * k + 1
            steps += 1
        best = max(best, (steps, n))
    return best


if __name__ == '__main__':
    begin = time.perf_counter()
    starts = [1, 5_001, 10_001, 15_001, 20_001, 25_001]
    with multiprocessing.Pool(2) as pool:
        results = pool.map(longest, starts)
    for start, (steps, n) in zip(starts, results):
        print(f'from {start:>6}: {n} needs {steps} steps')
    print(f'All six after {time.perf_counter() - begin:.2f} s')
