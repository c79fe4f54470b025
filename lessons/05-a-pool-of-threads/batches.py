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


for batch in BATCHES:
    with ThreadPoolExecutor(max_workers=4) as pool:
        print(*pool.map(look_up, batch))
