"""`threading.Lock` and `threading.RLock`: the meaning, the messages and the fairness of CPython's own.

The file runs natively too (CPython is the oracle); what only newer versions have is guarded by `NEW`.
"""

import _thread
import copy
import gc
import pickle
import sys
import threading
import time
import unittest
import weakref
from decimal import Decimal

NEW = sys.version_info >= (3, 14)
OR_FLOAT = " or float" if NEW else ""


def run(*functions):
    """Run the functions in a thread each, to the end of all."""
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def until(condition):
    """Let others run until the condition holds."""
    for _ in range(20000):
        if condition():
            return
        time.sleep(0.0005)
    raise AssertionError("the condition never came true")


class Common:
    """What both kinds of lock promise."""

    def test_a_new_lock_is_free_and_can_be_acquired_and_released(self):
        lock = self.make()
        self.assertIs(lock.acquire(), True)
        self.assertIsNone(lock.release())
        self.assertIs(lock.acquire(False), True)
        lock.release()

    def test_acquire_takes_its_arguments_by_position_and_by_name(self):
        lock = self.make()
        for args, kwargs in [((), {}), ((True,), {}), ((1, -1), {}), ((), {"timeout": 1}), ((), {"blocking": False}), ((True, 0.1), {})]:
            self.assertIs(lock.acquire(*args, **kwargs), True)
            lock.release()

    def test_a_with_statement_holds_it_and_gives_true(self):
        lock = self.make()
        with lock as value:
            self.assertIs(value, True)
            self.assertTrue(self.held(lock))
        self.assertFalse(self.held(lock))

    def test_a_with_statement_releases_it_when_its_body_raises(self):
        lock = self.make()
        with self.assertRaises(ZeroDivisionError):
            with lock:
                1 / 0
        self.assertFalse(self.held(lock))

    def test_exit_passes_no_exception_over(self):
        lock = self.make()
        lock.acquire()
        self.assertFalse(lock.__exit__(ValueError, ValueError(), None))

    def test_release_of_a_free_lock_is_refused(self):
        with self.assertRaises(RuntimeError):
            self.make().release()
        lock = self.make()
        with lock:
            pass
        with self.assertRaises(RuntimeError):
            lock.release()

    def test_non_blocking_acquire_of_a_held_lock_gives_false_at_once(self):
        lock, got = self.make(), []
        with lock:
            run(lambda: got.append(lock.acquire(False)), lambda: got.append(lock.acquire(blocking=False)))
        self.assertEqual(got, [False, False])

    def test_a_zero_timeout_is_one_try(self):
        lock, got = self.make(), []
        with lock:
            run(lambda: got.append(lock.acquire(timeout=0)), lambda: got.append(lock.acquire(True, 0)))
        self.assertEqual(got, [False, False])

    def test_a_timeout_passes_and_gives_false(self):
        lock, got = self.make(), []

        def wait():
            start = time.perf_counter()
            got.append(lock.acquire(timeout=0.03))
            got.append(time.perf_counter() - start)

        with lock:
            run(wait)
        self.assertIs(got[0], False)
        self.assertGreaterEqual(got[1], 0.029)

    def test_a_waiter_with_a_timeout_gets_the_lock_when_it_is_released_in_time(self):
        lock, got = self.make(), []
        lock.acquire()
        thread = threading.Thread(target=lambda: got.append(lock.acquire(timeout=30)))
        thread.start()
        time.sleep(0.005)
        lock.release()
        thread.join()
        self.assertEqual(got, [True])

    def test_after_a_timeout_the_lock_still_works_for_all(self):
        lock, got = self.make(), []
        lock.acquire()
        run(*[lambda: got.append(lock.acquire(timeout=0.002))] * 5)
        self.assertEqual(got, [False] * 5)
        lock.release()

        def use():
            with lock:
                got.append(True)

        run(use, use)
        self.assertEqual(got[5:], [True, True])

    def test_timeouts_that_race_with_releases_lose_no_lock(self):
        # Time-out and hand-over fall together again and again; the lock must stay with exactly one.
        lock, inside, most, got = self.make(), [], [], []

        def work(timeout):
            for _ in range(30):
                if lock.acquire(timeout=timeout):
                    inside.append(1)
                    most.append(len(inside))
                    time.sleep(0.0005)
                    inside.pop()
                    lock.release()
                    got.append(1)

        run(*[lambda t=t: work(t) for t in (0.0005, 0.001, 0.0015, 0.002)])
        self.assertEqual(set(most), {1})
        self.assertTrue(got)
        self.assertFalse(self.held(lock))

    def test_wrong_timeouts_are_refused_in_cpythons_words(self):
        lock = self.make()
        for args, kind, message in [
            ((False, 1), ValueError, "can't specify a timeout for a non-blocking call"),
            ((False, 0), ValueError, "can't specify a timeout for a non-blocking call"),
            ((True, -2), ValueError, "timeout value must be a non-negative number" if NEW else None),
            ((True, -0.5), ValueError, "timeout value must be a non-negative number" if NEW else None),
            ((True, threading.TIMEOUT_MAX * 2), OverflowError, None),
            ((True, 1e300), OverflowError, None),
            ((True, 2**70), OverflowError, None),
            ((True, float("inf")), OverflowError, None),
            ((True, float("nan")), ValueError, "Invalid value NaN (not a number)"),
            ((True, "1"), TypeError, "'str' object cannot be interpreted as an integer" + OR_FLOAT),
            ((True, None), TypeError, "'NoneType' object cannot be interpreted as an integer" + OR_FLOAT),
            ((True, [1]), TypeError, "'list' object cannot be interpreted as an integer" + OR_FLOAT),
            ((True, Decimal(1)), TypeError, "'decimal.Decimal' object cannot be interpreted as an integer" + OR_FLOAT),
        ]:
            with self.subTest(args=args), self.assertRaises(kind) as caught:
                lock.acquire(*args)
            if message is not None:
                self.assertEqual(str(caught.exception), message)
            self.assertFalse(self.held(lock), args)

    def test_acquire_refuses_more_arguments_and_unknown_names(self):
        lock = self.make()
        with self.assertRaises(TypeError):
            lock.acquire(True, 1, 2)
        with self.assertRaises(TypeError):
            lock.acquire(patience=1)

    def test_it_cannot_be_pickled_or_copied(self):
        lock = self.make()
        name = type(lock).__name__
        for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
            with self.assertRaises(TypeError) as caught:
                attempt(lock)
            self.assertEqual(str(caught.exception), f"cannot pickle '_thread.{name}' object")

    def test_it_can_be_weakly_referenced_and_is_collected(self):
        lock = self.make()
        ref = weakref.ref(lock)
        self.assertIs(ref(), lock)
        del lock
        gc.collect()
        self.assertIsNone(ref())

    def test_it_has_no_room_for_other_attributes(self):
        with self.assertRaises(AttributeError):
            self.make().colour = "red"

    def test_it_is_hashable_by_identity(self):
        a, b = self.make(), self.make()
        self.assertEqual(len({a, b, a}), 2)
        self.assertNotEqual(a, b)

    def test_waiters_get_it_in_the_order_in_which_they_came(self):
        lock, order = self.make(), []
        lock.acquire()

        def wait(number):
            with lock:
                order.append(number)
                time.sleep(0.002)

        threads = []
        for number in range(6):
            thread = threading.Thread(target=wait, args=(number,))
            thread.start()
            threads.append(thread)
            time.sleep(0.003)
        lock.release()
        for thread in threads:
            thread.join()
        if NEW:
            self.assertEqual(order, list(range(6)))
        else:
            self.assertCountEqual(order, range(6))

    @unittest.skipUnless(NEW, "locks are handed over since 3.13")
    def test_a_long_waiter_is_not_starved_by_one_that_takes_it_again_and_again(self):
        lock, rounds, served = self.make(), [], []

        def greedy():
            for _ in range(200):
                with lock:
                    rounds.append(1)
                    time.sleep(0.0012)
                if served:
                    return

        def modest():
            with lock:
                served.append(len(rounds))

        first = threading.Thread(target=greedy)
        first.start()
        run(modest)
        first.join()
        self.assertLess(served[0], 20)

    def test_many_threads_exclude_each_other(self):
        lock, inside, worst, total = self.make(), 0, 0, 0

        def work():
            nonlocal inside, worst, total
            for _ in range(20):
                with lock:
                    inside += 1
                    worst = max(worst, inside)
                    time.sleep(0)
                    total += 1
                    inside -= 1

        run(*[work] * 10)
        self.assertEqual((worst, total), (1, 200))

    def test_at_fork_reinit_frees_it(self):
        lock = self.make()
        lock.acquire()
        lock._at_fork_reinit()
        self.assertFalse(self.held(lock))
        lock.acquire()
        lock.release()


