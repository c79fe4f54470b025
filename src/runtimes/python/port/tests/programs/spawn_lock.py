# A lock of threads cannot travel.
# start: spawn
# status: 1
# stderr: TypeError: cannot pickle '_thread.lock' object
import multiprocessing
import threading

if __name__ == "__main__":
    multiprocessing.Process(target=print, args=(threading.Lock(),)).start()
