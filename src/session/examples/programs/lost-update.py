# Twenty deposits, and the money of ten. Look at how the two
# strands sleep side by side: each has read the balance
# before the other one wrote it.
import threading
import time

balance = 0


def deposit():
    global balance
    for _ in range(10):
        seen = balance
        time.sleep(0.02)  # the other one reads it, too
        balance = seen + 1


ann = threading.Thread(target=deposit, name='ann')
ben = threading.Thread(target=deposit, name='ben')
ann.start()
ben.start()
ann.join()
ben.join()
print('20 deposits, balance', balance)
