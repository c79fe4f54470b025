import threading

ROUNDS = 200_000
votes = {'yes': 0}


def count():
    for _ in range(ROUNDS):
        votes['yes'] += 1


threads = [threading.Thread(target=count, name=n) for n in ('A', 'B')]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f'{2 * ROUNDS:,} votes were cast, {votes["yes"]:,} counted')
