"""A thousand requests that each take a second: with as many connections as there are requests, and with aiohttp's default of 100."""

import asyncio
import json
from time import perf_counter

import aiohttp


async def thousand(**options):
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(**options)) as session:

        async def get():
            async with session.get("http://httpbin.org/delay/1") as answer:
                return answer.status

        began = perf_counter()
        assert set(await asyncio.gather(*(get() for _ in range(1000)))) == {200}
        return perf_counter() - began


print(json.dumps([asyncio.run(thousand(limit=0)), asyncio.run(thousand())]))
