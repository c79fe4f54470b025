# Under spawn, a main program without the guard would start processes without end; CPython refuses.
# start: spawn
# stdout: exit code 1
# stderr: RuntimeError:
# stderr: An attempt has been made to start a new process before the
# stderr: current process has finished its bootstrapping phase.
# stderr: if __name__ == '__main__':
import multiprocessing


def work():
    print("never")


process = multiprocessing.Process(target=work)
process.start()
process.join()
print("exit code", process.exitcode)
