import threading
import time

# How many seconds each weather station needs to answer.
STATIONS = {
    'summit': 0.3,
    'ridge': 0.25,
    'hut': 0.4,
    'lake': 0.2,
    'valley': 0.35,
}

begin = time.perf_counter()


def ask(name, seconds):
    time.sleep(seconds)  # nothing to do until the answer comes
    print(f'{name} answered at {time.perf_counter() - begin:.2f} s')


threads = []
for name, seconds in STATIONS.items():
    thread = threading.Thread(target=ask, args=(name, seconds), name=name)
    thread.start()
    threads.append(thread)

for thread in threads:
    thread.join()

print(f'All five after {time.perf_counter() - begin:.2f} s')
