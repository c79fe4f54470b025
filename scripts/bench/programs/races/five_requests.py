"""Five requests that are answered after a second each: one after the other, by threads, by tasks. `five_requests.py MODE`"""

import sys

URLS = [f'https://httpbin.org/delay/1?page={n}' for n in range(5)]


def sequential():
    import requests

    return [requests.get(url).status_code for url in URLS]


def threads():
    import threading

    import requests

    answers = {}

    def ask(url):
        answers[url] = requests.get(url).status_code

    workers = [threading.Thread(target=ask, args=(url,)) for url in URLS]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return [answers[url] for url in URLS]


def tasks():
    import asyncio

    import aiohttp

    async def ask(session, url):
        async with session.get(url) as answer:
            await answer.read()
            return answer.status

    async def everything():
        async with aiohttp.ClientSession() as session:
            return await asyncio.gather(*(ask(session, url) for url in URLS))

    return asyncio.run(everything())


answers = {'sequential': sequential, 'threads': threads, 'asyncio': tasks}[sys.argv[1]]()
assert answers == [200] * 5, answers
