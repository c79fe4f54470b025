"""Twenty answers at once: one thread waits for all of them. Try 1,000."""
import asyncio
import time

STATIONS = 20


async def ask(station):
    await asyncio.sleep(0.1)  # the answer is on its way, and others go on
    return station * station


async def main():
    begin = time.perf_counter()
    answers = await asyncio.gather(*(ask(station) for station in range(STATIONS)))
    print(f'{len(answers)} answers, sum {sum(answers)}')
    print(f'{time.perf_counter() - begin:.2f} s on one thread')


asyncio.run(main())
