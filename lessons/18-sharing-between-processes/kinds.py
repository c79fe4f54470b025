import multiprocessing
import time

SEEN = ['coot'] * 15


def watch(book, begin):
    begin.wait()
    for kind in SEEN:
        time.sleep(0.01)  # look through the glass
        count = book[kind]
        time.sleep(0.005)  # find the page
        book[kind] = count + 1


if __name__ == '__main__':
    begin = multiprocessing.Barrier(2)
    with multiprocessing.Manager() as manager:
        book = manager.dict({'coot': 0})
        watchers = [
            multiprocessing.Process(
                target=watch, args=(book, begin), name=shore)
            for shore in ('east', 'west')
        ]
        for watcher in watchers:
            watcher.start()
        for watcher in watchers:
            watcher.join()
        print(f'{2 * len(SEEN)} coots, {book["coot"]} in the book')
