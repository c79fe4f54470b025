# A spawned child's exception is reported like any other child's.
# start: spawn
# stdout: exit code 1
# stderr: Process SpawnProcess-1:
# stderr: Traceback (most recent call last):
# stderr: in work
# stderr: ValueError: on purpose
import multiprocessing


def work():
    raise ValueError("on purpose")


if __name__ == "__main__":
    process = multiprocessing.get_context("spawn").Process(target=work)
    process.start()
    process.join()
    print("exit code", process.exitcode)
