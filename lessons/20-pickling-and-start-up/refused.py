from concurrent.futures import (
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)

CRATES = [12, 30, 7]


def try_with(executor):
    with executor(max_workers=2) as pool:
        try:
            print(list(pool.map(lambda apples: apples * 2, CRATES)))
        except Exception as error:
            print(f'{type(error).__name__}: {error}')


if __name__ == '__main__':
    print('threads:')
    try_with(ThreadPoolExecutor)
    print('processes:')
    try_with(ProcessPoolExecutor)
