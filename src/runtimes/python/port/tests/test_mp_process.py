"""`multiprocessing.Process`: how a process is made, starts, is waited for, ends and is ended."""

import functools
import inspect
import multiprocessing as mp
import os
import signal
import sys
import threading
import time
import unittest
from multiprocessing.connection import wait

from mp_support import PATIENCE, SHORT, SINCE_3_14, ProcessTestCase, finish, in_child, read, use_fork, write

setUpModule = use_fork


def send(connection, what):
    connection.send(what)


def obey(connection):
    """Lives until the parent says what to end with."""
    sys.exit(connection.recv())


def call(function):
    return function()


def report_stderr(path, function):
    """Writes into a file what would go to stderr: what `Process` says after an exception, too."""
    sys.stderr = open(path, "w", buffering=1, encoding="utf-8")
    function()


def stay():
    """A long sleep in which a signal finds a handler. (One that comes just before a sleep would wait for its end.)"""
    while True:
        time.sleep(0.005)


def fail():
    raise ZeroDivisionError("on purpose")


def fail_deeply():
    try:
        fail()
    except ZeroDivisionError as error:
        raise KeyError("second") from error


class StartTest(ProcessTestCase):
    def setUp(self):
        super().setUp()
        self.here, self.there = mp.Pipe()
        self.addCleanup(self.here.close)
        self.addCleanup(self.there.close)

    def test_the_target_gets_its_args_and_kwargs(self):
        self.assertEqual(in_child(dict, [("a", 1)], b=2), {"a": 1, "b": 2})
        process = mp.Process(target=send, args=[self.there], kwargs={"what": "by name"})
        self.starting(process)
        self.assertEqual(self.receive(self.here), "by name")
        self.finish(process)

    def test_a_process_without_a_target_ends_well(self):
        process = self.starting(mp.Process())
        self.finish(process)

    @unittest.skipUnless(inspect.signature(mp.Process).parameters["kwargs"].default is None, "since 3.14")
    def test_kwargs_may_be_none(self):
        process = self.starting(mp.Process(target=send, args=(self.there, 1), kwargs=None))
        self.assertEqual(self.receive(self.here), 1)
        self.finish(process)

    def test_a_group_is_refused(self):
        with self.assertRaises(AssertionError):
            mp.Process(group=1, target=print)

    def test_it_is_alive_from_start_to_end(self):
        process = mp.Process(target=obey, args=(self.there,))
        self.assertFalse(process.is_alive())
        self.assertIsNone(process.exitcode)
        self.assertIsNone(process.pid)
        self.starting(process)
        self.assertTrue(process.is_alive())
        self.assertIsNone(process.exitcode)
        self.here.send(0)
        self.finish(process)
        self.assertFalse(process.is_alive())
        self.assertEqual(process.exitcode, 0)

    def test_start_does_not_wait_for_the_target(self):
        process = self.start(obey, self.there)
        self.here.send(0)  # Nobody would send this if start() waited.
        self.finish(process)

    def test_it_cannot_be_started_twice(self):
        process = self.start(call, bool)
        with self.assertRaisesRegex(AssertionError, "cannot start a process twice"):
            process.start()
        self.finish(process)
        with self.assertRaisesRegex(AssertionError, "cannot start a process twice"):
            process.start()

    def test_it_cannot_be_joined_before_its_start(self):
        with self.assertRaisesRegex(AssertionError, "can only join a started process"):
            mp.Process(target=bool).join()

    def test_only_its_creator_may_start_it(self):
        process = mp.Process(target=bool)

        def start_it():
            try:
                process.start()
            except AssertionError as error:
                return str(error)

        self.assertEqual(in_child(start_it), "can only start a process object created by current process")

    def test_only_its_parent_may_join_it_or_ask_for_it(self):
        process = self.start(obey, self.there)

        def meddle():
            said = []
            for attempt in (process.join, process.is_alive):
                try:
                    attempt()
                except AssertionError as error:
                    said.append(str(error))
            return said

        self.assertEqual(in_child(meddle), ["can only join a child process", "can only test a child process"])
        self.here.send(0)
        self.finish(process)

    def test_many_processes_run_at_the_same_time(self):
        # Each waits until the parent has heard of all of them: they are alive together, or this never ends.
        def greet(connection):
            connection.send(os.getpid())
            connection.recv()

        pairs = [mp.Pipe() for _ in range(5)]
        processes = [self.start(greet, there) for _, there in pairs]
        pids = [self.receive(here) for here, _ in pairs]
        self.assertEqual(pids, [process.pid for process in processes])
        self.assertEqual(len(set(pids) | {os.getpid()}), 6)
        for here, _ in pairs:
            here.send("go on")
        self.finish(*processes)


