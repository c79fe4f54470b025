import threading
import time

total = 0


def add_up():
    global total
    for n in (1, 2, 3):
        time.sleep(0.1)
        total += n


adder = threading.Thread(target=add_up, name='adder')
adder.start()
adder.join()
print('total:', total)
