import asyncio

import aiohttp


async def ask(session, guide):
    url = f'http://museum.example/guide/{guide}'
    try:
        async with asyncio.timeout(1):
            async with session.get(url) as answer:
                return await answer.text()
    except TimeoutError:
        return f'{guide} does not come'
    finally:
        print(f'no longer waiting for {guide}')


async def main():
    async with aiohttp.ClientSession() as session:
        for line in await asyncio.gather(
            ask(session, 'Ada'),
            ask(session, 'Bo'),
            ask(session, 'Cy'),
        ):
            print(line)


asyncio.run(main())
