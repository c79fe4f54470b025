"""`multiprocessing.Queue`, `SimpleQueue` and `JoinableQueue`."""

import multiprocessing as mp
import os
import pickle
import queue
import sys
import threading
import time
import unittest

from mp_support import PATIENCE, SHORT, ProcessTestCase, finish, in_child, read, use_fork

setUpModule = use_fork


def put_all(target, things):
    for thing in things:
        target.put(thing)


class QueueTestCase(ProcessTestCase):
    def queue(self, maxsize=0):
        made = mp.Queue(maxsize)

        def end():
            made.cancel_join_thread()
            made.close()

        self.addCleanup(end)
        return made

    def get(self, source):
        try:
            return source.get(timeout=PATIENCE)
        except queue.Empty:
            self.fail("nothing came through the queue")


class QueueTest(QueueTestCase):
    def test_what_is_put_comes_out_in_order(self):
        q = self.queue()
        put_all(q, range(50))
        self.assertEqual([self.get(q) for _ in range(50)], list(range(50)))

    def test_a_child_puts_and_the_parent_gets(self):
        q = self.queue()
        process = self.start(put_all, q, ["a", {"b": 1}, None, b"c"])
        self.assertEqual([self.get(q) for _ in range(4)], ["a", {"b": 1}, None, b"c"])
        self.finish(process)

    def test_the_parent_puts_and_a_child_gets(self):
        q, back = self.queue(), self.queue()

        def work():
            back.put(sum(iter(q.get, None)))

        process = self.start(work)
        put_all(q, [1, 2, 3, None])
        self.assertEqual(self.get(back), 6)
        self.finish(process)

    def test_what_was_put_before_the_start_reaches_the_child(self):
        q, back = self.queue(), self.queue()
        put_all(q, "abc")
        process = self.start(lambda: back.put([q.get() for _ in range(3)]))
        self.assertEqual(self.get(back), ["a", "b", "c"])
        self.finish(process)

    def test_what_is_got_is_a_copy(self):
        q = self.queue()
        thing = ["flour"]
        q.put(thing)
        got = self.get(q)
        self.assertEqual(got, thing)
        self.assertIsNot(got, thing)

    def test_a_child_sees_each_thing_once(self):
        q, back = self.queue(), self.queue()

        def work():
            for n in iter(q.get, None):
                back.put(n)

        workers = [self.start(work) for _ in range(2)]
        put_all(q, list(range(100)) + [None] * 2)
        got = [self.get(back) for _ in range(100)]
        self.finish(*workers)
        self.assertEqual(sorted(got), list(range(100)))

    def test_get_with_a_timeout_raises_empty(self):
        q = self.queue()
        for attempt in (lambda: q.get(timeout=SHORT), lambda: q.get(True, SHORT), lambda: q.get(True, 0)):
            with self.assertRaises(queue.Empty):
                attempt()

    def test_get_nowait_raises_empty(self):
        q = self.queue()
        for attempt in (q.get_nowait, lambda: q.get(block=False), lambda: q.get(False, 1000)):
            with self.assertRaises(queue.Empty):
                attempt()

    def test_get_waits_for_what_comes_late(self):
        q = self.queue()
        here, there = mp.Pipe()

        def work():
            there.recv()
            q.put("late")

        process = self.start(work)
        thread = threading.Timer(SHORT, here.send, ("go",))
        thread.start()
        self.assertEqual(q.get(), "late")
        thread.join()
        self.finish(process)

    def test_get_in_a_child_waits_without_a_limit(self):
        q, back = self.queue(), self.queue()
        process = self.start(lambda: back.put(q.get()))
        time.sleep(SHORT)
        self.assertTrue(process.is_alive())
        q.put("at last")
        self.assertEqual(self.get(back), "at last")
        self.finish(process)

    def test_big_things_arrive(self):
        q = self.queue()
        data = os.urandom(1000) * 5000
        process = self.start(q.put, data)
        self.assertEqual(self.get(q), data)
        self.finish(process)

    def test_a_queue_tells_whether_it_is_empty_and_how_many_it_holds(self):
        q = self.queue()
        self.assertTrue(q.empty())
        self.assertEqual(q.qsize(), 0)
        q.put(1)
        q.put(2)
        self.assertEqual(q.qsize(), 2)
        self.until(lambda: not q.empty())
        self.get(q)
        self.assertEqual(q.qsize(), 1)
        self.get(q)
        self.assertTrue(q.empty())

    def test_qsize_counts_what_children_did(self):
        q = self.queue()
        q.put("first")
        process = self.start(lambda: (q.get(), put_all(q, range(3))))
        self.finish(process)
        self.assertEqual(q.qsize(), 3)

    def test_what_cannot_be_pickled_is_reported_and_the_queue_goes_on(self):
        path = self.file()
        here, there = mp.Pipe()

        def work():
            sys.stderr = open(path, "w", buffering=1, encoding="utf-8")
            q.put(lambda: None)
            q.put("still there")
            there.recv()  # At the end of a process, the queue would give up at the first error.

        q = self.queue()
        process = self.start(work)
        self.assertEqual(self.get(q), "still there")
        here.send("end")
        self.finish(process)
        self.assertIn("Traceback", read(path))

    def test_a_queue_cannot_be_pickled(self):
        with self.assertRaisesRegex(RuntimeError, "should only be shared between processes through inheritance"):
            pickle.dumps(self.queue())

    def test_objects_of_the_programs_own_classes_travel(self):
        q = self.queue()
        process = self.start(q.put, Parcel("bread", 3))
        got = self.get(q)
        self.assertEqual((type(got), got.what, got.count), (Parcel, "bread", 3))
        self.finish(process)

    def test_an_error_while_unpickling_comes_out_of_get_and_the_queue_goes_on(self):
        q = self.queue()
        process = self.start(put_all, q, [Cursed(), "after"])
        with self.assertRaisesRegex(ValueError, "cursed"):
            self.get(q)
        self.assertEqual(self.get(q), "after")
        self.finish(process)


