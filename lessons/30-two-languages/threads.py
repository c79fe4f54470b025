import threading
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


begin = time.perf_counter()
threads = [
    threading.Thread(target=cook, args=(order,), name=order)
    for order in ['soup', 'pasta', 'salad', 'cake']
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f'All four after {time.perf_counter() - begin:.2f} s')
