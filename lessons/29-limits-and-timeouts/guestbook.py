import asyncio

visitors = 0


async def sign(hall):
    global visitors
    for _ in range(10):
        seen = visitors
        await asyncio.sleep(0.01)  # turns the page
        visitors = seen + 1


async def main():
    await asyncio.gather(sign('east'), sign('west'))
    print(f'20 visitors, {visitors} in the book')


asyncio.run(main())
