# A lambda has no name by which a spawned process could find it.
# start: spawn
# status: 1
# stdout: before
# stderr: Can't pickle <function <lambda>
import multiprocessing

if __name__ == "__main__":
    print("before")
    multiprocessing.Process(target=lambda: None).start()
    print("never")