class LockTest(Common, unittest.TestCase):
    def make(self):
        return threading.Lock()

    def held(self, lock):
        return lock.locked()

    def test_locked_tells(self):
        lock = threading.Lock()
        self.assertIs(lock.locked(), False)
        lock.acquire()
        self.assertIs(lock.locked(), True)
        lock.release()
        self.assertIs(lock.locked(), False)

    def test_another_thread_may_release_it(self):
        lock = threading.Lock()
        lock.acquire()
        run(lock.release)
        self.assertFalse(lock.locked())

    def test_its_own_thread_cannot_take_it_twice(self):
        lock = threading.Lock()
        with lock:
            self.assertFalse(lock.acquire(False))
            self.assertFalse(lock.acquire(timeout=0.001))

    def test_it_serves_as_a_gate_between_two_threads(self):
        ping, pong, story = threading.Lock(), threading.Lock(), []
        ping.acquire()
        pong.acquire()

        def a():
            for n in range(5):
                story.append(("a", n))
                ping.release()
                pong.acquire()

        def b():
            for n in range(5):
                ping.acquire()
                story.append(("b", n))
                pong.release()

        run(a, b)
        self.assertEqual(story, [(who, n) for n in range(5) for who in "ab"])

    def test_release_of_a_free_lock_names_what_is_wrong(self):
        with self.assertRaisesRegex(RuntimeError, "^release unlocked lock$"):
            threading.Lock().release()
        with self.assertRaisesRegex(RuntimeError, "^release unlocked lock$"):
            threading.Lock().__exit__(None, None, None)

    def test_its_repr_shows_its_state(self):
        lock = threading.Lock()
        self.assertEqual(repr(lock), f"<unlocked _thread.lock object at {hex(id(lock))}>")
        with lock:
            self.assertEqual(repr(lock), f"<locked _thread.lock object at {hex(id(lock))}>")

    def test_its_type_is_called_lock_of_thread(self):
        kind = type(threading.Lock())
        self.assertEqual((kind.__module__, kind.__name__), ("_thread", "lock"))
        self.assertIsInstance(threading.Lock(), _thread.LockType)

    def test_its_type_cannot_be_subclassed(self):
        with self.assertRaisesRegex(TypeError, "type '_thread.lock' is not an acceptable base type"):
            type("MyLock", (type(threading.Lock()),), {})

    @unittest.skipUnless(NEW, "a class since 3.13")
    def test_threading_lock_is_the_class_itself_and_takes_nothing(self):
        self.assertIs(threading.Lock, type(threading.Lock()))
        with self.assertRaises(TypeError):
            threading.Lock(1)
        with self.assertRaises(TypeError):
            threading.Lock(name="x")

    def test_the_old_names_of_its_methods_work(self):
        lock = threading.Lock()
        lock.acquire_lock()
        self.assertTrue(lock.locked_lock())
        lock.release_lock()


