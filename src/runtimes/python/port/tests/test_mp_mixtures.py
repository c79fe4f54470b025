"""Processes, threads and asyncio in one program."""

import asyncio
import concurrent.futures
import multiprocessing as mp
import os
import queue
import signal
import sys
import threading
import time
import unittest
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from mp_support import PATIENCE, SHORT, ProcessTestCase, finish, in_child, read, use_fork, write

setUpModule = use_fork


def square(n):
    return n * n


def count_primes(below):
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(2, below))


def whoami():
    return os.getpid()


def with_threads(n):
    """A call that uses threads where it runs."""
    with ThreadPoolExecutor(3) as pool:
        return os.getpid(), sum(pool.map(square, range(n)))


class ThreadsInProcessesTest(ProcessTestCase):
    def test_a_child_may_have_threads(self):
        def work():
            seen = []
            threads = [threading.Thread(target=seen.append, args=(n,)) for n in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return sorted(seen), threading.active_count()

        self.assertEqual(in_child(work), ([0, 1, 2, 3], 1))

    def test_a_child_waits_for_its_threads_at_its_end(self):
        path = self.file()

        def late():
            time.sleep(SHORT)
            write(path, "the thread has ended")

        process = self.start(lambda: threading.Thread(target=late).start())
        self.finish(process)
        self.assertEqual(read(path), "the thread has ended")

    def test_a_child_does_not_wait_for_daemon_threads(self):
        process = self.start(lambda: threading.Thread(target=time.sleep, args=(1000,), daemon=True).start())
        self.finish(process)

    def test_threads_of_a_child_take_turns_while_the_parent_computes(self):
        here, there = mp.Pipe()

        def work():
            turns = []
            gates = {"a": threading.Semaphore(1), "b": threading.Semaphore(0)}

            def take(own, other):
                for _ in range(20):
                    gates[own].acquire()
                    turns.append(own)
                    gates[other].release()

            threads = [threading.Thread(target=take, args=names) for names in ("ab", "ba")]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            there.send("".join(turns))

        process = self.start(work)
        count_primes(3000)
        self.assertEqual(self.receive(here), "ab" * 20)
        self.finish(process)

    def test_an_exception_in_a_childs_thread_does_not_end_the_child(self):
        path = self.file()

        def work():
            sys.stderr = open(path, "w", buffering=1, encoding="utf-8")
            thread = threading.Thread(target=int, args=("no number",), name="Reader")
            thread.start()
            thread.join()

        self.finish(self.start(work))
        self.assertIn("Exception in thread Reader", read(path))
        self.assertIn("ValueError", read(path))

    def test_sys_exit_in_a_childs_thread_ends_only_the_thread(self):
        def work():
            thread = threading.Thread(target=sys.exit, args=(9,))
            thread.start()
            thread.join()
            sys.exit(4)

        self.assertEqual(finish(self.start(work)), 4)

    def test_a_lock_that_another_thread_held_at_the_fork_stays_held_in_the_child(self):
        # The known danger of fork among threads: nobody is left in the child who would release it.
        lock = threading.Lock()
        held, leave = threading.Event(), threading.Event()

        def hold():
            with lock:
                held.set()
                leave.wait(PATIENCE)

        thread = threading.Thread(target=hold)
        thread.start()
        held.wait()
        try:
            self.assertFalse(in_child(lock.acquire, timeout=SHORT))
        finally:
            leave.set()
            thread.join()
        self.assertTrue(in_child(lock.acquire, timeout=PATIENCE))


class ProcessesFromThreadsTest(ProcessTestCase):
    def test_a_thread_may_start_and_join_a_process(self):
        codes = []

        def work(n):
            process = mp.Process(target=sys.exit, args=(n,))
            process.start()
            process.join()
            codes.append(process.exitcode)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(codes), [0, 1, 2])

    def test_the_thread_that_forks_is_the_childs_main_thread(self):
        here, there = mp.Pipe()

        def look():
            current = threading.current_thread()
            there.send((current is threading.main_thread(), threading.active_count()))

        def start():
            process = mp.Process(target=look)
            process.start()
            process.join()

        thread = threading.Thread(target=start, name="starter")
        thread.start()
        self.assertEqual(self.receive(here), (True, 1))
        thread.join()

    def test_one_thread_may_start_a_process_and_another_join_it(self):
        process = mp.Process(target=sys.exit, args=(5,))
        starter = threading.Thread(target=process.start)
        starter.start()
        starter.join()
        joiner = threading.Thread(target=process.join)
        joiner.start()
        joiner.join(PATIENCE)
        self.assertEqual(process.exitcode, 5)

    def test_a_thread_may_terminate_a_process_that_another_waits_for(self):
        process = self.start(time.sleep, 1000)
        threading.Timer(SHORT, process.terminate).start()
        process.join()
        self.assertEqual(process.exitcode, -signal.SIGTERM)

    def test_threads_wait_for_a_queue_while_another_computes(self):
        q = mp.Queue()
        got = []

        def wait_for_it():
            got.append(q.get())

        threads = [threading.Thread(target=wait_for_it) for _ in range(2)]
        for thread in threads:
            thread.start()
        process = self.start(q.put, "first")
        count_primes(2000)
        q.put("second")
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual(sorted(got), ["first", "second"])
        self.finish(process)
        q.close()

    def test_a_thread_computes_while_the_main_thread_waits_for_a_process(self):
        here, there = mp.Pipe()
        sums = []

        def compute():
            sums.append(count_primes(1000))
            here.send("now end")

        process = self.start(there.recv)
        thread = threading.Thread(target=compute)
        thread.start()
        process.join()  # Ends only because the thread goes on.
        thread.join()
        self.assertEqual(sums, [168])

    def test_a_thread_serves_requests_of_several_processes(self):
        requests = mp.Queue()
        pairs = [mp.Pipe() for _ in range(3)]

        def serve():
            for _ in range(9):
                who, n = requests.get()
                pairs[who][0].send(n * n)

        def ask(who):
            answers = []
            for n in range(3):
                requests.put((who, who * 10 + n))
                answers.append(pairs[who][1].recv())
            assert answers == [(who * 10 + n) ** 2 for n in range(3)], answers

        thread = threading.Thread(target=serve)
        thread.start()
        self.finish(*[self.start(ask, who) for who in range(3)])
        thread.join(PATIENCE)
        self.assertFalse(thread.is_alive())
        requests.close()


