# The exception of a worker is printed with the worker's traceback before the caller's.
# status: 1
# stderr: multiprocessing.pool.RemoteTraceback:
# stderr: in risky
# stderr: ValueError: 3 is too much
# stderr: The above exception was the direct cause of the following exception:
# stderr: Traceback (most recent call last):
# stderr: ValueError: 3 is too much
import multiprocessing


def risky(n):
    if n > 2:
        raise ValueError(f"{n} is too much")
    return n


with multiprocessing.Pool(2) as pool:
    print(pool.map(risky, range(4)))
