"""asyncio's event loop: callbacks and time, threads and processes beside it, signals, debug mode, pipes and sockets."""

import asyncio
import concurrent.futures
import contextvars
import logging
import os
import signal
import socket
import sys
import threading
import time
import unittest

from mp_support import HERE, in_child

LONG = 30
SHORT = 0.01


def square(number):
    return number * number


def run_in_child(number):
    async def main():
        values = await asyncio.gather(*(asyncio.sleep(0, i) for i in range(number)))
        return sum(values)

    return asyncio.run(main())


class CallbackTest(unittest.IsolatedAsyncioTestCase):
    async def test_soon_keeps_the_order(self):
        log, loop = [], asyncio.get_running_loop()
        for number in range(3):
            loop.call_soon(log.append, number)
        await asyncio.sleep(0)
        self.assertEqual(log, [0, 1, 2])

    async def test_later_comes_by_time_not_by_order_of_asking(self):
        log, loop = [], asyncio.get_running_loop()
        loop.call_later(0.03, log.append, "late")
        loop.call_later(0.01, log.append, "early")
        loop.call_at(loop.time() + 0.02, log.append, "between")
        loop.call_soon(log.append, "soon")
        await asyncio.sleep(0.05)
        self.assertEqual(log, ["soon", "early", "between", "late"])

    async def test_that_is_cancelled_is_not_called(self):
        log, loop = [], asyncio.get_running_loop()
        handles = [loop.call_soon(log.append, 1), loop.call_later(0.001, log.append, 2)]
        for handle in handles:
            handle.cancel()
            self.assertTrue(handle.cancelled())
        await asyncio.sleep(0.01)
        self.assertEqual(log, [])

    async def test_that_raises_is_told_to_the_handler_and_the_loop_goes_on(self):
        seen, loop = [], asyncio.get_running_loop()
        loop.set_exception_handler(lambda loop, context: seen.append((context["message"], type(context["exception"]))))
        loop.call_soon(square, "x")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self.assertEqual([kind for _, kind in seen], [TypeError])
        self.assertIn("Exception in callback square", seen[0][0])

    async def test_has_the_context_of_who_asked(self):
        variable, seen = contextvars.ContextVar("variable", default=0), []
        variable.set(5)
        asyncio.get_running_loop().call_soon(lambda: seen.append(variable.get()))
        variable.set(6)
        await asyncio.sleep(0)
        self.assertEqual(seen, [5])

    async def test_time_goes_on_while_the_loop_sleeps(self):
        loop = asyncio.get_running_loop()
        before = loop.time()
        await asyncio.sleep(0.05)
        self.assertGreaterEqual(loop.time() - before, 0.045)

    async def test_sleeps_overlap(self):
        begin = time.perf_counter()
        await asyncio.sleep(0.05)
        one = time.perf_counter() - begin
        await asyncio.gather(*(asyncio.sleep(0.05) for _ in range(40)))
        self.assertLess(time.perf_counter() - begin, 20 * one)

    async def test_time_sleep_keeps_everybody_waiting(self):
        log = []

        async def ticker():
            for _ in range(3):
                await asyncio.sleep(0.001)
                log.append("tick")

        task = asyncio.create_task(ticker())
        await asyncio.sleep(0)
        time.sleep(0.03)
        self.assertEqual(log, [])
        await task

    def test_run_forever_ends_by_stop(self):
        loop = asyncio.new_event_loop()
        log = []
        loop.call_soon(log.append, 1)
        loop.call_soon(loop.stop)
        loop.run_forever()
        loop.close()
        self.assertEqual(log, [1])
        with self.assertRaisesRegex(RuntimeError, "Event loop is closed"):
            loop.call_soon(log.append, 2)

    def test_no_loop_runs_outside(self):
        with self.assertRaisesRegex(RuntimeError, "no running event loop"):
            asyncio.get_running_loop()

    def test_a_loop_in_a_loop_is_refused(self):
        async def main():
            other = asyncio.new_event_loop()
            with self.assertRaisesRegex(RuntimeError, "Cannot run the event loop while another loop is running"):
                other.run_forever()
            other.close()

        asyncio.run(main())


