import random
import threading
import time

finished = []


def run(name):
    time.sleep(random.uniform(0.2, 0.3))
    finished.append(name)
    print(f'{name} is in')


begin = time.perf_counter()
runners = [
    threading.Thread(target=run, args=(name,), name=name)
    for name in ('Ada', 'Bo', 'Cyd')
]
for runner in runners:
    runner.start()
for runner in runners:
    runner.join()

seconds = time.perf_counter() - begin
print(f'{finished[0]} wins, all are in after {seconds:.2f} s')
