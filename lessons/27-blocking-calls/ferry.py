import asyncio
import time
from urllib.request import urlopen


async def ask(pier):
    with urlopen(f'http://ferry.example/pier/{pier}') as answer:
        print(answer.read().decode())


async def main():
    begin = time.perf_counter()
    await asyncio.gather(*(ask(pier) for pier in range(1, 5)))
    print(f'four piers after {time.perf_counter() - begin:.2f} s')


asyncio.run(main())
