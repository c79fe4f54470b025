# Four pots, one cook. Look at the four tasks that wait at
# the same time on a single thread: all together they take
# as long as the slowest.
import asyncio
import time


async def boil(what, seconds):
    print('on the stove:', what)
    await asyncio.sleep(seconds)
    print('done:', what)
    return what


async def main():
    begin = time.perf_counter()
    meal = await asyncio.gather(
        boil('soup', 0.4),
        boil('tea', 0.2),
        boil('eggs', 0.3),
        boil('rice', 0.5),
    )
    print(', '.join(meal))
    print(f'{time.perf_counter() - begin:.1f} s')


asyncio.run(main())
