"""What a task queue does, on one machine: keep tasks, hand them out, and hand them out again after a failure."""
import random
from multiprocessing import Process, Queue


def work(name, tasks, news):
    chance = random.Random(name)
    while (task := tasks.get()) is not None:
        # Harmless to do twice: it depends on the task alone, and on nothing that was there before.
        failed = chance.random() < 0.3
        news.put((name, task, 'failed' if failed else f'invoice {task} sent'))


if __name__ == '__main__':
    tasks, news = Queue(), Queue()
    workers = [Process(target=work, args=(name, tasks, news), name=name) for name in ('left', 'right')]
    for worker in workers:
        worker.start()
    waiting = set(range(1, 7))
    for task in sorted(waiting):
        tasks.put(task)
    while waiting:
        name, task, what = news.get()
        print(f'{name:>5}: {what}')
        if what == 'failed':
            tasks.put(task)  # given out again, perhaps to the other one
        else:
            waiting.discard(task)
    for _ in workers:
        tasks.put(None)
    for worker in workers:
        worker.join()
    print('every task is done once, whatever failed on the way')
