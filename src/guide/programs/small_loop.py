"""Ten short computations in a plain loop."""
import time


def work(n):
    return sum(i * i for i in range(n))


if __name__ == '__main__':
    begin = time.perf_counter()
    print(sum(work(n) for n in range(1_000, 11_000, 1_000)))
    print(f'{time.perf_counter() - begin:.3f} s in a plain loop')
