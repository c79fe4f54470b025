"""asyncio's locks, semaphores, events, conditions, barriers and queues, as the standard library documents them."""

import asyncio
import unittest

SINCE_3_13 = hasattr(asyncio.Queue, "shutdown")


async def turns(count=3):
    for _ in range(count):
        await asyncio.sleep(0)


class LockTest(unittest.IsolatedAsyncioTestCase):
    async def test_lets_one_in_at_a_time(self):
        lock, inside, most = asyncio.Lock(), 0, 0

        async def work():
            nonlocal inside, most
            async with lock:
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1

        await asyncio.gather(*(work() for _ in range(5)))
        self.assertEqual(most, 1)
        self.assertFalse(lock.locked())

    async def test_keeps_a_total_right_that_is_wrong_without_it(self):
        total, lock = 0, asyncio.Lock()

        async def add(guarded):
            nonlocal total
            if guarded:
                async with lock:
                    before = total
                    await asyncio.sleep(0)
                    total = before + 1
            else:
                before = total
                await asyncio.sleep(0)
                total = before + 1

        await asyncio.gather(*(add(False) for _ in range(10)))
        self.assertEqual(total, 1)
        total = 0
        await asyncio.gather(*(add(True) for _ in range(10)))
        self.assertEqual(total, 10)

    async def test_is_given_in_the_order_of_asking(self):
        lock, order = asyncio.Lock(), []
        await lock.acquire()

        async def work(number):
            async with lock:
                order.append(number)

        tasks = [asyncio.create_task(work(number)) for number in range(4)]
        await turns()
        lock.release()
        await asyncio.gather(*tasks)
        self.assertEqual(order, [0, 1, 2, 3])

    async def test_refuses_a_release_that_nobody_acquired(self):
        with self.assertRaisesRegex(RuntimeError, "Lock is not acquired"):
            asyncio.Lock().release()

    async def test_a_cancelled_waiter_leaves_the_queue(self):
        lock = asyncio.Lock()
        await lock.acquire()
        first, second = asyncio.create_task(lock.acquire()), asyncio.create_task(lock.acquire())
        await turns()
        first.cancel()
        lock.release()
        self.assertTrue(await second)
        self.assertTrue(first.cancelled())

    async def test_is_no_plain_context_manager(self):
        with self.assertRaises((TypeError, AttributeError)):
            with asyncio.Lock():
                pass

    async def test_belongs_to_the_loop_in_which_it_was_waited_for(self):
        lock = asyncio.Lock()
        await lock.acquire()
        task = asyncio.create_task(lock.acquire())
        await turns()

        async def elsewhere():
            with self.assertRaisesRegex(RuntimeError, "bound to a different event loop"):
                await lock.acquire()

        await asyncio.to_thread(asyncio.run, elsewhere())
        task.cancel()


class SemaphoreTest(unittest.IsolatedAsyncioTestCase):
    async def test_lets_as_many_in_as_it_says(self):
        semaphore, inside, most = asyncio.Semaphore(3), 0, 0

        async def work():
            nonlocal inside, most
            async with semaphore:
                inside += 1
                most = max(most, inside)
                await turns()
                inside -= 1

        await asyncio.gather(*(work() for _ in range(10)))
        self.assertEqual(most, 3)

    async def test_locked_tells_whether_one_would_wait(self):
        semaphore = asyncio.Semaphore(1)
        self.assertFalse(semaphore.locked())
        await semaphore.acquire()
        self.assertTrue(semaphore.locked())

    async def test_a_plain_one_may_be_released_beyond_its_beginning_and_a_bounded_one_not(self):
        plain = asyncio.Semaphore(0)
        plain.release()
        self.assertFalse(plain.locked())
        bounded = asyncio.BoundedSemaphore(1)
        with self.assertRaisesRegex(ValueError, "released too many times"):
            bounded.release()

    async def test_refuses_a_negative_beginning(self):
        with self.assertRaises(ValueError):
            asyncio.Semaphore(-1)


class EventTest(unittest.IsolatedAsyncioTestCase):
    async def test_wakes_all_who_wait(self):
        event = asyncio.Event()
        tasks = [asyncio.create_task(event.wait()) for _ in range(3)]
        await turns()
        self.assertFalse(any(task.done() for task in tasks))
        event.set()
        self.assertEqual(await asyncio.gather(*tasks), [True, True, True])

    async def test_that_is_set_lets_through_until_it_is_cleared(self):
        event = asyncio.Event()
        event.set()
        self.assertTrue(await event.wait())
        event.clear()
        self.assertFalse(event.is_set())
        with self.assertRaises(TimeoutError):
            await asyncio.wait_for(event.wait(), 0.01)


