import sys
import threading
import time

TASKS = 8
workers = int(sys.argv[1]) if len(sys.argv) > 1 else 8


def crunch():
    total = 0
    for n in range(300_000):
        total += n * n % 7
    return total


def work(tasks):
    for _ in range(tasks):
        crunch()


begin = time.perf_counter()
threads = [
    threading.Thread(
        target=work, args=(TASKS // workers,), name=f'worker {i}'
    )
    for i in range(workers)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
seconds = time.perf_counter() - begin
print(f'{TASKS} tasks, {workers} threads: {seconds:.2f} s')
