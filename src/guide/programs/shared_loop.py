"""The longest path below 60,000: one table, one process."""
import time


def steps(n):
    count = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        count += 1
    return count


if __name__ == '__main__':
    begin = time.perf_counter()
    table = {}
    for start in range(1, 60_000, 10_000):
        for n in range(start, start + 10_000):
            length = steps(n)
            table[length] = table.get(length, 0) + 1
    longest = max(table)
    print(f'{len(table)} lengths in the table, the longest path has {longest} steps')
    print(f'{time.perf_counter() - begin:.2f} s in a plain loop')
