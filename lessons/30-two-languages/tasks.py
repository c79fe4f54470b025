import asyncio
import time


async def cook(order):
    """Waits for the delivery, then counts primes: waits, then works."""
    await asyncio.sleep(0.2)
    primes = 0
    for n in range(2, 100_000):
        d = 2
        while d * d <= n and n % d != 0:
            d += 1
        if d * d > n:
            primes += 1
    print(f'{order} is ready ({primes} primes)')


async def main():
    orders = ['soup', 'pasta', 'salad', 'cake']
    await asyncio.gather(*(cook(order) for order in orders))


begin = time.perf_counter()
asyncio.run(main())
print(f'All four after {time.perf_counter() - begin:.2f} s')
