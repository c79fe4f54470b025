import threading
import time

GUESTS = 5
MEALS = 2
forks = [threading.Lock() for _ in range(GUESTS)]
eaten = []


def dine(seat):
    low, high = sorted([seat, (seat + 1) % GUESTS])
    for _ in range(MEALS):
        with forks[low]:
            time.sleep(0.02)  # reach over for the other fork
            with forks[high]:
                time.sleep(0.02)  # eat
                eaten.append(seat)


guests = [
    threading.Thread(target=dine, args=(seat,), name=f'guest {seat}')
    for seat in range(GUESTS)
]
for guest in guests:
    guest.start()
for guest in guests:
    guest.join()

print(f'{len(eaten)} of {GUESTS * MEALS} meals were eaten')
