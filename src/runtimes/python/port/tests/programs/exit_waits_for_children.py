# Children that are no daemons are joined at the program's end.
# stdout: end of main
# stdout: child 0
# stdout: child 1
import multiprocessing
import time


def work(n):
    time.sleep(0.2 * (n + 1))
    print("child", n)


for n in range(2):
    multiprocessing.Process(target=work, args=(n,)).start()
print("end of main")
