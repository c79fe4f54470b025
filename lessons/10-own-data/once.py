import threading
import time

songs = {}
loaded = []


def load(bird):
    loaded.append(bird)
    time.sleep(0.05)  # the recording comes from a disk
    return f'song of the {bird}'


def listen(bird):
    if bird not in songs:
        songs[bird] = load(bird)
    return songs[bird]


watchers = [
    threading.Thread(target=listen, args=('wren',), name=name)
    for name in ('ines', 'jon', 'kai', 'lea')
]
for watcher in watchers:
    watcher.start()
for watcher in watchers:
    watcher.join()

print(f'{len(songs)} song in the dict, loaded {len(loaded)} times')
