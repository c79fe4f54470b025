"""`multiprocessing.Manager`: objects that live in a process of their own, and the proxies that reach them."""

import multiprocessing as mp
import os
import queue
import threading
import unittest
from multiprocessing.managers import BaseManager, NamespaceProxy, RemoteError, SyncManager

from mp_support import PATIENCE, SHORT, ProcessTestCase, in_child, use_fork

setUpModule = use_fork


class ManagerTestCase(ProcessTestCase):
    """One manager for a class's tests: starting one is the dear part."""

    @classmethod
    def setUpClass(cls):
        use_fork()
        cls.manager = mp.Manager()

    @classmethod
    def tearDownClass(cls):
        cls.manager.shutdown()

    def _end_processes(self):
        for process in self._started:
            process.kill()
            process.join()


class DictTest(ManagerTestCase):
    def test_children_write_and_the_parent_reads(self):
        shared = self.manager.dict()

        def work(n):
            shared[n] = n * n

        self.finish(*[self.start(work, n) for n in range(3)])
        self.assertEqual(dict(shared), {0: 0, 1: 1, 2: 4})

    def test_it_works_like_a_dict(self):
        shared = self.manager.dict({"a": 1}, b=2)
        shared.update(c=3)
        self.assertEqual(sorted(shared.items()), [("a", 1), ("b", 2), ("c", 3)])
        self.assertEqual((sorted(shared.keys()), sorted(shared.values()), len(shared)), (["a", "b", "c"], [1, 2, 3], 3))
        self.assertEqual((shared.get("a"), shared.get("z"), shared.get("z", 0), "a" in shared), (1, None, 0, True))
        self.assertEqual((shared.pop("a"), shared.setdefault("d", 4)), (1, 4))
        del shared["b"]
        self.assertEqual(shared.copy(), {"c": 3, "d": 4})
        self.assertEqual(sorted(shared), ["c", "d"])
        shared.clear()
        self.assertEqual(dict(shared), {})

    def test_a_missing_key_raises_keyerror_here(self):
        with self.assertRaises(KeyError):
            self.manager.dict()["nothing"]

    def test_read_modify_write_needs_a_lock(self):
        shared, lock = self.manager.dict(n=0), self.manager.Lock()

        def work():
            for _ in range(30):
                with lock:
                    shared["n"] += 1

        self.finish(*[self.start(work) for _ in range(3)])
        self.assertEqual(shared["n"], 90)

    def test_changing_a_plain_value_inside_does_not_reach_the_manager(self):
        shared = self.manager.dict(inner=[1])
        shared["inner"].append(2)
        self.assertEqual(shared["inner"], [1])
        inner = shared["inner"]
        inner.append(2)
        shared["inner"] = inner
        self.assertEqual(shared["inner"], [1, 2])

    def test_the_repr_names_the_proxy_and_str_shows_the_value(self):
        shared = self.manager.dict(a=1)
        self.assertIn("DictProxy object", repr(shared))
        self.assertEqual(str(shared), "{'a': 1}")


class ListTest(ManagerTestCase):
    def test_children_append_and_nothing_is_lost(self):
        shared = self.manager.list()

        def work(name):
            for n in range(20):
                shared.append((name, n))

        self.finish(*[self.start(work, name) for name in "abc"])
        self.assertEqual(sorted(shared), [(name, n) for name in "abc" for n in range(20)])
        for name in "abc":
            self.assertEqual([n for who, n in shared if who == name], list(range(20)))

    def test_it_works_like_a_list(self):
        shared = self.manager.list(range(5))
        shared.extend([9, 7])
        shared.insert(0, -1)
        shared.remove(9)
        shared[1] = 100
        self.assertEqual(list(shared), [-1, 100, 1, 2, 3, 4, 7])
        self.assertEqual((shared[-1], shared[1:3], len(shared), 100 in shared), (7, [100, 1], 7, True))
        self.assertEqual((shared.index(100), shared.count(7), shared.pop(), shared.pop(0)), (1, 1, 7, -1))
        shared.sort(reverse=True)
        self.assertEqual(shared[:], [100, 4, 3, 2, 1])
        shared.reverse()
        del shared[0]
        shared += [5]
        shared *= 2
        self.assertEqual(list(shared), [2, 3, 4, 100, 5] * 2)

    def test_an_index_outside_raises_indexerror_here(self):
        with self.assertRaises(IndexError):
            self.manager.list()[0]

    def test_a_negative_result_of_a_child_reaches_everyone(self):
        shared = self.manager.list([0] * 3)

        def work(n):
            shared[n] = -n

        self.finish(*[self.start(work, n) for n in range(3)])
        self.assertEqual(in_child(lambda: list(shared)), [0, -1, -2])


