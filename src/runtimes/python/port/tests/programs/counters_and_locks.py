# The tutorials' counter: with a lock, nothing is lost.
# stdout: 6000
import multiprocessing


def add(counter, lock):
    for _ in range(2000):
        with lock:
            counter.value += 1


if __name__ == "__main__":
    counter = multiprocessing.Value("i", 0, lock=False)
    lock = multiprocessing.Lock()
    processes = [multiprocessing.Process(target=add, args=(counter, lock)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print(counter.value)
