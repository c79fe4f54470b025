"""Start methods: `fork` and `spawn`, contexts, and what can travel to a spawned process.

What needs a main program of its own (an unguarded main, what a main runs twice) is in programs/.
"""

import multiprocessing as mp
import os
import pickle
import queue
import signal
import sys
import threading
import unittest
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import shared_memory

from mp_support import DEFAULT_METHOD, HERE, PATIENCE, SHORT, SINCE_3_13, ProcessTestCase, finish, read, use_fork

setUpModule = use_fork

fork = mp.get_context("fork")
spawn = mp.get_context("spawn")

setting = "as imported"
imported_by = os.getpid()


def get_setting(connection):
    connection.send(setting)


def look_around(connection):
    main = sys.modules["__main__"]
    connection.send(
        {
            "name": mp.current_process().name,
            "parent": mp.parent_process().name,
            "pid": os.getpid(),
            "imported by": imported_by,
            "main": main.__name__,
            "mp main": sys.modules.get("__mp_main__") is main,
            "method": mp.get_start_method(),
            "argv": sys.argv,
            "cwd": os.getcwd(),
            "threads": threading.active_count(),
        }
    )


def send(connection, *things):
    for thing in things:
        connection.send(thing)


def fail(path):
    sys.stderr = open(path, "w", buffering=1, encoding="utf-8")
    raise KeyError("on purpose")


def add_up(lock, value, times):
    for _ in range(times):
        with lock:
            value.value += 1


def square(n):
    return n * n


def whoami(_):
    return mp.current_process().name, os.getpid()


class Greeter(spawn.Process):
    def __init__(self, connection, word):
        super().__init__()
        self.connection = connection
        self.word = word

    def run(self):
        self.connection.send((self.word, self.name))


class Parcel:
    def __init__(self, what):
        self.what = what

    def send_by(self, connection):
        connection.send(("sent", self.what))


class ContextTest(ProcessTestCase):
    def test_there_are_fork_and_spawn(self):
        methods = mp.get_all_start_methods()
        self.assertIn("fork", methods)
        self.assertIn("spawn", methods)

    @unittest.skipUnless(HERE, "differs from system to system, and since 3.14")
    def test_a_program_that_does_not_choose_gets_the_runs_method(self):
        self.assertEqual(DEFAULT_METHOD, "fork")

    def test_the_method_can_be_read(self):
        self.assertEqual(mp.get_start_method(), "fork")
        self.assertEqual(fork.get_start_method(), "fork")
        self.assertEqual(spawn.get_start_method(), "spawn")

    def test_setting_it_a_second_time_is_refused(self):
        with self.assertRaisesRegex(RuntimeError, "context has already been set"):
            mp.set_start_method("spawn")
        self.assertEqual(mp.get_start_method(), "fork")

    def test_setting_it_by_force_works(self):
        mp.set_start_method("spawn", force=True)
        try:
            self.assertEqual(mp.get_start_method(), "spawn")
            self.assertIs(mp.get_context(), spawn)
        finally:
            mp.set_start_method("fork", force=True)
        self.assertIs(mp.get_context(), fork)

    def test_an_unknown_method_is_refused(self):
        with self.assertRaisesRegex(ValueError, "cannot find context for 'teleport'"):
            mp.get_context("teleport")

    def test_a_context_cannot_be_changed(self):
        with self.assertRaises(ValueError):
            spawn.set_start_method("fork")

    def test_a_context_has_everything_that_the_module_has(self):
        for name in ("Process", "Queue", "Lock", "Pool", "Manager", "Value", "Array", "Pipe", "Barrier", "cpu_count"):
            self.assertTrue(hasattr(spawn, name), name)

    def test_both_methods_can_be_used_in_one_program(self):
        here, there = mp.Pipe()
        a = self.starting(fork.Process(target=send, args=(there, "forked")))
        self.assertEqual(self.receive(here), "forked")
        b = self.starting(spawn.Process(target=send, args=(there, "spawned")))
        self.assertEqual(self.receive(here), "spawned")
        self.finish(a, b)

    @unittest.skipUnless(SINCE_3_13, "since 3.12")
    def test_locks_of_one_context_are_refused_by_the_other(self):
        lock = fork.Lock()
        process = spawn.Process(target=add_up, args=(lock, None, 0))
        with self.assertRaisesRegex(RuntimeError, "SemLock created in a fork context is being shared with a process in a"):
            process.start()