class NestedTest(ManagerTestCase):
    def test_a_proxy_inside_a_proxy_is_shared_too(self):
        outer = self.manager.dict()
        outer["inner"] = self.manager.list([1])

        def work():
            outer["inner"].append(2)

        self.finish(self.start(work))
        self.assertEqual(list(outer["inner"]), [1, 2])

    def test_lists_of_lists_can_be_changed_at_any_depth(self):
        rows = self.manager.list([self.manager.list([0] * 3) for _ in range(2)])

        def work(row):
            for column in range(3):
                rows[row][column] = row * 10 + column

        self.finish(*[self.start(work, row) for row in range(2)])
        self.assertEqual([list(row) for row in rows], [[0, 1, 2], [10, 11, 12]])

    def test_a_proxy_can_be_sent_through_a_queue_and_a_pipe(self):
        shared = self.manager.dict()
        q = self.manager.Queue()
        here, there = mp.Pipe()

        def work():
            q.get()["by queue"] = 1
            there.recv()["by pipe"] = 2

        process = self.start(work)
        q.put(shared)
        here.send(shared)
        self.finish(process)
        self.assertEqual(dict(shared), {"by queue": 1, "by pipe": 2})


class OtherTypesTest(ManagerTestCase):
    def test_a_namespace_has_attributes(self):
        space = self.manager.Namespace(a=1)
        space.b = "two"
        self.assertIsInstance(space, NamespaceProxy)

        def work():
            space.a += 1
            space.c = [space.b]
            del space.b

        self.finish(self.start(work))
        self.assertEqual((space.a, space.c), (2, ["two"]))
        with self.assertRaises(AttributeError):
            space.b

    def test_value_and_array_are_kept_by_the_manager(self):
        value, numbers = self.manager.Value("i", 1), self.manager.Array("d", [0.5, 1.5])

        def work():
            value.value += 41
            numbers[0] = 9.0

        self.finish(self.start(work))
        self.assertEqual((value.value, value.get(), numbers[0], list(numbers), len(numbers)), (42, 42, 9.0, [9.0, 1.5], 2))
        value.set(5)
        self.assertEqual(value.value, 5)

    def test_a_queue_passes_things_on(self):
        q = self.manager.Queue(maxsize=2)
        process = self.start(lambda: [q.put(n) for n in range(5)])
        self.assertEqual([q.get(timeout=PATIENCE) for _ in range(5)], list(range(5)))
        self.finish(process)
        self.assertTrue(q.empty())
        with self.assertRaises(queue.Empty):
            q.get_nowait()
        with self.assertRaises(queue.Empty):
            q.get(timeout=SHORT)
        q.put(1)
        q.put(2)
        self.assertTrue(q.full())
        with self.assertRaises(queue.Full):
            q.put(3, block=False)
        self.assertEqual(q.qsize(), 2)

    def test_a_joinable_queue_is_joined_when_all_is_done(self):
        q = self.manager.JoinableQueue()

        def work():
            for _ in range(3):
                q.get()
                q.task_done()

        for n in range(3):
            q.put(n)
        process = self.start(work)
        q.join()
        self.finish(process)

    def test_a_lock_excludes_other_processes(self):
        lock = self.manager.Lock()
        with lock:
            self.assertFalse(in_child(lock.acquire, False))
        self.assertTrue(in_child(lambda: lock.acquire() and lock.release() is None))

    def test_an_rlock_may_be_taken_twice_by_its_holder(self):
        lock = self.manager.RLock()
        with lock, lock:
            self.assertFalse(in_child(lock.acquire, False))

    def test_semaphores_count(self):
        semaphore, bounded = self.manager.Semaphore(2), self.manager.BoundedSemaphore(1)
        with semaphore, semaphore:
            self.assertFalse(in_child(semaphore.acquire, False))
        with self.assertRaises(ValueError):
            bounded.release()

    def test_an_event_wakes_those_who_wait(self):
        event, answers = self.manager.Event(), self.manager.list()
        processes = [self.start(lambda: answers.append(event.wait())) for _ in range(2)]
        self.assertFalse(event.wait(SHORT))
        event.set()
        self.finish(*processes)
        self.assertEqual((list(answers), event.is_set()), ([True, True], True))
        event.clear()
        self.assertFalse(event.is_set())

    def test_a_condition_wakes_those_who_wait(self):
        condition, state = self.manager.Condition(), self.manager.Namespace(ready=False)
        answers = self.manager.list()

        def work():
            with condition:
                answers.append(condition.wait_for(lambda: state.ready, timeout=PATIENCE))

        process = self.start(work)
        with condition:
            state.ready = True
            condition.notify_all()
        self.finish(process)
        self.assertEqual(list(answers), [True])

    def test_a_barrier_lets_all_go_together(self):
        barrier, passed = self.manager.Barrier(3), self.manager.list()

        def work():
            barrier.wait()
            passed.append(1)

        processes = [self.start(work) for _ in range(2)]
        self.assertEqual(list(passed), [])
        barrier.wait()
        self.finish(*processes)
        self.assertEqual(list(passed), [1, 1])
        self.assertEqual(barrier.parties, 3)

    @unittest.skipUnless(hasattr(SyncManager, "set"), "since 3.14")
    def test_a_set_is_shared(self):
        shared = self.manager.set({1, 2})

        def work():
            shared.add(3)
            shared.discard(1)

        self.finish(self.start(work))
        self.assertEqual(set(shared), {2, 3})
        self.assertIn(2, shared)
        shared |= {9}
        self.assertEqual(shared - {2}, {3, 9})

    def test_a_pool_of_the_manager_works(self):
        with self.manager.Pool(2) as pool:
            self.assertEqual(pool.map(abs, [-1, 2, -3]), [1, 2, 3])


