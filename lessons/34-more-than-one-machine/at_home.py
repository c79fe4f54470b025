from concurrent.futures import ProcessPoolExecutor

seen = []


def remember(n):
    seen.append(n)  # whose list is this?
    return n * n


def main():
    with ProcessPoolExecutor(2) as pool:
        squares = list(pool.map(remember, range(4)))
    print('squares:', squares)
    print('seen:', seen)


if __name__ == '__main__':
    main()
