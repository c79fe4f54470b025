import threading
import time

NIGHT = {
    'roof': [3, 5, 2, 6],
    'yard': [4, 4, 1, 0],
    'hill': [7, 2, 3, 1],
    'lake': [2, 2, 5, 3],
}
sums = {}


def ask_gauge(mm):
    time.sleep(0.02)  # the gauge takes its time
    return mm


def collect(place, readings):
    mine = 0
    for mm in readings:
        mine += ask_gauge(mm)
    sums[place] = mine


threads = [
    threading.Thread(target=collect, args=night, name=night[0])
    for night in NIGHT.items()
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f'{sum(sums.values())} mm of rain')
