# The program may choose; then all that follows is by that method.
# stdout: spawn
# stdout: __mp_main__ spawn
import multiprocessing


def work():
    print(__name__, multiprocessing.get_start_method())


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    print(multiprocessing.get_start_method())
    process = multiprocessing.Process(target=work)
    process.start()
    process.join()
