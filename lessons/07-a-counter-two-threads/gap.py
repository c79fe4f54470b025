import threading
import time

TURNS = 1_000
visitors = 0


def gate():
    global visitors
    for _ in range(TURNS):
        seen = visitors
        time.sleep(0)  # "after you": let another thread run
        visitors = seen + 1


north = threading.Thread(target=gate, name='north')
south = threading.Thread(target=gate, name='south')
north.start()
south.start()
north.join()
south.join()

print(f'{2 * TURNS:,} people came in, the counter says {visitors:,}')
