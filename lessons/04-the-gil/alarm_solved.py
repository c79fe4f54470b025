import threading
import time

begin = time.perf_counter()


def ring_later():
    time.sleep(0.4)
    print(f'ring at {time.perf_counter() - begin:.1f} s')


def count_primes():
    found = 0
    for n in range(2, 60_000):
        for d in range(2, int(n**0.5) + 1):
            if n % d == 0:
                break
        else:
            found += 1
    print(f'{found} primes')


alarm = threading.Thread(target=ring_later, name='alarm')
counter = threading.Thread(target=count_primes, name='counter')
alarm.start()
counter.start()
alarm.join()
counter.join()
