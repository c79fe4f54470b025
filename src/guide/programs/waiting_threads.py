"""Twenty answers at once: a thread waits for each."""
import time
from concurrent.futures import ThreadPoolExecutor


def ask(station):
    time.sleep(0.1)  # the answer is on its way, and the GIL is free
    return station * station


begin = time.perf_counter()
with ThreadPoolExecutor(max_workers=20) as pool:
    answers = list(pool.map(ask, range(20)))
print(f'{len(answers)} answers, sum {sum(answers)}')
print(f'{time.perf_counter() - begin:.2f} s with twenty threads')
