# A line that the parent has begun is not printed a second time by the child.
# stdout: begun by the parent, ended by the child
# stdout: parent
import multiprocessing

print("begun by the parent,", end=" ")


def work():
    print("ended by the child")


process = multiprocessing.Process(target=work)
process.start()
process.join()
print("parent")
