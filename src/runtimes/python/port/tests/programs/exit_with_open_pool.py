# A pool that nobody closes does not keep the program.
# stdout: [0, 1, 4, 9]
import multiprocessing


def square(n):
    return n * n


pool = multiprocessing.Pool(2)
print(pool.map(square, range(4)))
