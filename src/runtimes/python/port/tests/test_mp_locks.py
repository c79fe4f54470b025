"""What processes wait for each other with: locks, semaphores, conditions, events and barriers of `multiprocessing`."""

import multiprocessing as mp
import os
import pickle
import threading
import time
import unittest

from mp_support import PATIENCE, SHORT, SINCE_3_14, ProcessTestCase, in_child, use_fork

setUpModule = use_fork


class LockTestCase(ProcessTestCase):
    def setUp(self):
        super().setUp()
        self.here, self.there = mp.Pipe()
        self.addCleanup(self.here.close)
        self.addCleanup(self.there.close)

    def say(self, word):
        """In a child: tells the parent."""
        self.there.send(word)

    def heard(self):
        return self.receive(self.here)

    def await_word(self):
        """In a child: waits for the parent."""
        return self.there.recv()

    def tell(self, word="go on"):
        self.here.send(word)

    def quiet(self):
        """Nothing was said, and nothing is about to be."""
        return not self.here.poll(SHORT)


class LockTest(LockTestCase):
    def test_it_is_taken_by_one_process_at_a_time(self):
        lock = mp.Lock()

        def work():
            with lock:
                self.say("inside")

        with lock:
            process = self.start(work)
            self.assertTrue(self.quiet())
        self.assertEqual(self.heard(), "inside")
        self.finish(process)

    def test_acquire_tells_whether_it_got_the_lock(self):
        lock = mp.Lock()
        self.assertIs(lock.acquire(), True)
        self.assertIs(lock.acquire(block=False), False)
        self.assertIs(lock.acquire(False), False)
        self.assertIs(lock.acquire(timeout=SHORT), False)
        self.assertIs(lock.acquire(True, 0), False)
        self.assertIs(lock.acquire(timeout=-5), False)
        self.assertIsNone(lock.release())
        self.assertIs(lock.acquire(timeout=None), True)
        lock.release()

    def test_a_child_finds_it_taken(self):
        lock = mp.Lock()
        with lock:
            self.assertEqual(in_child(lambda: (lock.acquire(False), lock.acquire(timeout=SHORT))), (False, False))
        self.assertTrue(in_child(lambda: lock.acquire(False) and lock.release() is None))

    def test_acquire_with_a_timeout_gets_it_when_it_is_released_in_time(self):
        lock = mp.Lock()

        def hold():
            with lock:
                self.say("held")
                self.await_word()

        process = self.start(hold)
        self.heard()
        self.assertFalse(lock.acquire(timeout=SHORT))
        self.tell()
        self.assertTrue(lock.acquire(timeout=PATIENCE))
        lock.release()
        self.finish(process)

    def test_a_release_of_a_free_lock_raises_valueerror(self):
        lock = mp.Lock()
        with self.assertRaisesRegex(ValueError, "semaphore or lock released too many times"):
            lock.release()
        with lock:
            pass
        with self.assertRaises(ValueError):
            lock.release()

    def test_any_process_may_release_it(self):
        lock = mp.Lock()
        lock.acquire()
        self.finish(self.start(lock.release))
        self.assertTrue(lock.acquire(timeout=PATIENCE))
        lock.release()

    def test_another_thread_may_release_it(self):
        lock = mp.Lock()
        lock.acquire()
        thread = threading.Thread(target=lock.release)
        thread.start()
        thread.join()
        self.assertTrue(lock.acquire(False))
        lock.release()

    def test_threads_of_one_process_exclude_each_other(self):
        lock = mp.Lock()
        seen = []

        def work():
            with lock:
                seen.append("inside")

        with lock:
            thread = threading.Thread(target=work)
            thread.start()
            thread.join(SHORT)
            self.assertEqual(seen, [])
        thread.join(PATIENCE)
        self.assertEqual(seen, ["inside"])

    def test_other_threads_run_while_one_waits(self):
        lock = mp.Lock()
        process = self.start(lambda: (lock.acquire(), self.say("held"), self.await_word(), lock.release()))
        self.heard()
        waiter = threading.Thread(target=lambda: (lock.acquire(), lock.release()))
        waiter.start()
        self.tell()  # Only this thread can end the wait.
        waiter.join(PATIENCE)
        self.assertFalse(waiter.is_alive())
        self.finish(process)

    def test_mutual_exclusion_holds_across_three_processes(self):
        lock, total, inside, worst = mp.Lock(), mp.RawValue("i", 0), mp.RawValue("i", 0), mp.RawValue("i", 0)

        def work():
            for _ in range(2000):
                with lock:
                    inside.value += 1
                    worst.value = max(worst.value, inside.value)
                    total.value += 1
                    inside.value -= 1

        self.finish(*[self.start(work) for _ in range(3)])
        self.assertEqual((total.value, inside.value, worst.value), (6000, 0, 1))

    def test_two_locks_taken_in_one_order_never_block_for_good(self):
        first, second = mp.Lock(), mp.Lock()

        def work():
            for _ in range(100):
                with first, second:
                    pass

        self.finish(*[self.start(work) for _ in range(3)])

    def test_a_lock_survives_the_death_of_its_holder_taken(self):
        # The documentation warns of it: a semaphore knows no owner who could give it back.
        lock = mp.Lock()
        process = self.start(lambda: (lock.acquire(), self.say("held"), time.sleep(1000)))
        self.heard()
        process.kill()
        process.join()
        self.assertFalse(lock.acquire(timeout=SHORT))
        lock.release()
        self.assertTrue(lock.acquire(False))
        lock.release()

    @unittest.skipUnless(SINCE_3_14, "since 3.14")
    def test_locked_tells_whether_it_is_taken(self):
        lock, rlock = mp.Lock(), mp.RLock()
        self.assertFalse(lock.locked() or rlock.locked())
        with lock, rlock:
            self.assertTrue(lock.locked() and rlock.locked())
            self.assertTrue(in_child(lambda: lock.locked() and rlock.locked()))
        self.assertFalse(lock.locked() or rlock.locked())

    def test_the_repr_tells_the_holder(self):
        lock = mp.Lock()
        self.assertEqual(repr(lock), "<Lock(owner=None)>")
        with lock:
            self.assertEqual(repr(lock), "<Lock(owner=MainProcess)>")
            self.assertEqual(in_child(repr, lock), "<Lock(owner=SomeOtherProcess)>")
            thread = threading.Thread(target=lambda: self.say(repr(lock)))
            thread.start()
            thread.join()
            self.assertEqual(self.heard(), "<Lock(owner=SomeOtherThread)>")

    def test_it_cannot_be_pickled_but_for_a_child(self):
        with self.assertRaisesRegex(RuntimeError, "should only be shared between processes through inheritance"):
            pickle.dumps(mp.Lock())


