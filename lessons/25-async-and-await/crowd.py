import asyncio
import time

HOW_MANY = 2_000

begin = time.perf_counter()


async def wait_for_dawn():
    await asyncio.sleep(1)


async def main():
    async with asyncio.TaskGroup() as group:
        for _ in range(HOW_MANY):
            group.create_task(wait_for_dawn())


asyncio.run(main())
seconds = time.perf_counter() - begin
print(f'{HOW_MANY} waits of a second: {seconds:.1f} s')