class JoinTest(ProcessTestCase):
    def setUp(self):
        super().setUp()
        self.here, self.there = mp.Pipe()
        self.addCleanup(self.here.close)
        self.addCleanup(self.there.close)

    def test_join_with_a_timeout_gives_none_and_leaves_it_alive(self):
        process = self.start(obey, self.there)
        self.assertIsNone(process.join(SHORT))
        self.assertTrue(process.is_alive())
        self.assertIsNone(process.join(0))
        self.assertIsNone(process.join(timeout=-1))
        self.assertTrue(process.is_alive())
        self.here.send(0)
        self.assertIsNone(process.join())
        self.assertFalse(process.is_alive())

    def test_join_may_be_called_again(self):
        process = self.start(call, bool)
        process.join()
        process.join()
        process.join(0)
        self.assertEqual(process.exitcode, 0)

    def test_join_comes_after_all_that_the_process_did(self):
        path = self.file()

        def work():
            for n in range(20):
                with open(path, "a", encoding="utf-8") as file:
                    file.write(f"{n}\n")
                time.sleep(0.001)

        process = self.start(work)
        process.join()
        self.assertEqual(read(path).split(), [str(n) for n in range(20)])

    def test_processes_may_be_joined_in_any_order(self):
        pairs = [mp.Pipe() for _ in range(3)]
        processes = [self.start(obey, there) for _, there in pairs]
        for index in (2, 0, 1):
            pairs[index][0].send(index)
            processes[index].join()
            self.assertEqual(processes[index].exitcode, index)

    def test_two_threads_may_join_the_same_process(self):
        process = self.start(obey, self.there)
        threads = [threading.Thread(target=process.join) for _ in range(2)]
        for thread in threads:
            thread.start()
        self.here.send(0)
        for thread in threads:
            thread.join(PATIENCE)
            self.assertFalse(thread.is_alive())
        self.assertEqual(process.exitcode, 0)

    def test_other_threads_run_while_one_joins(self):
        process = self.start(obey, self.there)

        def release():
            time.sleep(SHORT)
            self.here.send(0)

        thread = threading.Thread(target=release)
        thread.start()
        process.join()
        thread.join()
        self.assertEqual(process.exitcode, 0)


