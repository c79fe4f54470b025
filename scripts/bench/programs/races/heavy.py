"""Eight heavy computations, all alike: one after the other, by threads, by processes. `heavy.py MODE`"""

import sys

COUNT = 8
STEPS = 1_500_000


def compute(seed):
    """A linear congruential generator, stepped: whole numbers that stay small, and nothing that could be left out."""
    x = seed
    for _ in range(STEPS):
        x = (x * 69_069 + 1) & 0xFFFF_FFFF
    return x


def main():
    mode = sys.argv[1]
    if mode == 'sequential':
        results = [compute(seed) for seed in range(COUNT)]
    elif mode == 'threads':
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(max_workers=COUNT) as pool:
            results = list(pool.map(compute, range(COUNT)))
    else:
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor() as pool:
            results = list(pool.map(compute, range(COUNT)))
    assert len(set(results)) == COUNT, results


if __name__ == '__main__':
    main()