class RLockTest(LockTestCase):
    def test_its_holder_may_take_it_again(self):
        lock = mp.RLock()
        with lock, lock:
            self.assertTrue(lock.acquire(False))
            self.assertFalse(in_child(lock.acquire, False))
            lock.release()
            self.assertFalse(in_child(lock.acquire, False))
        self.assertTrue(in_child(lambda: lock.acquire(False) and lock.release() is None))

    def test_it_is_free_only_after_as_many_releases(self):
        lock = mp.RLock()
        with lock:
            lock.acquire()
            process = self.start(lambda: (lock.acquire(), self.say("taken")))
            lock.release()
            self.assertTrue(self.quiet())
        self.assertEqual(self.heard(), "taken")
        self.finish(process)

    def test_a_release_by_a_process_that_does_not_hold_it_raises_assertionerror(self):
        lock = mp.RLock()
        with self.assertRaisesRegex(AssertionError, "attempt to release recursive lock not owned by thread"):
            lock.release()

        def meddle():
            try:
                lock.release()
            except AssertionError as error:
                return str(error)

        with lock:
            self.assertEqual(in_child(meddle), "attempt to release recursive lock not owned by thread")

    def test_a_release_by_another_thread_raises_assertionerror(self):
        lock = mp.RLock()
        seen = []

        def meddle():
            try:
                lock.release()
            except AssertionError:
                seen.append("refused")

        with lock:
            thread = threading.Thread(target=meddle)
            thread.start()
            thread.join()
        self.assertEqual(seen, ["refused"])

    def test_a_child_does_not_hold_what_its_parent_holds(self):
        lock = mp.RLock()
        with lock:
            self.assertFalse(in_child(lock.acquire, timeout=SHORT))

    def test_mutual_exclusion_holds_for_nested_sections(self):
        lock, total = mp.RLock(), mp.RawValue("i", 0)

        def add(depth):
            with lock:
                if depth:
                    add(depth - 1)
                else:
                    total.value += 1

        def work():
            for _ in range(300):
                add(3)

        self.finish(*[self.start(work) for _ in range(3)])
        self.assertEqual(total.value, 900)

    def test_the_repr_tells_holder_and_depth(self):
        lock = mp.RLock()
        self.assertEqual(repr(lock), "<RLock(None, 0)>")
        with lock, lock:
            self.assertEqual(repr(lock), "<RLock(MainProcess, 2)>")


