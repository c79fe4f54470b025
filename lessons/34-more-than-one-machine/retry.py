from concurrent.futures import ProcessPoolExecutor

MOST_TRIES = 3


def fragile(job):
    number, tries = job
    if number == 2 and tries == 0:
        raise ConnectionError('the machine went away')
    return number * 10


def main():
    jobs = [(number, 0) for number in range(4)]
    results = {}
    with ProcessPoolExecutor(2) as pool:
        while jobs:
            futures = {pool.submit(fragile, job): job for job in jobs}
            jobs = []
            for future, (number, tries) in futures.items():
                try:
                    results[number] = future.result()
                except ConnectionError as error:
                    print(f'job {number} failed: {error}')
                    if tries + 1 < MOST_TRIES:
                        jobs.append((number, tries + 1))
    print('results:', [results[n] for n in sorted(results)])


if __name__ == '__main__':
    main()
