import asyncio
import time

HALLS = range(1, 17)

begin = time.perf_counter()
fuse = asyncio.Semaphore(4)


async def light_up(hall):
    seconds = 5 if hall == 7 else 0.3  # hall 7 is broken
    async with fuse:
        try:
            async with asyncio.timeout(1):
                await asyncio.sleep(seconds)
        except TimeoutError:
            return f'hall {hall} stays dark'
    return f'hall {hall} is lit'


async def main():
    lines = await asyncio.gather(*map(light_up, HALLS))
    print('\n'.join(lines))
    print(f'after {time.perf_counter() - begin:.2f} s')


asyncio.run(main())
