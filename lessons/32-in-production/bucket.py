import time


class Bucket:
    """Fills at a rate; a call takes a token out."""

    def __init__(self, rate, size):
        self.rate, self.size = rate, size
        self.tokens = size
        self.filled = time.monotonic()

    def take(self):
        """Waits for a token; returns whether it had to."""
        now = time.monotonic()
        gained = (now - self.filled) * self.rate
        self.tokens = min(self.size, self.tokens + gained)
        self.filled = now
        self.tokens -= 1
        if self.tokens >= 0:
            return False
        time.sleep(-self.tokens / self.rate)
        return True


bucket = Bucket(rate=10, size=5)
waits = [bucket.take() for _ in range(12)]
print('at once:', waits.count(False))
print('after a wait:', waits.count(True))
