import multiprocessing

BIRDS = 5_000


def watch(clicker, begin):
    begin.wait()
    for _ in range(BIRDS):
        clicker.value += 1


if __name__ == '__main__':
    clicker = multiprocessing.Value('i', 0)
    begin = multiprocessing.Barrier(2)
    watchers = [
        multiprocessing.Process(
            target=watch, args=(clicker, begin), name=shore)
        for shore in ('east', 'west')
    ]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()
    print(f'{2 * BIRDS:,} birds, the clicker says {clicker.value:,}')
