import asyncio
import time


def old_library():
    time.sleep(0.5)  # it knows nothing of await
    return 'the report'


async def heartbeat():
    while True:
        print('tick')
        await asyncio.sleep(0.1)


async def main():
    clock = asyncio.create_task(heartbeat())
    await asyncio.sleep(0)
    report = await asyncio.to_thread(old_library)
    clock.cancel()
    print(report, 'is here')


asyncio.run(main())
