import multiprocessing


def paint(frame):
    return sum(i * frame % 5 for i in range(20_000))


if __name__ == '__main__':
    # One process for each frame.
    with multiprocessing.Pool(10) as pool:
        frames = pool.map(paint, range(10))
    print('frames:', len(frames))
