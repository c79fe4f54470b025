import asyncio
import time


def primes(end):
    """How many primes there are below `end`, by trying."""
    count = 0
    for n in range(2, end):
        d = 2
        while d * d <= n and n % d:
            d += 1
        count += d * d > n
    return count


async def main():
    begin = time.perf_counter()
    counts = await asyncio.gather(
        asyncio.to_thread(primes, 40_000),
        asyncio.to_thread(primes, 40_000),
    )
    seconds = time.perf_counter() - begin
    print(f'{counts} primes after {seconds:.2f} s')


asyncio.run(main())