class SemaphoreTest(LockTestCase):
    def test_as_many_may_enter_as_it_counts(self):
        semaphore = mp.Semaphore(2)
        inside, worst = mp.Value("i", 0), mp.Value("i", 0)

        def work():
            for _ in range(50):
                with semaphore:
                    with inside.get_lock():
                        inside.value += 1
                        worst.value = max(worst.value, inside.value)
                    with inside.get_lock():
                        inside.value -= 1

        self.finish(*[self.start(work) for _ in range(4)])
        self.assertEqual(inside.value, 0)
        self.assertIn(worst.value, (1, 2))

    def test_two_are_inside_together_and_the_third_waits(self):
        semaphore = mp.Semaphore(2)

        def work(gate):
            with semaphore:
                self.say("inside")
                gate.recv()

        gates = [mp.Pipe() for _ in range(3)]
        processes = [self.start(work, there) for _, there in gates]
        self.assertEqual([self.heard(), self.heard()], ["inside", "inside"])
        self.assertTrue(self.quiet())
        for here, _ in gates:
            here.send("leave")
        self.assertEqual(self.heard(), "inside")
        self.finish(*processes)

    def test_a_process_may_release_what_it_never_took(self):
        semaphore = mp.Semaphore(0)
        self.assertFalse(semaphore.acquire(False))
        process = self.start(lambda: (semaphore.release(), semaphore.release()))
        self.assertTrue(semaphore.acquire(timeout=PATIENCE))
        self.assertTrue(semaphore.acquire(timeout=PATIENCE))
        self.assertFalse(semaphore.acquire(timeout=SHORT))
        self.finish(process)

    def test_it_counts_up_without_a_bound(self):
        semaphore = mp.Semaphore(1)
        semaphore.release()
        semaphore.release()
        self.assertEqual(semaphore.get_value(), 3)
        self.assertEqual(in_child(semaphore.get_value), 3)

    def test_get_value_counts_what_is_left(self):
        semaphore = mp.Semaphore(3)
        with semaphore, semaphore:
            self.assertEqual(semaphore.get_value(), 1)
        self.assertEqual(semaphore.get_value(), 3)

    def test_timeouts_run_out(self):
        semaphore = mp.Semaphore(0)
        self.assertFalse(semaphore.acquire(timeout=SHORT))
        self.assertFalse(semaphore.acquire(True, SHORT))
        self.assertFalse(in_child(semaphore.acquire, timeout=SHORT))

    def test_a_bounded_one_refuses_to_count_beyond_its_start(self):
        semaphore = mp.BoundedSemaphore(2)
        with self.assertRaisesRegex(ValueError, "semaphore or lock released too many times"):
            semaphore.release()
        semaphore.acquire()
        semaphore.release()
        with self.assertRaises(ValueError):
            semaphore.release()
        self.assertEqual(semaphore.get_value(), 2)

    def test_a_bounded_one_is_bounded_across_processes(self):
        semaphore = mp.BoundedSemaphore(1)
        semaphore.acquire()
        self.finish(self.start(semaphore.release))
        with self.assertRaises(ValueError):
            semaphore.release()

    def test_a_negative_count_is_refused(self):
        with self.assertRaises((OSError, ValueError)):
            mp.Semaphore(-1)

    def test_reprs_tell_the_value(self):
        self.assertEqual(repr(mp.Semaphore(2)), "<Semaphore(value=2)>")
        self.assertRegex(repr(mp.BoundedSemaphore(2)), r"^<BoundedSemaphore\(value=2, maxvalue=2\)>$")

    def test_each_release_wakes_one_waiter(self):
        semaphore = mp.Semaphore(0)
        processes = [self.start(lambda: (semaphore.acquire(), self.say("woken"))) for _ in range(3)]
        for _ in range(3):
            self.assertTrue(self.quiet())
            semaphore.release()
            self.assertEqual(self.heard(), "woken")
        self.finish(*processes)


