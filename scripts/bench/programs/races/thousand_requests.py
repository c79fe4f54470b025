"""A thousand requests that are answered after a second each, by tasks on one loop. `thousand_requests.py CONNECTIONS`, 0: no limit"""

import asyncio
import sys

import aiohttp

REQUESTS = 1000


async def ask(session, number):
    async with session.get(f'https://httpbin.org/delay/1?page={number}') as answer:
        await answer.read()
        return answer.status


async def main():
    connector = aiohttp.TCPConnector(limit=int(sys.argv[1]))
    async with aiohttp.ClientSession(connector=connector) as session:
        answers = await asyncio.gather(*(ask(session, number) for number in range(REQUESTS)))
    assert answers == [200] * REQUESTS


asyncio.run(main())
