"""Count letters with a loop in Python."""
import time

TEXT = 'concurrency is not parallelism, and waiting is not computing. ' * 20_000

begin = time.perf_counter()
found = 0
for letter in TEXT:
    if letter == 'n':
        found += 1
print(found, 'times the letter n')
print(f'{time.perf_counter() - begin:.4f} s with a loop in Python')
