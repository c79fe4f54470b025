# Objects of the main program's classes travel to spawned processes and back.
# start: spawn
# stdout: 250 True
# stdout: [1, 4, 9]
# stdout: BurntError black
import multiprocessing
from concurrent.futures import ProcessPoolExecutor


class Loaf:
    def __init__(self, weight):
        self.weight = weight


class BurntError(Exception):
    pass


def halve(loaf, queue):
    queue.put(Loaf(loaf.weight // 2))


def square(n):
    if n > 3:
        raise BurntError("black")
    return n * n


if __name__ == "__main__":
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=halve, args=(Loaf(500), queue))
    process.start()
    half = queue.get()
    process.join()
    print(half.weight, type(half) is Loaf)
    with ProcessPoolExecutor(2) as executor:
        print(list(executor.map(square, [1, 2, 3])))
        try:
            executor.submit(square, 4).result()
        except BurntError as error:
            print(type(error).__name__, error)
