import asyncio
import time

HALLS = range(1, 17)

begin = time.perf_counter()


async def light_up(hall):
    seconds = 5 if hall == 7 else 0.3  # hall 7 is broken
    await asyncio.sleep(seconds)
    return f'hall {hall} is lit'


async def main():
    lines = await asyncio.gather(*map(light_up, HALLS))
    print('\n'.join(lines))
    print(f'after {time.perf_counter() - begin:.2f} s')


asyncio.run(main())
