# A baker is faster than her customer, and the shelf has
# room for three. Look at how she waits as soon as it is
# full: from then on she bakes at his pace.
import queue
import threading
import time

shelf = queue.Queue(maxsize=3)


def bake():
    for loaf in range(1, 11):
        time.sleep(0.02)
        shelf.put(loaf)
        print('baked', loaf)
    shelf.put(None)  # that was the last one


def eat():
    while (loaf := shelf.get()) is not None:
        time.sleep(0.08)
        print('          ate', loaf)


baker = threading.Thread(target=bake, name='baker')
customer = threading.Thread(target=eat, name='customer')
baker.start()
customer.start()
baker.join()
customer.join()
