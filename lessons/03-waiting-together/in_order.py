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

answers = {}


def ask(name, seconds):
    time.sleep(seconds)  # nothing to do until the answer comes
    answers[name] = f'{seconds * 10:.1f} degrees'
    print(f'{name}: {answers[name]}')


threads = []
for name, seconds in STATIONS.items():
    thread = threading.Thread(target=ask, args=(name, seconds), name=name)
    thread.start()
    threads.append(thread)

for thread in threads:
    thread.join()