class ConditionTest(LockTestCase):
    def waiting(self, condition, count, timeout=None):
        """So many processes that wait for the condition; each tells what its wait gave."""
        ready = mp.Semaphore(0)

        def work():
            with condition:
                ready.release()
                self.say(condition.wait(timeout))

        processes = [self.start(work) for _ in range(count)]
        for _ in processes:
            self.assertTrue(ready.acquire(timeout=PATIENCE))
        with condition:  # Free only when the last of them waits.
            pass
        return processes

    def test_notify_wakes_one(self):
        condition = mp.Condition()
        processes = self.waiting(condition, 2)
        for _ in range(2):
            self.assertTrue(self.quiet())
            with condition:
                condition.notify()
            self.assertIs(self.heard(), True)
        self.finish(*processes)

    def test_notify_wakes_as_many_as_told(self):
        condition = mp.Condition()
        processes = self.waiting(condition, 3)
        with condition:
            condition.notify(2)
        self.assertEqual([self.heard(), self.heard()], [True, True])
        self.assertTrue(self.quiet())
        with condition:
            condition.notify(5)
        self.assertEqual(self.heard(), True)
        self.finish(*processes)

    def test_notify_all_wakes_all(self):
        condition = mp.Condition()
        processes = self.waiting(condition, 3)
        with condition:
            condition.notify_all()
        self.assertEqual([self.heard() for _ in range(3)], [True] * 3)
        self.finish(*processes)

    def test_a_notify_that_nobody_waits_for_is_lost(self):
        condition = mp.Condition()
        with condition:
            condition.notify_all()
            self.assertIs(condition.wait(SHORT), False)

    def test_wait_with_a_timeout_gives_false(self):
        condition = mp.Condition()
        self.finish(*self.waiting(condition, 2, SHORT))
        self.assertEqual([self.heard(), self.heard()], [False, False])
        with condition:
            condition.notify_all()  # The sleepers are gone, and do not confuse it.

    def test_wait_takes_the_lock_again(self):
        condition = mp.Condition()
        processes = self.waiting(condition, 1)
        with condition:
            condition.notify()
            self.assertTrue(self.quiet())
        self.assertIs(self.heard(), True)
        self.finish(*processes)

    def test_wait_and_notify_without_the_lock_are_refused(self):
        condition = mp.Condition()
        for use in (condition.wait, condition.notify, condition.notify_all):
            with self.assertRaises(AssertionError):
                use()

    def test_wait_for_gives_what_the_predicate_gives(self):
        condition, stage = mp.Condition(), mp.RawValue("i", 0)

        def work():
            with condition:
                self.say(condition.wait_for(lambda: stage.value >= 3 and "reached", timeout=PATIENCE))

        process = self.start(work)
        for n in (1, 2, 3):
            self.assertTrue(self.quiet())
            with condition:
                stage.value = n
                condition.notify_all()
        self.assertEqual(self.heard(), "reached")
        self.finish(process)

    def test_wait_for_with_a_timeout_gives_the_last_answer(self):
        condition = mp.Condition()
        with condition:
            self.assertIs(condition.wait_for(lambda: False, SHORT), False)
            self.assertIs(condition.wait_for(lambda: True), True)

    def test_a_bounded_buffer_built_on_it_loses_nothing(self):
        condition, buffer, filled = mp.Condition(), mp.RawArray("i", 3), mp.RawValue("i", 0)
        taken = mp.RawValue("i", 0)

        def produce(base):
            for n in range(40):
                with condition:
                    condition.wait_for(lambda: filled.value < 3)
                    buffer[filled.value] = base + n
                    filled.value += 1
                    condition.notify_all()

        def consume():
            for _ in range(40):
                with condition:
                    condition.wait_for(lambda: filled.value > 0)
                    filled.value -= 1
                    taken.value += buffer[filled.value]
                    condition.notify_all()

        self.finish(*[self.start(produce, 1000 * n) for n in (1, 2)], *[self.start(consume) for _ in range(2)])
        self.assertEqual((filled.value, taken.value), (0, 40 * 3000 + 2 * sum(range(40))))

    def test_two_conditions_may_share_a_lock(self):
        lock = mp.Lock()
        full, empty = mp.Condition(lock), mp.Condition(lock)
        held = mp.RawValue("i", 0)

        def consume():
            for _ in range(20):
                with full:
                    full.wait_for(lambda: held.value)
                    held.value = 0
                    empty.notify()

        process = self.start(consume)
        for _ in range(20):
            with empty:
                empty.wait_for(lambda: not held.value)
                held.value = 1
                full.notify()
        self.finish(process)

    def test_an_rlock_held_twice_is_given_back_whole_while_it_waits(self):
        condition = mp.Condition()

        def work():
            with condition, condition:
                self.say("waits")
                self.say(condition.wait(PATIENCE))

        process = self.start(work)
        self.assertEqual(self.heard(), "waits")
        with condition:
            condition.notify()
        self.assertIs(self.heard(), True)
        self.finish(process)

    def test_threads_and_processes_may_wait_for_one_condition(self):
        condition = mp.Condition()
        seen = []
        ready = mp.Semaphore(0)

        def in_thread():
            with condition:
                ready.release()
                seen.append(condition.wait(PATIENCE))

        thread = threading.Thread(target=in_thread)
        thread.start()
        processes = self.waiting(condition, 1)
        ready.acquire(timeout=PATIENCE)
        with condition:
            condition.notify_all()
        thread.join(PATIENCE)
        self.assertEqual(seen, [True])
        self.assertIs(self.heard(), True)
        self.finish(*processes)


