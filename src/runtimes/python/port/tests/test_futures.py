"""`concurrent.futures` with threads: pools, futures, and the ways to wait for them."""

import concurrent.futures
import logging
import sys
import threading
import time
import unittest
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION, Future, ThreadPoolExecutor, as_completed, wait
from concurrent.futures.thread import BrokenThreadPool

BUFFERSIZE = sys.version_info >= (3, 14)


def divide(a, b):
    return a / b


class PoolTest(unittest.TestCase):
    def test_submit_gives_a_future_of_the_result(self):
        with ThreadPoolExecutor(2) as pool:
            future = pool.submit(divide, 6, b=3)
            self.assertEqual(future.result(), 2)
            self.assertTrue(future.done())
            self.assertIsNone(future.exception())

    def test_an_exception_comes_out_of_result(self):
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(divide, 1, 0)
            with self.assertRaises(ZeroDivisionError):
                future.result()
            self.assertIsInstance(future.exception(), ZeroDivisionError)

    def test_map_keeps_the_order_of_its_arguments(self):
        def work(n):
            time.sleep(0.002 * (5 - n))
            return n * n

        with ThreadPoolExecutor(5) as pool:
            self.assertEqual(list(pool.map(work, range(5))), [0, 1, 4, 9, 16])

    def test_map_raises_where_the_failing_call_stands(self):
        with ThreadPoolExecutor(2) as pool:
            results = pool.map(divide, [4, 1, 6], [2, 0, 3])
            self.assertEqual(next(results), 2)
            with self.assertRaises(ZeroDivisionError):
                next(results)

    def test_map_with_a_timeout_gives_up(self):
        gate = threading.Event()
        with ThreadPoolExecutor(1) as pool:
            try:
                with self.assertRaises(TimeoutError):
                    list(pool.map(lambda _: gate.wait(), range(2), timeout=0.005))
            finally:
                gate.set()

    @unittest.skipUnless(BUFFERSIZE, "since 3.14")
    def test_map_with_a_buffersize_reads_ahead_only_so_far(self):
        taken = []

        def numbers():
            for n in range(20):
                taken.append(n)
                yield n

        with ThreadPoolExecutor(2) as pool:
            results = pool.map(str, numbers(), buffersize=3)
            self.assertEqual(len(taken), 3)
            self.assertEqual(next(results), "0")
            self.assertLessEqual(len(taken), 5)
            self.assertEqual(list(results), [str(n) for n in range(1, 20)])
            with self.assertRaises(ValueError):
                pool.map(str, [], buffersize=0)

    def test_no_more_threads_than_max_workers(self):
        names, most, running = set(), [], []

        def work():
            running.append(1)
            most.append(len(running))
            names.add(threading.current_thread().name)
            time.sleep(0.001)
            running.pop()

        with ThreadPoolExecutor(3) as pool:
            for future in [pool.submit(work) for _ in range(12)]:
                future.result()
        self.assertLessEqual(max(most), 3)
        self.assertLessEqual(len(names), 3)

    def test_idle_threads_are_used_again(self):
        with ThreadPoolExecutor(8) as pool:
            idents = set()
            for _ in range(6):
                idents.add(pool.submit(threading.get_ident).result())
                time.sleep(0.001)
        self.assertLess(len(idents), 6)

    def test_threads_are_named_after_the_prefix(self):
        with ThreadPoolExecutor(2, thread_name_prefix="cook") as pool:
            names = {pool.submit(lambda: threading.current_thread().name).result() for _ in range(4)}
        self.assertLessEqual(names, {"cook_0", "cook_1"})

    def test_an_initializer_runs_in_each_thread(self):
        local = threading.local()

        def initialize(value):
            local.value = value

        with ThreadPoolExecutor(2, initializer=initialize, initargs=("ready",)) as pool:
            self.assertEqual(list(pool.map(lambda _: local.value, range(6))), ["ready"] * 6)

    def test_an_initializer_that_raises_breaks_the_pool(self):
        logging.disable(logging.CRITICAL)
        try:
            with ThreadPoolExecutor(1, initializer=divide, initargs=(1, 0)) as pool:
                future = pool.submit(print)
                with self.assertRaises(BrokenThreadPool):
                    future.result()
                with self.assertRaises(BrokenThreadPool):
                    for _ in range(100):
                        pool.submit(print)
                        time.sleep(0.001)
        finally:
            logging.disable(logging.NOTSET)

    def test_wrong_arguments_are_refused(self):
        with self.assertRaises(ValueError):
            ThreadPoolExecutor(0)
        with self.assertRaises(TypeError):
            ThreadPoolExecutor(1, initializer=5)

    def test_after_shutdown_nothing_is_accepted(self):
        pool = ThreadPoolExecutor(1)
        future = pool.submit(time.sleep, 0.002)
        pool.shutdown()
        self.assertTrue(future.done())
        with self.assertRaisesRegex(RuntimeError, "cannot schedule new futures after shutdown"):
            pool.submit(print)

    def test_shutdown_without_waiting_comes_back_at_once(self):
        gate = threading.Event()
        pool = ThreadPoolExecutor(1)
        future = pool.submit(gate.wait)
        pool.shutdown(wait=False)
        self.assertFalse(future.done())
        gate.set()
        self.assertTrue(future.result())

    def test_shutdown_can_cancel_what_has_not_begun(self):
        gate, began = threading.Event(), threading.Event()
        pool = ThreadPoolExecutor(1)
        first = pool.submit(lambda: (began.set(), gate.wait()))
        rest = [pool.submit(print) for _ in range(5)]
        began.wait()
        threading.Timer(0.002, gate.set).start()
        pool.shutdown(wait=True, cancel_futures=True)
        self.assertTrue(first.done() and not first.cancelled())
        self.assertTrue(all(future.cancelled() for future in rest))

    def test_waiting_tasks_overlap(self):
        start = time.perf_counter()
        with ThreadPoolExecutor(20) as pool:
            list(pool.map(lambda _: time.sleep(0.05), range(20)))
        self.assertLess(time.perf_counter() - start, 20 * 0.05 / 2)

    def test_tasks_may_submit_tasks(self):
        with ThreadPoolExecutor(3) as pool:
            self.assertEqual(pool.submit(lambda: pool.submit(divide, 8, 2).result() + 1).result(), 5)