class SpawnTest(ProcessTestCase):
    def setUp(self):
        super().setUp()
        self.here, self.there = spawn.Pipe()
        self.addCleanup(self.here.close)
        self.addCleanup(self.there.close)

    def spawn(self, target, *args, **options):
        return self.starting(spawn.Process(target=target, args=args, **options))

    def test_the_child_imports_the_main_program_as_mp_main(self):
        process = self.spawn(look_around, self.there, name="Explorer")
        seen = self.receive(self.here)
        self.finish(process)
        self.assertEqual((seen["name"], seen["parent"]), ("Explorer", "MainProcess"))
        self.assertEqual(seen["pid"], process.pid)
        self.assertEqual(seen["imported by"], process.pid)
        self.assertEqual(seen["main"], "__mp_main__")
        self.assertTrue(seen["mp main"])
        self.assertEqual(seen["method"], "spawn")
        self.assertEqual(seen["argv"], sys.argv)
        self.assertEqual(seen["cwd"], os.getcwd())
        self.assertEqual(seen["threads"], 1)

    def test_the_child_does_not_see_globals_changed_after_the_import(self):
        global setting
        setting = "changed by the parent"
        try:
            process = self.spawn(get_setting, self.there)
            self.assertEqual(self.receive(self.here), "as imported")
            self.finish(process)
            process = self.starting(fork.Process(target=get_setting, args=(self.there,)))
            self.assertEqual(self.receive(self.here), "changed by the parent")
            self.finish(process)
        finally:
            setting = "as imported"

    def test_arguments_travel_as_pickles(self):
        class_instance = Parcel("bread")
        things = [1, "two", {"three": [3]}, (4,), {5}, b"6", 7.5, None, True, Parcel, len, os.path.join]
        process = self.spawn(send, self.there, *things, class_instance)
        self.assertEqual([self.receive(self.here) for _ in things], things)
        self.assertEqual(self.receive(self.here).what, "bread")
        self.finish(process)

    def test_a_lambda_a_local_function_and_a_local_class_cannot_travel(self):
        def local():
            pass

        class Local:
            def __call__(self):
                pass

        for target in (lambda: None, local, Local()):
            with self.assertRaisesRegex((pickle.PicklingError, AttributeError), "(?i)can't (pickle|get) local"):
                self.spawn(target)
        self.assertEqual(mp.active_children(), [])

    def test_locks_generators_and_open_files_cannot_travel(self):
        with open(self.file(), "w", encoding="utf-8") as file:
            for thing in (threading.Lock(), (n for n in range(3)), file, sys._getframe()):
                with self.assertRaisesRegex(TypeError, "cannot pickle"):
                    self.spawn(send, self.there, thing)

    def test_a_process_that_could_not_start_can_be_forgotten(self):
        process = spawn.Process(target=lambda: None)
        with self.assertRaises((pickle.PicklingError, AttributeError)):
            process.start()
        self.assertIsNone(process.exitcode)
        self.assertFalse(process.is_alive())

    def test_a_method_and_a_subclass_can_travel(self):
        process = self.spawn(Parcel("cake").send_by, self.there)
        self.assertEqual(self.receive(self.here), ("sent", "cake"))
        self.finish(process)
        process = self.starting(Greeter(self.there, "hello"))
        word, name = self.receive(self.here)
        self.assertEqual(word, "hello")
        self.assertRegex(name, r"^Greeter-\d+$")
        self.finish(process)

    def test_locks_values_and_queues_travel_as_arguments(self):
        lock, value = spawn.Lock(), spawn.Value("i", 0)
        processes = [self.spawn(add_up, lock, value, 200) for _ in range(2)]
        self.finish(*processes)
        self.assertEqual(value.value, 400)
        q = spawn.Queue()
        process = self.spawn(put_all, q, ["a", "b"])
        self.assertEqual([q.get(timeout=PATIENCE), q.get(timeout=PATIENCE)], ["a", "b"])
        self.finish(process)
        with self.assertRaises(queue.Empty):
            q.get(timeout=SHORT)
        q.close()

    def test_events_conditions_barriers_and_semaphores_travel(self):
        event, barrier, semaphore, condition = spawn.Event(), spawn.Barrier(2), spawn.Semaphore(0), spawn.Condition()
        process = self.spawn(take_part, event, barrier, semaphore, condition, self.there)
        event.set()
        barrier.wait(PATIENCE)
        self.assertTrue(semaphore.acquire(timeout=PATIENCE))
        self.assertEqual(self.receive(self.here), "waits")
        with condition:
            condition.notify()
        self.assertEqual(self.receive(self.here), "done")
        self.finish(process)

    def test_arrays_and_shared_memory_travel(self):
        numbers = spawn.Array("d", [1.5, 2.5])
        block = shared_memory.SharedMemory(create=True, size=16)
        try:
            process = self.spawn(write_into, numbers, block)
            self.finish(process)
            self.assertEqual(numbers[:], [3.0, 5.0])
            self.assertEqual(block.buf[0], 77)
        finally:
            block.close()
            block.unlink()

    def test_exit_codes_are_those_of_any_process(self):
        self.assertEqual(finish(self.spawn(sys.exit, 3)), 3)
        self.assertEqual(finish(self.spawn(os._exit, 4)), 4)
        path = self.file()
        self.assertEqual(finish(self.spawn(fail, path, name="Baker")), 1)
        lines = read(path).splitlines()
        self.assertEqual((lines[0], lines[-1]), ("Process Baker:", "KeyError: 'on purpose'"))

    def test_it_can_be_terminated_and_killed(self):
        for end, code in (("terminate", -signal.SIGTERM), ("kill", -signal.SIGKILL)):
            process = self.spawn(send_and_sleep, self.there)
            self.receive(self.here)
            getattr(process, end)()
            self.assertEqual(finish(process), code)

    def test_it_can_be_ended_right_after_its_start(self):
        process = self.spawn(send_and_sleep, self.there)
        process.kill()
        self.assertEqual(finish(process), -9)

    def test_a_spawned_process_may_spawn(self):
        process = self.spawn(spawn_one, self.there)
        self.assertEqual(self.receive(self.here), ("from the grandchild", f"{process.name}:1"))
        self.finish(process)

    def test_a_spawned_process_may_fork(self):
        process = self.spawn(fork_one, self.there)
        self.assertEqual(self.receive(self.here), "set before the fork")
        self.finish(process)

    def test_a_daemon_ends_with_its_parent(self):
        reader, writer = mp.Pipe(duplex=False)
        process = self.spawn(leave_a_daemon, writer)
        writer.close()
        self.finish(process)
        self.assertEqual(reader.recv(), "the daemon lives")
        self.assertEnds(reader)

    def test_a_pool_of_spawned_workers_works(self):
        with spawn.Pool(2) as pool:
            self.assertEqual(pool.map(square, range(6)), [n * n for n in range(6)])
            names = {name for name, _ in pool.map(whoami, range(6))}
            self.assertTrue(all(name.startswith("SpawnPoolWorker-") for name in names), names)

    def test_an_executor_with_spawned_workers_works(self):
        with ProcessPoolExecutor(2, mp_context=spawn) as pool:
            self.assertEqual(list(pool.map(square, range(6))), [n * n for n in range(6)])

    def test_a_manager_can_be_spawned(self):
        with spawn.Manager() as manager:
            shared = manager.list()
            self.finish(self.spawn(append_to, shared, "spawned"))
            self.assertEqual(list(shared), ["spawned"])

    def test_pipes_of_a_spawned_child_end_with_it(self):
        reader, writer = spawn.Pipe(duplex=False)
        process = self.spawn(send, writer, 1)
        writer.close()
        self.assertEqual(self.receive(reader), 1)
        self.assertEnds(reader)
        self.finish(process)

    def test_handles_that_were_not_given_are_not_inherited(self):
        # Under fork the child would keep the writing end open.
        reader, writer = spawn.Pipe(duplex=False)
        process = self.spawn(send_and_sleep, self.there)
        self.receive(self.here)
        writer.close()
        self.assertEnds(reader)
        process.kill()
        process.join()

    def test_handlers_of_signals_are_not_inherited(self):
        before = signal.signal(signal.SIGUSR1, send)
        try:
            process = self.spawn(tell_handler, self.there)
            self.assertEqual(self.receive(self.here), True)
            self.finish(process)
        finally:
            signal.signal(signal.SIGUSR1, before)

    def test_freeze_support_does_nothing_here(self):
        self.assertIsNone(mp.freeze_support())


