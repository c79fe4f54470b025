# Exit handlers of the parent run once, in the parent, and before it waits for its children.
# stdout: end of main
# stdout: handler in MainProcess
# stdout: child ends
import atexit
import multiprocessing

event = multiprocessing.Event()


def handler():
    print("handler in", multiprocessing.current_process().name)
    event.set()


def work():
    event.wait()
    print("child ends")


atexit.register(handler)
multiprocessing.Process(target=work).start()
print("end of main")
