import asyncio

CRATES = range(1, 13)


async def deliver(ramp):
    for crate in CRATES:
        await ramp.put(crate)
    await ramp.put(None)  # no more crates
    print('the lorry drives off')


async def unpack(ramp, name):
    count = 0
    while True:
        crate = await ramp.get()
        if crate is None:
            await ramp.put(None)  # for the next one
            print(f'{name} unpacked {count}')
            return count
        await asyncio.sleep(0.1)
        count += 1


async def main():
    ramp = asyncio.Queue(maxsize=4)
    _, *counts = await asyncio.gather(
        deliver(ramp),
        unpack(ramp, 'Ida'),
        unpack(ramp, 'Jon'),
        unpack(ramp, 'Kim'),
    )
    print(f'{sum(counts)} crates unpacked')


asyncio.run(main())