class RLockTest(Common, unittest.TestCase):
    def make(self):
        return threading.RLock()

    def held(self, lock):
        got = []
        thread = threading.Thread(target=lambda: got.append(lock.acquire(False) and not lock.release()))
        thread.start()
        thread.join()
        return not got[0]

    def test_its_holder_takes_it_as_often_as_it_likes(self):
        lock = threading.RLock()
        for _ in range(100):
            self.assertIs(lock.acquire(), True)
        self.assertIs(lock.acquire(False), True)
        for _ in range(100):
            lock.release()
            self.assertTrue(lock._is_owned())
        self.assertTrue(self.held(lock))
        lock.release()
        self.assertFalse(self.held(lock))

    def test_only_its_holder_can_release_it(self):
        lock, errors = threading.RLock(), []

        def intrude():
            try:
                lock.release()
            except RuntimeError as error:
                errors.append(str(error))

        with lock:
            run(intrude)
        run(intrude)
        self.assertEqual(errors, ["cannot release un-acquired lock"] * 2)

    def test_nested_with_statements(self):
        lock = threading.RLock()
        with lock:
            with lock:
                with lock:
                    self.assertTrue(self.held(lock))
            self.assertTrue(self.held(lock))
        self.assertFalse(self.held(lock))

    def test_its_repr_shows_owner_and_count(self):
        lock = threading.RLock()
        self.assertEqual(repr(lock), f"<unlocked _thread.RLock object owner=0 count=0 at {hex(id(lock))}>")
        with lock, lock:
            me = threading.get_ident()
            self.assertEqual(repr(lock), f"<locked _thread.RLock object owner={me} count=2 at {hex(id(lock))}>")

    @unittest.skipUnless(NEW, "since 3.14")
    def test_locked_tells(self):
        lock = threading.RLock()
        self.assertIs(lock.locked(), False)
        with lock:
            self.assertIs(lock.locked(), True)
            got = []
            run(lambda: got.append(lock.locked()))
            self.assertEqual(got, [True])
        self.assertIs(lock.locked(), False)

    def test_the_hooks_of_condition_give_up_all_levels_and_take_them_back(self):
        lock = threading.RLock()
        self.assertFalse(lock._is_owned())
        for _ in range(3):
            lock.acquire()
        self.assertTrue(lock._is_owned())
        state = lock._release_save()
        self.assertFalse(lock._is_owned())
        self.assertFalse(self.held(lock))
        lock._acquire_restore(state)
        self.assertTrue(lock._is_owned())
        for _ in range(3):
            lock.release()
        with self.assertRaises(RuntimeError):
            lock.release()

    @unittest.skipUnless(NEW, "since 3.12")
    def test_the_recursion_count_is_the_callers_own(self):
        lock, got = threading.RLock(), []
        self.assertEqual(lock._recursion_count(), 0)
        with lock, lock:
            self.assertEqual(lock._recursion_count(), 2)
            run(lambda: got.append(lock._recursion_count()))
        self.assertEqual(got, [0])

    def test_release_save_of_a_free_lock_is_refused(self):
        with self.assertRaisesRegex(RuntimeError, "cannot release un-acquired lock"):
            threading.RLock()._release_save()

    def test_condition_hooks_hand_the_lock_to_a_waiter(self):
        lock, story = threading.RLock(), []

        def other():
            with lock:
                story.append("other")

        lock.acquire()
        lock.acquire()
        thread = threading.Thread(target=other)
        thread.start()
        time.sleep(0.003)
        state = lock._release_save()
        thread.join()
        lock._acquire_restore(state)
        story.append("mine")
        lock.release()
        lock.release()
        self.assertEqual(story, ["other", "mine"])

    def test_its_type_can_be_subclassed(self):
        class Named(type(threading.RLock())):
            def __init__(self, name):
                self.name = name

        lock = Named("till")
        with lock:
            self.assertTrue(lock._is_owned())
        self.assertEqual(lock.name, "till")

    def test_a_subclass_that_counts_sees_each_call(self):
        calls = []

        class Counting(type(threading.RLock())):
            def acquire(self, *args, **kwargs):
                calls.append("acquire")
                return super().acquire(*args, **kwargs)

        lock = Counting()
        lock.acquire()
        lock.release()
        self.assertEqual(calls, ["acquire"])