class ExitCodeTest(ProcessTestCase):
    def after(self, function, *args):
        process = self.start(function, *args)
        return finish(process)

    def test_it_is_0_after_the_end_of_the_target(self):
        self.assertEqual(self.after(bool), 0)

    def test_what_the_target_returns_does_not_count(self):
        self.assertEqual(self.after(int, "17"), 0)

    def test_it_is_what_sys_exit_was_given(self):
        self.assertEqual(self.after(sys.exit, 3), 3)
        self.assertEqual(self.after(sys.exit), 0)
        self.assertEqual(self.after(sys.exit, None), 0)
        self.assertEqual(self.after(sys.exit, 255), 255)

    def test_only_its_low_byte_counts(self):
        self.assertEqual(self.after(sys.exit, -1), 255)
        self.assertEqual(self.after(sys.exit, 259), 3)

    def test_it_is_1_after_sys_exit_with_a_text_which_goes_to_stderr(self):
        path = self.file()
        self.assertEqual(self.after(report_stderr, path, lambda: sys.exit("no more flour")), 1)
        self.assertEqual(read(path), "no more flour\n")

    def test_it_is_what_os_exit_was_given(self):
        self.assertEqual(self.after(os._exit, 7), 7)

    def test_os_exit_runs_nothing_more(self):
        path = self.file()

        def leave():
            try:
                os._exit(4)
            finally:
                write(path, "finally")

        self.assertEqual(self.after(leave), 4)
        self.assertFalse(os.path.exists(path))

    def test_it_is_1_after_an_exception(self):
        path = self.file()
        self.assertEqual(self.after(report_stderr, path, fail), 1)

    def test_an_exception_is_reported_on_stderr_under_the_name_of_the_process(self):
        path = self.file()
        process = self.starting(mp.Process(target=report_stderr, args=(path, fail), name="Baker"))
        self.assertEqual(finish(process), 1)
        lines = read(path).splitlines()
        self.assertEqual(lines[:2], ["Process Baker:", "Traceback (most recent call last):"])
        self.assertEqual(lines[-1], "ZeroDivisionError: on purpose")
        self.assertTrue(any(", in fail" in line for line in lines), lines)

    def test_the_traceback_shows_the_source_lines_of_the_program(self):
        path = self.file()
        self.after(report_stderr, path, fail)
        self.assertIn('raise ZeroDivisionError("on purpose")', read(path))

    def test_a_chain_of_exceptions_is_reported_whole(self):
        path = self.file()
        self.assertEqual(self.after(report_stderr, path, fail_deeply), 1)
        text = read(path)
        self.assertIn("ZeroDivisionError: on purpose", text)
        self.assertIn("direct cause", text)
        self.assertEqual(text.splitlines()[-1], "KeyError: 'second'")

    def test_the_parent_does_not_see_the_exception(self):
        path = self.file()
        process = self.start(report_stderr, path, fail)
        process.join()  # Raises nothing.
        self.assertEqual(process.exitcode, 1)

    def test_it_can_be_read_without_a_join(self):
        process = self.start(sys.exit, 5)
        self.until(lambda: process.exitcode is not None)
        self.assertEqual(process.exitcode, 5)
        self.assertFalse(process.is_alive())


