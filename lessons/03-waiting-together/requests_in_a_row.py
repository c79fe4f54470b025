import time
from urllib.request import urlopen

STATIONS = ('summit', 'ridge', 'hut', 'lake', 'valley')

begin = time.perf_counter()


def ask(name):
    with urlopen(f'http://stations.example/{name}') as answer:
        print(answer.read().decode())


for name in STATIONS:
    ask(name)

seconds = time.perf_counter() - begin
print(f'{len(STATIONS)} requests after {seconds:.2f} s')
