import os
import sys
from concurrent.futures import ProcessPoolExecutor

from press import rounds_for, turn

TASKS = 10

if __name__ == '__main__':
    ms = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    rounds = rounds_for(ms)
    workers = min(os.cpu_count() or 1, 4)
    with ProcessPoolExecutor(workers) as pool:
        results = list(pool.map(turn, [rounds] * TASKS))
    print(f'{len(results)} tasks of about {ms:g} ms, spread out')
