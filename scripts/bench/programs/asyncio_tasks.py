"""asyncio in numbers, as one line of JSON: seconds that 10,000 sleeping tasks take beyond their sleep; tasks made and finished
a second; microseconds for a step of a task that gives way, for one that had to wait, and for a turn of the loop."""

import asyncio
import json
from time import perf_counter

SLEEPERS = 10_000
SLEEP = 1.0
MADE = 5_000
STEPS = 20_000
TURNS = 2_000


async def sleeper():
    await asyncio.sleep(SLEEP)


async def nothing():
    pass


async def stepper(steps):
    for _ in range(steps):
        await asyncio.sleep(0)


async def waiter(steps):
    loop = asyncio.get_running_loop()
    for _ in range(steps):
        something = loop.create_future()
        loop.call_soon(something.set_result, None)
        await something


async def main():
    await asyncio.gather(*(nothing() for _ in range(100)))

    began = perf_counter()
    await asyncio.gather(*(sleeper() for _ in range(SLEEPERS)))
    beyond = perf_counter() - began - SLEEP

    began = perf_counter()
    await asyncio.gather(*(nothing() for _ in range(MADE)))
    made = MADE / (perf_counter() - began)

    # Many tasks share the turns of the loop: what is left is the step itself.
    began = perf_counter()
    await asyncio.gather(*(stepper(STEPS // 100) for _ in range(100)))
    step = (perf_counter() - began) / STEPS * 1e6

    # The same when each step waits for something that another callback brings.
    began = perf_counter()
    await asyncio.gather(*(waiter(STEPS // 100) for _ in range(100)))
    wait = (perf_counter() - began) / STEPS * 1e6

    # One task alone: each of its steps is a turn, with a look at the selector.
    began = perf_counter()
    await stepper(TURNS)
    turn = (perf_counter() - began) / TURNS * 1e6
    print(json.dumps([beyond, made, step, wait, turn]))


asyncio.run(main())
