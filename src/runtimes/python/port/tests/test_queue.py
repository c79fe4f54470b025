"""`queue` on the port: the four kinds, their waits and their ends."""

import gc
import queue
import sys
import threading
import time
import unittest
import weakref

SHUTDOWN = sys.version_info >= (3, 13)


def run(*functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Common:
    """What `Queue`, `LifoQueue` and `PriorityQueue` promise."""

    def test_size_empty_and_full(self):
        q = self.make(2)
        self.assertEqual((q.qsize(), q.empty(), q.full()), (0, True, False))
        q.put(1)
        q.put(2)
        self.assertEqual((q.qsize(), q.empty(), q.full()), (2, False, True))

    def test_get_waits_for_put(self):
        q, got = self.make(), []
        thread = threading.Thread(target=lambda: got.append(q.get()))
        thread.start()
        time.sleep(0.002)
        self.assertEqual(got, [])
        q.put(7)
        thread.join()
        self.assertEqual(got, [7])

    def test_put_waits_for_room(self):
        q, story = self.make(1), []

        def produce():
            for n in range(3):
                q.put(n)
                story.append(n)

        thread = threading.Thread(target=produce)
        thread.start()
        time.sleep(0.003)
        self.assertEqual(story, [0])
        self.assertEqual(sorted(q.get() for _ in range(3)), [0, 1, 2])
        thread.join()

    def test_without_waiting_it_raises_full_or_empty(self):
        q = self.make(1)
        for get in (q.get_nowait, lambda: q.get(False), lambda: q.get(block=False)):
            self.assertRaises(queue.Empty, get)
        q.put(1)
        for put in (q.put_nowait, lambda item: q.put(item, False), lambda item: q.put(item, block=False)):
            self.assertRaises(queue.Full, put, 2)

    def test_timeouts_raise_full_or_empty(self):
        q = self.make(1)
        start = time.perf_counter()
        with self.assertRaises(queue.Empty):
            q.get(timeout=0.01)
        self.assertGreaterEqual(time.perf_counter() - start, 0.0095)
        q.put(1)
        with self.assertRaises(queue.Full):
            q.put(2, timeout=0.002)
        with self.assertRaisesRegex(ValueError, "'timeout' must be a non-negative number"):
            q.get(timeout=-1)
        with self.assertRaisesRegex(ValueError, "'timeout' must be a non-negative number"):
            q.put(1, timeout=-1)

    def test_join_waits_for_every_task_to_be_done(self):
        q, done = self.make(), []

        def work():
            while True:
                item = q.get()
                if item < 0:
                    return
                time.sleep(0.0005)
                done.append(item)
                q.task_done()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for n in range(12):
            q.put(n)
        q.join()
        self.assertEqual(sorted(done), list(range(12)))
        for _ in threads:
            q.put(-1)
        for thread in threads:
            thread.join()

    def test_task_done_too_often_is_refused(self):
        q = self.make()
        q.put(1)
        q.get()
        q.task_done()
        with self.assertRaisesRegex(ValueError, r"task_done\(\) called too many times"):
            q.task_done()

    def test_many_producers_and_consumers_lose_and_double_nothing(self):
        q, got = self.make(4), []

        def produce(base):
            for n in range(25):
                q.put(base + n)

        def consume():
            for _ in range(25):
                got.append(q.get())

        run(*[lambda b=b: produce(b) for b in (0, 100, 200)], *[consume] * 3)
        self.assertEqual(sorted(got), [b + n for b in (0, 100, 200) for n in range(25)])

    @unittest.skipUnless(SHUTDOWN, "since 3.13")
    def test_shutdown_lets_getters_finish_what_is_there(self):
        q = self.make()
        q.put(1)
        q.shutdown()
        with self.assertRaises(queue.ShutDown):
            q.put(2)
        self.assertEqual(q.get(), 1)
        with self.assertRaises(queue.ShutDown):
            q.get()
        with self.assertRaises(queue.ShutDown):
            q.get_nowait()

    @unittest.skipUnless(SHUTDOWN, "since 3.13")
    def test_an_immediate_shutdown_wakes_all_who_wait(self):
        empty, full, got = self.make(), self.make(1), []
        full.put(0)

        def attempt(what, call):
            try:
                call()
            except queue.ShutDown:
                got.append(what)

        waiting = [
            threading.Thread(target=attempt, args=("get", empty.get)),
            threading.Thread(target=attempt, args=("get", empty.get)),
            threading.Thread(target=attempt, args=("put", lambda: full.put(1))),
        ]
        joiner = threading.Thread(target=full.join)
        for thread in (*waiting, joiner):
            thread.start()
        time.sleep(0.003)
        empty.shutdown(immediate=True)
        full.shutdown(immediate=True)
        for thread in (*waiting, joiner):
            thread.join()
        self.assertCountEqual(got, ["get", "get", "put"])
        with self.assertRaises(queue.ShutDown):
            full.get()


class QueueTest(Common, unittest.TestCase):
    def make(self, size=0):
        return queue.Queue(size)

    def test_first_in_first_out(self):
        q = queue.Queue()
        for n in range(5):
            q.put(n)
        self.assertEqual([q.get() for _ in range(5)], list(range(5)))


class LifoQueueTest(Common, unittest.TestCase):
    def make(self, size=0):
        return queue.LifoQueue(size)

    def test_last_in_first_out(self):
        q = queue.LifoQueue()
        for n in range(5):
            q.put(n)
        self.assertEqual([q.get() for _ in range(5)], [4, 3, 2, 1, 0])


class PriorityQueueTest(Common, unittest.TestCase):
    def make(self, size=0):
        return queue.PriorityQueue(size)

    def test_the_smallest_comes_first(self):
        q = queue.PriorityQueue()
        for item in [(3, "c"), (1, "a"), (2, "b")]:
            q.put(item)
        self.assertEqual([q.get()[1] for _ in range(3)], ["a", "b", "c"])

    def test_items_whose_comparison_computes_are_kept_in_order(self):
        class Slow:
            def __init__(self, key):
                self.key = key

            def __lt__(self, other):
                sum(range(200))
                return self.key < other.key

        q = queue.PriorityQueue()
        run(*[lambda b=b: [q.put(Slow(b + n)) for n in range(20)] for b in (0, 20, 40)])
        self.assertEqual([q.get().key for _ in range(60)], list(range(60)))


class SimpleQueueTest(unittest.TestCase):
    def test_first_in_first_out(self):
        q = queue.SimpleQueue()
        for n in range(5):
            q.put(n)
        self.assertEqual(q.qsize(), 5)
        self.assertEqual([q.get() for _ in range(5)], list(range(5)))
        self.assertTrue(q.empty())

    def test_get_waits_for_put(self):
        q, got = queue.SimpleQueue(), []
        thread = threading.Thread(target=lambda: got.append(q.get()))
        thread.start()
        time.sleep(0.002)
        q.put("item")
        thread.join()
        self.assertEqual(got, ["item"])

    def test_an_empty_one_raises_without_waiting_and_after_a_timeout(self):
        q = queue.SimpleQueue()
        for get in (q.get_nowait, lambda: q.get(False), lambda: q.get(timeout=0.002)):
            self.assertRaises(queue.Empty, get)
        with self.assertRaisesRegex(ValueError, "'timeout' must be a non-negative number"):
            q.get(timeout=-1)

    def test_put_ignores_block_and_timeout(self):
        q = queue.SimpleQueue()
        q.put(1, False)
        q.put(2, True, 0)
        q.put_nowait(3)
        self.assertEqual([q.get(), q.get(), q.get()], [1, 2, 3])


class OwnQueueTest(unittest.TestCase):
    """Queues as programs change them: whoever watches them sees no more than the library does."""

    def test_a_put_that_raises_leaves_the_queue_as_it_was(self):
        class Picky(queue.Queue):
            def _put(self, item):
                if item is None:
                    raise ValueError("no")
                super()._put(item)

        q = Picky(1)
        self.assertRaises(ValueError, q.put, None)
        q.put(1)
        self.assertEqual((q.get(), q.unfinished_tasks, q.qsize()), (1, 1, 0))

    def test_items_may_be_kept_in_any_way(self):
        class Distinct(queue.Queue):
            def _init(self, maxsize):
                self.queue = set()

            def _put(self, item):
                self.queue.add(item)

            def _get(self):
                return self.queue.pop()

        q = Distinct()
        for item in (1, 2, 2, 1):
            q.put(item)
        self.assertEqual(sorted(q.get() for _ in range(2)), [1, 2])
        self.assertTrue(q.empty())

    def test_no_code_of_the_programs_runs_that_would_not(self):
        calls = []

        class Loud(queue.Queue):
            def __getattribute__(self, name):
                calls.append(name)
                return super().__getattribute__(name)

            def __len__(self):
                calls.append("len")
                return 0

            def __eq__(self, other):
                calls.append("eq")
                return True

            __hash__ = None

        q = Loud()
        calls.clear()
        q.put(1)
        q.get()
        self.assertLessEqual(
            set(calls),
            {
                "put", "get", "not_full", "not_empty", "is_shutdown", "maxsize", "_put", "_get", "_qsize", "queue",
                "unfinished_tasks",
            },
        )  # fmt: skip

    def test_reaching_inside_is_seen(self):
        q = queue.Queue()
        for n in range(4):
            q.put(n)
        with q.mutex:
            q.queue.clear()
        q.queue.extend((7, 8))
        self.assertEqual((q.get(), q.get(), q.empty()), (7, 8, True))

    def test_a_queue_that_nobody_holds_is_gone_with_its_items(self):
        class Item:
            pass

        for kind in (queue.Queue, queue.PriorityQueue, queue.SimpleQueue):
            q, item = kind(), Item()
            gone = weakref.ref(item), weakref.ref(q)
            q.put(item)
            del q, item
            gc.collect()
            self.assertEqual([each() for each in gone], [None, None])

    def test_a_put_at_the_end_of_the_stack_fails_as_any_call_does(self):
        q = queue.Queue()

        def deeper(depth):
            q.put(depth)
            deeper(depth + 1)

        self.assertRaises(RecursionError, deeper, 0)
        self.assertEqual([q.get() for _ in range(5)], [0, 1, 2, 3, 4])


if __name__ == "__main__":
    unittest.main(verbosity=1)
