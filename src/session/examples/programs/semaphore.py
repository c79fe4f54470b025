# Twelve requests, and a semaphore that lets three through
# at a time. Look at the Network pane: the bars stand in
# steps of three, and no moment has a fourth. Nothing leaves
# this page.
import asyncio

import aiohttp

URL = 'http://httpbin.org/delay/0.3'
gate = asyncio.Semaphore(3)


async def ask(session, number):
    async with gate:
        async with session.get(URL) as answer:
            print('request', number, 'says', answer.status)


async def main():
    async with aiohttp.ClientSession() as session:
        asked = [ask(session, number) for number in range(1, 13)]
        await asyncio.gather(*asked)


asyncio.run(main())
