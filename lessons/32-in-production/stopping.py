import signal
import threading
from concurrent.futures import ThreadPoolExecutor

stop = threading.Event()


def on_interrupt(number, frame):
    print('asked to stop')
    stop.set()


def job(n):
    print(f'begin {n}')
    for _ in range(10):  # ten pieces of work
        if stop.wait(0.1):
            print(f'job {n} puts its things away')
            return
    print(f'done {n}')


signal.signal(signal.SIGINT, on_interrupt)  # what Ctrl+C sends
# So that you need not press anything: an interrupt after 0.45 s.
interrupt = threading.Timer(
    0.45, signal.raise_signal, [signal.SIGINT]
)
interrupt.start()

pool = ThreadPoolExecutor(2)
with pool:
    for n in range(8):
        pool.submit(job, n)
print('all is put away')
