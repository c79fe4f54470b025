# A child's child, and the names of all of them.
# stdout: MainProcess None
# stdout: Process-1 MainProcess
# stdout: Process-1:1 Process-1
# stdout: Process-1:2 Process-1
import multiprocessing


def introduce():
    parent = multiprocessing.parent_process()
    print(multiprocessing.current_process().name, parent and parent.name)


def work():
    introduce()
    for _ in range(2):
        process = multiprocessing.Process(target=introduce)
        process.start()
        process.join()


introduce()
process = multiprocessing.Process(target=work)
process.start()
process.join()
