import pickle
import threading


class Apple:
    def __init__(self, kind):
        self.kind = kind


def weigh(apple):
    return 150


def guess(apple):
    weights = {'russet': 120, 'bramley': 300, 'cox': 110}
    return weights.get(apple.kind, 150) + len(apple.kind)


def main():
    def local(apple):
        return 150

    things = {
        'a dict': {'russet': 12},
        'an object': Apple('russet'),
        'a function': weigh,
        'a longer function': guess,
        'a lambda': lambda apple: 150,
        'a local function': local,
        'a lock': threading.Lock(),
        'a generator': (n for n in range(3)),
    }
    for name, thing in things.items():
        try:
            print(f'{name}: {len(pickle.dumps(thing))} bytes')
        except Exception as error:
            print(f'{name}: {type(error).__name__}')


main()
