import time
from concurrent.futures import ThreadPoolExecutor, as_completed

# Ten shops, and how many seconds each takes to tell its price.
SHOPS = {f'shop {n}': (n % 3) * 0.3 for n in range(10)}

begin = time.perf_counter()


def ask(shop):
    time.sleep(SHOPS[shop])
    return len(shop) * 100 + int(shop[-1])


with ThreadPoolExecutor(max_workers=5) as pool:
    futures = {pool.submit(ask, shop): shop for shop in SHOPS}
    for future in as_completed(futures):
        shop = futures[future]
        print(f'{shop} asks for {future.result()}')

print(f'ten prices after {time.perf_counter() - begin:.1f} s')
