# Both methods in one program.
# stdout: ForkProcess-1 __main__ changed
# stdout: SpawnProcess-2 __mp_main__ as written
import multiprocessing

word = "as written"


def work(queue):
    queue.put((multiprocessing.current_process().name, __name__, word))


if __name__ == "__main__":
    word = "changed"
    for method in ("fork", "spawn"):
        context = multiprocessing.get_context(method)
        queue = context.SimpleQueue()
        process = context.Process(target=work, args=(queue,))
        process.start()
        print(*queue.get())
        process.join()
