import multiprocessing
import sys


def walk(size):
    total = 0
    for n in range(1, size + 1):
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            total += 1
    return total


if __name__ == '__main__':
    workers = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    with multiprocessing.Pool(workers) as pool:
        total = sum(pool.map(walk, [1_000] * 60, chunksize=1))
    print(f'{workers} workers walked {total:,} steps')
