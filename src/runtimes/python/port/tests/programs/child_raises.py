# A child's exception is reported under its name and ends only the child.
# stdout: exit code 1
# stderr: Process Process-1:
# stderr: Traceback (most recent call last):
# stderr: child_raises.py", line 12, in work
# stderr: return 1 / 0
# stderr: ZeroDivisionError: division by zero
import multiprocessing


def work():
    return 1 / 0


process = multiprocessing.Process(target=work)
process.start()
process.join()
print("exit code", process.exitcode)
