import threading
import time
from urllib.request import urlopen

BUOYS = ('north', 'south')
ROUNDS = 1_500_000


def ask(buoy):
    with urlopen(f'http://buoys.example/{buoy}') as answer:
        print(answer.read().decode())


def work_out_tide(day):
    level = day
    for n in range(ROUNDS):
        level = (level * 31 + n) % 307
    print(f'day {day}: {level} cm')


def side_by_side(what, job, inputs):
    threads = [
        threading.Thread(
            target=job, args=(each,), name=f'{what} {each}'
        )
        for each in inputs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


begin = time.perf_counter()
side_by_side('ask', ask, BUOYS)
print(f'two questions: {time.perf_counter() - begin:.2f} s')

begin = time.perf_counter()
side_by_side('tide', work_out_tide, (1, 2))
print(f'two tides: {time.perf_counter() - begin:.2f} s')
