"""A module that programs import beside their own."""

baked = 0


class Loaf:
    def __init__(self, weight):
        self.weight = weight

    def half(self):
        return Loaf(self.weight // 2)


def bake(weight):
    global baked
    baked += 1
    return Loaf(weight)


def count():
    return baked


def report(connection):
    connection.send((__name__, baked))
