import threading
import time

saw = threading.Lock()
drill = threading.Lock()


def build(thing, first, second, patience):
    tries = 0
    while True:
        tries += 1
        with first:
            time.sleep(0.03)
            if second.acquire(timeout=patience):
                time.sleep(0.02)  # both tools at hand
                second.release()
                break
        time.sleep(0.01)  # step back, let the other one work
    print(f'the {thing} is ready, tries: {tries}')


ann = threading.Thread(
    target=build,
    args=('shelf', saw, drill, 0.05),
    name='ann',
)
ben = threading.Thread(
    target=build,
    args=('chair', drill, saw, 0.2),
    name='ben',
)
ann.start()
ben.start()
ann.join()
ben.join()
print('the workshop closes')
