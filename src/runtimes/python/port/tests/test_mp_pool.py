"""`multiprocessing.Pool`: workers that share out the calls of a function."""

import functools
import multiprocessing as mp
import os
import threading
import time
import traceback
import unittest
from multiprocessing.pool import MaybeEncodingError, Pool, ThreadPool

from mp_support import PATIENCE, SHORT, ProcessTestCase, in_child, use_fork

setUpModule = use_fork

setting = "the parent's"


def square(n):
    return n * n


def add(a, b=10):
    return a + b


def fail_on_three(n):
    if n == 3:
        raise ValueError("three is not served", n)
    return n


def slow_first(n):
    time.sleep(0.05 if n == 0 else 0)
    return n


def wait_forever(_):
    time.sleep(1000)


def whoami(_=None):
    return os.getpid()


def initialize(value):
    global setting
    setting = value


def get_setting(_=None):
    return setting


def give_lambda():
    return lambda: None


class PoolTestCase(ProcessTestCase):
    """One pool for a class's tests."""

    @classmethod
    def setUpClass(cls):
        use_fork()
        cls.pool = mp.Pool(3)

    @classmethod
    def tearDownClass(cls):
        cls.pool.terminate()
        cls.pool.join()

    def _end_processes(self):
        pass


class MapTest(PoolTestCase):
    def test_map_gives_the_results_in_the_order_of_the_arguments(self):
        self.assertEqual(self.pool.map(square, range(20)), [n * n for n in range(20)])
        self.assertEqual(self.pool.map(slow_first, range(6), chunksize=1), list(range(6)))

    def test_map_takes_any_iterable_and_an_empty_one(self):
        self.assertEqual(self.pool.map(square, (n for n in range(4))), [0, 1, 4, 9])
        self.assertEqual(self.pool.map(square, []), [])
        self.assertEqual(self.pool.map(len, ["a", "bb"]), [1, 2])

    def test_map_with_chunks_of_any_size_gives_the_same(self):
        for chunksize in (1, 2, 7, 100):
            self.assertEqual(self.pool.map(square, range(15), chunksize), [n * n for n in range(15)])

    def test_one_chunk_is_done_by_one_worker(self):
        pids = self.pool.map(whoami, range(12), chunksize=4)
        for start in (0, 4, 8):
            self.assertEqual(len(set(pids[start : start + 4])), 1)

    def test_work_is_done_by_other_processes_than_this(self):
        pids = set(self.pool.map(whoami, range(30), chunksize=1))
        self.assertNotIn(os.getpid(), pids)
        self.assertLessEqual(len(pids), 3)

    def test_all_workers_work_at_the_same_time(self):
        with mp.Manager() as manager:
            barrier = manager.Barrier(3)
            # None of the three calls can end before all three have begun.
            self.assertEqual(sorted(self.pool.map(call_wait, [barrier] * 3, chunksize=1)), [0, 1, 2])

    def test_starmap_spreads_each_tuple(self):
        self.assertEqual(self.pool.starmap(add, [(1, 2), (3, 4), (5,)]), [3, 7, 15])
        self.assertEqual(self.pool.starmap(add, zip(range(3), range(3))), [0, 2, 4])

    def test_partials_methods_and_builtins_may_be_mapped(self):
        self.assertEqual(self.pool.map(functools.partial(add, b=1), [1, 2]), [2, 3])
        self.assertEqual(self.pool.map("abc".index, ["c", "a"]), [2, 0])
        self.assertEqual(self.pool.map(str.upper, ["x"]), ["X"])

    def test_a_lambda_cannot_be_sent(self):
        with self.assertRaisesRegex(Exception, "(?i)can't pickle|can't get local"):
            self.pool.map(lambda n: n, [1])
        self.assertEqual(self.pool.map(square, [3]), [9])

    def test_imap_gives_results_in_order_as_they_come(self):
        results = self.pool.imap(slow_first, range(6))
        self.assertIs(iter(results), results)
        self.assertEqual([next(results) for _ in range(6)], list(range(6)))
        with self.assertRaises(StopIteration):
            next(results)
        self.assertEqual(list(self.pool.imap(square, range(10), chunksize=3)), [n * n for n in range(10)])

    def test_imap_takes_its_arguments_from_a_thread_while_results_are_read(self):
        gate = threading.Event()

        def arguments():
            yield 1
            gate.wait(PATIENCE)
            yield 2

        results = self.pool.imap(square, arguments())
        self.assertEqual(next(results), 1)
        gate.set()
        self.assertEqual(list(results), [4])

    def test_imap_unordered_gives_all_results_in_some_order(self):
        self.assertEqual(sorted(self.pool.imap_unordered(square, range(20))), sorted(n * n for n in range(20)))
        self.assertEqual(sorted(self.pool.imap_unordered(square, range(9), chunksize=4)), [n * n for n in range(9)])

    def test_imap_unordered_does_not_wait_for_a_slow_call(self):
        with mp.Manager() as manager:
            gate = manager.Event()
            results = self.pool.imap_unordered(wait_if_first, [(0, gate), (1, gate), (2, gate)])
            first_two = {next(results), next(results)}
            self.assertEqual(first_two, {1, 2})
            gate.set()
            self.assertEqual(list(results), [0])

    def test_next_of_imap_takes_a_timeout(self):
        with mp.Manager() as manager:
            gate = manager.Event()
            results = self.pool.imap(wait_if_first, [(0, gate)])
            with self.assertRaises(mp.TimeoutError):
                results.next(timeout=SHORT)
            gate.set()
            self.assertEqual(results.next(timeout=PATIENCE), 0)

    def test_apply_waits_for_its_result(self):
        self.assertEqual(self.pool.apply(add, (1,), {"b": 2}), 3)
        self.assertEqual(self.pool.apply(square, [5]), 25)


