# A child may import a module of the working folder that its parent never imported.
# stdout: _bakery 0
# stdout: False
import multiprocessing
import sys


def work():
    import _bakery

    print(_bakery.__name__, _bakery.count())


process = multiprocessing.Process(target=work)
process.start()
process.join()
print("_bakery" in sys.modules)