class PoolsTest(ProcessTestCase):
    def test_an_executor_of_processes_is_used_from_a_thread(self):
        results = []

        def work():
            with ProcessPoolExecutor(2) as pool:
                results.extend(pool.map(square, range(5)))

        thread = threading.Thread(target=work)
        thread.start()
        thread.join(PATIENCE)
        self.assertEqual(results, [0, 1, 4, 9, 16])

    def test_both_kinds_of_executors_in_one_program(self):
        with ProcessPoolExecutor(2) as processes, ThreadPoolExecutor(2) as threads:
            far = [processes.submit(whoami) for _ in range(3)]
            near = [threads.submit(whoami) for _ in range(3)]
            done, _ = concurrent.futures.wait(far + near, PATIENCE)
            self.assertEqual(len(done), 6)
        self.assertNotIn(os.getpid(), {future.result() for future in far})
        self.assertEqual({future.result() for future in near}, {os.getpid()})

    def test_threads_hand_their_work_to_processes(self):
        with ProcessPoolExecutor(2) as processes, ThreadPoolExecutor(4) as threads:
            futures = [threads.submit(lambda n: processes.submit(square, n).result(PATIENCE), n) for n in range(8)]
            self.assertEqual([future.result(PATIENCE) for future in futures], [n * n for n in range(8)])

    def test_processes_use_threads(self):
        with ProcessPoolExecutor(2) as pool:
            results = list(pool.map(with_threads, range(4)))
        self.assertEqual([total for _, total in results], [0, 0, 1, 5])
        self.assertNotIn(os.getpid(), {pid for pid, _ in results})

    def test_a_pool_and_an_executor_side_by_side(self):
        with mp.Pool(2) as pool, ProcessPoolExecutor(2) as executor:
            first = pool.map_async(square, range(10))
            second = executor.map(square, range(10))
            self.assertEqual(first.get(PATIENCE), list(second))

    def test_a_callback_may_put_into_a_queue_that_another_thread_reads(self):
        q = queue.Queue()
        with mp.Pool(2) as pool:
            for n in range(5):
                pool.apply_async(square, (n,), callback=q.put)
            self.assertEqual(sorted(q.get(timeout=PATIENCE) for _ in range(5)), [0, 1, 4, 9, 16])

    def test_a_manager_serves_threads_and_processes(self):
        with mp.Manager() as manager:
            shared, lock = manager.dict(n=0), manager.Lock()

            def work():
                for _ in range(10):
                    with lock:
                        shared["n"] += 1

            threads = [threading.Thread(target=work) for _ in range(2)]
            processes = [self.start(work) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.finish(*processes)
            self.assertEqual(shared["n"], 40)


class AsyncioTest(ProcessTestCase):
    def test_asyncio_runs_in_a_child(self):
        async def main():
            results = []

            async def work(n):
                await asyncio.sleep(0.001 * (3 - n))
                results.append(n)

            await asyncio.gather(*[work(n) for n in range(3)])
            return sorted(results)

        self.assertEqual(in_child(lambda: asyncio.run(main())), [0, 1, 2])

    def test_asyncio_goes_on_while_processes_compute(self):
        async def main():
            loop = asyncio.get_running_loop()
            beats = 0
            with ProcessPoolExecutor(2) as pool:
                calls = [loop.run_in_executor(pool, count_primes, 3000) for _ in range(2)]
                gathered = asyncio.gather(*calls)
                while not gathered.done():
                    beats += 1
                    await asyncio.sleep(0.001)
                return await gathered, beats

        results, beats = asyncio.run(main())
        self.assertEqual(results, [430, 430])
        self.assertGreater(beats, 1)

    def test_to_thread_may_join_a_process(self):
        async def main():
            process = mp.Process(target=sys.exit, args=(3,))
            process.start()
            await asyncio.to_thread(process.join)
            return process.exitcode

        self.assertEqual(asyncio.run(main()), 3)

    def test_asyncio_before_and_after_a_fork(self):
        async def answer():
            await asyncio.sleep(0)
            return 42

        self.assertEqual(asyncio.run(answer()), 42)
        self.assertEqual(in_child(lambda: asyncio.run(answer())), 42)
        self.assertEqual(asyncio.run(answer()), 42)


class SpeedTest(ProcessTestCase):
    def test_processes_compute_at_the_same_time(self):
        # Causal, not timed: each computes until both have seen the other's steps change while they made their own.
        steps, enough = mp.RawArray("q", 2), mp.RawArray("b", 2)

        def compute(me):
            other = 1 - me
            seen, last = 0, steps[other]
            while not (enough[0] and enough[1]):
                steps[me] += 1
                if steps[other] != last:
                    last = steps[other]
                    seen += 1
                    enough[me] = seen >= 10

        self.finish(*[self.start(compute, me) for me in range(2)])

    def test_results_of_processes_are_the_results_of_one(self):
        with mp.Pool(2) as pool:
            parts = pool.starmap(count_between, [(start, start + 500) for start in range(2, 2002, 500)])
        self.assertEqual(sum(parts), count_primes(2002))


def count_between(start, stop):
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(start, stop))


if __name__ == "__main__":
    unittest.main()
