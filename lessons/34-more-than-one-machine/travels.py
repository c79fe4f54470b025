from concurrent.futures import ProcessPoolExecutor


def remember(n):
    return n, n * n  # what is to be kept comes back


def main():
    with ProcessPoolExecutor(2) as pool:
        pairs = list(pool.map(remember, range(4)))
    seen = [n for n, _ in pairs]
    squares = [square for _, square in pairs]
    print('squares:', squares)
    print('seen:', seen)


if __name__ == '__main__':
    main()
