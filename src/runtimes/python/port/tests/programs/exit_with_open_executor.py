# An executor that nobody shuts down finishes its work at the program's end.
# stdout: end of main
# stdout: 49
import multiprocessing
from concurrent.futures import ProcessPoolExecutor


event = multiprocessing.Event()


def square(n):
    event.wait()
    return n * n


executor = ProcessPoolExecutor(2)
executor.submit(square, 7).add_done_callback(lambda future: print(future.result()))
print("end of main")
event.set()
