# A worker that dies breaks the executor, and the program hears of it.
# stdout: BrokenProcessPool
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

with ProcessPoolExecutor(2) as executor:
    try:
        executor.submit(os._exit, 3).result()
    except BrokenProcessPool as error:
        print(type(error).__name__)
