"""Milliseconds from Process.start to the first line of the target, one after the other; given: how many, and how long to rest."""

import json
import multiprocessing
import sys
import time


def first_line(sender):
    sender.send_bytes(repr(time.time()).encode())


count, rest = int(sys.argv[1]), float(sys.argv[2])
values = []
for _ in range(count):
    receiver, sender = multiprocessing.Pipe(False)
    process = multiprocessing.Process(target=first_line, args=(sender,))
    began = time.time()
    process.start()
    values.append((float(receiver.recv_bytes()) - began) * 1000)
    process.join()
    time.sleep(rest)
print(json.dumps(values))