class EndedByForceTest(ProcessTestCase):
    def setUp(self):
        super().setUp()
        self.here, self.there = mp.Pipe()
        self.addCleanup(self.here.close)
        self.addCleanup(self.there.close)

    def ready(self, target, *args):
        """A process that has come to its target."""
        here, there = mp.Pipe()

        def run():
            there.send("ready")
            target(*args)

        process = self.start(run)
        there.close()
        self.assertEqual(self.receive(here), "ready")
        self.addCleanup(here.close)
        return process

    def test_terminate_ends_it_with_minus_15(self):
        process = self.ready(self.there.recv)
        self.assertIsNone(process.terminate())
        self.assertEqual(finish(process), -signal.SIGTERM)
        self.assertEqual(process.exitcode, -15)

    def test_kill_ends_it_with_minus_9(self):
        process = self.ready(self.there.recv)
        self.assertIsNone(process.kill())
        self.assertEqual(finish(process), -9)

    def test_a_process_that_only_sleeps_can_be_terminated(self):
        process = self.ready(time.sleep, 1000)
        process.terminate()
        self.assertEqual(finish(process), -15)

    def test_a_process_that_only_computes_can_be_terminated(self):
        def compute():
            while True:
                pass

        process = self.ready(compute)
        process.terminate()
        self.assertEqual(finish(process), -15)

    def test_a_process_in_a_long_c_function_can_be_killed(self):
        process = self.ready(sum, range(10**12))
        process.kill()
        self.assertEqual(finish(process), -9)

    def test_a_process_that_waits_for_a_lock_can_be_terminated(self):
        lock = mp.Lock()
        with lock:
            process = self.ready(lock.acquire)
            process.terminate()
            self.assertEqual(finish(process), -15)

    def test_it_can_be_ended_right_after_its_start(self):
        for _ in range(3):
            process = self.start(time.sleep, 1000)
            process.kill()
            self.assertEqual(finish(process), -9)

    def test_ending_it_again_does_no_harm(self):
        process = self.ready(self.there.recv)
        process.terminate()
        process.terminate()
        process.join()
        process.terminate()
        process.kill()
        self.assertEqual(process.exitcode, -15)

    def test_terminate_after_its_own_end_does_not_change_the_exit_code(self):
        process = self.start(sys.exit, 2)
        process.join()
        process.terminate()
        self.assertEqual(process.exitcode, 2)

    def test_finally_blocks_are_not_run(self):
        path = self.file()

        def work():
            try:
                time.sleep(1000)
            finally:
                write(path, "finally")

        process = self.ready(work)
        process.terminate()
        self.assertEqual(finish(process), -15)
        self.assertFalse(os.path.exists(path))

    def test_its_ends_of_pipes_are_closed(self):
        process = self.start(self.there.recv)
        self.there.close()
        process.kill()
        self.assertEnds(self.here)
        process.join()

    def test_a_handler_in_the_child_may_answer_sigterm(self):
        here, there = mp.Pipe()

        def work():
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(42))
            there.send("ready")
            stay()

        process = self.start(work)
        self.receive(here)
        process.terminate()
        self.assertEqual(finish(process), 42)

    def test_a_handler_of_the_parents_is_the_childs_too(self):
        def on_term(number, frame):
            os._exit(43)

        before = signal.signal(signal.SIGTERM, on_term)
        try:
            process = self.ready(stay)
        finally:
            signal.signal(signal.SIGTERM, before)
        process.terminate()
        self.assertEqual(finish(process), 43)

    def test_a_child_may_ignore_sigterm_but_not_a_kill(self):
        here, there = mp.Pipe()

        def work():
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            there.send("ready")
            while True:
                there.send(there.recv())

        process = self.start(work)
        self.receive(here)
        process.terminate()
        here.send("still there?")
        self.assertEqual(self.receive(here), "still there?")
        process.kill()
        self.assertEqual(finish(process), -9)

    def test_os_kill_reaches_it_by_its_pid(self):
        process = self.ready(self.there.recv)
        os.kill(process.pid, signal.SIGTERM)
        self.assertEqual(finish(process), -15)

    def test_os_kill_with_0_tells_whether_it_is_there(self):
        process = self.ready(self.there.recv)
        os.kill(process.pid, 0)
        process.kill()
        process.join()
        with self.assertRaises(ProcessLookupError):
            os.kill(process.pid, 0)

    def test_sigint_raises_keyboardinterrupt_in_it(self):
        path = self.file()

        def work():
            sys.stderr = open(path, "w", buffering=1, encoding="utf-8")
            self.there.send("ready")
            stay()

        process = self.start(work)
        self.receive(self.here)
        os.kill(process.pid, signal.SIGINT)
        self.assertEqual(finish(process), 1)
        self.assertEqual(read(path).splitlines()[-1], "KeyboardInterrupt")

    @unittest.skipUnless(SINCE_3_14, "since 3.14")
    def test_interrupt_sends_sigint(self):
        def work():
            try:
                self.there.send("ready")
                stay()
            except KeyboardInterrupt:
                self.there.send("interrupted")

        process = self.start(work)
        self.receive(self.here)
        self.assertIsNone(process.interrupt())
        self.assertEqual(self.receive(self.here), "interrupted")
        self.assertEqual(finish(process), 0)
        process.interrupt()  # Too late, and no harm.

    def test_a_child_may_kill_itself(self):
        process = self.start(lambda: os.kill(os.getpid(), signal.SIGKILL))
        self.assertEqual(finish(process), -9)

    def test_a_child_may_signal_its_parent(self):
        seen = []
        before = signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number))
        try:
            parent = os.getpid()
            process = self.start(lambda: os.kill(parent, signal.SIGUSR1))
            self.finish(process)
            self.until(lambda: seen)
        finally:
            signal.signal(signal.SIGUSR1, before)
        self.assertEqual(seen, [signal.SIGUSR1])