class Oven:
    def __init__(self, heat=20):
        self.heat = heat

    def warm(self, by):
        if by < 0:
            raise ValueError("an oven does not cool")
        self.heat += by
        return self.heat

    def whose(self):
        return os.getpid()

    def broken(self):
        return (n for n in range(3))

    def _secret(self):
        return "secret"


class Bakery(BaseManager):
    pass


Bakery.register("Oven", Oven)
Bakery.register("Wide", Oven, exposed=("warm", "_secret"))
Bakery.register("basket", callable=lambda: ["bun", "bread", "bun"])


class CustomTest(ProcessTestCase):
    def setUp(self):
        super().setUp()
        self.bakery = Bakery()
        self.bakery.start()
        self.addCleanup(self.bakery.shutdown)

    def _end_processes(self):
        for process in self._started:
            process.kill()
            process.join()

    def test_an_object_of_the_programs_own_class_lives_in_the_manager(self):
        oven = self.bakery.Oven(100)
        self.assertNotEqual(oven.whose(), os.getpid())
        self.assertEqual(oven.warm(50), 150)
        self.finish(self.start(oven.warm, 30))
        self.assertEqual(oven.warm(0), 180)
        self.assertEqual(oven.whose(), in_child(oven.whose))

    def test_each_call_makes_an_object_of_its_own(self):
        first, second = self.bakery.Oven(), self.bakery.Oven()
        first.warm(5)
        self.assertEqual((first.warm(0), second.warm(0)), (25, 20))

    def test_an_exception_comes_back_with_the_remote_traceback(self):
        oven = self.bakery.Oven()
        with self.assertRaisesRegex(ValueError, "an oven does not cool") as caught:
            oven.warm(-1)
        self.assertEqual(type(caught.exception), ValueError)
        self.assertEqual(oven.warm(0), 20)

    def test_only_public_methods_are_reached_unless_others_are_named(self):
        self.assertFalse(hasattr(self.bakery.Oven(), "_secret"))
        self.assertFalse(hasattr(self.bakery.Oven(), "heat"))
        wide = self.bakery.Wide()
        self.assertEqual(wide._secret(), "secret")
        self.assertFalse(hasattr(wide, "whose"))

    def test_a_result_that_cannot_travel_is_a_remoteerror(self):
        oven = self.bakery.Oven()
        with self.assertRaises((RemoteError, TypeError)):
            oven.broken()
        self.assertEqual(oven.warm(0), 20)

    def test_a_callable_without_a_class_may_be_registered(self):
        self.assertEqual(self.bakery.basket().count("bun"), 2)

    def test_threads_share_a_proxy(self):
        oven = self.bakery.Oven(0)
        threads = [threading.Thread(target=oven.warm, args=(1,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(oven.warm(0), 8)


class LifeTest(ProcessTestCase):
    def test_a_manager_is_a_process(self):
        with mp.Manager() as manager:
            (process,) = mp.active_children()
            self.assertRegex(process.name, r"^SyncManager-\d+$")
            self.assertNotEqual(process.pid, os.getpid())
            self.assertEqual(manager.list([1])[0], 1)
        self.assertEqual(mp.active_children(), [])

    def test_after_shutdown_proxies_reach_nothing(self):
        manager = mp.Manager()
        shared = manager.dict(a=1)
        manager.shutdown()
        with self.assertRaises((OSError, EOFError)):
            shared["a"]
        manager.shutdown()

    def test_leaving_the_with_block_shuts_it_down(self):
        with mp.Manager() as manager:
            shared = manager.list()
        with self.assertRaises((OSError, EOFError)):
            shared.append(1)

    def test_it_cannot_be_started_twice_and_not_used_before(self):
        manager = SyncManager()
        with self.assertRaises(AssertionError):
            manager.list()
        manager.start()
        self.addCleanup(manager.shutdown)
        self.assertEqual(list(manager.list([1])), [1])
        with self.assertRaises(mp.ProcessError):
            manager.start()

    def test_two_managers_are_two_processes(self):
        with mp.Manager() as first, mp.Manager() as second:
            a, b = first.list([1]), second.list([2])
            a.append(3)
            self.assertEqual((list(a), list(b)), ([1, 3], [2]))
            self.assertEqual(len(mp.active_children()), 2)

    def test_an_initializer_runs_in_the_managers_process(self):
        here, there = mp.Pipe()
        manager = SyncManager()
        manager.start(lambda word: there.send((word, os.getpid())), ("ready",))
        word, pid = self.receive(here)
        manager.shutdown()
        self.assertEqual(word, "ready")
        self.assertNotEqual(pid, os.getpid())

    def test_a_child_may_have_a_manager_of_its_own(self):
        def work():
            with mp.Manager() as manager:
                shared = manager.list()
                process = mp.Process(target=shared.append, args=("from the grandchild",))
                process.start()
                process.join()
                return list(shared)

        self.assertEqual(in_child(work), ["from the grandchild"])

    def test_a_remote_manager_is_reached_by_address_and_authkey(self):
        class Server(BaseManager):
            pass

        class Visitor(BaseManager):
            pass

        oven = Oven(7)
        Server.register("oven", callable=lambda: oven, proxytype=None, exposed=("warm",))
        Visitor.register("oven", exposed=("warm",))
        server = Server(authkey=b"flour")
        server.start()
        self.addCleanup(server.shutdown)

        def visit():
            visitor = Visitor(address=server.address, authkey=b"flour")
            visitor.connect()
            return visitor.oven().warm(1)

        self.assertEqual(in_child(visit), 8)
        self.assertEqual(in_child(visit), 9)

        stranger = Visitor(address=server.address, authkey=b"sugar")
        with self.assertRaises((mp.AuthenticationError, OSError, EOFError)):
            stranger.connect()


if __name__ == "__main__":
    unittest.main()
