# The program waits for spawned children at its end, and ends its daemons.
# start: spawn
# stdout: end of main
# stdout: child
import multiprocessing
import time


def work(connection):
    connection.recv()
    print("child")


def live_on():
    time.sleep(1000)
    print("never")


if __name__ == "__main__":
    # Not an event: CPython may unlink a semaphore at the end of main before a spawned child has found it.
    here, there = multiprocessing.Pipe()
    multiprocessing.Process(target=live_on, daemon=True).start()
    multiprocessing.Process(target=work, args=(there,)).start()
    print("end of main")
    here.send("go")
