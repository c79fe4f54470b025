# The same with an executor: its worker dies, and the program hears of it.
# start: spawn
# status: 1
# stderr: bootstrapping phase
# stderr: BrokenProcessPool
from concurrent.futures import ProcessPoolExecutor

with ProcessPoolExecutor(1) as executor:
    print(list(executor.map(abs, [-1])))
