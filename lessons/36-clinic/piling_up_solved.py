import queue
import threading
import time

orders = queue.Queue(maxsize=4)
END = None


def waiter():
    for n in range(40):
        orders.put(n)
    orders.put(END)


def cook():
    while orders.get() is not END:
        time.sleep(0.01)


threads = [
    threading.Thread(target=waiter, name='waiter'),
    threading.Thread(target=cook, name='cook'),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('the kitchen is closed')
