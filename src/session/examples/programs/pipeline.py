# Threads wait for letters, processes read them. Look at how
# a process computes while threads still wait: each piece
# goes on as soon as it is there.
import time
from concurrent.futures import (
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
)

DISTANCE = {'Bern': 0.1, 'Oslo': 0.4, 'Rome': 0.7, 'Lima': 1}


def receive(city):
    time.sleep(DISTANCE[city])  # waiting costs no core
    return city


def read(city):
    total = sum(n * n % 7 for n in range(600_000))  # this does
    return city, total


if __name__ == '__main__':
    readers = ProcessPoolExecutor(2)
    postmen = ThreadPoolExecutor(4)
    with readers, postmen:
        readers.submit(int).result()  # the first is up
        letters = [
            postmen.submit(receive, city) for city in DISTANCE
        ]
        work = [
            readers.submit(read, letter.result())
            for letter in as_completed(letters)
        ]
        for done in as_completed(work):
            print(*done.result())
