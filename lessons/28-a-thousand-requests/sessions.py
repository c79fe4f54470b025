import asyncio

import aiohttp

HOST = 'wood.example'
HOW_MANY = 120


async def look(box):
    async with aiohttp.ClientSession() as session:
        async with session.get(f'http://{HOST}/box/{box}') as answer:
            return await answer.text()


async def main():
    return await asyncio.gather(
        *(look(box) for box in range(HOW_MANY)),
        return_exceptions=True,
    )


answers = asyncio.run(main())
good = sum(isinstance(answer, str) for answer in answers)
print(f'{good} nests, {HOW_MANY - good} errors')
