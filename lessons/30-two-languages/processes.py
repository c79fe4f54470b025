import multiprocessing
import time


def cook(order):
    """Waits for the delivery, then counts primes: waits, then works."""
    time.sleep(0.2)
    primes = 0
    for n in range(2, 100_000):
        d = 2
        while d * d <= n and n % d != 0:
            d += 1
        if d * d > n:
            primes += 1
    print(f'{order} is ready ({primes} primes)')


if __name__ == '__main__':
    begin = time.perf_counter()
    with multiprocessing.Pool(4) as cooks:
        cooks.map(cook, ['soup', 'pasta', 'salad', 'cake'])
    print(f'All four after {time.perf_counter() - begin:.2f} s')
