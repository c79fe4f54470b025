import random
import threading
import time
from collections import Counter

RACES = 30


def race():
    finished = []

    def run(name):
        time.sleep(random.uniform(0.01, 0.03))
        finished.append(name)

    runners = [
        threading.Thread(target=run, args=(name,), name=name)
        for name in ('Ada', 'Bo', 'Cyd')
    ]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    return finished[0]


wins = Counter(race() for _ in range(RACES))
for name, times in sorted(wins.items()):
    print(f'{name} won {times} of {RACES}')
