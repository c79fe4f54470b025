import time
from concurrent.futures import ThreadPoolExecutor

ORDERS = [('tea', 'cake'), ('soup', 'bread'), ('rice', 'beans')]


def prepare(dish):
    time.sleep(0.1)
    return dish


served = []
for order in ORDERS:
    with ThreadPoolExecutor(2) as pool:
        served += pool.map(prepare, order)
print('served:', *served)
