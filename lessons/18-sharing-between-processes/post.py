import multiprocessing

STOP = None


def watch(shore, birds, post):
    for bird in birds:
        post.put((shore, bird))
    post.put(STOP)


if __name__ == '__main__':
    post = multiprocessing.Queue()
    shores = {
        'east': ['heron', 'coot', 'coot'],
        'west': ['swan', 'coot'],
    }
    watchers = [
        multiprocessing.Process(
            target=watch, args=(shore, birds, post), name=shore)
        for shore, birds in shores.items()
    ]
    for watcher in watchers:
        watcher.start()

    seen = []
    still_there = len(watchers)
    while still_there:
        message = post.get()
        if message is STOP:
            still_there -= 1
        else:
            seen.append(message)

    for watcher in watchers:
        watcher.join()
    print(f'the lake: {len(seen)} birds in the list')
