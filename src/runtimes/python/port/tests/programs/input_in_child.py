# A child has no standard input.
# stdout: name? EOFError
import multiprocessing


def work():
    try:
        input("name? ")
    except EOFError:
        print("EOFError")


process = multiprocessing.Process(target=work)
process.start()
process.join()
