# Daemons are ended with the program.
# stdout: the daemon works
# stdout: end of main
import multiprocessing
import time


def work(connection):
    print("the daemon works")
    connection.send(1)
    time.sleep(1000)
    print("never")


here, there = multiprocessing.Pipe()
multiprocessing.Process(target=work, args=(there,), daemon=True).start()
here.recv()
print("end of main")
