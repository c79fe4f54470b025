# Without a choice, the run's method counts.
# start: spawn
# stdout: spawn __mp_main__
import multiprocessing


def work():
    print(multiprocessing.get_start_method(), __name__)


if __name__ == "__main__":
    process = multiprocessing.Process(target=work)
    process.start()
    process.join()
