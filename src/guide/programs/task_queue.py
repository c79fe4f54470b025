"""What a task queue does, on one machine: keep tasks, hand them out, and hand them out again after a failure."""
import time
from multiprocessing import Process, Queue


def work(name, tasks, news):
    while (job := tasks.get()) is not None:
        task, attempt = job
        time.sleep(0.05)
        # Harmless to do twice: it depends on the task alone, and on nothing that was there before.
        failed = task == 3 and attempt == 1
        news.put((name, task, attempt, 'failed' if failed else 'sent'))


if __name__ == '__main__':
    tasks, news = Queue(), Queue()
    workers = [Process(target=work, args=(name, tasks, news), name=name) for name in ('left', 'right')]
    for worker in workers:
        worker.start()
    waiting = set(range(1, 7))
    for task in sorted(waiting):
        tasks.put((task, 1))
    while waiting:
        name, task, attempt, what = news.get()
        print(f'{name:>5}: invoice {task} {what}, attempt {attempt}')
        if what == 'failed':
            tasks.put((task, attempt + 1))  # given out again, perhaps to the other one
        else:
            waiting.discard(task)
    for _ in workers:
        tasks.put(None)
    for worker in workers:
        worker.join()
    print('every invoice is sent once, whatever failed on the way')
