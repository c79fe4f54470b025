"""Sleeping, and who runs when: preemption at the switch interval, and what may not be switched in the middle of."""

import functools
import json
import os
import re
import sys
import tempfile
import threading
import time
import types
import unittest
from decimal import Decimal

PORT = sys.platform == "emscripten"
NEW = sys.version_info >= (3, 14)


def run(*functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def ticks_arrive():
    """Does a thread that only computes lose the GIL? Not in a realm that is not isolated."""
    flag = []

    def work():
        time.sleep(0.0001)
        flag.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    deadline = time.perf_counter() + 0.3
    while not flag and time.perf_counter() < deadline:
        pass
    arrived = bool(flag)
    thread.join()
    return arrived


PREEMPTIVE = ticks_arrive()
preemptive = unittest.skipUnless(PREEMPTIVE, "threads switch only where they wait in this realm")


def last_digits(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, (a + b) % 1000
    return a


def alternations(log):
    return sum(a != b for a, b in zip(log, log[1:]))


class SleepTest(unittest.TestCase):
    def test_it_sleeps_at_least_as_long_as_asked(self):
        for seconds in (0.001, 0.01, 0.03, True * 0.005):
            start = time.perf_counter()
            self.assertIsNone(time.sleep(seconds))
            self.assertGreaterEqual(time.perf_counter() - start, seconds * 0.97)

    def test_it_takes_whatever_is_an_index(self):
        class Zero:
            def __index__(self):
                return 0

        time.sleep(Zero())
        time.sleep(False)

    def test_wrong_arguments_are_refused_in_cpythons_words(self):
        words = "cannot be interpreted as an integer" + (" or float" if NEW else "")
        for value, kind, message in [
            (-1, ValueError, "sleep length must be non-negative"),
            (-0.5, ValueError, "sleep length must be non-negative"),
            (float("nan"), ValueError, "Invalid value NaN (not a number)"),
            (float("inf"), OverflowError, None),
            (1e300, OverflowError, None),
            (2**70, OverflowError, None),
            ("1", TypeError, f"'str' object {words}"),
            (None, TypeError, f"'NoneType' object {words}"),
            (Decimal("0.1"), TypeError, f"'decimal.Decimal' object {words}"),
        ]:
            with self.subTest(value=value), self.assertRaises(kind) as caught:
                time.sleep(value)
            if message is not None:
                self.assertEqual(str(caught.exception), message)
        for args in ((), (1, 2)):
            with self.assertRaises(TypeError):
                time.sleep(*args)
        with self.assertRaises(TypeError):
            time.sleep(seconds=1)

    def test_sleeping_threads_overlap(self):
        start = time.perf_counter()
        run(*[lambda: time.sleep(0.05)] * 10)
        self.assertLess(time.perf_counter() - start, 10 * 0.05 / 2)

    def test_sleepers_wake_in_the_order_of_their_times(self):
        order = []

        def work(number):
            time.sleep(0.012 * number)
            order.append(number)

        run(*[lambda n=n: work(n) for n in (4, 2, 3, 1)])
        self.assertEqual(order, [1, 2, 3, 4])

    def test_sleep_of_zero_lets_others_run(self):
        log = []

        def work(name):
            for _ in range(20):
                log.append(name)
                time.sleep(0)

        run(lambda: work("a"), lambda: work("b"))
        self.assertGreater(alternations(log), 10 if PORT else 0)

    def test_the_thread_clock_and_monotonic_clocks_never_run_backwards(self):
        last = time.monotonic(), time.perf_counter()
        for _ in range(50):
            time.sleep(0)
            now = time.monotonic(), time.perf_counter()
            self.assertTrue(now[0] >= last[0] and now[1] >= last[1])
            last = now


class PreemptionTest(unittest.TestCase):
    def setUp(self):
        interval = sys.getswitchinterval()
        self.addCleanup(sys.setswitchinterval, interval)

    def race(self, rounds=0.05, body=None, threads=2):
        """Two threads compute for a while; gives the log of who ran."""
        log, stop = [], time.perf_counter() + rounds

        def work(name):
            while time.perf_counter() < stop:
                log.append(name)
                if body is None:
                    for _ in range(200):
                        pass
                else:
                    body()

        run(*[lambda n=n: work(n) for n in range(threads)])
        return log

    @preemptive
    def test_threads_that_compute_alternate(self):
        log = self.race()
        self.assertEqual(set(log), {0, 1})
        self.assertGreaterEqual(alternations(log), 3)

    @preemptive
    def test_each_gets_a_fair_share(self):
        log = self.race(0.2, threads=3)
        shares = [log.count(name) / len(log) for name in range(3)]
        self.assertGreater(min(shares), 0.1)

    @preemptive
    def test_a_shorter_interval_switches_more_often(self):
        sys.setswitchinterval(0.02)
        slow = alternations(self.race(0.15))
        sys.setswitchinterval(0.001)
        fast = alternations(self.race(0.15))
        self.assertGreater(fast, 2 * slow)

    def test_the_switch_interval_can_be_read_back_and_refuses_nonsense(self):
        sys.setswitchinterval(0.25)
        self.assertAlmostEqual(sys.getswitchinterval(), 0.25)
        for wrong, kind in ((0, ValueError), (-1, ValueError), ("x", TypeError)):
            with self.assertRaises(kind):
                sys.setswitchinterval(wrong)
        self.assertAlmostEqual(sys.getswitchinterval(), 0.25)

    @preemptive
    def test_a_thread_that_computes_does_not_delay_a_sleeper_for_good(self):
        woke, stop = [], time.perf_counter() + 0.2

        def compute():
            while time.perf_counter() < stop and not woke:
                pass

        def nap():
            time.sleep(0.01)
            woke.append(time.perf_counter())

        run(compute, nap)
        self.assertLess(woke[0], stop)

    @preemptive
    def test_generators_and_key_functions_are_preempted(self):
        def numbers():
            for n in range(300):
                yield n

        def body():
            sorted(numbers(), key=lambda n: -n)
            max(map(abs, numbers()))
            functools.reduce(lambda a, b: a + b, numbers())
            re.sub("a", lambda m: "b", "a" * 50)

        log = self.race(0.08, body)
        self.assertGreaterEqual(alternations(log), 2)

    @preemptive
    def test_a_long_recursion_is_preempted(self):
        def fib(n):
            return n if n < 2 else fib(n - 1) + fib(n - 2)

        log = self.race(0.08, lambda: fib(12))
        self.assertGreaterEqual(alternations(log), 2)


class LostUpdateTest(unittest.TestCase):
    def test_a_call_between_read_and_write_loses_updates(self):
        counter = 0

        def work():
            nonlocal counter
            for _ in range(50):
                value = counter
                time.sleep(0)
                counter = value + 1

        run(work, work, work)
        self.assertGreaterEqual(counter, 50)
        if PORT:
            self.assertLess(counter, 150)

    def test_with_a_lock_none_is_lost(self):
        counter, lock = 0, threading.Lock()

        def work():
            nonlocal counter
            for _ in range(50):
                with lock:
                    value = counter
                    time.sleep(0)
                    counter = value + 1

        run(work, work, work)
        self.assertEqual(counter, 150)

    @preemptive
    def test_single_operations_on_lists_and_dicts_are_atomic(self):
        items, table = [], {}
        interval = sys.getswitchinterval()
        sys.setswitchinterval(0.0001)

        def work(base):
            for n in range(3000):
                items.append(base + n)
                table[base + n] = n

        try:
            run(*[lambda b=b: work(b) for b in (0, 10000, 20000)])
        finally:
            sys.setswitchinterval(interval)
        self.assertEqual((len(items), len(set(items)), len(table)), (9000, 9000, 9000))

    @preemptive
    def test_locks_hold_under_very_frequent_switches(self):
        counter, lock, rlock = 0, threading.Lock(), threading.RLock()
        interval = sys.getswitchinterval()
        sys.setswitchinterval(0.00005)

        def add(n):
            return n + 1

        def work():
            nonlocal counter
            for n in range(400):
                with rlock, rlock:
                    if n % 10 == 0:
                        add(n)
                with lock:
                    counter = add(counter)

        try:
            run(*[work] * 5)
        finally:
            sys.setswitchinterval(interval)
        self.assertEqual(counter, 2000)


class ImportTest(unittest.TestCase):
    def test_two_threads_that_import_one_module_both_get_the_whole_of_it(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "slow_module_of_ours.py"), "w") as file:
                file.write("import time\ntime.sleep(0.01)\nbefore = 1\ntime.sleep(0.01)\nafter = 2\n")
            sys.path.insert(0, folder)
            got = []

            def work():
                import slow_module_of_ours

                got.append((slow_module_of_ours.before, slow_module_of_ours.after))

            try:
                run(work, work, work)
            finally:
                sys.path.remove(folder)
                sys.modules.pop("slow_module_of_ours", None)
        self.assertEqual(got, [(1, 2)] * 3)

    def test_modules_that_import_each_other_from_two_threads_do_not_deadlock(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, other in (("circle_a", "circle_b"), ("circle_b", "circle_a")):
                with open(os.path.join(folder, f"{name}.py"), "w") as file:
                    file.write(f"import time\ntime.sleep(0.005)\nimport {other}\n")
            sys.path.insert(0, folder)
            got = []

            def work(name):
                got.append(__import__(name).__name__)

            try:
                run(lambda: work("circle_a"), lambda: work("circle_b"))
            finally:
                sys.path.remove(folder)
        self.assertCountEqual(got, ["circle_a", "circle_b"])

    def test_many_imports_at_once(self):
        names = ["colorsys", "chunk_that_is_not_there", "fileinput", "sched", "cmd", "netrc", "plistlib", "wave"]
        got = []

        def work(name):
            try:
                got.append(__import__(name).__name__)
            except ImportError:
                got.append(None)

        run(*[lambda n=n: work(n) for n in names for _ in range(2)])
        self.assertEqual(got.count(None), 2)
        self.assertEqual(len(got), 16)


class RecursionTest(unittest.TestCase):
    """Deep recursion raises RecursionError in a thread as in the main one; it never takes the interpreter down."""

    def in_a_thread(self, function):
        got = []

        def work():
            try:
                got.append(("returned", function()))
            except BaseException as error:
                got.append((type(error).__name__, str(error)[:60]))

        run(work)
        return got[0]

    def test_endless_recursion(self):
        def down(n=0):
            return down(n + 1)

        for _ in range(3):
            self.assertEqual(self.in_a_thread(down)[0], "RecursionError")
        self.assertRaises(RecursionError, down)

    def test_endless_recursion_in_several_threads_at_once(self):
        got = []

        def down(n):
            if n % 50 == 0:
                time.sleep(0)
            return down(n + 1)

        def work():
            try:
                down(0)
            except RecursionError:
                got.append(1)

        run(*[work] * 4)
        self.assertEqual(got, [1] * 4)

    def test_calls_2000_deep_with_the_limit_raised(self):
        def down(n):
            return 0 if n == 0 else 1 + down(n - 1)

        old = sys.getrecursionlimit()
        sys.setrecursionlimit(2500)
        try:
            self.assertEqual(self.in_a_thread(lambda: down(2000)), ("returned", 2000))
        finally:
            sys.setrecursionlimit(old)

    def test_data_that_nests_deeply(self):
        nested = []
        for _ in range(900):
            nested = [nested]
        self.assertEqual(self.in_a_thread(lambda: len(repr(nested))), ("returned", 1802))
        self.assertEqual(self.in_a_thread(lambda: len(json.dumps(nested))), ("returned", 1802))
        self.assertEqual(self.in_a_thread(lambda: json.loads("[" * 900 + "]" * 900) is not None), ("returned", True))

    def test_cached_functions_that_call_themselves_500_deep(self):
        @functools.lru_cache(None)
        def fib(n):
            return n if n < 2 else fib(n - 1) + fib(n - 2)

        self.assertEqual(self.in_a_thread(lambda: fib(450) % 1000), ("returned", last_digits(450)))

    def test_recursion_through_methods_of_the_learner(self):
        class Deep:
            def __repr__(self):
                return repr(self)

            def __eq__(self, other):
                return self == other

            __hash__ = None

            def __getattr__(self, name):
                return getattr(self, name + "x")

        deep = Deep()
        for what in (lambda: repr(deep), lambda: deep == 1, lambda: deep.x, lambda: sorted([deep, deep], key=repr)):
            self.assertEqual(self.in_a_thread(what)[0], "RecursionError")

    def test_the_compiler_refuses_what_nests_too_deeply(self):
        got = self.in_a_thread(lambda: compile("(" * 5000 + ")" * 5000, "x", "eval"))
        self.assertIn(got[0], ("SyntaxError", "MemoryError", "RecursionError"))

    def test_a_lock_taken_at_the_end_of_the_stack_is_not_left_held(self):
        lock, depths = threading.Lock(), []

        def down(n):
            with lock:
                depths.append(n)
            return down(n + 1)

        self.assertEqual(self.in_a_thread(lambda: down(0))[0], "RecursionError")
        self.assertFalse(lock.locked())


@unittest.skipUnless(PORT, "about the port's own hygiene")
class HygieneTest(unittest.TestCase):
    def test_no_module_holds_an_old_primitive(self):
        import asyncio
        import concurrent.futures.thread
        import logging
        import queue
        import random

        import _thread

        held = []
        for name, module in list(sys.modules.items()):
            if not isinstance(module, types.ModuleType) or name.startswith(("_interleave", "pyodide", "_pyodide")):
                continue
            for attribute, value in list(vars(module).items()):
                kind = type(value)
                if isinstance(value, types.BuiltinFunctionType) and value.__module__ in ("_thread", "time") and value.__name__ in (
                    "sleep", "allocate_lock", "start_new_thread", "start_joinable_thread", "get_ident", "RLock", "_get_main_thread_ident",
                ):  # fmt: skip
                    held.append(f"{name}.{attribute}")
                if kind.__module__ == "_thread" and kind.__name__ in ("lock", "RLock", "_ThreadHandle"):
                    if kind not in (_thread.lock, _thread.RLock, _thread._ThreadHandle):
                        held.append(f"{name}.{attribute}: {value!r}")
                if isinstance(value, type) and value.__module__ == "_thread" and value.__name__ in ("lock", "RLock", "_ThreadHandle"):
                    if value not in (_thread.lock, _thread.RLock, _thread._ThreadHandle):
                        held.append(f"{name}.{attribute}")
        self.assertEqual(held, [])

    def test_the_library_is_unmodified(self):
        import queue

        for function in (threading.Thread.start, threading.Condition.wait, queue.Queue.get):
            self.assertIn("/lib/python3", function.__code__.co_filename)


if __name__ == "__main__":
    unittest.main(verbosity=1)
