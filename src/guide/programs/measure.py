"""Where does the time go? Put your own two stages in the place of these."""
import time


def fetch():
    time.sleep(0.4)
    return range(2_000_000)


def compute(numbers):
    return sum(n % 7 for n in numbers)


begin = time.perf_counter()
numbers = fetch()
fetched = time.perf_counter()
total = compute(numbers)
done = time.perf_counter()

for stage, seconds in [('fetch', fetched - begin), ('compute', done - fetched)]:
    share = seconds / (done - begin)
    print(f'{stage:8} {seconds:.3f} s  {share:4.0%}  {"#" * round(share * 40)}')
print('The stage that takes most decides: does the processor work there, or wait?')
