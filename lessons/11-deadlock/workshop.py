import threading
import time

saw = threading.Lock()
drill = threading.Lock()


def build_shelf():
    with saw:
        time.sleep(0.05)  # cut the boards
        with drill:
            time.sleep(0.05)
            print('the shelf is ready')


def build_chair():
    with drill:
        time.sleep(0.1)  # drill the legs
        with saw:
            time.sleep(0.05)
            print('the chair is ready')


ann = threading.Thread(target=build_shelf, name='ann')
ben = threading.Thread(target=build_chair, name='ben')
ann.start()
ben.start()
ann.join()
ben.join()
print('the workshop closes')