class EventTest(LockTestCase):
    def test_wait_comes_back_when_it_is_set(self):
        event = mp.Event()
        processes = [self.start(lambda: self.say(event.wait())) for _ in range(3)]
        self.assertTrue(self.quiet())
        event.set()
        self.assertEqual([self.heard() for _ in range(3)], [True] * 3)
        self.finish(*processes)

    def test_a_child_sets_it_for_the_parent(self):
        event = mp.Event()
        self.assertFalse(event.is_set())
        process = self.start(event.set)
        self.assertTrue(event.wait(PATIENCE))
        self.assertTrue(event.is_set())
        self.finish(process)

    def test_wait_with_a_timeout_gives_false(self):
        event = mp.Event()
        self.assertIs(event.wait(SHORT), False)
        self.assertIs(event.wait(0), False)
        self.assertIs(in_child(event.wait, SHORT), False)

    def test_a_set_event_does_not_keep_anyone(self):
        event = mp.Event()
        event.set()
        event.set()
        self.assertTrue(event.wait())
        self.assertTrue(in_child(event.wait))

    def test_it_can_be_cleared_and_set_again(self):
        event = mp.Event()
        event.set()
        event.clear()
        self.assertFalse(event.is_set())
        self.assertFalse(in_child(event.is_set))
        process = self.start(lambda: (event.wait(), self.say("woken")))
        self.assertTrue(self.quiet())
        event.set()
        self.assertEqual(self.heard(), "woken")
        self.finish(process)

    def test_the_repr_tells_whether_it_is_set(self):
        event = mp.Event()
        self.assertRegex(repr(event), r"^<Event at 0x[0-9a-f]+ unset>$")
        event.set()
        self.assertRegex(repr(event), r" set>$")


