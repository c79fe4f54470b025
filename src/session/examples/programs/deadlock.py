# Each of the two holds one lock and waits for the other's,
# for ever. Look at the knot in the picture, and at the
# Waits pane, where the arrows run in a circle.
import threading
import time

savings = threading.Lock()
cash = threading.Lock()


def put_away():
    with cash:
        time.sleep(0.1)
        with savings:
            print('put away')


def take_out():
    with savings:
        time.sleep(0.1)
        with cash:  # the other way round: that is the mistake
            print('taken out')


ann = threading.Thread(target=put_away, name='ann')
ben = threading.Thread(target=take_out, name='ben')
ann.start()
ben.start()
ann.join()
ben.join()
