import threading

TURNS = 1_000_000
visitors = 0


def gate():
    global visitors
    for _ in range(TURNS):
        visitors += 1


north = threading.Thread(target=gate, name='north')
south = threading.Thread(target=gate, name='south')
north.start()
south.start()
north.join()
south.join()

print(f'{2 * TURNS:,} people came in, the counter says {visitors:,}')
