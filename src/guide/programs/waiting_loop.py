"""Twenty answers, one after the other."""
import time


def ask(station):
    time.sleep(0.1)  # the answer is on its way
    return station * station


begin = time.perf_counter()
answers = [ask(station) for station in range(20)]
print(f'{len(answers)} answers, sum {sum(answers)}')
print(f'{time.perf_counter() - begin:.2f} s one after the other')
