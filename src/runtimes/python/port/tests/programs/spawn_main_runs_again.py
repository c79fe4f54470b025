# Under spawn the child imports the main program: its top level runs again, under another name.
# start: spawn
# stdout: top __main__ ['-x']
# stdout: guarded
# stdout: top __mp_main__ ['-x']
# stdout: child 1
# stdout: parent 2
# args: -x
import multiprocessing
import sys

print("top", __name__, sys.argv[1:])
number = 1


def work():
    print("child", number)


if __name__ == "__main__":
    print("guarded")
    number = 2
    process = multiprocessing.Process(target=work)
    process.start()
    process.join()
    print("parent", number)
