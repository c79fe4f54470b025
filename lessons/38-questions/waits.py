import threading
import time


def ask(name):
    time.sleep(0.3)  # stands for an answer from far away
    print(f'{name} has its answer')


start = time.perf_counter()
threads = [
    threading.Thread(target=ask, args=(name,), name=name)
    for name in ('news', 'weather', 'prices')
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f'three waits in {time.perf_counter() - start:.2f} s')