class BarrierTest(LockTestCase):
    def test_nobody_passes_before_the_last_has_come(self):
        barrier, arrived = mp.Barrier(3), mp.Value("i", 0)

        def work():
            for stage in range(1, 6):
                with arrived.get_lock():
                    arrived.value += 1
                barrier.wait()
                assert arrived.value >= 3 * stage, arrived.value
                barrier.wait()

        self.finish(*[self.start(work) for _ in range(3)])
        self.assertEqual(arrived.value, 15)

    def test_each_gets_a_number_of_its_own(self):
        barrier = mp.Barrier(3)
        processes = [self.start(lambda: self.say(barrier.wait())) for _ in range(2)]
        numbers = {barrier.wait()}
        numbers |= {self.heard(), self.heard()}
        self.assertEqual(numbers, {0, 1, 2})
        self.finish(*processes)

    def test_its_action_runs_once_each_time(self):
        count = mp.Value("i", 0)

        def action():
            count.value += 1

        barrier = mp.Barrier(2, action=action)

        def work():
            for _ in range(4):
                barrier.wait()

        process = self.start(work)
        work()
        self.finish(process)
        self.assertEqual(count.value, 4)

    def test_parties_and_waiting_are_counted(self):
        barrier = mp.Barrier(2)
        self.assertEqual((barrier.parties, barrier.n_waiting, barrier.broken), (2, 0, False))
        process = self.start(barrier.wait)
        self.until(lambda: barrier.n_waiting == 1)
        barrier.wait()
        self.finish(process)
        self.assertEqual(barrier.n_waiting, 0)

    def test_a_timeout_breaks_it_for_all(self):
        barrier = mp.Barrier(3)

        def work():
            try:
                barrier.wait()
            except threading.BrokenBarrierError:
                self.say("broken")

        process = self.start(work)
        self.until(lambda: barrier.n_waiting == 1)
        with self.assertRaises(threading.BrokenBarrierError):
            barrier.wait(SHORT)
        self.assertEqual(self.heard(), "broken")
        self.assertTrue(barrier.broken)
        with self.assertRaises(threading.BrokenBarrierError):
            barrier.wait()
        self.finish(process)

    def test_abort_breaks_it_and_reset_mends_it(self):
        barrier = mp.Barrier(2)

        def work():
            try:
                barrier.wait()
            except threading.BrokenBarrierError:
                self.say("broken")
            self.await_word()
            barrier.wait()
            self.say("passed")

        process = self.start(work)
        self.until(lambda: barrier.n_waiting == 1)
        barrier.abort()
        self.assertEqual(self.heard(), "broken")
        barrier.reset()
        self.assertFalse(barrier.broken)
        self.tell()
        barrier.wait()
        self.assertEqual(self.heard(), "passed")
        self.finish(process)


class EndOfHoldersTest(LockTestCase):
    def test_a_with_block_that_raises_gives_the_lock_back(self):
        lock = mp.Lock()

        def work():
            try:
                with lock:
                    raise KeyError
            except KeyError:
                pass

        self.finish(self.start(work))
        self.assertTrue(lock.acquire(timeout=PATIENCE))
        lock.release()

    def test_sys_exit_inside_a_with_block_gives_the_lock_back(self):
        lock = mp.Lock()

        def work():
            with lock:
                raise SystemExit(0)

        self.finish(self.start(work))
        self.assertTrue(lock.acquire(timeout=PATIENCE))
        lock.release()

    def test_os_exit_inside_a_with_block_does_not(self):
        lock = mp.Lock()

        def work():
            with lock:
                os._exit(0)

        self.finish(self.start(work))
        self.assertFalse(lock.acquire(timeout=SHORT))


if __name__ == "__main__":
    unittest.main()
