import threading
import time

tickets = 100


def sell(count):
    global tickets
    for _ in range(count):
        left = tickets
        time.sleep(0)  # printing the ticket
        tickets = left - 1


desks = [
    threading.Thread(target=sell, args=(50,), name=name)
    for name in ('desk 1', 'desk 2')
]
for desk in desks:
    desk.start()
for desk in desks:
    desk.join()
print('100 sold, left:', tickets)
