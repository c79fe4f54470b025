import time
from concurrent.futures import ThreadPoolExecutor, as_completed

DELAYS = (0.9, 0.3, 0.6, 0.2, 0.5, 0.1, 0.4, 0.8)


def fetch(delay):
    time.sleep(delay)  # stands for a download
    if delay == 0.6:
        raise TimeoutError('no answer')
    return delay


failed = []
with ThreadPoolExecutor(4) as pool:
    futures = {pool.submit(fetch, delay): delay for delay in DELAYS}
    for done, future in enumerate(as_completed(futures), start=1):
        bar = ('#' * done).ljust(len(futures), '.')
        print(f'\r{bar} {done} of {len(futures)}', end='', flush=True)
        if future.exception() is not None:
            failed.append(futures[future])
print()
print('failed:', failed)
