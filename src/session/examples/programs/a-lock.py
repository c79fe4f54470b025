# The same deposits with a lock around them, and all twenty
# count. Look for the band of the lock around one strand,
# and the other one hatched meanwhile: it waits for its
# turn.
import threading
import time

balance = 0
door = threading.Lock()


def deposit():
    global balance
    for _ in range(10):
        with door:
            seen = balance
            time.sleep(0.02)
            balance = seen + 1


ann = threading.Thread(target=deposit, name='ann')
ben = threading.Thread(target=deposit, name='ben')
ann.start()
ben.start()
ann.join()
ben.join()
print('20 deposits, balance', balance)
