import sys

from press import rounds_for, turn

TASKS = 10

if __name__ == '__main__':
    ms = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    rounds = rounds_for(ms)
    results = [turn(rounds) for _ in range(TASKS)]
    print(f'{len(results)} tasks of about {ms:g} ms, one by one')
