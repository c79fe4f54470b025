import multiprocessing

price = 3
print(f'{__name__} begins with a price of {price}')


def quote(sacks):
    print(f'The child asks {sacks * price} for {sacks} sacks')


if __name__ == '__main__':
    price = 4
    print(f'{__name__} goes on with a price of {price}')
    child = multiprocessing.Process(target=quote, args=(10,))
    child.start()
    child.join()
    print(f'exit code {child.exitcode}')
