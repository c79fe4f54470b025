# Threads and children of the main program, and threads of children, are all waited for.
# stdout: end of main
# stdout: thread of main
# stdout: thread of the child
import multiprocessing
import threading
import time

first, second = multiprocessing.Event(), multiprocessing.Event()


def say_after(event, words, after):
    event.wait()
    time.sleep(0.01)
    print(words)
    after.set()


def work():
    threading.Thread(target=say_after, args=(second, "thread of the child", first)).start()


multiprocessing.Process(target=work).start()
threading.Thread(target=say_after, args=(first, "thread of main", second)).start()
print("end of main")
first.set()
