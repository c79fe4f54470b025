# Locks, values, queues, events and shared memory reach a spawned process as arguments.
# start: spawn
# stdout: 300 [1, 4, 9] True b'bread'
import multiprocessing
from multiprocessing import shared_memory


def work(lock, counter, numbers, queue, event, name):
    for _ in range(100):
        with lock:
            counter.value += 1
    with numbers.get_lock():
        if not event.is_set():
            numbers[:] = [n * n for n in numbers]
            block = shared_memory.SharedMemory(name)
            block.buf[:5] = b"bread"
            block.close()
        event.set()
    queue.put("done")


if __name__ == "__main__":
    lock, event, queue = multiprocessing.Lock(), multiprocessing.Event(), multiprocessing.Queue()
    counter, numbers = multiprocessing.Value("i", 0, lock=False), multiprocessing.Array("i", [1, 2, 3])
    block = shared_memory.SharedMemory(create=True, size=16)
    arguments = (lock, counter, numbers, queue, event, block.name)
    processes = [multiprocessing.Process(target=work, args=arguments) for _ in range(3)]
    for process in processes:
        process.start()
    for _ in processes:
        queue.get()
    for process in processes:
        process.join()
    print(counter.value, numbers[:], event.is_set(), bytes(block.buf[:5]))
    block.close()
    block.unlink()
