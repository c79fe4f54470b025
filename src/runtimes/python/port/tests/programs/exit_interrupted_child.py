# A child that gets SIGINT prints a KeyboardInterrupt and ends with 1.
# stdout: ready
# stdout: exit code 1
# stderr: Process Sleeper:
# stderr: KeyboardInterrupt
import multiprocessing
import os
import signal
import time


def work(connection):
    connection.send("ready")
    while True:
        time.sleep(0.005)


here, there = multiprocessing.Pipe()
process = multiprocessing.Process(target=work, args=(there,), name="Sleeper")
process.start()
print(here.recv())
os.kill(process.pid, signal.SIGINT)
process.join()
print("exit code", process.exitcode)
