# A main program that raises still waits for its children; its exit status is its own.
# stdout: the child ends later
# stderr: Traceback (most recent call last):
# stderr: KeyError: 'in main'
# status: 1
import multiprocessing
import time


def work():
    time.sleep(0.1)
    print("the child ends later")


multiprocessing.Process(target=work).start()
raise KeyError("in main")
