"""The longest path below 60,000: two workers compute, one process keeps the table."""
import time
from collections import Counter
from multiprocessing import Process, Queue

WORKERS = 2


def steps(n):
    count = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        count += 1
    return count


def work(tasks, found):
    while (start := tasks.get()) is not None:
        found.put(Counter(steps(n) for n in range(start, start + 10_000)))


if __name__ == '__main__':
    begin = time.perf_counter()
    tasks, found = Queue(), Queue()
    workers = [Process(target=work, args=(tasks, found)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    starts = range(1, 60_000, 10_000)
    for start in [*starts, *[None] * WORKERS]:
        tasks.put(start)
    table = Counter()
    for _ in starts:
        table.update(found.get())  # only here is the table changed: no lock
    for worker in workers:
        worker.join()
    print(f'{len(table)} lengths in the table, the longest path has {max(table)} steps')
    print(f'{time.perf_counter() - begin:.2f} s with {WORKERS} workers')