def put_all(q, things):
    for thing in things:
        q.put(thing)


def take_part(event, barrier, semaphore, condition, connection):
    event.wait()
    barrier.wait()
    semaphore.release()
    with condition:
        connection.send("waits")
        condition.wait()
    connection.send("done")


def write_into(numbers, block):
    for index, number in enumerate(numbers):
        numbers[index] = number * 2
    block.buf[0] = 77
    block.close()


def send_and_sleep(connection):
    connection.send("ready")
    threading.Event().wait()


def spawn_one(connection):
    process = spawn.Process(target=send_with_name, args=(connection,))
    process.start()
    process.join()


def send_with_name(connection):
    connection.send(("from the grandchild", mp.current_process().name))


def fork_one(connection):
    global setting
    setting = "set before the fork"
    process = fork.Process(target=get_setting, args=(connection,))
    process.start()
    process.join()


def leave_a_daemon(connection):
    ready, there = spawn.Pipe()
    process = spawn.Process(target=live_on, args=(connection, there), daemon=True)
    process.start()
    ready.recv()


def live_on(connection, ready):
    connection.send("the daemon lives")
    ready.send("ready")
    threading.Event().wait()


def append_to(shared, thing):
    shared.append(thing)


def tell_handler(connection):
    connection.send(signal.getsignal(signal.SIGUSR1) is signal.SIG_DFL)


if __name__ == "__main__":
    unittest.main()
