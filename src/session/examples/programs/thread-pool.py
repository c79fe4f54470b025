# Nine visits, three threads. Look at how never more than
# three wait at the same time, and how each strand takes the
# next visit as soon as it is free. The answers keep their
# order.
import time
from concurrent.futures import ThreadPoolExecutor


def visit(city):
    time.sleep(0.2)  # stands for a slow server
    return city.upper()


cities = 'oslo rome cairo lima quito delhi seoul bern accra'
with ThreadPoolExecutor(max_workers=3) as pool:
    for answer in pool.map(visit, cities.split()):
        print(answer)
