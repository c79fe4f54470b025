"""`concurrent.futures.ProcessPoolExecutor`: futures of calls in other processes."""

import concurrent.futures
import multiprocessing as mp
import os
import signal
import sys
import threading
import time
import traceback
import unittest
from concurrent.futures import (
    ALL_COMPLETED,
    FIRST_COMPLETED,
    FIRST_EXCEPTION,
    CancelledError,
    ProcessPoolExecutor,
    as_completed,
    wait,
)
from concurrent.futures.process import BrokenProcessPool

from mp_support import PATIENCE, SHORT, SINCE_3_14, ProcessTestCase, in_child, use_fork

setUpModule = use_fork

setting = "the parent's"


def square(n):
    return n * n


def divide(a, b):
    return a / b


def whoami(_=None):
    return os.getpid()


def current_name():
    return mp.current_process().name


def initialize(value):
    global setting
    setting = value


def initialize_loudly(connection):
    connection.send(os.getpid())


def get_setting(_=None):
    return setting


def give_lambda():
    return lambda: None


def wait_for(event):
    return event.wait(PATIENCE)


def wait_if_first(n, event):
    if n == 0:
        event.wait(PATIENCE)
    return n


def sleep_long(_=None):
    time.sleep(1000)


class Deaf(Exception):
    """Pickles well, and cannot be made anew from its args."""

    def __init__(self, word, number):
        super().__init__(word)


def raise_deaf():
    raise Deaf("deaf", 3)


class ExecutorTestCase(ProcessTestCase):
    def executor(self, *args, **options):
        made = ProcessPoolExecutor(*args, **options)
        self.addCleanup(made.shutdown)
        return made

    def event(self):
        """Something that calls can wait for: an argument that can be pickled."""
        manager = mp.Manager()
        self.addCleanup(manager.shutdown)
        return manager.Event()

    def _end_processes(self):
        for process in self._started:
            process.kill()
            process.join()
        self.until(lambda: mp.active_children() == [])


class SharedExecutorTestCase(ExecutorTestCase):
    """One executor for a class's tests."""

    @classmethod
    def setUpClass(cls):
        use_fork()
        cls.pool = ProcessPoolExecutor(2)

    @classmethod
    def tearDownClass(cls):
        cls.pool.shutdown()

    def _end_processes(self):
        pass


