from concurrent.futures import ThreadPoolExecutor

LETTERS = ['12', '7', 'seven', '30']


def postage(grams):
    return int(grams) * 2


with ThreadPoolExecutor(2) as pool:
    futures = [pool.submit(postage, letter) for letter in LETTERS]
print('all letters are stamped')
