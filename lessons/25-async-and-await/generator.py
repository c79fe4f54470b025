import time
from collections import deque

begin = time.perf_counter()


def say(text):
    print(f'{time.perf_counter() - begin:.2f} s  {text}')


def sleep(seconds):
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        yield  # not yet: let the others go on


def call(lighthouse, seconds):
    say(f'{lighthouse} is called')
    yield from sleep(seconds)
    say(f'{lighthouse} answers')
    return f'{lighthouse} shines'


def run_all(*generators):
    results = {}
    ready = deque(enumerate(generators))
    while ready:
        number, generator = ready.popleft()
        try:
            next(generator)  # as far as its next yield
            ready.append((number, generator))
        except StopIteration as end:
            results[number] = end.value
    return [results[number] for number in sorted(results)]


reports = run_all(
    call('North', 0.9),
    call('East', 0.3),
    call('South', 0.6),
)
say(', '.join(reports))
