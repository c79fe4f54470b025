import asyncio
import time

import aiohttp

begin = time.perf_counter()


async def fetch(session, number):
    url = f'http://coast.example/log/{number}'
    async with session.get(url) as answer:
        return await answer.text()


async def main():
    async with aiohttp.ClientSession() as session:
        return await asyncio.gather(
            *(fetch(session, number) for number in range(1, 11))
        )


pages = asyncio.run(main())
seconds = time.perf_counter() - begin
print(f'{len(pages)} pages by tasks: {seconds:.2f} s')
