import asyncio
import time

import aiohttp

HOST = 'meadow.example'
HOW_MANY = 200

begin = time.perf_counter()


async def look(session, box):
    async with session.get(f'http://{HOST}/box/{box}') as answer:
        return await answer.text()


async def main():
    free = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=free) as session:
        return await asyncio.gather(
            *(look(session, box) for box in range(HOW_MANY))
        )


answers = asyncio.run(main())
seconds = time.perf_counter() - begin
print(f'{len(answers)} nests after {seconds:.2f} s')
