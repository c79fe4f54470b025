import multiprocessing
import time


def stamp(letter):
    time.sleep(1.0)
    print(f'stamped {letter}')


if __name__ == '__main__':
    with multiprocessing.Pool(2) as pool:
        for letter in 'ABCD':
            pool.apply_async(stamp, letter)
        print('four letters handed in')
    print('the office is closed')
