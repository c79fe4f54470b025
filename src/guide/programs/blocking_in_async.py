"""Three calls that keep the thread, in a program with an event loop."""
import asyncio
import time


def old_library(name):
    time.sleep(0.4)  # knows nothing of asyncio
    return name.upper()


async def answer(name):
    return old_library(name)  # stops every task of the loop


async def clock():
    while True:
        await asyncio.sleep(0.1)
        print('tick')


async def main():
    ticking = asyncio.create_task(clock())
    begin = time.perf_counter()
    print(await asyncio.gather(answer('one'), answer('two'), answer('three')))
    print(f'{time.perf_counter() - begin:.2f} s, and the clock stood still')
    ticking.cancel()


asyncio.run(main())
