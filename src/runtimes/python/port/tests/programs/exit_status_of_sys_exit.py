# sys.exit in main: its status counts, and it still waits for children.
# stdout: child
# status: 5
import multiprocessing
import sys
import time


def work():
    time.sleep(0.05)
    print("child")


multiprocessing.Process(target=work).start()
sys.exit(5)
