# What a process has put into a queue is flushed at its end.
# stdout: 1000
import multiprocessing


def work(queue):
    for n in range(1000):
        queue.put(n)


queue = multiprocessing.Queue()
process = multiprocessing.Process(target=work, args=(queue,))
process.start()
print(len([queue.get() for _ in range(1000)]))
process.join()
