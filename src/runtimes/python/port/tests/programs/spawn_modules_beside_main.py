# A module beside the main program is imported anew by a spawned child.
# start: spawn
# stdout: ('_bakery', 0)
# stdout: [1, 2]
import multiprocessing

import _bakery

if __name__ == "__main__":
    _bakery.bake(100)
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_bakery.report, args=(there,))
    process.start()
    print(here.recv())
    process.join()
    with multiprocessing.Pool(2) as pool:
        print([loaf.weight for loaf in pool.map(_bakery.bake, [1, 2])])
