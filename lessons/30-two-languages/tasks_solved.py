import asyncio
import time
from concurrent.futures import ProcessPoolExecutor


def count_primes():
    primes = 0
    for n in range(2, 100_000):
        d = 2
        while d * d <= n and n % d != 0:
            d += 1
        if d * d > n:
            primes += 1
    return primes


async def cook(order, pool):
    """Waits for the delivery on the loop, counts primes elsewhere."""
    await asyncio.sleep(0.2)
    loop = asyncio.get_running_loop()
    primes = await loop.run_in_executor(pool, count_primes)
    print(f'{order} is ready ({primes} primes)')


async def main():
    orders = ['soup', 'pasta', 'salad', 'cake']
    with ProcessPoolExecutor(2) as pool:
        await asyncio.gather(*(cook(order, pool) for order in orders))


if __name__ == '__main__':
    begin = time.perf_counter()
    asyncio.run(main())
    print(f'All four after {time.perf_counter() - begin:.2f} s')