class FuturesTest(SharedExecutorTestCase):
    def test_submit_gives_a_future_of_the_result(self):
        future = self.pool.submit(divide, 6, b=3)
        self.assertEqual(future.result(PATIENCE), 2)
        self.assertTrue(future.done())
        self.assertFalse(future.running() or future.cancelled())
        self.assertIsNone(future.exception())

    def test_calls_run_in_other_processes(self):
        pids = {self.pool.submit(whoami).result() for _ in range(4)}
        self.assertNotIn(os.getpid(), pids)
        self.assertLessEqual(len(pids), 2)

    def test_as_completed_gives_each_future_once_as_it_ends(self):
        event = self.event()
        futures = {self.pool.submit(wait_if_first, n, event): n for n in range(4)}
        order = []
        for future in as_completed(futures, timeout=PATIENCE):
            order.append(futures[future])
            self.assertEqual(future.result(), futures[future])
            if len(order) == 3:
                event.set()
        self.assertEqual(order[-1], 0)
        self.assertEqual(sorted(order), [0, 1, 2, 3])

    def test_as_completed_with_a_timeout_gives_up(self):
        event = self.event()
        future = self.pool.submit(wait_for, event)
        with self.assertRaises(TimeoutError):
            list(as_completed([future], timeout=SHORT))
        event.set()
        self.assertTrue(future.result(PATIENCE))

    def test_wait_comes_back_as_told(self):
        event = self.event()
        slow, quick = self.pool.submit(wait_for, event), self.pool.submit(square, 2)
        done, pending = wait([slow, quick], PATIENCE, FIRST_COMPLETED)
        self.assertEqual((done, pending), ({quick}, {slow}))
        failing = self.pool.submit(divide, 1, 0)
        done, pending = wait([slow, failing], PATIENCE, FIRST_EXCEPTION)
        self.assertEqual((done, pending), ({failing}, {slow}))
        event.set()
        done, pending = wait([slow, quick, failing], PATIENCE, ALL_COMPLETED)
        self.assertEqual((len(done), pending), (3, set()))

    def test_result_with_a_timeout_gives_up_and_can_be_asked_again(self):
        event = self.event()
        future = self.pool.submit(wait_for, event)
        with self.assertRaises(TimeoutError):
            future.result(SHORT)
        with self.assertRaises(TimeoutError):
            future.exception(SHORT)
        self.assertFalse(future.done())
        event.set()
        self.assertTrue(future.result(PATIENCE))

    def test_callbacks_are_called_in_this_process(self):
        seen = []
        future = self.pool.submit(square, 3)
        future.add_done_callback(lambda done: seen.append((done.result(), os.getpid())))
        future.result()
        self.until(lambda: seen)
        self.assertEqual(seen, [(9, os.getpid())])

    def test_a_waiting_call_can_be_cancelled_and_a_running_one_cannot(self):
        event = self.event()
        running = [self.pool.submit(wait_for, event) for _ in range(2)]
        self.until(lambda: all(future.running() for future in running))
        waiting = [self.pool.submit(square, n) for n in range(8)]
        self.assertTrue(waiting[-1].cancel())
        self.assertFalse(running[0].cancel())
        event.set()
        self.assertEqual(waiting[0].result(PATIENCE), 0)
        with self.assertRaises(CancelledError):
            waiting[-1].result()

    def test_big_arguments_and_results_travel(self):
        data = bytes(1_000_000)
        self.assertEqual(self.pool.submit(len, data).result(PATIENCE), 1_000_000)
        self.assertEqual(self.pool.submit(bytes, 1_000_000).result(PATIENCE), data)

    def test_workers_keep_their_globals_from_call_to_call(self):
        with ProcessPoolExecutor(1) as pool:
            pool.submit(initialize, "set in a call").result()
            self.assertEqual(pool.submit(get_setting).result(), "set in a call")
        self.assertEqual(setting, "the parent's")


class MapTest(SharedExecutorTestCase):
    def test_map_keeps_the_order_of_its_arguments(self):
        self.assertEqual(list(self.pool.map(square, range(20))), [n * n for n in range(20)])
        self.assertEqual(list(self.pool.map(divide, [6, 8], [3, 2])), [2, 4])

    def test_map_with_chunks_of_any_size_gives_the_same(self):
        for chunksize in (1, 3, 50):
            self.assertEqual(list(self.pool.map(square, range(20), chunksize=chunksize)), [n * n for n in range(20)])

    def test_one_chunk_is_done_by_one_worker(self):
        pids = list(self.pool.map(whoami, range(12), chunksize=4))
        for start in (0, 4, 8):
            self.assertEqual(len(set(pids[start : start + 4])), 1)

    def test_a_chunksize_below_1_is_refused(self):
        with self.assertRaisesRegex(ValueError, "chunksize must be >= 1"):
            self.pool.map(square, [1], chunksize=0)

    def test_map_with_a_timeout_gives_up(self):
        event = self.event()
        results = self.pool.map(wait_if_first, [1, 0], [event] * 2, timeout=SHORT * 20)
        try:
            with self.assertRaises(TimeoutError):
                list(results)
        finally:
            event.set()

    def test_map_raises_where_the_failing_call_stands(self):
        results = self.pool.map(divide, [4, 1, 6], [2, 0, 3])
        self.assertEqual(next(results), 2)
        with self.assertRaises(ZeroDivisionError):
            next(results)

    def test_map_of_nothing_gives_nothing(self):
        self.assertEqual(list(self.pool.map(square, [])), [])

    @unittest.skipUnless(SINCE_3_14, "since 3.14")
    def test_map_with_a_buffersize_reads_ahead_only_so_far(self):
        taken = []

        def numbers():
            for n in range(12):
                taken.append(n)
                yield n

        results = self.pool.map(square, numbers(), buffersize=3)
        self.assertEqual(len(taken), 3)
        self.assertEqual(next(results), 0)
        self.assertLessEqual(len(taken), 5)
        self.assertEqual(list(results), [n * n for n in range(1, 12)])


