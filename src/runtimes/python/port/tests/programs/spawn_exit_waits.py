# The program waits for spawned children at its end, and ends its daemons.
# start: spawn
# stdout: end of main
# stdout: child
import multiprocessing
import time


def work():
    time.sleep(0.05)
    print("child")


def live_on():
    time.sleep(1000)
    print("never")


if __name__ == "__main__":
    multiprocessing.Process(target=live_on, daemon=True).start()
    multiprocessing.Process(target=work).start()
    print("end of main")
