import random
import time

finished = []


def run(name):
    time.sleep(random.uniform(0.2, 0.3))
    finished.append(name)
    print(f'{name} is in')


begin = time.perf_counter()
for name in ('Ada', 'Bo', 'Cyd'):
    run(name)

seconds = time.perf_counter() - begin
print(f'{finished[0]} wins, all are in after {seconds:.2f} s')
