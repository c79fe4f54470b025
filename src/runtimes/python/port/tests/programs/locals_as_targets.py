# Under fork, functions that have no name of their own may be targets.
# stdout: lambda 42
# stdout: local 42
# stdout: method 42
# stdout: in an if 42
# stdout: decorated 42
import functools
import multiprocessing

queue = multiprocessing.SimpleQueue()


def run(target, *args):
    process = multiprocessing.Process(target=target, args=args)
    process.start()
    process.join()
    print(*queue.get())


def logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


def main(offset):
    def local(n):
        queue.put(("local", n + offset))

    class Cook:
        def cook(self, n):
            queue.put(("method", n + offset))

    run(lambda n: queue.put(("lambda", n + offset)), 2)
    run(local, 2)
    run(Cook().cook, 2)


main(40)
if True:

    def chosen():
        queue.put(("in an if", 42))


@logged
def decorated():
    queue.put(("decorated", 42))


run(chosen)
run(decorated)
