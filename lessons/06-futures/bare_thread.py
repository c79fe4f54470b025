import threading
import time

STOCK = {'tea': 40, 'rice': 25, 'salt': 60}


def weigh(goods):
    time.sleep(0.3)
    grams = STOCK[goods] * 1000
    print(f'{goods}: {grams} g')


threads = [
    threading.Thread(target=weigh, args=(goods,), name=goods)
    for goods in ('tea', 'rice', 'sugar', 'salt')
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print('everything has been weighed')
