# Children that are no daemons are joined at the program's end.
# stdout: end of main
# stdout: child 1
# stdout: child 0
import multiprocessing

first, second = multiprocessing.Event(), multiprocessing.Event()


def work(n, before, after):
    before.wait()
    print("child", n)
    after.set()


multiprocessing.Process(target=work, args=(0, second, first)).start()
multiprocessing.Process(target=work, args=(1, first, second)).start()
print("end of main")
first.set()
