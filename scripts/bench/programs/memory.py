"""So many threads, or tasks, or nothing, all there at the same moment: the run's summary tells what memory that took."""

import asyncio
import sys
import threading

kind, count = sys.argv[1], int(sys.argv[2])


def threads():
    gate = threading.Event()
    waiting = [threading.Thread(target=gate.wait) for _ in range(count)]
    for thread in waiting:
        thread.start()
    gate.set()
    for thread in waiting:
        thread.join()


async def tasks():
    gate = asyncio.Event()
    waiting = [asyncio.create_task(gate.wait()) for _ in range(count)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*waiting)


if kind == "threads":
    threads()
else:
    asyncio.run(tasks())
