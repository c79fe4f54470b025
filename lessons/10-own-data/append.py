import threading

BIRDS = 400_000  # for each watcher
seen = []


def watch():
    for _ in range(BIRDS):
        seen.append('sparrow')


watchers = [threading.Thread(target=watch) for _ in range(4)]
for watcher in watchers:
    watcher.start()
for watcher in watchers:
    watcher.join()

print(f'{4 * BIRDS:,} birds came by, the list has {len(seen):,}')
