# A function that is defined under the guard is not there in a spawned child.
# start: spawn
# stdout: exit code 1
# stderr: AttributeError
# stderr: work
import multiprocessing

if __name__ == "__main__":

    def work():
        print("never")

    process = multiprocessing.Process(target=work)
    process.start()
    process.join()
    print("exit code", process.exitcode)
