import threading
import time

arrived = {}


def run(name, seconds):
    time.sleep(seconds)
    arrived[name] = f'{name} is in'


runners = [
    threading.Thread(target=run, args=('Ada', 0.3), name='Ada'),
    threading.Thread(target=run, args=('Bo', 0.2), name='Bo'),
    threading.Thread(target=run, args=('Cyd', 0.1), name='Cyd'),
]
for runner in runners:
    runner.start()
for runner in runners:
    runner.join()
    print(arrived[runner.name])