class ThreadTest(unittest.IsolatedAsyncioTestCase):
    async def test_to_thread_runs_elsewhere_with_the_callers_context(self):
        variable = contextvars.ContextVar("variable", default="none")
        variable.set("mine")
        ident, value = await asyncio.to_thread(lambda: (threading.get_ident(), variable.get()))
        self.assertNotEqual(ident, threading.get_ident())
        self.assertEqual(value, "mine")

    async def test_to_thread_lets_the_loop_go_on(self):
        log = []

        async def ticker():
            while True:
                await asyncio.sleep(0.002)
                log.append("tick")

        task = asyncio.create_task(ticker())
        await asyncio.to_thread(time.sleep, 0.05)
        task.cancel()
        self.assertGreaterEqual(len(log), 3)

    async def test_to_thread_raises_what_the_function_raises(self):
        with self.assertRaises(ZeroDivisionError):
            await asyncio.to_thread(lambda: 1 / 0)

    async def test_run_in_executor_with_threads(self):
        loop = asyncio.get_running_loop()
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            self.assertEqual(await asyncio.gather(*(loop.run_in_executor(pool, square, i) for i in range(5))), [0, 1, 4, 9, 16])
        self.assertEqual(await loop.run_in_executor(None, square, 7), 49)

    async def test_run_in_executor_with_processes(self):
        loop = asyncio.get_running_loop()
        with concurrent.futures.ProcessPoolExecutor(2) as pool:
            self.assertEqual(await asyncio.gather(*(loop.run_in_executor(pool, square, i) for i in range(5))), [0, 1, 4, 9, 16])

    async def test_run_coroutine_threadsafe_from_another_thread(self):
        loop = asyncio.get_running_loop()

        async def work(value):
            await asyncio.sleep(SHORT)
            return value, threading.get_ident()

        value, ident = await asyncio.to_thread(lambda: asyncio.run_coroutine_threadsafe(work(3), loop).result(LONG))
        self.assertEqual((value, ident), (3, threading.get_ident()))

    async def test_run_coroutine_threadsafe_can_be_cancelled(self):
        loop, log = asyncio.get_running_loop(), []

        async def work():
            try:
                await asyncio.sleep(LONG)
            except asyncio.CancelledError:
                log.append("cancelled")
                raise

        def elsewhere():
            future = asyncio.run_coroutine_threadsafe(work(), loop)
            time.sleep(SHORT)
            future.cancel()

        await asyncio.to_thread(elsewhere)
        for _ in range(4):
            await asyncio.sleep(0)
        self.assertEqual(log, ["cancelled"])

    async def test_call_soon_threadsafe_wakes_a_sleeping_loop(self):
        loop, event = asyncio.get_running_loop(), asyncio.Event()
        threading.Timer(SHORT, loop.call_soon_threadsafe, [event.set]).start()
        await asyncio.wait_for(event.wait(), LONG)

    async def test_wrap_future_brings_a_threads_result(self):
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            self.assertEqual(await asyncio.wrap_future(pool.submit(square, 6)), 36)

    def test_several_threads_run_loops_at_the_same_time(self):
        results = {}
        barrier = threading.Barrier(4)

        def work(number):
            async def main():
                barrier.wait(LONG)
                values = await asyncio.gather(*(asyncio.sleep(SHORT, i * number) for i in range(10)))
                results[number] = sum(values), asyncio.current_task() in asyncio.all_tasks(), len(asyncio.all_tasks())

            asyncio.run(main())

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(results, {number: (45 * number, True, 1) for number in range(4)})

    def test_threads_that_compute_and_a_loop_take_turns(self):
        stop, counted = threading.Event(), 0

        def compute():
            nonlocal counted
            while not stop.is_set():
                counted += 1

        async def main():
            for _ in range(10):
                await asyncio.sleep(0.001)

        thread = threading.Thread(target=compute)
        thread.start()
        asyncio.run(main())
        stop.set()
        thread.join()
        self.assertGreater(counted, 0)

    def test_a_child_process_runs_a_loop(self):
        self.assertEqual(in_child(run_in_child, 5), 10)


