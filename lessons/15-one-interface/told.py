import random
from concurrent.futures import ProcessPoolExecutor as Executor


def evening(seed):
    dice = random.Random(seed)
    balance = 0
    for _ in range(10_000):
        if dice.randint(1, 6) >= dice.randint(1, 6):
            balance += 5
        else:
            balance -= 7
    return balance


if __name__ == '__main__':
    with Executor(max_workers=2) as pool:
        balances = list(pool.map(evening, range(8)))
    lost = sum(balance < 0 for balance in balances)
    diary = [n for n, balance in enumerate(balances) if balance < 0]
    print(f'{lost} evenings were lost')
    print(f'{len(diary)} of them are in the diary')
