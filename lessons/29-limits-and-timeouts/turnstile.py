import asyncio
import time

import aiohttp

VISITORS = range(1, 25)
turnstile = asyncio.Semaphore(6)

begin = time.perf_counter()


async def visit(session, number):
    url = f'http://museum.example/hall/{number}'
    try:
        async with turnstile:
            async with session.get(url) as answer:
                return answer.status
    except aiohttp.ClientConnectionError:
        return 'refused'


async def main():
    async with aiohttp.ClientSession() as session:
        return await asyncio.gather(
            *(visit(session, number) for number in VISITORS)
        )


answers = asyncio.run(main())
seconds = time.perf_counter() - begin
print(f'let in: {answers.count(200)}')
print(f'turned away: {answers.count("refused")}')
print(f'after {seconds:.2f} s')
