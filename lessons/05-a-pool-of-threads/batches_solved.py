import time
from concurrent.futures import ThreadPoolExecutor

BATCHES = (
    ('ants', 'bees', 'crabs', 'doves'),
    ('elks', 'frogs', 'geese', 'hares'),
    ('ibises', 'jays', 'koalas', 'larks'),
)


def look_up(animal):
    time.sleep(0.2)
    return animal.upper()


with ThreadPoolExecutor(max_workers=4) as pool:
    for batch in BATCHES:
        print(*pool.map(look_up, batch))