class ConditionHooksTest(unittest.TestCase):
    def test_a_condition_works_over_a_plain_lock(self):
        condition, ready, got = threading.Condition(threading.Lock()), [], []

        def wait():
            with condition:
                while not ready:
                    condition.wait()
                got.append(ready[0])

        thread = threading.Thread(target=wait)
        thread.start()
        time.sleep(0.003)
        with condition:
            ready.append(7)
            condition.notify()
        thread.join()
        self.assertEqual(got, [7])

    def test_waiting_gives_up_all_levels_of_a_reentrant_lock(self):
        condition, got = threading.Condition(), []

        def wait():
            with condition, condition, condition:
                got.append("waits")
                condition.wait()
                got.append(condition._is_owned())

        thread = threading.Thread(target=wait)
        thread.start()
        until(lambda: got)
        with condition:
            condition.notify()
        thread.join()
        self.assertEqual(got, ["waits", True])


class FinalizersTest(unittest.TestCase):
    def test_a_finalizer_that_takes_the_same_reentrant_lock_does_no_harm(self):
        lock, seen = threading.RLock(), []

        class Thing:
            def __del__(self):
                with lock:
                    seen.append(1)

        def work():
            for _ in range(50):
                thing = Thing()
                thing.self = thing
                with lock:
                    time.sleep(0)
            gc.collect()

        run(work, work, work)
        gc.collect()
        self.assertEqual(len(seen), 150)

    def test_finalizers_that_compute_while_locks_change_hands_tear_nothing(self):
        lock, total = threading.Lock(), 0
        thresholds = gc.get_threshold()

        class Slow:
            def __del__(self):
                sum(i for i in range(3000))

        def work():
            nonlocal total
            for _ in range(60):
                slow = Slow()
                slow.self = slow
                with lock:
                    before = total
                    sum(i for i in range(300))
                    total = before + 1

        gc.set_threshold(20)
        interval = sys.getswitchinterval()
        sys.setswitchinterval(0.0001)
        try:
            run(*[work] * 6)
        finally:
            gc.set_threshold(*thresholds)
            sys.setswitchinterval(interval)
        self.assertEqual(total, 360)


if __name__ == "__main__":
    unittest.main(verbosity=1)
