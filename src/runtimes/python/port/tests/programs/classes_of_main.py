# Objects of the main program's own classes travel both ways and stay what they are.
# stdout: Loaf(500) True Color.BROWN True
# stdout: True [Loaf(1), Loaf(2)]
# stdout: BurntError: ('black', 3) True
import enum
import multiprocessing
from dataclasses import dataclass


class Color(enum.Enum):
    WHITE = 1
    BROWN = 2


@dataclass(order=True)
class Loaf:
    weight: int
    color: Color = Color.WHITE

    def __repr__(self):
        return f"Loaf({self.weight})"


class BurntError(Exception):
    pass


def toast(loaf, queue):
    loaf.color = Color.BROWN
    queue.put(loaf)


def make(weight):
    if weight > 2:
        raise BurntError("black", weight)
    return Loaf(weight)


queue = multiprocessing.Queue()
process = multiprocessing.Process(target=toast, args=(Loaf(500), queue))
process.start()
loaf = queue.get()
process.join()
print(loaf, type(loaf) is Loaf, loaf.color, loaf.color is Color.BROWN)
with multiprocessing.Pool(2) as pool:
    loaves = pool.map(make, [1, 2])
    print(all(isinstance(one, Loaf) for one in loaves), sorted(loaves))
    try:
        pool.map(make, [1, 3])
    except BurntError as error:
        print(f"{type(error).__name__}: {error}", type(error) is BurntError)
