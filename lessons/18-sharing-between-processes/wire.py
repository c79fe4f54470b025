import multiprocessing

NOTES = {'coot': 'white bill', 'heron': 'long legs'}


def expert(wire):
    while True:
        try:
            bird = wire.recv()
        except EOFError:  # nobody holds the other end any more
            break
        wire.send(NOTES.get(bird, 'never heard of it'))


if __name__ == '__main__':
    here, there = multiprocessing.Pipe()
    helper = multiprocessing.Process(
        target=expert, args=(there,), name='expert', daemon=True)
    helper.start()
    there.close()

    for bird in ('coot', 'heron', 'dodo'):
        here.send(bird)
        print(f'{bird}: {here.recv()}')
    here.close()
