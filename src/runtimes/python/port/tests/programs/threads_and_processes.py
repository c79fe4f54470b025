# Threads that start processes, processes that start threads.
# sorted: yes
# stdout: 0 0
# stdout: 0 1
# stdout: 1 0
# stdout: 1 1
# stdout: end
import multiprocessing
import threading

lock = multiprocessing.Lock()


def say(process, thread):
    with lock:
        print(process, thread)


def in_process(number):
    threads = [threading.Thread(target=say, args=(number, n)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def in_thread(number):
    process = multiprocessing.Process(target=in_process, args=(number,))
    process.start()
    process.join()


threads = [threading.Thread(target=in_thread, args=(n,)) for n in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("end")