class SignalTest(unittest.TestCase):
    def test_ctrl_c_cancels_the_main_task_and_then_raises(self):
        log = []

        async def main():
            asyncio.get_running_loop().call_later(SHORT, os.kill, os.getpid(), signal.SIGINT)
            try:
                await asyncio.sleep(LONG)
            except asyncio.CancelledError:
                log.append("cancelled")
                await asyncio.sleep(0)
                log.append("cleaned")
                raise

        with self.assertRaises(KeyboardInterrupt):
            asyncio.run(main())
        self.assertEqual(log, ["cancelled", "cleaned"])

    def test_a_main_task_that_swallows_ctrl_c_gives_its_result(self):
        async def main():
            asyncio.get_running_loop().call_later(SHORT, os.kill, os.getpid(), signal.SIGINT)
            try:
                await asyncio.sleep(LONG)
            except asyncio.CancelledError:
                return "swallowed"

        self.assertEqual(asyncio.run(main()), "swallowed")

    def test_ctrl_c_handling_is_put_back_after_the_run(self):
        before = signal.getsignal(signal.SIGINT)
        asyncio.run(asyncio.sleep(0))
        self.assertIs(signal.getsignal(signal.SIGINT), before)

    def test_add_signal_handler_runs_it_in_the_loop(self):
        async def main():
            loop, seen = asyncio.get_running_loop(), asyncio.Queue()
            loop.add_signal_handler(signal.SIGUSR1, seen.put_nowait, "signal")
            os.kill(os.getpid(), signal.SIGUSR1)
            value = await asyncio.wait_for(seen.get(), LONG)
            return value, loop.remove_signal_handler(signal.SIGUSR1), loop.remove_signal_handler(signal.SIGUSR1)

        self.assertEqual(asyncio.run(main()), ("signal", True, False))

    def test_add_signal_handler_wakes_a_loop_that_waits(self):
        async def main():
            loop, stopped = asyncio.get_running_loop(), asyncio.Event()
            loop.add_signal_handler(signal.SIGTERM, stopped.set)
            threading.Timer(SHORT, os.kill, [os.getpid(), signal.SIGTERM]).start()
            await asyncio.wait_for(stopped.wait(), LONG)
            return "stopped"

        self.assertEqual(asyncio.run(main()), "stopped")

    def test_a_signal_handler_belongs_to_the_main_thread(self):
        async def main():
            with self.assertRaises((ValueError, RuntimeError)):
                asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, print)

        thread = threading.Thread(target=asyncio.run, args=(main(),))
        thread.start()
        thread.join()


class WakeupTest(unittest.TestCase):
    """`signal.set_wakeup_fd`, on which `add_signal_handler` stands."""

    def setUp(self):
        self.left, self.right = socket.socketpair()
        self.left.setblocking(False)
        self.addCleanup(self.right.close)
        self.addCleanup(self.left.close)
        self.addCleanup(signal.set_wakeup_fd, -1)

    def test_gets_the_number_of_each_signal_that_has_a_handler(self):
        self.addCleanup(signal.signal, signal.SIGUSR1, signal.signal(signal.SIGUSR1, lambda *_: None))
        self.assertEqual(signal.set_wakeup_fd(self.left.fileno()), -1)
        os.kill(os.getpid(), signal.SIGUSR1)
        self.assertEqual(self.right.recv(10), bytes([signal.SIGUSR1]))
        self.assertEqual(signal.set_wakeup_fd(-1), self.left.fileno())

    def test_refuses_a_descriptor_that_would_block(self):
        with self.assertRaisesRegex(ValueError, "must be in non-blocking mode"):
            signal.set_wakeup_fd(self.right.fileno())

    def test_refuses_a_descriptor_that_is_none(self):
        with self.assertRaises(OSError):
            signal.set_wakeup_fd(54321)

    def test_belongs_to_the_main_thread(self):
        def work():
            with self.assertRaisesRegex(ValueError, "only works in main thread"):
                signal.set_wakeup_fd(self.left.fileno())

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()


