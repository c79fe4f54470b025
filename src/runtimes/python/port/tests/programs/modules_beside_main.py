# A module beside the main program works in children, with the state that it had at the fork.
# stdout: ('_bakery', 1)
# stdout: 250 Loaf 1
# stdout: [1, 2, 3]
import multiprocessing

import _bakery

_bakery.bake(100)
here, there = multiprocessing.Pipe()
process = multiprocessing.Process(target=_bakery.report, args=(there,))
process.start()
print(here.recv())
process.join()
with multiprocessing.Pool(2) as pool:
    half = pool.apply(_bakery.Loaf(500).half)
    print(half.weight, type(half).__name__, _bakery.count())
    print([loaf.weight for loaf in pool.map(_bakery.bake, [1, 2, 3])])
