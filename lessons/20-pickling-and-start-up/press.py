"""Work of a given length, wherever it is done."""

import time

PIECE = 2_000


def turn(rounds):
    n = 1
    for _ in range(rounds):
        n = n * 75 % 65537
    return n


def rounds_for(ms):
    """How many rounds this machine does in so many milliseconds."""
    best = 60.0
    for _ in range(9):
        begin = time.perf_counter()
        turn(PIECE)
        best = min(best, time.perf_counter() - begin)
    return round(PIECE * ms / (best * 1000))