def call_wait(barrier):
    return barrier.wait()


def wait_if_first(pair):
    n, gate = pair
    if n == 0:
        gate.wait()
    return n


class AsyncTest(PoolTestCase):
    def test_apply_async_gives_a_result_to_come(self):
        result = self.pool.apply_async(add, (1, 2))
        self.assertEqual(result.get(PATIENCE), 3)
        self.assertEqual(result.get(), 3)
        self.assertTrue(result.ready())
        self.assertTrue(result.successful())

    def test_get_with_a_timeout_raises_multiprocessings_timeouterror(self):
        with mp.Manager() as manager:
            gate = manager.Event()
            result = self.pool.apply_async(wait_if_first, ((0, gate),))
            with self.assertRaises(mp.TimeoutError):
                result.get(timeout=SHORT)
            self.assertNotIsInstance(mp.TimeoutError(), TimeoutError)
            self.assertFalse(result.ready())
            with self.assertRaises(ValueError):
                result.successful()
            self.assertIsNone(result.wait(SHORT))
            gate.set()
            self.assertEqual(result.get(PATIENCE), 0)

    def test_several_results_may_be_awaited_in_any_order(self):
        results = [self.pool.apply_async(square, (n,)) for n in range(10)]
        self.assertEqual([result.get(PATIENCE) for result in reversed(results)], [n * n for n in reversed(range(10))])

    def test_map_async_and_starmap_async_give_lists(self):
        self.assertEqual(self.pool.map_async(square, range(5)).get(PATIENCE), [0, 1, 4, 9, 16])
        self.assertEqual(self.pool.starmap_async(add, [(1, 2)], chunksize=2).get(PATIENCE), [3])
        self.assertEqual(self.pool.map_async(square, []).get(PATIENCE), [])

    def test_a_callback_gets_the_result_in_a_thread_of_this_process(self):
        seen = []
        done = threading.Event()

        def callback(value):
            seen.append((value, os.getpid(), threading.current_thread() is threading.main_thread()))
            done.set()

        self.pool.apply_async(square, (4,), callback=callback)
        self.assertTrue(done.wait(PATIENCE))
        self.assertEqual(seen, [(16, os.getpid(), False)])

    def test_a_callback_of_map_async_is_called_once_with_the_whole_list(self):
        seen = []
        result = self.pool.map_async(square, range(4), callback=seen.append)
        result.wait()
        self.until(lambda: seen)
        self.assertEqual(seen, [[0, 1, 4, 9]])

    def test_an_error_callback_gets_the_exception(self):
        good, bad = [], []
        result = self.pool.apply_async(fail_on_three, (3,), callback=good.append, error_callback=bad.append)
        with self.assertRaises(ValueError):
            result.get(PATIENCE)
        self.until(lambda: bad)
        self.assertFalse(result.successful())
        self.assertEqual((good, [str(error) for error in bad]), ([], ["('three is not served', 3)"]))

    def test_an_error_callback_of_map_async_is_called_once(self):
        bad = []
        result = self.pool.map_async(fail_on_three, range(6), chunksize=1, error_callback=bad.append)
        with self.assertRaises(ValueError):
            result.get(PATIENCE)
        self.until(lambda: bad)
        self.assertEqual(len(bad), 1)


