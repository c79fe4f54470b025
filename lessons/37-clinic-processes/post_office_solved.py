import time
from concurrent.futures import ThreadPoolExecutor


def ask(office):
    time.sleep(0.5)  # an answer from far away
    return office.upper()


if __name__ == '__main__':
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, ['bonn', 'graz', 'bern', 'lund']))
    print('answers:', *answers)
