import multiprocessing


def square(n):
    print(f'{n} times {n} is {n * n}')


if __name__ == '__main__':
    first = multiprocessing.Process(target=square, args=(12,), name='first')
    second = multiprocessing.Process(target=square, args=(13,), name='second')
    first.start()
    second.start()
    first.join()
    second.join()
    print('both are done')
