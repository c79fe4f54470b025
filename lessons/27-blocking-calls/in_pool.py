import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

LORRIES = range(1, 7)


def weigh(lorry):
    time.sleep(0.5)  # a scale that knows nothing of asyncio
    return lorry * 7 % 5 + 20


async def main():
    loop = asyncio.get_running_loop()
    begin = time.perf_counter()
    with ThreadPoolExecutor(max_workers=3) as scales:
        weights = await asyncio.gather(
            *(loop.run_in_executor(scales, weigh, n) for n in LORRIES)
        )
    seconds = time.perf_counter() - begin
    print(f'{sum(weights)} tonnes after {seconds:.2f} s')


asyncio.run(main())