class DebugTest(unittest.TestCase):
    def test_a_slow_callback_is_logged(self):
        async def main():
            asyncio.get_running_loop().slow_callback_duration = 0.02
            await asyncio.sleep(0)
            time.sleep(0.05)
            await asyncio.sleep(0)

        with self.assertLogs("asyncio", logging.WARNING) as logs:
            asyncio.run(main(), debug=True)
        self.assertRegex("\n".join(logs.output), r"took \d+\.\d+ seconds")
        self.assertIn("main()", logs.output[0])

    def test_call_soon_from_another_thread_is_refused(self):
        async def main():
            loop = asyncio.get_running_loop()
            with self.assertRaisesRegex(RuntimeError, "Non-thread-safe operation"):
                await asyncio.to_thread(loop.call_soon, print)

        asyncio.run(main(), debug=True)

    def test_exceptions_nobody_asked_for_are_logged(self):
        async def bad():
            raise ValueError("lost")

        async def main():
            asyncio.create_task(bad())
            await asyncio.sleep(0)
            await asyncio.sleep(0)

        with self.assertLogs("asyncio", logging.ERROR) as logs:
            asyncio.run(main())
        self.assertIn("Task exception was never retrieved", logs.output[0])
        self.assertIn("ValueError: lost", logs.output[0])


class ReaderTest(unittest.IsolatedAsyncioTestCase):
    async def test_a_reader_of_a_pipe_is_called_when_there_is_something(self):
        reading, writing = os.pipe()
        loop, got = asyncio.get_running_loop(), asyncio.Queue()
        loop.add_reader(reading, lambda: got.put_nowait(os.read(reading, 100)))
        loop.call_later(SHORT, os.write, writing, b"hello")
        self.assertEqual(await asyncio.wait_for(got.get(), LONG), b"hello")
        self.assertTrue(loop.remove_reader(reading))
        self.assertFalse(loop.remove_reader(reading))
        os.close(reading)
        os.close(writing)

    async def test_a_writer_is_called_when_there_is_room(self):
        left, right = socket.socketpair()
        left.setblocking(False)
        loop, called = asyncio.get_running_loop(), asyncio.Event()
        loop.add_writer(left, called.set)
        await asyncio.wait_for(called.wait(), LONG)
        loop.remove_writer(left)
        left.close()
        right.close()

    async def test_sock_methods_over_a_socketpair(self):
        left, right = socket.socketpair()
        left.setblocking(False)
        right.setblocking(False)
        loop = asyncio.get_running_loop()
        receiving = asyncio.create_task(loop.sock_recv(right, 100))
        await asyncio.sleep(0)
        await loop.sock_sendall(left, b"ping")
        self.assertEqual(await receiving, b"ping")
        left.close()
        self.assertEqual(await loop.sock_recv(right, 100), b"")
        right.close()

    async def test_connect_read_pipe_and_write_pipe(self):
        reading, writing = os.pipe()
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        incoming, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb", 0))
        outgoing, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(writing, "wb", 0))
        outgoing.write(b"one\ntwo\n")
        self.assertEqual(await reader.readline(), b"one\n")
        outgoing.close()
        self.assertEqual(await reader.read(), b"two\n")
        incoming.close()