class Parcel:
    def __init__(self, what, count):
        self.what = what
        self.count = count


def curse():
    raise ValueError("cursed")


class Cursed:
    def __reduce__(self):
        return curse, ()


class BoundedTest(QueueTestCase):
    def test_a_full_queue_raises_full(self):
        q = self.queue(2)
        self.assertFalse(q.full())
        q.put(1)
        q.put(2)
        self.assertTrue(q.full())
        for attempt in (
            lambda: q.put_nowait(3),
            lambda: q.put(3, block=False),
            lambda: q.put(3, timeout=SHORT),
            lambda: q.put(3, True, 0),
        ):
            with self.assertRaises(queue.Full):
                attempt()
        self.assertEqual(self.get(q), 1)
        self.assertFalse(q.full())
        q.put(3, timeout=PATIENCE)
        self.assertEqual([self.get(q), self.get(q)], [2, 3])

    def test_a_queue_without_maxsize_is_never_full(self):
        q = self.queue()
        put_all(q, range(1000))
        self.assertFalse(q.full())
        self.assertEqual([self.get(q) for _ in range(1000)], list(range(1000)))

    def test_put_waits_until_a_child_has_made_room(self):
        q, back = self.queue(1), self.queue()
        here, there = mp.Pipe()

        def work():
            there.recv()
            for _ in range(3):
                back.put(q.get())

        process = self.start(work)
        q.put("first")
        self.assertTrue(q.full())
        here.send("begin")
        q.put("second")
        q.put("third")
        self.assertEqual([self.get(back) for _ in range(3)], ["first", "second", "third"])
        self.finish(process)

    def test_a_producer_is_never_ahead_by_more_than_maxsize(self):
        q = self.queue(3)
        made = mp.Value("i", 0)

        def produce():
            for n in range(20):
                q.put(n)
                with made.get_lock():
                    made.value += 1

        process = self.start(produce)
        for taken in range(20):
            self.assertEqual(self.get(q), taken)
            self.assertLessEqual(made.value, taken + 1 + 3)
        self.finish(process)

    def test_put_with_a_timeout_succeeds_when_room_comes_in_time(self):
        q = self.queue(1)
        q.put("first")
        here, there = mp.Pipe()
        process = self.start(lambda: (there.recv(), q.get()))
        timer = threading.Timer(SHORT, here.send, ("go",))
        timer.start()
        q.put("second", timeout=PATIENCE)
        self.finish(process)
        timer.join()
        self.assertEqual(self.get(q), "second")


