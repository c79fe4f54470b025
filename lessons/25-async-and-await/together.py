import asyncio
import time

begin = time.perf_counter()


def say(text):
    print(f'{time.perf_counter() - begin:.2f} s  {text}')


async def call(lighthouse, seconds):
    say(f'{lighthouse} is called')
    await asyncio.sleep(seconds)  # it rings until somebody answers
    say(f'{lighthouse} answers')
    return f'{lighthouse} shines'


async def main():
    reports = await asyncio.gather(
        call('North', 0.9),
        call('East', 0.3),
        call('South', 0.6),
    )
    say(', '.join(reports))


asyncio.run(main())
