import threading
import time
from urllib.request import urlopen

STATIONS = ('summit', 'ridge', 'hut', 'lake', 'valley')

begin = time.perf_counter()


def ask(name):
    with urlopen(f'http://stations.example/{name}') as answer:
        print(answer.read().decode())


threads = []
for name in STATIONS:
    thread = threading.Thread(target=ask, args=(name,), name=name)
    thread.start()
    threads.append(thread)

for thread in threads:
    thread.join()

seconds = time.perf_counter() - begin
print(f'{len(STATIONS)} requests after {seconds:.2f} s')
