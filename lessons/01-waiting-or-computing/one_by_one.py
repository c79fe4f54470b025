import time
from urllib.request import urlopen

BUOYS = ('north', 'south')
ROUNDS = 1_500_000


def ask(buoy):
    with urlopen(f'http://buoys.example/{buoy}') as answer:
        return answer.read().decode()


def work_out_tide(day):
    level = day
    for n in range(ROUNDS):
        level = (level * 31 + n) % 307
    return level


begin = time.perf_counter()
for buoy in BUOYS:
    print(ask(buoy))
print(f'two questions: {time.perf_counter() - begin:.2f} s')

begin = time.perf_counter()
for day in (1, 2):
    print(f'day {day}: {work_out_tide(day)} cm')
print(f'two tides: {time.perf_counter() - begin:.2f} s')