class NamesAndNumbersTest(ProcessTestCase):
    def test_names_count_up(self):
        first, second = mp.Process(), mp.Process()
        self.assertRegex(first.name, r"^Process-\d+$")
        self.assertEqual(int(second.name.split("-")[1]), int(first.name.split("-")[1]) + 1)

    def test_a_child_of_a_child_is_named_after_both(self):
        def names():
            return mp.current_process().name, mp.Process().name, mp.Process().name

        own, first, second = in_child(names)
        self.assertEqual((first, second), (f"{own}:1", f"{own}:2"))

    def test_the_name_can_be_given_and_changed_before_the_start(self):
        here, there = mp.Pipe()
        process = mp.Process(target=lambda: there.send(mp.current_process().name), name="Clerk")
        self.assertEqual(process.name, "Clerk")
        process.name = "Head clerk"
        self.starting(process)
        self.assertEqual(self.receive(here), "Head clerk")
        self.finish(process)

    def test_the_name_must_be_a_text(self):
        process = mp.Process()
        with self.assertRaises(AssertionError):
            process.name = 5

    def test_the_pid_is_what_the_child_calls_its_own(self):
        here, there = mp.Pipe()
        process = self.start(lambda: there.send((os.getpid(), os.getppid(), mp.current_process().pid)))
        self.assertIsInstance(process.pid, int)
        self.assertEqual(process.ident, process.pid)
        self.assertNotEqual(process.pid, os.getpid())
        self.assertEqual(self.receive(here), (process.pid, os.getpid(), process.pid))
        self.finish(process)
        self.assertIsInstance(process.pid, int)

    def test_the_main_process_knows_itself(self):
        process = mp.current_process()
        self.assertEqual(process.name, "MainProcess")
        self.assertFalse(process.daemon)
        self.assertEqual(process.pid, os.getpid())
        self.assertIsNone(process.exitcode)
        self.assertTrue(process.is_alive())
        self.assertIsNone(mp.parent_process())

    def test_a_child_knows_its_parent(self):
        def look():
            parent = mp.parent_process()
            return parent.name, parent.pid, parent.is_alive(), isinstance(parent.sentinel, int), parent.ident

        self.assertEqual(in_child(look), ("MainProcess", os.getpid(), True, True, os.getpid()))

    def test_a_child_can_wait_for_the_end_of_its_parent(self):
        # The parent of the one that waits is a child of ours, which ends by force.
        here, there = mp.Pipe()
        held, let_go = mp.Pipe()

        def wait_for_parent():
            parent = mp.parent_process()
            there.send(parent.name)
            parent.join()
            there.send(parent.is_alive())

        def middle():
            mp.Process(target=wait_for_parent, name="orphan").start()
            held.recv()

        process = self.starting(mp.Process(target=middle, name="middle"))
        self.assertEqual(self.receive(here), "middle")
        process.kill()
        self.assertEqual(finish(process), -9)
        self.assertEqual(self.receive(here), False)
        let_go.close()

    def test_cpu_count_is_a_positive_number(self):
        self.assertIsInstance(mp.cpu_count(), int)
        self.assertGreaterEqual(mp.cpu_count(), 1)
        self.assertEqual(mp.cpu_count(), os.cpu_count())

    def test_active_children_are_those_that_live(self):
        here, there = mp.Pipe()
        self.assertEqual(mp.active_children(), [])
        process = self.start(there.recv)
        self.assertEqual(mp.active_children(), [process])
        here.send("end")
        self.finish(process)
        self.assertEqual(mp.active_children(), [])

    def test_active_children_joins_those_that_have_ended(self):
        process = self.start(bool)
        self.until(lambda: mp.active_children() == [])
        self.assertEqual(process.exitcode, 0)

    def test_a_child_has_no_children_of_its_parents(self):
        here, there = mp.Pipe()
        process = self.start(there.recv)
        self.assertEqual(in_child(mp.active_children), [])
        here.send("end")
        self.finish(process)

    def test_the_repr_tells_name_pid_and_state(self):
        here, there = mp.Pipe()
        process = mp.Process(target=obey, args=(there,), name="Cook")
        self.assertRegex(repr(process), rf"^<Process name='Cook' parent={os.getpid()} initial>$")
        self.starting(process)
        self.assertRegex(repr(process), rf"^<Process name='Cook' pid={process.pid} parent={os.getpid()} started>$")
        here.send(3)
        finish(process)
        self.assertRegex(repr(process), r" stopped exitcode=3>$")
        process.close()
        self.assertEqual(repr(process), f"<Process name='Cook' parent={os.getpid()} closed>")

    def test_the_repr_of_a_terminated_process_names_the_signal(self):
        process = self.start(time.sleep, 1000)
        process.terminate()
        process.join()
        self.assertIn("exitcode=-SIGTERM", repr(process))

    def test_the_authkey_is_handed_down(self):
        key = mp.current_process().authkey
        self.assertIsInstance(key, bytes)
        self.assertEqual(in_child(lambda: bytes(mp.current_process().authkey)), bytes(key))


