import threading
import time


class Bag:
    """Letters that several threads may take from."""

    def __init__(self, letters):
        self._letters = list(letters)
        self._taken = 0
        self._lock = threading.Lock()

    def take(self):
        with self._lock:
            if not self._letters:
                return None
            self._taken += 1
            return self._letters.pop(0)

    @property
    def taken(self):
        with self._lock:
            return self._taken


bag = Bag(f'letter {n}' for n in range(1, 13))
delivered = []


def walk():
    while (letter := bag.take()) is not None:
        time.sleep(0.01)  # read the address
        delivered.append(letter)


team = [threading.Thread(target=walk) for _ in range(3)]
for carrier in team:
    carrier.start()
for carrier in team:
    carrier.join()

print(f'{bag.taken} letters, {len(delivered)} deliveries')
