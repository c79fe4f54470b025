import asyncio
import time

begin = time.perf_counter()


async def find_number(harbour):
    await asyncio.sleep(0.2)
    return sum(map(ord, harbour))


async def ask_depth(number):
    await asyncio.sleep(0.3)
    return number % 9 + 3


async def sound(harbour):
    number = await find_number(harbour)
    depth = await ask_depth(number)
    return f'{harbour}: {depth} metres'


async def main():
    for harbour in ('Anvil Bay', 'Cork Quay', 'Low Pier', 'Seal Rock'):
        print(await sound(harbour))
    print(f'All after {time.perf_counter() - begin:.2f} s')


asyncio.run(main())