class CloseAndSentinelTest(ProcessTestCase):
    def setUp(self):
        super().setUp()
        self.here, self.there = mp.Pipe()
        self.addCleanup(self.here.close)
        self.addCleanup(self.there.close)

    def test_a_closed_process_answers_nothing(self):
        process = self.start(bool)
        process.join()
        process.close()
        for ask in (
            process.join,
            process.is_alive,
            process.start,
            process.terminate,
            process.kill,
            lambda: process.exitcode,
            lambda: process.pid,
            lambda: process.sentinel,
        ):
            with self.assertRaisesRegex(ValueError, "process object is closed"):
                ask()
        process.close()

    def test_a_running_process_cannot_be_closed(self):
        process = self.start(obey, self.there)
        with self.assertRaisesRegex(ValueError, "Cannot close a process while it is still running"):
            process.close()
        self.here.send(0)
        self.finish(process)
        process.close()

    def test_there_is_no_sentinel_before_the_start(self):
        with self.assertRaisesRegex(ValueError, "process not started"):
            mp.Process().sentinel

    def test_the_sentinel_is_ready_when_the_process_has_ended(self):
        process = self.start(obey, self.there)
        self.assertEqual(wait([process.sentinel], timeout=SHORT), [])
        self.here.send(0)
        self.assertAwaits(process.sentinel)
        self.assertEqual(wait([process.sentinel], timeout=0), [process.sentinel])
        process.join()
        self.assertFalse(process.is_alive())

    def test_the_sentinel_is_ready_after_a_kill(self):
        process = self.start(obey, self.there)
        process.kill()
        self.assertAwaits(process.sentinel)
        process.join()

    def test_wait_finds_the_one_that_has_ended(self):
        pairs = [mp.Pipe() for _ in range(3)]
        processes = [self.start(obey, there) for _, there in pairs]
        sentinels = [process.sentinel for process in processes]
        pairs[1][0].send(0)
        self.assertEqual(wait(sentinels, PATIENCE), [sentinels[1]])
        for index in (0, 2):
            pairs[index][0].send(0)
        self.finish(*processes)
        self.assertEqual(wait(sentinels, 0), sentinels)


class Greeter(mp.Process):
    def __init__(self, connection, word, **options):
        super().__init__(**options)
        self.connection = connection
        self.word = word
        self.greeted = False

    def run(self):
        self.greeted = True
        self.connection.send((self.word, self.name, self.pid, mp.current_process() is self))


