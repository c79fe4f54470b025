import asyncio
import time

beats = 0
longest = 0


async def beat():
    """Feels the pulse every 20 ms, and keeps the longest pause."""
    global beats, longest
    last = time.perf_counter()
    while True:
        await asyncio.sleep(0.02)
        now = time.perf_counter()
        longest = max(longest, now - last)
        last = now
        beats += 1


def weigh():
    time.sleep(1)  # a scale that knows nothing of asyncio
    return 42


async def main():
    pulse = asyncio.create_task(beat(), name='pulse')
    await asyncio.sleep(0.2)
    weight = await asyncio.to_thread(weigh)
    await asyncio.sleep(0.2)
    pulse.cancel()
    print(f'{weight} kg after {beats} beats of the pulse')
    print(f'longest pause: {longest * 1000:.0f} ms')


asyncio.run(main())
