# Nor has a local function.
# start: spawn
# status: 1
# stderr: main.<locals>.work
import multiprocessing


def main():
    def work():
        pass

    multiprocessing.Process(target=work).start()


if __name__ == "__main__":
    main()
