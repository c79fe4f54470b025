import math

LIMIT = 500_000
WORKERS = 4
PARTS = 4


def divisions(low, high):
    """How many divisions it takes to find the primes there."""
    total = 0
    for n in range(low, high):
        if n < 4 or n % 2 == 0:
            continue
        for divisor in range(3, math.isqrt(n) + 1, 2):
            total += 1
            if n % divisor == 0:
                break
    return total


size = LIMIT // PARTS
work = [divisions(i * size, (i + 1) * size) for i in range(PARTS)]
if PARTS <= 8:
    for i, amount in enumerate(work):
        print(f'part {i + 1}: {amount:>9,} divisions')

# Each part goes to the worker that is free first.
busy = [0] * WORKERS
for amount in work:
    busy[busy.index(min(busy))] += amount
print(f'{WORKERS} workers: at best {sum(work) / max(busy):.2f} times')
