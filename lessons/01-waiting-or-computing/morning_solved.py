import threading
from urllib.request import urlopen


def weather():
    with urlopen('http://buoys.example/north') as answer:
        print('weather:', answer.read().decode())


def tide():
    level = 1
    for n in range(500_000):
        level = (level * 31 + n) % 307
    print(f'tide: {level} cm')


def ferries():
    with urlopen('http://buoys.example/ferries') as answer:
        print('ferries:', answer.read().decode())


def moon():
    phase = 0
    for n in range(500_000):
        phase = (phase + n * n) % 2953
    print(f'moon: {phase / 100} days old')


def side_by_side(*jobs):
    threads = [
        threading.Thread(target=job, name=job.__name__) for job in jobs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


side_by_side(weather, ferries)
tide()
moon()
