from concurrent.futures import ThreadPoolExecutor

LETTERS = ['12', '7', 'seven', '30']


def postage(grams):
    return int(grams) * 2


with ThreadPoolExecutor(2) as pool:
    futures = [pool.submit(postage, letter) for letter in LETTERS]

stamped = 0
for letter, future in zip(LETTERS, futures):
    try:
        future.result()
        stamped += 1
    except ValueError as error:
        print('not stamped:', letter, '-', error)
print(stamped, 'letters are stamped')
