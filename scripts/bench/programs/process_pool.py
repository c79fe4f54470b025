"""Items a second of a large map of tiny tasks, and the seconds of a small one without chunks."""

import json
import multiprocessing
from time import perf_counter


def tiny(number):
    return number


with multiprocessing.Pool(2) as pool:
    pool.map(tiny, range(2))
    began = perf_counter()
    pool.map(tiny, range(10_000))
    many = 10_000 / (perf_counter() - began)
    began = perf_counter()
    pool.map(tiny, range(100), chunksize=1)
    lesson = perf_counter() - began
print(json.dumps([many, lesson]))
