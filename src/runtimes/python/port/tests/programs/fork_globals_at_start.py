# A forked child sees the globals as they stand at its start; what it changes does not come back.
# stdout: 2 [1, 2, 3] later
# stdout: 3 [1, 2, 3] later still
# stdout: here 3 [1, 2]
import multiprocessing

number = 1
things = [1]


def work():
    things.append(3)
    print(number, things, word())


if __name__ == "__main__":
    number = 2
    things.append(2)

    def word():
        return "later"

    first = multiprocessing.Process(target=work)
    first.start()
    first.join()
    number = 3
    word = lambda: "later still"  # noqa: E731
    second = multiprocessing.Process(target=work)
    second.start()
    second.join()
    print("here", number, things)