class ConditionTest(unittest.IsolatedAsyncioTestCase):
    async def test_notify_wakes_as_many_as_it_says(self):
        condition, woken = asyncio.Condition(), []

        async def work(number):
            async with condition:
                await condition.wait()
                woken.append(number)

        tasks = [asyncio.create_task(work(number)) for number in range(3)]
        await turns()
        async with condition:
            condition.notify(2)
        await turns(6)
        self.assertEqual(woken, [0, 1])
        async with condition:
            condition.notify_all()
        await asyncio.gather(*tasks)
        self.assertEqual(woken, [0, 1, 2])

    async def test_wait_for_waits_until_it_is_true(self):
        condition, value = asyncio.Condition(), 0

        async def work():
            async with condition:
                return await condition.wait_for(lambda: value >= 2)

        nonlocal_task = asyncio.create_task(work())
        for value in (1, 2):
            await turns()
            async with condition:
                condition.notify_all()
        self.assertTrue(await nonlocal_task)

    async def test_refuses_without_its_lock(self):
        condition = asyncio.Condition()
        with self.assertRaises(RuntimeError):
            await condition.wait()
        with self.assertRaises(RuntimeError):
            condition.notify()


class BarrierTest(unittest.IsolatedAsyncioTestCase):
    async def test_lets_all_through_at_once(self):
        barrier, log = asyncio.Barrier(3), []

        async def work(number):
            await turns(number)
            log.append("comes")
            place = await barrier.wait()
            log.append("goes")
            return place

        places = await asyncio.gather(*(work(number) for number in range(3)))
        self.assertEqual(log, ["comes"] * 3 + ["goes"] * 3)
        self.assertEqual(sorted(places), [0, 1, 2])

    async def test_that_is_aborted_breaks_for_all(self):
        barrier = asyncio.Barrier(3)
        tasks = [asyncio.create_task(barrier.wait()) for _ in range(2)]
        await turns()
        self.assertEqual(barrier.n_waiting, 2)
        await barrier.abort()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            self.assertIsInstance(result, asyncio.BrokenBarrierError)
        self.assertTrue(barrier.broken)

    async def test_works_as_a_context(self):
        barrier = asyncio.Barrier(2)

        async def work():
            async with barrier as place:
                return place

        self.assertEqual(sorted(await asyncio.gather(work(), work())), [0, 1])


class QueueTest(unittest.IsolatedAsyncioTestCase):
    async def test_gives_in_the_order_of_putting(self):
        queue = asyncio.Queue()
        for number in range(3):
            await queue.put(number)
        self.assertEqual([await queue.get() for _ in range(3)], [0, 1, 2])

    async def test_the_last_first_and_the_least_first(self):
        for kind, expected in ((asyncio.LifoQueue, [2, 3, 1]), (asyncio.PriorityQueue, [1, 2, 3])):
            queue = kind()
            for number in (1, 3, 2):
                queue.put_nowait(number)
            self.assertEqual([queue.get_nowait() for _ in range(3)], expected)

    async def test_a_full_one_makes_putters_wait(self):
        queue = asyncio.Queue(maxsize=1)
        await queue.put(1)
        task = asyncio.create_task(queue.put(2))
        await turns()
        self.assertTrue(queue.full())
        self.assertFalse(task.done())
        self.assertEqual(await queue.get(), 1)
        await task
        self.assertEqual(queue.qsize(), 1)

    async def test_nowait_raises_instead_of_waiting(self):
        queue = asyncio.Queue(maxsize=1)
        with self.assertRaises(asyncio.QueueEmpty):
            queue.get_nowait()
        queue.put_nowait(1)
        with self.assertRaises(asyncio.QueueFull):
            queue.put_nowait(2)

    async def test_join_waits_until_all_is_done(self):
        queue, done = asyncio.Queue(), []
        for number in range(5):
            queue.put_nowait(number)

        async def worker():
            while True:
                number = await queue.get()
                await asyncio.sleep(0)
                done.append(number)
                queue.task_done()

        workers = [asyncio.create_task(worker()) for _ in range(2)]
        await queue.join()
        self.assertEqual(sorted(done), [0, 1, 2, 3, 4])
        for task in workers:
            task.cancel()
        with self.assertRaisesRegex(ValueError, "called too many times"):
            queue.task_done()

    async def test_a_cancelled_getter_loses_nothing(self):
        queue = asyncio.Queue()
        first, second = asyncio.create_task(queue.get()), asyncio.create_task(queue.get())
        await turns()
        queue.put_nowait("item")
        first.cancel()
        self.assertEqual(await second, "item")

    @unittest.skipUnless(SINCE_3_13, "since 3.13")
    async def test_shutdown_lets_what_is_there_be_taken_and_then_raises(self):
        queue = asyncio.Queue()
        queue.put_nowait(1)
        queue.shutdown()
        with self.assertRaises(asyncio.QueueShutDown):
            await queue.put(2)
        self.assertEqual(await queue.get(), 1)
        with self.assertRaises(asyncio.QueueShutDown):
            await queue.get()

    @unittest.skipUnless(SINCE_3_13, "since 3.13")
    async def test_immediate_shutdown_empties_it_and_wakes_who_waits(self):
        queue = asyncio.Queue()
        waiting = asyncio.create_task(queue.get())
        await turns()
        queue.shutdown(immediate=True)
        with self.assertRaises(asyncio.QueueShutDown):
            await waiting
        self.assertTrue(queue.empty())


if __name__ == "__main__":
    unittest.main(verbosity=1)
