# Exit codes of children as the parent sees them.
# stdout: 0 3 1 -15 -9 7
# stderr: no more flour
import multiprocessing
import os
import signal
import sys
import time


def code(function, *args, end=None):
    process = multiprocessing.Process(target=function, args=args)
    process.start()
    if end:
        end(process)
    process.join()
    return process.exitcode


print(
    code(bool),
    code(sys.exit, 3),
    code(sys.exit, "no more flour"),
    code(time.sleep, 1000, end=lambda process: process.terminate()),
    code(time.sleep, 1000, end=lambda process: os.kill(process.pid, signal.SIGKILL)),
    code(os._exit, 7),
)
