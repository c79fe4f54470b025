import threading
import time

TURNS = 100_000
visitors = 0
door = threading.Lock()

begin = time.perf_counter()
for _ in range(TURNS):
    visitors += 1
bare = (time.perf_counter() - begin) / TURNS

begin = time.perf_counter()
for _ in range(TURNS):
    with door:
        visitors += 1
locked = (time.perf_counter() - begin) / TURNS

print(f'one step without a lock: {bare * 1e9:.0f} ns')
print(f'one step with a lock:    {locked * 1e9:.0f} ns')
