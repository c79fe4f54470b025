import time
from concurrent.futures import ThreadPoolExecutor

ORDERS = [('tea', 'cake'), ('soup', 'bread'), ('rice', 'beans')]


def prepare(dish):
    time.sleep(0.1)
    return dish


served = []
with ThreadPoolExecutor(2) as pool:
    for order in ORDERS:
        served += pool.map(prepare, order)
print('served:', *served)