class ErrorTest(SharedExecutorTestCase):
    def test_an_exception_comes_out_of_result_with_its_remote_cause(self):
        future = self.pool.submit(divide, 1, 0)
        with self.assertRaises(ZeroDivisionError) as caught:
            future.result(PATIENCE)
        self.assertIsInstance(future.exception(), ZeroDivisionError)
        cause = caught.exception.__cause__
        self.assertEqual(type(cause).__name__, "_RemoteTraceback")
        self.assertIn("in divide", str(cause))
        self.assertIn("ZeroDivisionError: division by zero", str(cause))

    def test_the_printed_traceback_shows_both(self):
        try:
            self.pool.submit(divide, 1, 0).result(PATIENCE)
        except ZeroDivisionError as error:
            text = "".join(traceback.format_exception(error))
        self.assertIn("concurrent.futures.process._RemoteTraceback", text)
        self.assertIn("The above exception was the direct cause of the following exception", text)

    def test_a_function_that_cannot_be_pickled_fails_its_future_only(self):
        future = self.pool.submit(lambda: 1)
        with self.assertRaisesRegex(Exception, "(?i)can't pickle|can't get local"):
            future.result(PATIENCE)
        self.assertEqual(self.pool.submit(square, 3).result(PATIENCE), 9)

    def test_an_argument_that_cannot_be_pickled_fails_its_future_only(self):
        with self.assertRaisesRegex(TypeError, "cannot pickle"):
            self.pool.submit(square, threading.Lock()).result(PATIENCE)
        self.assertEqual(self.pool.submit(square, 3).result(PATIENCE), 9)

    def test_a_result_that_cannot_be_pickled_fails_its_future_only(self):
        with self.assertRaisesRegex(Exception, "(?i)can't pickle|can't get local"):
            self.pool.submit(give_lambda).result(PATIENCE)
        self.assertEqual(self.pool.submit(square, 3).result(PATIENCE), 9)

    def test_sys_exit_in_a_call_is_an_exception_of_that_call(self):
        with self.assertRaises(SystemExit) as caught:
            self.pool.submit(sys.exit, 3).result(PATIENCE)
        self.assertEqual(caught.exception.code, 3)
        self.assertEqual(self.pool.submit(square, 3).result(PATIENCE), 9)


