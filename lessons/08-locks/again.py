import threading


class Till:
    def __init__(self):
        self.lock = threading.Lock()
        self.coins = []

    def add(self, coin):
        with self.lock:
            self.coins.append(coin)

    def add_all(self, coins):
        with self.lock:
            for coin in coins:
                self.add(coin)


till = Till()
cashier = threading.Thread(
    target=till.add_all,
    args=([1, 2, 5],),
    name='cashier',
)
cashier.start()
cashier.join()

print(f'in the till: {sum(till.coins)}')
