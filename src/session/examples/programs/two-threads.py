# Two threads count. Follow the gold ribbon in the picture:
# it is the GIL, the two strands hand it to each other, and
# whoever has it prints.
import threading


def count(name):
    for number in range(1, 9):
        for _ in range(150_000):
            pass  # some work between two lines
        print(name, number)


left = threading.Thread(target=count, args=['left'], name='left')
right = threading.Thread(target=count, args=['right'], name='right')
left.start()
right.start()
left.join()
right.join()
