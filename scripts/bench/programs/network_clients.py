"""Requests a second through each client, 400 of them: 16 threads, or 50 tasks of one loop. Small answers, no latency."""

import asyncio
import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import aiohttp
import httpx
import requests

URL = "http://httpbin.org/get"
COUNT, THREADS, TASKS = 400, 16, 50


def in_threads(get):
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(get, [URL] * THREADS))
        began = perf_counter()
        assert all(pool.map(get, [URL] * COUNT))
        return COUNT / (perf_counter() - began)


async def in_tasks(get):
    gate = asyncio.Semaphore(TASKS)

    async def one():
        async with gate:
            return await get(URL)

    await get(URL)
    began = perf_counter()
    assert all(await asyncio.gather(*(one() for _ in range(COUNT))))
    return COUNT / (perf_counter() - began)


def by_urllib(url):
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


async def by_aiohttp():
    async with aiohttp.ClientSession() as session:

        async def get(url):
            async with session.get(url) as answer:
                return await answer.json()

        return await in_tasks(get)


async def by_async_httpx():
    async with httpx.AsyncClient() as client:

        async def get(url):
            return (await client.get(url)).json()

        return await in_tasks(get)


with requests.Session() as session, httpx.Client() as client:
    print(
        json.dumps(
            [
                in_threads(by_urllib),
                in_threads(lambda url: session.get(url).json()),
                in_threads(lambda url: client.get(url).json()),
                asyncio.run(by_aiohttp()),
                asyncio.run(by_async_httpx()),
            ]
        )
    )
