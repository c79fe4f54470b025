# All processes of a program see one file system.
# stdout: ['part 0', 'part 1', 'part 2']
# stdout: from main
import multiprocessing
import os


def work(n):
    with open(f"part{n}.txt", "w") as file:
        file.write(f"part {n}")


def look():
    with open("main.txt") as file:
        print(file.read())


processes = [multiprocessing.Process(target=work, args=(n,)) for n in range(3)]
for process in processes:
    process.start()
for process in processes:
    process.join()
print([open(name).read() for name in sorted(os.listdir(".")) if name.startswith("part")])
with open("main.txt", "w") as file:
    file.write("from main")
process = multiprocessing.Process(target=look)
process.start()
process.join()
