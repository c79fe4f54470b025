# The statements of the main program do not run again in a forked child.
# stdout: top
# stdout: child __main__ Process-1
# stdout: end
import multiprocessing

print("top")


def work():
    print("child", __name__, multiprocessing.current_process().name)


process = multiprocessing.Process(target=work)
process.start()
process.join()
print("end")