class ErrorTest(PoolTestCase):
    def test_an_exception_of_a_call_comes_out_with_the_remote_traceback(self):
        with self.assertRaises(ValueError) as caught:
            self.pool.apply(fail_on_three, (3,))
        self.assertEqual(caught.exception.args, ("three is not served", 3))
        remote = str(caught.exception.__cause__)
        self.assertEqual(type(caught.exception.__cause__).__name__, "RemoteTraceback")
        self.assertIn("Traceback (most recent call last)", remote)
        self.assertIn("in fail_on_three", remote)
        self.assertIn("ValueError: ('three is not served', 3)", remote)

    def test_the_printed_traceback_shows_both(self):
        try:
            self.pool.map(fail_on_three, range(5))
        except ValueError as error:
            text = "".join(traceback.format_exception(error))
        self.assertIn("multiprocessing.pool.RemoteTraceback", text)
        self.assertIn("The above exception was the direct cause of the following exception", text)
        self.assertIn("in fail_on_three", text)

    def test_map_raises_and_the_pool_goes_on(self):
        for map_it in (
            lambda: self.pool.map(fail_on_three, range(6)),
            lambda: self.pool.map(fail_on_three, range(6), chunksize=1),
            lambda: self.pool.starmap(divmod, [(1, 0)]),
        ):
            with self.assertRaises((ValueError, ZeroDivisionError)):
                map_it()
        self.assertEqual(self.pool.map(square, [2]), [4])

    def test_imap_raises_where_the_failing_call_stands_and_goes_on(self):
        results = self.pool.imap(fail_on_three, range(6))
        self.assertEqual([next(results) for _ in range(3)], [0, 1, 2])
        with self.assertRaises(ValueError):
            next(results)
        self.assertEqual(list(results), [4, 5])

    def test_a_result_that_cannot_be_pickled_is_a_maybeencodingerror(self):
        with self.assertRaises(MaybeEncodingError) as caught:
            self.pool.apply(give_lambda)
        self.assertIn("Error sending result", str(caught.exception))
        self.assertEqual(self.pool.apply(square, (2,)), 4)

    def test_arguments_that_cannot_be_pickled_do_not_end_the_pool(self):
        with self.assertRaises(TypeError):
            self.pool.apply(square, (threading.Lock(),))
        self.assertEqual(self.pool.apply(square, (2,)), 4)


