import multiprocessing

JOBS = list(range(6_000, 0, -500))  # 12 jobs, the greatest first
CHUNK = 6


def walk(size):
    """All paths from 1 .. size: who walked them, how many steps."""
    total = 0
    for n in range(1, size + 1):
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            total += 1
    return multiprocessing.current_process().name, total


if __name__ == '__main__':
    steps = {}
    with multiprocessing.Pool(2) as pool:
        for name, total in pool.map(walk, JOBS, chunksize=CHUNK):
            steps[name] = steps.get(name, 0) + total

    everything = sum(steps.values())
    for name in sorted(steps):
        print(f'{name}: {steps[name]:,} steps')
    share = max(steps.values()) / everything * 100
    print(f'The busier one walked {share:.0f} % of them')
