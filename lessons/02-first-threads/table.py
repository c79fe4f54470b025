import threading
import time

DISHES = {'eggs': 0.5, 'beans': 0.3, 'tomatoes': 0.4}
on_the_table = []


def cook(dish, seconds):
    time.sleep(seconds)
    on_the_table.append(dish)


for dish, seconds in DISHES.items():
    thread = threading.Thread(
        target=cook, args=(dish, seconds), name=dish
    )
    thread.start()

print(f'{len(on_the_table)} of {len(DISHES)} dishes on the table')
