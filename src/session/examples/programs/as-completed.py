# Whoever is done first is named first. Look at where each
# strand ends, and compare: the lines of the output come in
# that order, not in the order of the list.
import time
from concurrent.futures import (
    ThreadPoolExecutor,
    as_completed,
)

SECONDS = {'rice': 0.5, 'eggs': 0.3, 'peas': 0.1, 'tea': 0.2}


def cook(dish):
    time.sleep(SECONDS[dish])
    return dish


with ThreadPoolExecutor(max_workers=4) as stove:
    pots = [stove.submit(cook, dish) for dish in SECONDS]
    for pot in as_completed(pots):
        print(pot.result(), 'done')
