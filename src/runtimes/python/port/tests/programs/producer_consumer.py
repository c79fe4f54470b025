# The tutorials' producer and consumers, with a sentinel for each consumer.
# sorted: yes
# stdout: all done
# stdout: total 435
import multiprocessing


def produce(queue, consumers):
    for n in range(30):
        queue.put(n)
    for _ in range(consumers):
        queue.put(None)


def consume(queue, results):
    total = 0
    while (n := queue.get()) is not None:
        total += n
    results.put(total)


if __name__ == "__main__":
    queue, results = multiprocessing.Queue(maxsize=3), multiprocessing.Queue()
    consumers = [multiprocessing.Process(target=consume, args=(queue, results)) for _ in range(2)]
    producer = multiprocessing.Process(target=produce, args=(queue, 2))
    for process in [producer, *consumers]:
        process.start()
    print("total", sum(results.get() for _ in consumers))
    for process in [producer, *consumers]:
        process.join()
    print("all done")