class InitializerTest(ProcessTestCase):
    def test_an_initializer_runs_once_in_each_worker(self):
        counter = mp.Value("i", 0)

        def count(word):
            with counter.get_lock():
                counter.value += 1
            initialize(word)

        with mp.Pool(3, initializer=count, initargs=("prepared",)) as pool:
            self.assertEqual(set(pool.map(get_setting, range(20), chunksize=1)), {"prepared"})
            self.until(lambda: counter.value == 3)
        self.assertEqual(setting, "the parent's")
        self.assertEqual(counter.value, 3)

    def test_locks_and_values_reach_workers_by_their_initializer(self):
        value = mp.Value("i", 0)
        with mp.Pool(2, initialize, (value,)) as pool:
            pool.map(add_to_setting, range(100))
        self.assertEqual(value.value, sum(range(100)))

    def test_an_initializer_that_is_no_function_is_refused(self):
        with self.assertRaises(TypeError):
            mp.Pool(1, initializer=3)

    def test_workers_see_the_globals_of_their_start(self):
        initialize("changed before the pool")
        try:
            with mp.Pool(2) as pool:
                initialize("changed after it")
                self.assertEqual(set(pool.map(get_setting, range(4))), {"changed before the pool"})
        finally:
            initialize("the parent's")

    def test_globals_of_a_worker_last_from_call_to_call(self):
        with mp.Pool(1) as pool:
            pool.apply(initialize, ("set in a call",))
            self.assertEqual(pool.apply(get_setting), "set in a call")


def add_to_setting(n):
    with setting.get_lock():
        setting.value += n


