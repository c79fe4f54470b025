"""A small message there and back, in ms, and large ones one way, in MB/s."""

import json
import multiprocessing
from time import perf_counter

ROUNDS, LARGE = 2000, 100
MEGABYTE = bytes(1_000_000)


def answer(connection):
    for _ in range(ROUNDS):
        connection.send(connection.recv())
    for _ in range(LARGE):
        connection.recv_bytes()
    connection.send_bytes(b"all")


here, there = multiprocessing.Pipe()
process = multiprocessing.Process(target=answer, args=(there,))
process.start()
rounds = []
for i in range(ROUNDS):
    began = perf_counter()
    here.send(i)
    here.recv()
    rounds.append((perf_counter() - began) * 1000)
began = perf_counter()
for _ in range(LARGE):
    here.send_bytes(MEGABYTE)
here.recv_bytes()
throughput = LARGE / (perf_counter() - began)
process.join()
print(json.dumps([sorted(rounds)[ROUNDS // 2], throughput]))
