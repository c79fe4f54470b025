import random
import time
from concurrent.futures import ThreadPoolExecutor as Executor


def evening(seed):
    """A night of dice: how often does the bank win?"""
    dice = random.Random(seed)
    wins = 0
    for _ in range(40_000):
        if dice.randint(1, 6) >= dice.randint(1, 6):
            wins += 1
    return wins


if __name__ == '__main__':
    begin = time.perf_counter()
    with Executor(max_workers=2) as pool:
        results = list(pool.map(evening, range(6)))
    seconds = time.perf_counter() - begin
    print(f'The bank won {results}')
    print(f'Six evenings after {seconds:.2f} s')
