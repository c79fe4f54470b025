# What parent and child print comes in the order in which it happened.
# stdout: parent 0
# stdout: child 0
# stdout: parent 1
# stdout: child 1
# stdout: parent 2
# stdout: child 2
# stdout: not yet ended and ended
import multiprocessing


def work(n):
    print("child", n)


for n in range(3):
    print("parent", n)
    process = multiprocessing.Process(target=work, args=(n,))
    process.start()
    process.join()
print("not yet ended", end=" ")
print("and ended")