class LifeTest(ProcessTestCase):
    def test_workers_are_named_daemons(self):
        with mp.Pool(2) as pool:
            children = mp.active_children()
            self.assertEqual(len(children), 2)
            for child in children:
                self.assertRegex(child.name, r"^ForkPoolWorker-\d+$")
                self.assertTrue(child.daemon)
            names = set(pool.map(current_name, range(4)))
            self.assertLessEqual(names, {child.name for child in children})

    def test_workers_are_used_again_and_again(self):
        with mp.Pool(2) as pool:
            pids = set()
            for _ in range(5):
                pids.update(pool.map(whoami, range(4)))
        self.assertLessEqual(len(pids), 2)

    def test_maxtasksperchild_1_takes_a_new_process_for_each_task(self):
        with mp.Pool(1, maxtasksperchild=1) as pool:
            pids = [pool.apply(whoami) for _ in range(3)]
        self.assertEqual(len(set(pids)), 3)

    def test_maxtasksperchild_counts_chunks(self):
        with mp.Pool(1, maxtasksperchild=2) as pool:
            pids = pool.map(whoami, range(6), chunksize=1)
        self.assertEqual(len(set(pids)), 3)
        self.assertEqual(pids[0], pids[1])

    def test_without_a_number_there_is_a_worker_for_each_cpu(self):
        with mp.Pool() as pool:
            self.assertEqual(len(mp.active_children()), getattr(os, "process_cpu_count", os.cpu_count)() or 1)
            self.assertEqual(pool.map(square, [2]), [4])

    def test_wrong_numbers_are_refused(self):
        for arguments in ({"processes": 0}, {"processes": -1}, {"processes": 1, "maxtasksperchild": 0}):
            with self.assertRaises(ValueError):
                mp.Pool(**arguments)

    def test_close_and_join_let_the_work_be_finished(self):
        pool = mp.Pool(2)
        results = [pool.apply_async(slow_first, (n,)) for n in range(6)]
        pool.close()
        pool.join()
        self.assertEqual([result.get(0) for result in results], list(range(6)))
        self.assertEqual(mp.active_children(), [])

    def test_a_closed_pool_takes_no_more_work(self):
        pool = mp.Pool(1)
        pool.close()
        for use in (
            lambda: pool.apply_async(square, (1,)),
            lambda: pool.map(square, [1]),
            lambda: pool.imap(square, [1]),
        ):
            with self.assertRaisesRegex(ValueError, "Pool not running"):
                use()
        pool.join()

    def test_join_of_a_running_pool_is_refused(self):
        with mp.Pool(1) as pool, self.assertRaisesRegex(ValueError, "Pool is still running"):
            pool.join()

    def test_terminate_ends_the_workers_at_once(self):
        pool = mp.Pool(2)
        result = pool.map_async(wait_forever, range(4), chunksize=1)
        pool.terminate()
        pool.join()
        self.assertEqual(mp.active_children(), [])
        self.assertFalse(result.ready())

    def test_leaving_the_with_block_terminates(self):
        with mp.Pool(2) as pool:
            pool.map_async(wait_forever, range(2))
        self.until(lambda: mp.active_children() == [])
        with self.assertRaises(ValueError):
            pool.map(square, [1])

    def test_a_worker_that_dies_is_replaced(self):
        with mp.Pool(1) as pool:
            first = pool.apply(whoami)
            pool.apply_async(os._exit, (1,))  # Its result never comes: that is CPython, too.
            self.assertNotEqual(pool.apply_async(whoami).get(PATIENCE), first)

    def test_a_pool_can_be_used_by_several_threads(self):
        with mp.Pool(2) as pool:
            seen = {}

            def use(n):
                seen[n] = pool.map(square, range(n, n + 5))

            threads = [threading.Thread(target=use, args=(n,)) for n in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(seen, {n: [m * m for m in range(n, n + 5)] for n in range(4)})

    def test_two_pools_live_side_by_side(self):
        with mp.Pool(2) as first, mp.Pool(2) as second:
            a, b = first.map_async(square, range(10)), second.map_async(whoami, range(10))
            self.assertEqual(a.get(PATIENCE), [n * n for n in range(10)])
            self.assertEqual(len(b.get(PATIENCE)), 10)

    def test_a_process_of_ones_own_may_have_a_pool(self):
        def work():
            with mp.Pool(2) as pool:
                return pool.map(square, range(4))

        self.assertEqual(in_child(work), [0, 1, 4, 9])

    def test_a_pool_worker_may_not_have_children(self):
        with mp.Pool(1) as pool, self.assertRaisesRegex(AssertionError, "daemonic processes are not allowed"):
            pool.apply(start_child)

    def test_a_pool_cannot_be_pickled(self):
        with mp.Pool(1) as pool, self.assertRaisesRegex(NotImplementedError, "cannot be passed between processes"):
            pool.apply(len, (pool,))

    def test_big_arguments_and_results_travel(self):
        with mp.Pool(2) as pool:
            data = bytes(1_000_000)
            self.assertEqual(pool.map(len, [data] * 3), [1_000_000] * 3)
            self.assertEqual([len(result) for result in pool.map(bytes, [1_000_000] * 3)], [1_000_000] * 3)

    def test_thousands_of_small_calls_all_come_back(self):
        with mp.Pool(2) as pool:
            self.assertEqual(pool.map(square, range(5000)), [n * n for n in range(5000)])
            self.assertEqual(sum(pool.imap_unordered(square, range(500))), sum(n * n for n in range(500)))

    def test_the_repr_tells_state_and_size(self):
        with mp.Pool(1) as pool:
            self.assertIsInstance(pool, Pool)
            self.assertRegex(repr(pool), r"state=RUN pool_size=1")


def current_name(_):
    return mp.current_process().name


def start_child():
    mp.Process(target=square, args=(1,)).start()


class ThreadPoolTest(unittest.TestCase):
    def test_a_threadpool_has_the_same_methods_in_this_process(self):
        with ThreadPool(3) as pool:
            self.assertEqual(pool.map(lambda n: n * n, range(5)), [0, 1, 4, 9, 16])
            self.assertEqual(set(pool.map(whoami, range(5))), {os.getpid()})
            self.assertEqual(pool.apply_async(add, (1,)).get(PATIENCE), 11)
            self.assertEqual(sorted(pool.imap_unordered(square, range(4))), [0, 1, 4, 9])

    def test_the_dummy_module_starts_threads(self):
        from multiprocessing import dummy

        seen = []
        process = dummy.Process(target=seen.append, args=(1,))
        process.start()
        process.join()
        self.assertEqual(seen, [1])
        with dummy.Pool(2) as pool:
            self.assertEqual(pool.map(square, [3]), [9])


if __name__ == "__main__":
    unittest.main()
