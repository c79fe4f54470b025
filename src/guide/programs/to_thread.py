"""Three calls that keep a thread, each in one of its own: the event loop goes on."""
import asyncio
import time


def old_library(name):
    time.sleep(0.4)  # knows nothing of asyncio
    return name.upper()


async def answer(name):
    return await asyncio.to_thread(old_library, name)


async def clock():
    while True:
        await asyncio.sleep(0.1)
        print('tick')


async def main():
    ticking = asyncio.create_task(clock())
    begin = time.perf_counter()
    print(await asyncio.gather(answer('one'), answer('two'), answer('three')))
    print(f'{time.perf_counter() - begin:.2f} s, and the clock went on')
    ticking.cancel()


asyncio.run(main())
