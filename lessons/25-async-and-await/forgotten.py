import asyncio


async def light(lamp):
    await asyncio.sleep(0.1)
    print(f'{lamp} is lit')


async def main():
    await light('the lamp')
    light('the lantern')
    print('The keeper goes to bed')


asyncio.run(main())