class StreamTest(unittest.IsolatedAsyncioTestCase):
    async def echo(self, reader, writer):
        while line := await reader.readline():
            writer.write(line.upper())
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def talk(self, reader, writer):
        answers = []
        for word in (b"one\n", b"two\n"):
            writer.write(word)
            await writer.drain()
            answers.append(await asyncio.wait_for(reader.readline(), LONG))
        writer.close()
        await writer.wait_closed()
        return answers

    async def test_a_server_on_localhost_answers_clients_of_the_same_program(self):
        server = await asyncio.start_server(self.echo, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        self.assertGreater(port, 0)
        async with server:
            self.assertEqual(await self.talk(*await asyncio.open_connection("127.0.0.1", port)), [b"ONE\n", b"TWO\n"])

    async def test_a_server_answers_many_clients_at_once(self):
        server = await asyncio.start_server(self.echo, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]

        async def client():
            return await self.talk(*await asyncio.open_connection("127.0.0.1", port))

        async with server:
            self.assertEqual(await asyncio.gather(*(client() for _ in range(8))), [[b"ONE\n", b"TWO\n"]] * 8)

    async def test_a_connection_that_nobody_listens_for_is_refused(self):
        with self.assertRaises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", 9)

    async def test_streams_over_a_socketpair(self):
        left, right = socket.socketpair()
        reader, writer = await asyncio.open_connection(sock=left)
        other_reader, other_writer = await asyncio.open_connection(sock=right)
        served = asyncio.create_task(self.echo(other_reader, other_writer))
        self.assertEqual(await self.talk(reader, writer), [b"ONE\n", b"TWO\n"])
        await served

    async def test_large_data_flows_with_back_pressure(self):
        left, right = socket.socketpair()
        reader, writer = await asyncio.open_connection(sock=left)
        other_reader, other_writer = await asyncio.open_connection(sock=right)
        data = bytes(range(256)) * 4096

        async def send():
            for at in range(0, len(data), 65536):
                writer.write(data[at : at + 65536])
                await writer.drain()
            writer.write_eof() if writer.can_write_eof() else writer.close()

        sending = asyncio.create_task(send())
        self.assertEqual(await asyncio.wait_for(other_reader.read(-1), LONG), data)
        await sending
        writer.close()
        other_writer.close()

    async def test_readexactly_and_readuntil(self):
        reader = asyncio.StreamReader()
        reader.feed_data(b"abcdef;rest")
        reader.feed_eof()
        self.assertEqual(await reader.readexactly(3), b"abc")
        self.assertEqual(await reader.readuntil(b";"), b"def;")
        with self.assertRaises(asyncio.IncompleteReadError) as raised:
            await reader.readexactly(9)
        self.assertEqual(raised.exception.partial, b"rest")

    async def test_a_server_on_a_unix_socket(self):
        import tempfile

        path = os.path.join(tempfile.mkdtemp(), "socket")
        server = await asyncio.start_unix_server(self.echo, path)
        async with server:
            self.assertEqual(await self.talk(*await asyncio.open_unix_connection(path)), [b"ONE\n", b"TWO\n"])


class RefusalTest(unittest.IsolatedAsyncioTestCase):
    @unittest.skipUnless(HERE, "elsewhere there are programs to start")
    async def test_other_programs_cannot_be_started_and_it_is_said_why(self):
        for start in (asyncio.create_subprocess_exec("ls"), asyncio.create_subprocess_shell("ls")):
            with self.assertRaisesRegex(NotImplementedError, r"^A browser has no other programs to start\.$"):
                await start

    @unittest.skipUnless(HERE, "elsewhere it may be installed")
    async def test_there_is_no_uvloop(self):
        with self.assertRaises(ModuleNotFoundError):
            import uvloop  # noqa: F401

    async def test_the_loop_is_a_selector_loop(self):
        self.assertIsInstance(asyncio.get_running_loop(), asyncio.SelectorEventLoop)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))