class FutureTest(unittest.TestCase):
    def test_cancel_works_only_before_the_start(self):
        gate, began = threading.Event(), threading.Event()
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(lambda: (began.set(), gate.wait()))
            waiting = pool.submit(print)
            began.wait()
            self.assertFalse(running.cancel())
            self.assertTrue(running.running())
            self.assertTrue(waiting.cancel())
            gate.set()
        with self.assertRaises(concurrent.futures.CancelledError):
            waiting.result()

    def test_result_with_a_timeout_gives_up_and_can_be_asked_again(self):
        gate = threading.Event()
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(gate.wait)
            with self.assertRaises(TimeoutError):
                future.result(timeout=0.003)
            with self.assertRaises(TimeoutError):
                future.exception(timeout=0)
            gate.set()
            self.assertIs(future.result(timeout=30), True)

    def test_callbacks_are_called_with_the_future_late_ones_at_once(self):
        seen, gate = [], threading.Event()
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(gate.wait)
            future.add_done_callback(lambda f: seen.append(f is future))
            self.assertEqual(seen, [])
            gate.set()
            future.result()
        future.add_done_callback(lambda f: seen.append("late"))
        self.assertEqual(seen, [True, "late"])

    def test_a_callback_that_raises_is_logged_and_hurts_nobody(self):
        seen = []
        logging.disable(logging.CRITICAL)
        try:
            future = Future()
            future.add_done_callback(lambda f: 1 / 0)
            future.add_done_callback(lambda f: seen.append(1))
            future.set_result(None)
        finally:
            logging.disable(logging.NOTSET)
        self.assertEqual(seen, [1])

    def test_many_threads_may_wait_for_one_future(self):
        future, got = Future(), []
        threads = [threading.Thread(target=lambda: got.append(future.result())) for _ in range(5)]
        for thread in threads:
            thread.start()
        future.set_result(3)
        for thread in threads:
            thread.join()
        self.assertEqual(got, [3] * 5)

    def test_a_result_is_set_once(self):
        future = Future()
        future.set_result(1)
        with self.assertRaises(concurrent.futures.InvalidStateError):
            future.set_result(2)


class WaitTest(unittest.TestCase):
    def test_as_completed_gives_the_fastest_first(self):
        gates = [threading.Event() for _ in range(3)]
        with ThreadPoolExecutor(3) as pool:
            futures = {pool.submit(gate.wait): n for n, gate in enumerate(gates)}
            order = []
            gates[2].set()
            for future in as_completed(futures):
                order.append(futures[future])
                if len(order) < 3:
                    gates[2 - len(order)].set()
        self.assertEqual(order, [2, 1, 0])

    def test_as_completed_with_a_timeout_gives_what_is_done_and_then_raises(self):
        gate, got = threading.Event(), []
        with ThreadPoolExecutor(2) as pool:
            quick, slow = pool.submit(divide, 1, 1), pool.submit(gate.wait)
            try:
                with self.assertRaisesRegex(TimeoutError, r"1 \(of 2\) futures unfinished"):
                    for future in as_completed([quick, slow], timeout=0.01):
                        got.append(future)
            finally:
                gate.set()
        self.assertEqual(got, [quick])

    def test_wait_for_all(self):
        with ThreadPoolExecutor(3) as pool:
            futures = [pool.submit(time.sleep, 0.001 * n) for n in range(4)]
            done, not_done = wait(futures, return_when=ALL_COMPLETED)
        self.assertEqual((done, not_done), (set(futures), set()))

    def test_wait_for_the_first(self):
        gate = threading.Event()
        with ThreadPoolExecutor(2) as pool:
            quick, slow = pool.submit(divide, 1, 1), pool.submit(gate.wait)
            done, not_done = wait([quick, slow], return_when=FIRST_COMPLETED)
            gate.set()
        self.assertEqual((done, not_done), ({quick}, {slow}))

    def test_wait_for_the_first_exception(self):
        gate = threading.Event()
        with ThreadPoolExecutor(3) as pool:
            fine, bad, slow = pool.submit(divide, 1, 1), pool.submit(divide, 1, 0), pool.submit(gate.wait)
            done, not_done = wait([fine, bad, slow], return_when=FIRST_EXCEPTION)
            gate.set()
        self.assertIn(bad, done)
        self.assertEqual(not_done, {slow})

    def test_wait_with_a_timeout(self):
        gate = threading.Event()
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(gate.wait)
            done, not_done = wait([future], timeout=0.003)
            gate.set()
        self.assertEqual((done, not_done), (set(), {future}))


if __name__ == "__main__":
    unittest.main(verbosity=1)
