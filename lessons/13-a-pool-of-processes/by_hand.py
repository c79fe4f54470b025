import multiprocessing
import time


def longest(start, answers):
    """The longest path that begins at start .. start + 4,999."""
    best = (0, 0)
    for n in range(start, start + 5_000):
        steps, k = 0, n
        while k != 1:
            k = k // 2 if k % 2 == 0 else 3 * k + 1
            steps += 1
        best = max(best, (steps, n))
    answers.put((start, best))


if __name__ == '__main__':
    begin = time.perf_counter()
    answers = multiprocessing.Queue()
    workers = []
    for start in [1, 5_001, 10_001, 15_001, 20_001, 25_001]:
        worker = multiprocessing.Process(
            target=longest, args=(start, answers), name=f'from {start}')
        worker.start()
        workers.append(worker)

    # Take the answers first: who has not got rid of one cannot end.
    for start, (steps, n) in sorted(answers.get() for _ in workers):
        print(f'from {start:>6}: {n} needs {steps} steps')
    for worker in workers:
        worker.join()
    print(f'All six after {time.perf_counter() - begin:.2f} s')
