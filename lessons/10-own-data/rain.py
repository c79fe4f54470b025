import threading
import time

NIGHT = {
    'roof': [3, 5, 2, 6],
    'yard': [4, 4, 1, 0],
    'hill': [7, 2, 3, 1],
    'lake': [2, 2, 5, 3],
}
total = 0


def ask_gauge(mm):
    time.sleep(0.02)  # the gauge takes its time
    return mm


def collect(readings):
    global total
    for mm in readings:
        total += ask_gauge(mm)


threads = [
    threading.Thread(target=collect, args=(readings,), name=place)
    for place, readings in NIGHT.items()
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f'{total} mm of rain')