class SubclassTest(ProcessTestCase):
    def setUp(self):
        super().setUp()
        self.here, self.there = mp.Pipe()
        self.addCleanup(self.here.close)
        self.addCleanup(self.there.close)

    def test_run_may_be_overridden(self):
        process = self.starting(Greeter(self.there, "hello", name="Greeter"))
        self.assertEqual(self.receive(self.here), ("hello", "Greeter", process.pid, True))
        self.finish(process)

    def test_what_run_sets_stays_in_the_child(self):
        process = self.starting(Greeter(self.there, "hello"))
        self.finish(process)
        self.assertFalse(process.greeted)

    def test_attributes_set_before_the_start_are_seen(self):
        process = Greeter(self.there, "hello")
        process.word = "good evening"
        self.starting(process)
        self.assertEqual(self.receive(self.here)[0], "good evening")
        self.finish(process)

    def test_run_called_directly_runs_here(self):
        process = Greeter(self.there, "here")
        process.run()
        self.assertTrue(process.greeted)
        self.assertEqual(self.receive(self.here)[0], "here")
        self.assertIsNone(process.pid)

    def test_a_subclass_without_super_init_cannot_start(self):
        class Careless(mp.Process):
            def __init__(self):
                pass

        with self.assertRaises((AttributeError, AssertionError)):
            Careless().start()

    def test_a_method_may_be_the_target(self):
        class Kitchen:
            def __init__(self, there):
                self.there = there

            def cook(self, what):
                self.there.send(f"{what} is done")

        process = self.start(Kitchen(self.there).cook, "soup")
        self.assertEqual(self.receive(self.here), "soup is done")
        self.finish(process)

    def test_a_partial_and_a_callable_object_may_be_targets(self):
        class Adder:
            def __init__(self, to):
                self.to = to

            def __call__(self, n):
                return self.to + n

        self.assertEqual(in_child(functools.partial(divmod, 17), 5), (3, 2))
        self.assertEqual(in_child(Adder(40), 2), 42)


class DaemonTest(ProcessTestCase):
    def setUp(self):
        super().setUp()
        self.here, self.there = mp.Pipe()
        self.addCleanup(self.here.close)
        self.addCleanup(self.there.close)

    def test_a_process_is_no_daemon_unless_told(self):
        self.assertFalse(mp.Process().daemon)
        self.assertTrue(mp.Process(daemon=True).daemon)

    def test_daemon_can_be_set_before_the_start_only(self):
        process = mp.Process(target=obey, args=(self.there,))
        process.daemon = True
        self.starting(process)
        self.assertTrue(process.daemon)
        with self.assertRaisesRegex(AssertionError, "process has already started"):
            process.daemon = False
        self.here.send(0)
        self.finish(process)

    def test_a_daemon_may_not_have_children(self):
        def try_it():
            try:
                mp.Process(target=bool).start()
            except AssertionError as error:
                self.there.send(str(error))

        process = self.start(try_it, daemon=True)
        self.assertEqual(self.receive(self.here), "daemonic processes are not allowed to have children")
        self.finish(process)

    def test_daemons_of_a_child_end_with_it(self):
        # The daemon holds the last writing end: the pipe ends when the daemon does.
        reader, writer = mp.Pipe(duplex=False)

        def middle():
            mp.Process(target=time.sleep, args=(1000,), daemon=True).start()

        process = self.start(middle)
        writer.close()
        self.finish(process)
        self.assertEnds(reader)
        reader.close()

    def test_other_children_of_a_child_are_joined_at_its_end(self):
        path = self.file()

        def inner():
            time.sleep(SHORT)
            write(path, "done")

        def middle():
            mp.Process(target=inner).start()

        process = self.start(middle)
        self.finish(process)
        self.assertEqual(read(path), "done")

    def test_a_daemon_does_not_keep_its_parent(self):
        # The parent here is a child of ours: it ends although its daemon would live for ever.
        process = self.start(lambda: mp.Process(target=time.sleep, args=(10_000,), daemon=True).start())
        self.finish(process)

    def test_daemonic_processes_can_be_joined(self):
        process = self.start(bool, daemon=True)
        self.finish(process)


if __name__ == "__main__":
    unittest.main()
