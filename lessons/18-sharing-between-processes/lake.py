import multiprocessing

seen = []


def watch(shore, birds):
    seen.extend(birds)
    print(f'{shore}: {len(seen)} birds in the list')


if __name__ == '__main__':
    watchers = [
        multiprocessing.Process(
            target=watch, args=(shore, birds), name=shore)
        for shore, birds in (
            ('east', ['heron', 'coot', 'coot']),
            ('west', ['swan', 'coot']),
        )
    ]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()
    print(f'the lake: {len(seen)} birds in the list')
