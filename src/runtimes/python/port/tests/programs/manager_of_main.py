# A manager in a program without a guard, as many tutorials show it.
# stdout: {0: 0, 1: 1, 2: 4} [0, 1, 2]
import multiprocessing


def work(results, order, n):
    results[n] = n * n
    order.append(n)


with multiprocessing.Manager() as manager:
    results, order = manager.dict(), manager.list()
    for n in range(3):
        process = multiprocessing.Process(target=work, args=(results, order, n))
        process.start()
        process.join()
    print(results, order)
