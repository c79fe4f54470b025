"""Twenty photographs downloaded in threads, then made small: in one thread, in two threads, in two processes."""

import io
import json
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from time import perf_counter

import requests
from PIL import Image


def download(number):
    return requests.get(f"https://picsum.photos/id/{number}/2000/2000", timeout=60).content


def make_small(data):
    out = io.BytesIO()
    Image.open(io.BytesIO(data)).resize((300, 300), Image.LANCZOS).save(out, "JPEG", quality=85)
    return out.getvalue()


def timed(work):
    began = perf_counter()
    results = list(work())
    assert len(results) == 20 and all(Image.open(io.BytesIO(data)).size == (300, 300) for data in results)
    return perf_counter() - began


with ThreadPoolExecutor(10) as pool:
    photographs = list(pool.map(download, range(20)))
make_small(photographs[0])
alone = timed(lambda: map(make_small, photographs))
with ThreadPoolExecutor(2) as pool:
    threads = timed(lambda: pool.map(make_small, photographs))
with ProcessPoolExecutor(2) as pool:
    list(pool.map(make_small, photographs[:4]))
    processes = timed(lambda: pool.map(make_small, photographs))
print(json.dumps([alone, threads, processes, threads / processes]))
