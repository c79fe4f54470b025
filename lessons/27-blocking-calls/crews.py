import asyncio
import time
from concurrent.futures import ProcessPoolExecutor


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
    loop = asyncio.get_running_loop()
    begin = time.perf_counter()
    with ProcessPoolExecutor(max_workers=2) as crew:
        counts = await asyncio.gather(
            loop.run_in_executor(crew, primes, 40_000),
            loop.run_in_executor(crew, primes, 40_000),
        )
    seconds = time.perf_counter() - begin
    print(f'{counts} primes after {seconds:.2f} s')


if __name__ == '__main__':
    asyncio.run(main())