class LifeTest(ExecutorTestCase):
    def test_the_with_block_waits_for_all_calls(self):
        with ProcessPoolExecutor(2) as pool:
            futures = [pool.submit(time.sleep, 0.005) for _ in range(6)]
        self.assertTrue(all(future.done() for future in futures))
        self.assertEqual(mp.active_children(), [])

    def test_after_shutdown_nothing_is_accepted(self):
        pool = ProcessPoolExecutor(1)
        self.assertEqual(pool.submit(square, 2).result(), 4)
        pool.shutdown()
        with self.assertRaisesRegex(RuntimeError, "cannot schedule new futures after shutdown"):
            pool.submit(square, 2)
        pool.shutdown()

    def test_shutdown_without_waiting_still_finishes_the_work(self):
        event = self.event()
        pool = ProcessPoolExecutor(1)
        futures = [pool.submit(wait_for, event) for _ in range(2)]
        pool.shutdown(wait=False)
        self.assertFalse(futures[1].done())
        event.set()
        self.assertEqual([future.result(PATIENCE) for future in futures], [True, True])

    def test_shutdown_with_cancel_futures_drops_what_has_not_begun(self):
        event = self.event()
        pool = ProcessPoolExecutor(1)
        running = pool.submit(wait_for, event)
        self.until(running.running)
        waiting = [pool.submit(square, n) for n in range(10)]
        timer = threading.Timer(SHORT * 3, event.set)
        timer.start()
        pool.shutdown(cancel_futures=True)
        timer.join()
        self.assertTrue(running.result(0))
        self.assertTrue(waiting[-1].cancelled())
        self.assertGreaterEqual(sum(future.cancelled() for future in waiting), 8)
        self.assertTrue(all(future.done() for future in waiting))

    def test_an_unused_executor_starts_nothing(self):
        with ProcessPoolExecutor(3):
            self.assertEqual(mp.active_children(), [])

    def test_under_fork_all_workers_start_with_the_first_call(self):
        with ProcessPoolExecutor(3) as pool:
            pool.submit(square, 1).result()
            self.assertEqual(len(mp.active_children()), 3)

    def test_workers_are_named_processes(self):
        with ProcessPoolExecutor(2) as pool:
            self.assertRegex(pool.submit(current_name).result(), r"^ForkProcess-\d+$")

    def test_wrong_arguments_are_refused(self):
        for arguments in ({"max_workers": 0}, {"max_workers": -1}, {"max_tasks_per_child": 0}):
            with self.assertRaises(ValueError):
                ProcessPoolExecutor(**arguments)
        for arguments in ({"initializer": 3}, {"max_tasks_per_child": 1.5}):
            with self.assertRaises(TypeError):
                ProcessPoolExecutor(**arguments)

    def test_max_tasks_per_child_does_not_go_with_fork(self):
        with self.assertRaisesRegex(ValueError, "incompatible with the 'fork' multiprocessing start method"):
            ProcessPoolExecutor(1, mp_context=mp.get_context("fork"), max_tasks_per_child=1)

    def test_max_tasks_per_child_takes_a_new_process_after_so_many(self):
        with ProcessPoolExecutor(1, mp_context=mp.get_context("spawn"), max_tasks_per_child=2) as pool:
            pids = [pool.submit(os.getpid).result(PATIENCE) for _ in range(4)]
        self.assertEqual(pids[0], pids[1])
        self.assertEqual(pids[2], pids[3])
        self.assertNotEqual(pids[0], pids[2])

    def test_a_context_may_be_given(self):
        with ProcessPoolExecutor(1, mp_context=mp.get_context("spawn")) as pool:
            self.assertEqual(pool.submit(abs, -3).result(PATIENCE), 3)
            self.assertRegex(mp.active_children()[0].name, r"^SpawnProcess-\d+$")

    def test_all_workers_work_at_the_same_time(self):
        with mp.Manager() as manager, ProcessPoolExecutor(3) as pool:
            barrier = manager.Barrier(3)
            self.assertEqual(sorted(pool.map(call_wait, [barrier] * 3)), [0, 1, 2])

    def test_two_executors_live_side_by_side(self):
        with ProcessPoolExecutor(1) as first, ProcessPoolExecutor(1) as second:
            self.assertNotEqual(first.submit(whoami).result(), second.submit(whoami).result())

    def test_a_worker_may_have_an_executor_of_its_own(self):
        self.assertEqual(in_child(work_in_an_executor), [0, 1, 4])
        with ProcessPoolExecutor(1) as pool:
            self.assertEqual(pool.submit(work_in_an_executor).result(PATIENCE), [0, 1, 4])

    def test_it_can_be_used_by_several_threads(self):
        seen = {}
        with ProcessPoolExecutor(2) as pool:

            def use(n):
                seen[n] = list(pool.map(square, range(n, n + 3)))

            threads = [threading.Thread(target=use, args=(n,)) for n in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(seen, {n: [m * m for m in range(n, n + 3)] for n in range(3)})

    def test_asyncio_can_await_its_calls(self):
        import asyncio

        async def main():
            loop = asyncio.get_running_loop()
            with ProcessPoolExecutor(2) as pool:
                return await asyncio.gather(*[loop.run_in_executor(pool, square, n) for n in range(4)])

        self.assertEqual(asyncio.run(main()), [0, 1, 4, 9])


def call_wait(barrier):
    return barrier.wait()


def work_in_an_executor():
    with ProcessPoolExecutor(1) as pool:
        return list(pool.map(square, range(3)))


class InitializerTest(ExecutorTestCase):
    def test_it_runs_once_in_each_worker(self):
        here, there = mp.Pipe()
        with ProcessPoolExecutor(2, initializer=initialize_loudly, initargs=(there,)) as pool:
            self.assertEqual(list(pool.map(square, range(6))), [n * n for n in range(6)])
            pids = {self.receive(here), self.receive(here)}
            self.assertEqual(pids, {child.pid for child in mp.active_children()})
        self.assertFalse(here.poll())

    def test_what_it_sets_is_there_for_every_call(self):
        with ProcessPoolExecutor(2, initializer=initialize, initargs=("ready",)) as pool:
            self.assertEqual(set(pool.map(get_setting, range(6))), {"ready"})

    def test_one_that_raises_breaks_the_pool(self):
        with ProcessPoolExecutor(1, initializer=quietly_refuse) as pool:
            with self.assertRaises(BrokenProcessPool):
                pool.submit(square, 1).result(PATIENCE)
            with self.assertRaises(BrokenProcessPool):
                self.until(lambda: pool.submit(square, 1) is None)


def quietly_refuse():
    import logging

    logging.disable(logging.CRITICAL)
    raise ValueError("the initializer refuses")


class BrokenTest(ExecutorTestCase):
    def test_a_worker_that_exits_breaks_the_pool_and_fails_all_futures(self):
        pool = self.executor(2)
        waiting = pool.submit(sleep_long)
        with self.assertRaisesRegex(BrokenProcessPool, "terminated abruptly"):
            pool.submit(os._exit, 1).result(PATIENCE)
        with self.assertRaises(BrokenProcessPool):
            waiting.result(PATIENCE)
        with self.assertRaises(BrokenProcessPool):
            pool.submit(square, 1)
        self.assertTrue(issubclass(BrokenProcessPool, concurrent.futures.BrokenExecutor))

    def test_a_worker_that_is_killed_breaks_the_pool(self):
        pool = self.executor(2)
        pid = pool.submit(whoami).result(PATIENCE)
        future = pool.submit(sleep_long)
        os.kill(pid, signal.SIGKILL)
        with self.assertRaises(BrokenProcessPool):
            future.result(PATIENCE)

    def test_an_idle_worker_that_is_killed_breaks_the_pool_too(self):
        pool = self.executor(1)
        pid = pool.submit(whoami).result(PATIENCE)
        os.kill(pid, signal.SIGTERM)
        with self.assertRaises(BrokenProcessPool):
            self.until(lambda: pool.submit(square, 1).result(PATIENCE) is None)

    def test_an_exception_that_cannot_be_unpickled_breaks_the_pool(self):
        pool = self.executor(1)
        with self.assertRaises(BrokenProcessPool):
            pool.submit(raise_deaf).result(PATIENCE)

    def test_a_broken_pool_leaves_no_process(self):
        pool = ProcessPoolExecutor(3)
        with self.assertRaises(BrokenProcessPool):
            pool.submit(os._exit, 1).result(PATIENCE)
        pool.shutdown()
        self.assertEqual(mp.active_children(), [])

    def test_a_new_pool_works_after_a_broken_one(self):
        broken = self.executor(1)
        with self.assertRaises(BrokenProcessPool):
            broken.submit(os._exit, 1).result(PATIENCE)
        self.assertEqual(self.executor(1).submit(square, 3).result(PATIENCE), 9)

    @unittest.skipUnless(SINCE_3_14, "since 3.14")
    def test_terminate_workers_ends_them_and_the_pool(self):
        pool = ProcessPoolExecutor(2)
        futures = [pool.submit(sleep_long) for _ in range(3)]
        self.until(lambda: futures[0].running())
        children = mp.active_children()
        self.assertEqual(len(children), 2)
        pool.terminate_workers()
        for child in children:
            self.until(lambda child=child: child.exitcode is not None)
            self.assertEqual(child.exitcode, -signal.SIGTERM)
        with self.assertRaises((BrokenProcessPool, CancelledError)):
            futures[0].result(PATIENCE)
        with self.assertRaises((RuntimeError, BrokenProcessPool)):
            pool.submit(square, 1)

    @unittest.skipUnless(SINCE_3_14, "since 3.14")
    def test_kill_workers_ends_even_those_that_ignore_sigterm(self):
        pool = ProcessPoolExecutor(1, initializer=ignore_sigterm)
        future = pool.submit(sleep_long)
        self.until(future.running)
        (child,) = mp.active_children()
        pool.kill_workers()
        self.until(lambda: child.exitcode is not None)
        self.assertEqual(child.exitcode, -signal.SIGKILL)
        with self.assertRaises((BrokenProcessPool, CancelledError)):
            future.result(PATIENCE)


def ignore_sigterm():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


if __name__ == "__main__":
    unittest.main()
