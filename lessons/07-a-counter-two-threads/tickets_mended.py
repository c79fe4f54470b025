import threading
import time

SEATS = 12
next_seat = 1
tickets = []
office = threading.Lock()


def clerk():
    global next_seat
    while True:
        time.sleep(0.01)  # the customer makes up their mind
        with office:
            if next_seat > SEATS:
                break
            seat = next_seat
            next_seat = seat + 1
        time.sleep(0.02)  # the ticket is printed
        tickets.append(seat)


left = threading.Thread(target=clerk, name='left')
right = threading.Thread(target=clerk, name='right')
left.start()
right.start()
left.join()
right.join()

print(f'{len(tickets)} tickets for {len(set(tickets))} seats')