class ManyTest(QueueTestCase):
    def test_many_producers_and_consumers_lose_nothing_and_keep_each_producers_order(self):
        q, results = self.queue(4), self.queue()
        producers, consumers, each = 3, 3, 40

        def produce(name):
            for n in range(each):
                q.put((name, n))

        def consume():
            results.put(list(iter(q.get, None)))

        made = [self.start(produce, name) for name in range(producers)]
        eaters = [self.start(consume) for _ in range(consumers)]
        self.finish(*made)
        for _ in eaters:
            q.put(None)
        eaten = [self.get(results) for _ in eaters]
        self.finish(*eaters)
        everything = sorted(thing for one in eaten for thing in one)
        self.assertEqual(everything, [(name, n) for name in range(producers) for n in range(each)])
        for one in eaten:  # What one consumer got of one producer came in the producer's order.
            for name in range(producers):
                own = [n for who, n in one if who == name]
                self.assertEqual(own, sorted(own))

    def test_the_order_of_each_producer_is_kept_at_one_consumer(self):
        q = self.queue()
        makers = [self.start(put_all, q, [(name, n) for n in range(100)]) for name in range(3)]
        got = [self.get(q) for _ in range(300)]
        self.finish(*makers)
        for name in range(3):
            self.assertEqual([n for who, n in got if who == name], list(range(100)))

    def test_threads_of_several_processes_share_a_queue(self):
        q = self.queue()

        def work(name):
            threads = [threading.Thread(target=q.put, args=((name, n),)) for n in range(5)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        processes = [self.start(work, name) for name in range(2)]
        got = sorted(self.get(q) for _ in range(10))
        self.assertEqual(got, [(name, n) for name in range(2) for n in range(5)])
        self.finish(*processes)

    def test_a_pipeline_of_three_stages_keeps_order(self):
        first, second, third = self.queue(2), self.queue(2), self.queue()

        def stage(source, target, function):
            for n in iter(source.get, None):
                target.put(function(n))
            target.put(None)

        workers = [
            self.start(stage, first, second, lambda n: n + 1),
            self.start(stage, second, third, lambda n: n * 10),
        ]
        put_all(first, [*range(20), None])
        self.assertEqual(list(iter(lambda: self.get(third), None)), [(n + 1) * 10 for n in range(20)])
        self.finish(*workers)


class CloseTest(QueueTestCase):
    def test_a_closed_queue_refuses_put_and_get(self):
        q = self.queue()
        q.close()
        with self.assertRaisesRegex(ValueError, "is closed"):
            q.put(1)
        with self.assertRaisesRegex(ValueError, "is closed"):
            q.get()
        q.close()

    def test_join_thread_before_close_is_refused(self):
        with self.assertRaises(AssertionError):
            self.queue().join_thread()

    def test_join_thread_waits_until_everything_is_in_the_pipe(self):
        reader, writer = mp.Pipe(duplex=False)
        q = self.queue()

        def work():
            put_all(q, range(200))
            q.close()
            q.join_thread()
            writer.send("all is in the pipe")
            os._exit(0)  # Nothing would be flushed after this.

        process = self.start(work)
        got = [self.get(q) for _ in range(200)]
        self.assertEqual(self.receive(reader), "all is in the pipe")
        self.finish(process)
        self.assertEqual(got, list(range(200)))

    def test_a_process_ends_only_when_its_things_are_in_the_pipe(self):
        # Joining before getting is the documented deadlock; so the child still lives while nobody reads.
        q = self.queue()
        process = self.start(q.put, bytes(2_000_000))
        process.join(SHORT)
        self.assertTrue(process.is_alive())
        self.assertEqual(len(self.get(q)), 2_000_000)
        self.finish(process)

    def test_cancel_join_thread_lets_a_process_end_and_lose_its_things(self):
        q = self.queue()

        def work():
            q.cancel_join_thread()
            q.put(bytes(2_000_000))

        process = self.start(work)
        self.assertEqual(finish(process), 0)

    def test_a_queue_can_be_closed_by_the_child_and_used_by_the_parent(self):
        q = self.queue()
        process = self.start(lambda: (q.put("one"), q.close()))
        self.finish(process)
        self.assertEqual(self.get(q), "one")
        q.put("two")
        self.assertEqual(self.get(q), "two")


class SimpleQueueTest(ProcessTestCase):
    def queue(self):
        made = mp.SimpleQueue()
        self.addCleanup(made.close)
        return made

    def test_put_and_get(self):
        q = self.queue()
        self.assertTrue(q.empty())
        q.put("one")
        q.put(None)
        self.assertFalse(q.empty())
        self.assertEqual([q.get(), q.get()], ["one", None])
        self.assertTrue(q.empty())

    def test_children_put_and_get(self):
        q, back = self.queue(), self.queue()
        workers = [self.start(lambda: [back.put(n * n) for n in iter(q.get, None)]) for _ in range(2)]
        put_all(q, range(10))
        got = sorted(back.get() for _ in range(10))
        put_all(q, [None, None])
        self.finish(*workers)
        self.assertEqual(got, [n * n for n in range(10)])

    def test_put_writes_at_once(self):
        # No thread stands between put() and the pipe.
        q = self.queue()
        process = self.start(lambda: (q.put("there"), os._exit(0)))
        self.finish(process)
        self.assertFalse(q.empty())
        self.assertEqual(q.get(), "there")

    def test_a_closed_one_refuses(self):
        q = self.queue()
        q.close()
        with self.assertRaises(OSError):
            q.put(1)
        with self.assertRaises(OSError):
            q.empty()


class JoinableQueueTest(QueueTestCase):
    def queue(self, maxsize=0):
        made = mp.JoinableQueue(maxsize)
        self.addCleanup(made.close)
        return made

    def test_join_comes_back_when_every_task_is_done(self):
        q = self.queue()
        done = mp.Value("i", 0)

        def work():
            while True:
                q.get()
                time.sleep(0.001)
                with done.get_lock():
                    done.value += 1
                q.task_done()

        workers = [self.start(work, daemon=True) for _ in range(2)]
        put_all(q, range(20))
        q.join()
        self.assertEqual(done.value, 20)
        for worker in workers:
            worker.terminate()
            worker.join()

    def test_join_of_an_untouched_queue_comes_back_at_once(self):
        self.queue().join()

    def test_join_waits_for_tasks_that_are_taken_but_not_done(self):
        q = self.queue()
        q.put("task")
        self.get(q)
        thread = threading.Thread(target=q.join)
        thread.start()
        thread.join(SHORT)
        self.assertTrue(thread.is_alive())
        q.task_done()
        thread.join(PATIENCE)
        self.assertFalse(thread.is_alive())

    def test_a_child_can_say_done_for_the_parent_and_the_other_way_round(self):
        q = self.queue()
        q.put(1)
        q.put(2)
        process = self.start(lambda: (q.get(), q.task_done()))
        self.finish(process)
        self.get(q)
        q.task_done()
        q.join()

    def test_task_done_too_often_raises_valueerror(self):
        q = self.queue()
        with self.assertRaisesRegex(ValueError, r"task_done\(\) called too many times"):
            q.task_done()
        q.put(1)
        self.get(q)
        q.task_done()
        with self.assertRaises(ValueError):
            q.task_done()

    def test_a_bounded_one_raises_full(self):
        q = self.queue(1)
        q.put(1)
        with self.assertRaises(queue.Full):
            q.put_nowait(2)
        self.get(q)
        q.task_done()
        q.join()

    def test_several_processes_may_join(self):
        q = self.queue()
        q.put("task")

        def wait_for_it():
            q.join()

        waiters = [self.start(wait_for_it) for _ in range(2)]
        self.get(q)
        q.task_done()
        self.finish(*waiters)
        self.assertEqual(in_child(lambda: q.join()), None)


if __name__ == "__main__":
    unittest.main()
