import multiprocessing
import time


def weigh(grains):
    total = 0
    for grain in range(grains):
        total += grain % 7
    print(f'Weighed {grains:,} grains')


if __name__ == '__main__':
    begin = time.perf_counter()
    scales = []
    for name in ('left', 'middle', 'right'):
        scale = multiprocessing.Process(
            target=weigh, args=(2_000_000,), name=name)
        scale.start()
        scales.append(scale)

    for scale in scales:
        scale.join()
    print(f'All three after {time.perf_counter() - begin:.2f} s')
