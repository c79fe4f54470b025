"""`multiprocessing.Pipe` and `multiprocessing.connection`: messages between processes, and waiting for them."""

import array
import multiprocessing as mp
import os
import pickle
import signal
import sys
import threading
import time
import unittest
from multiprocessing.connection import Client, Listener, wait

from mp_support import PATIENCE, SHORT, ProcessTestCase, use_fork

setUpModule = use_fork

BIG = 5_000_000


def echo(connection):
    """Sends back what comes, until nobody can send any more."""
    while True:
        try:
            connection.send(connection.recv())
        except EOFError:
            return


def echo_bytes(connection):
    while True:
        try:
            connection.send_bytes(connection.recv_bytes())
        except EOFError:
            return


class PipeTestCase(ProcessTestCase):
    def pipe(self, duplex=True):
        pair = mp.Pipe(duplex)
        for end in pair:
            self.addCleanup(end.close)
        return pair

    def with_child(self, target):
        """A child that has one end of a pipe; the parent has only the other."""
        here, there = self.pipe()

        def run():
            here.close()
            target(there)

        process = self.start(run)
        there.close()
        return here, process


class ObjectsTest(PipeTestCase):
    def test_what_is_sent_comes_out_in_order(self):
        here, there = self.pipe()
        for n in range(100):
            here.send(n)
        self.assertEqual([there.recv() for _ in range(100)], list(range(100)))

    def test_objects_of_all_kinds_come_back_from_a_child(self):
        here, process = self.with_child(echo)
        for thing in (None, True, 5, 2**100, 1.5, "Grüße", b"\x00\xff", [1, [2]], {"a": (1, 2)}, {1, 2}, range(3), int):
            here.send(thing)
            self.assertEqual(self.receive(here), thing)
        here.close()
        self.finish(process)

    def test_what_arrives_is_a_copy(self):
        here, there = self.pipe()
        original = ["flour"]
        here.send(original)
        arrived = there.recv()
        self.assertEqual(arrived, original)
        self.assertIsNot(arrived, original)

    def test_a_message_is_what_the_object_was_when_it_was_sent(self):
        here, there = self.pipe()
        thing = [1]
        here.send(thing)
        thing.append(2)
        self.assertEqual(there.recv(), [1])

    def test_both_ends_of_a_duplex_pipe_send_and_receive(self):
        here, there = self.pipe()
        here.send("ping")
        there.send("pong")
        self.assertEqual((there.recv(), here.recv()), ("ping", "pong"))
        self.assertTrue(here.readable and here.writable and there.readable and there.writable)

    def test_a_one_way_pipe_has_a_reading_and_a_writing_end(self):
        reader, writer = self.pipe(duplex=False)
        self.assertEqual((reader.readable, reader.writable), (True, False))
        self.assertEqual((writer.readable, writer.writable), (False, True))
        with self.assertRaisesRegex(OSError, "read-only"):
            reader.send(1)
        with self.assertRaisesRegex(OSError, "write-only"):
            writer.recv()
        with self.assertRaises(OSError):
            writer.poll()
        writer.send("one way")
        self.assertEqual(reader.recv(), "one way")

    def test_what_cannot_be_pickled_is_refused_and_the_pipe_goes_on(self):
        here, there = self.pipe()
        with self.assertRaises((pickle.PicklingError, AttributeError)):
            here.send(lambda: None)
        with self.assertRaises(TypeError):
            here.send(threading.Lock())
        here.send("still there")
        self.assertEqual(there.recv(), "still there")

    def test_a_function_of_the_program_travels_by_its_name(self):
        here, process = self.with_child(echo)
        here.send(echo)
        self.assertIs(self.receive(here), echo)
        here.close()
        self.finish(process)

    def test_a_child_can_ask_its_parent(self):
        def compute(connection):
            total = 0
            for n in iter(connection.recv, None):
                total += n
                connection.send(total)

        here, process = self.with_child(compute)
        for n, total in ((1, 1), (2, 3), (3, 6)):
            here.send(n)
            self.assertEqual(self.receive(here), total)
        here.send(None)
        self.finish(process)

    def test_two_children_talk_to_each_other(self):
        left, right = self.pipe()
        here, there = self.pipe()

        def serve(connection, rounds):
            for n in range(rounds):
                connection.send(n)
                assert connection.recv() == n + 1

        def answer(connection, rounds):
            for _ in range(rounds):
                connection.send(connection.recv() + 1)
            there.send("done")

        players = [self.start(serve, left, 50), self.start(answer, right, 50)]
        self.assertEqual(self.receive(here), "done")
        self.finish(*players)

    def test_a_connection_can_be_sent_through_a_pipe_to_a_child_that_waits_for_it(self):
        def relay(connection):
            inner = connection.recv()
            inner.send("through the inner pipe")
            inner.close()

        here, process = self.with_child(relay)
        reader, writer = self.pipe(duplex=False)
        here.send(writer)
        self.assertEqual(self.receive(reader), "through the inner pipe")
        self.finish(process)


class BytesTest(PipeTestCase):
    def test_bytes_go_as_they_are(self):
        here, process = self.with_child(echo_bytes)
        for data in (b"", b"x", bytes(range(256)), b"\n" * 3):
            here.send_bytes(data)
            self.assertEqual(here.recv_bytes(), data)
        here.close()
        self.finish(process)

    def test_messages_do_not_run_into_each_other(self):
        here, there = self.pipe()
        here.send_bytes(b"one")
        here.send_bytes(b"")
        here.send_bytes(b"three")
        self.assertEqual([there.recv_bytes() for _ in range(3)], [b"one", b"", b"three"])

    def test_a_part_of_a_buffer_can_be_sent(self):
        here, there = self.pipe()
        here.send_bytes(b"0123456789", 3)
        here.send_bytes(b"0123456789", 3, 4)
        here.send_bytes(memoryview(b"0123456789"), 0, 2)
        here.send_bytes(array.array("h", [1, 2]))
        self.assertEqual(
            [there.recv_bytes() for _ in range(4)], [b"3456789", b"3456", b"01", array.array("h", [1, 2]).tobytes()]
        )

    def test_a_part_outside_of_the_buffer_is_refused(self):
        here, _ = self.pipe()
        for offset, size in ((-1, None), (4, None), (0, 4), (0, -1), (2, 2)):
            with self.assertRaises(ValueError):
                here.send_bytes(b"abc", offset, size)
        with self.assertRaises(TypeError):
            here.send_bytes("text")

    def test_recv_bytes_into_fills_a_buffer(self):
        here, there = self.pipe()
        buffer = bytearray(8)
        here.send_bytes(b"abc")
        self.assertEqual(there.recv_bytes_into(buffer), 3)
        self.assertEqual(buffer, b"abc\0\0\0\0\0")
        here.send_bytes(b"xy")
        self.assertEqual(there.recv_bytes_into(buffer, 4), 2)
        self.assertEqual(buffer, b"abc\0xy\0\0")
        numbers = array.array("i", [0] * 4)
        here.send_bytes(array.array("i", [1, 2]))
        self.assertEqual(there.recv_bytes_into(numbers), 8)
        self.assertEqual(list(numbers), [1, 2, 0, 0])

    def test_a_buffer_that_is_too_short_gives_the_whole_message_with_the_error(self):
        here, there = self.pipe()
        here.send_bytes(b"too long")
        with self.assertRaises(mp.BufferTooShort) as caught:
            there.recv_bytes_into(bytearray(3))
        self.assertEqual(caught.exception.args[0], b"too long")

    def test_recv_bytes_refuses_more_than_its_limit(self):
        here, there = self.pipe()
        here.send_bytes(b"abc")
        self.assertEqual(there.recv_bytes(3), b"abc")
        here.send_bytes(b"abcd")
        with self.assertRaises(OSError):
            there.recv_bytes(3)

    def test_send_is_a_pickle_and_recv_reads_one(self):
        here, there = self.pipe()
        here.send([1, 2])
        self.assertEqual(pickle.loads(there.recv_bytes()), [1, 2])
        there.send_bytes(pickle.dumps("by hand"))
        self.assertEqual(here.recv(), "by hand")


class SizeTest(PipeTestCase):
    def test_five_megabytes_go_to_a_child_and_back(self):
        here, process = self.with_child(echo_bytes)
        data = os.urandom(1000) * (BIG // 1000)
        here.send_bytes(data)
        self.assertEqual(here.recv_bytes(), data)
        here.close()
        self.finish(process)

    def test_big_objects_go_to_a_child_and_back(self):
        here, process = self.with_child(echo)
        thing = {"numbers": list(range(100_000)), "text": "ü" * 500_000}
        here.send(thing)
        self.assertEqual(here.recv(), thing)
        here.close()
        self.finish(process)

    def test_a_sender_waits_for_its_reader_when_the_pipe_is_full(self):
        reader, writer = self.pipe(duplex=False)
        sent = mp.Value("i", 0)

        def send():
            for _ in range(50):
                writer.send_bytes(bytes(100_000))
                sent.value += 1

        process = self.start(send)
        writer.close()
        self.assertEqual(len(reader.recv_bytes()), 100_000)
        self.assertLess(sent.value, 50)  # 5 MB do not fit into a pipe.
        for _ in range(49):
            self.assertEqual(len(reader.recv_bytes()), 100_000)
        self.assertEnds(reader)
        self.finish(process)
        self.assertEqual(sent.value, 50)

    def test_two_threads_may_feed_and_empty_a_full_pipe_in_both_directions(self):
        here, process = self.with_child(echo_bytes)
        data = b"z" * 300_000

        def feed():
            for _ in range(5):
                here.send_bytes(data)

        thread = threading.Thread(target=feed)
        thread.start()
        for _ in range(5):
            self.assertEqual(here.recv_bytes(), data)
        thread.join()
        here.close()
        self.finish(process)

    def test_thousands_of_small_messages_arrive_in_order(self):
        def send(connection):
            for n in range(5000):
                connection.send(n)

        here, process = self.with_child(send)
        self.assertEqual([here.recv() for _ in range(5000)], list(range(5000)))
        self.finish(process)


class PollTest(PipeTestCase):
    def test_regression_a_thread_that_polls_what_is_ready_does_not_keep_the_others_off(self):
        """`Pool._handle_workers` is such a loop while long results arrive: each piece of them waited for a switch interval."""
        here, there = self.pipe()
        here.send(1)
        done = threading.Event()

        def polls():
            while not done.is_set():
                there.poll(0)

        interval = sys.getswitchinterval()
        sys.setswitchinterval(0.1)
        self.addCleanup(sys.setswitchinterval, interval)
        thread = threading.Thread(target=polls)
        thread.start()
        begin = time.perf_counter()
        for _ in range(30):
            time.sleep(0.0001)
        took = time.perf_counter() - begin
        done.set()
        thread.join()
        self.assertLess(took, 30 * 0.1 / 2)

    def test_poll_tells_whether_something_is_there(self):
        here, there = self.pipe()
        self.assertIs(there.poll(), False)
        here.send(1)
        self.assertIs(there.poll(), True)
        self.assertTrue(there.poll())
        there.recv()
        self.assertFalse(there.poll(0))

    def test_poll_with_a_timeout_gives_up(self):
        _, there = self.pipe()
        self.assertFalse(there.poll(SHORT))
        self.assertFalse(there.poll(timeout=-1))

    def test_poll_comes_back_as_soon_as_something_arrives(self):
        here, process = self.with_child(echo)
        here.send("question")
        self.assertTrue(here.poll(PATIENCE))
        self.assertEqual(here.recv(), "question")
        here.close()
        self.finish(process)

    def test_poll_without_limit_waits_for_the_message(self):
        here, process = self.with_child(echo)
        here.send(1)
        self.assertTrue(here.poll(None))
        here.recv()
        here.close()
        self.finish(process)

    def test_poll_is_true_at_the_end_of_a_pipe(self):
        here, there = self.pipe()
        here.close()
        self.assertTrue(there.poll())
        with self.assertRaises(EOFError):
            there.recv()

    def test_other_threads_run_while_one_polls(self):
        here, there = self.pipe()
        thread = threading.Thread(target=lambda: (time.sleep(SHORT), here.send("from the thread")))
        thread.start()
        self.assertTrue(there.poll(PATIENCE))
        self.assertEqual(there.recv(), "from the thread")
        thread.join()


class EndTest(PipeTestCase):
    def test_recv_raises_eoferror_when_the_other_end_is_closed(self):
        here, there = self.pipe()
        here.send("last")
        here.close()
        self.assertEqual(there.recv(), "last")
        with self.assertRaises(EOFError):
            there.recv()
        with self.assertRaises(EOFError):
            there.recv_bytes()
        with self.assertRaises(EOFError):
            there.recv_bytes_into(bytearray(3))

    def test_what_a_process_sent_before_its_end_still_arrives(self):
        def send(connection):
            for n in range(3):
                connection.send(n)

        here, process = self.with_child(send)
        self.finish(process)
        self.assertEqual([here.recv() for _ in range(3)], [0, 1, 2])
        self.assertEnds(here)

    def test_the_end_of_a_process_closes_its_ends(self):
        for end in (sys.exit, lambda: os._exit(1), lambda: os.kill(os.getpid(), signal.SIGKILL)):
            here, process = self.with_child(lambda _, end=end: end())
            self.assertEnds(here)
            process.join()

    def test_the_pipe_ends_only_when_everyone_has_closed_it(self):
        reader, writer = self.pipe(duplex=False)
        event = mp.Event()
        processes = [self.start(event.wait) for _ in range(2)]
        writer.close()
        self.assertFalse(reader.poll(SHORT))
        event.set()
        self.finish(*processes)
        self.assertEnds(reader)

    def test_a_waiting_recv_is_woken_by_the_end(self):
        here, there = self.pipe()
        seen = []

        def receive():
            try:
                here.recv()
            except EOFError:
                seen.append("end")

        process = self.start(bool)  # It holds both ends for as long as it lives.
        thread = threading.Thread(target=receive)
        thread.start()
        there.close()
        self.finish(process)
        thread.join(PATIENCE)
        self.assertEqual(seen, ["end"])

    def test_send_to_a_pipe_that_nobody_reads_raises_brokenpipeerror(self):
        here, there = self.pipe()
        there.close()
        with self.assertRaises(BrokenPipeError):
            here.send("anybody?")
        reader, writer = self.pipe(duplex=False)
        reader.close()
        with self.assertRaises(BrokenPipeError):
            writer.send_bytes(b"anybody?")

    def test_a_waiting_send_is_woken_when_the_last_reader_dies(self):
        here, process = self.with_child(lambda connection: time.sleep(1000))
        timer = threading.Timer(SHORT, process.kill)
        timer.start()
        with self.assertRaises((BrokenPipeError, ConnectionResetError)):
            here.send_bytes(bytes(BIG))
        timer.join()
        process.join()

    def test_a_closed_connection_refuses_everything(self):
        here, there = self.pipe()
        self.assertFalse(here.closed)
        here.close()
        self.assertTrue(here.closed)
        for use in (here.recv, here.recv_bytes, here.poll, here.fileno, lambda: here.send(1)):
            with self.assertRaisesRegex(OSError, "handle is closed"):
                use()
        here.close()
        self.assertFalse(there.closed)

    def test_a_connection_is_a_context_manager(self):
        here, there = self.pipe()
        with here, there:
            here.send(1)
            self.assertEqual(there.recv(), 1)
        self.assertTrue(here.closed)
        self.assertTrue(there.closed)

    def test_a_connection_that_nobody_knows_any_more_is_closed(self):
        reader, writer = mp.Pipe(duplex=False)
        self.addCleanup(reader.close)
        del writer
        self.assertEnds(reader)

    def test_the_parents_open_end_keeps_a_child_waiting(self):
        # The classic mistake: the writing end that the parent does not use is still open.
        reader, writer = self.pipe(duplex=False)

        def drain():
            writer.close()
            try:
                while True:
                    reader.recv()
            except EOFError:
                pass

        process = self.start(drain)
        process.join(SHORT)
        self.assertTrue(process.is_alive())
        writer.close()
        self.finish(process)

    def test_fileno_is_a_number_that_differs_between_ends(self):
        here, there = self.pipe()
        self.assertIsInstance(here.fileno(), int)
        self.assertGreaterEqual(here.fileno(), 0)
        self.assertNotEqual(here.fileno(), there.fileno())


class WaitTest(PipeTestCase):
    def test_wait_gives_those_that_have_something(self):
        pipes = [self.pipe() for _ in range(4)]
        pipes[1][1].send("one")
        pipes[3][1].send("three")
        ready = wait([here for here, _ in pipes], PATIENCE)
        self.assertEqual(set(map(id, ready)), {id(pipes[1][0]), id(pipes[3][0])})

    def test_wait_with_a_timeout_gives_an_empty_list(self):
        here, _ = self.pipe()
        self.assertEqual(wait([here], SHORT), [])
        self.assertEqual(wait([here], 0), [])
        self.assertEqual(wait([here], -1), [])
        self.assertEqual(wait([], 0), [])

    def test_wait_counts_an_end_as_something(self):
        here, there = self.pipe()
        there.close()
        self.assertEqual(wait([here], PATIENCE), [here])

    def test_wait_takes_pipes_and_sentinels_together(self):
        def work(connection):
            connection.send("begun")
            connection.recv()

        here, process = self.with_child(work)
        self.assertEqual(wait([here, process.sentinel], PATIENCE), [here])
        here.recv()
        self.assertEqual(wait([process.sentinel], SHORT), [])
        here.send("end")
        self.assertEqual(wait([process.sentinel], PATIENCE), [process.sentinel])
        self.finish(process)

    def test_all_messages_of_several_children_can_be_collected(self):
        def send(connection, name):
            for n in range(10):
                connection.send((name, n))

        readers, processes = [], []
        for name in "abc":
            reader, writer = self.pipe(duplex=False)
            processes.append(self.start(send, writer, name))
            writer.close()
            readers.append(reader)
        seen = {name: [] for name in "abc"}
        while readers:
            for reader in wait(readers, PATIENCE):
                try:
                    name, n = reader.recv()
                except EOFError:
                    readers.remove(reader)
                else:
                    seen[name].append(n)
        self.assertEqual(seen, {name: list(range(10)) for name in "abc"})
        self.finish(*processes)


def serve_one(listener):
    with listener.accept() as connection:
        connection.send(connection.recv().upper())


class ListenerTest(PipeTestCase):
    def listener(self, **options):
        listener = Listener(**options)
        self.addCleanup(listener.close)
        return listener

    def test_a_client_in_a_child_reaches_a_listener(self):
        listener = self.listener()

        def call():
            with Client(listener.address) as connection:
                connection.send("hello")
                assert connection.recv() == "hello to you"

        process = self.start(call)
        with listener.accept() as connection:
            self.assertEqual(connection.recv(), "hello")
            connection.send("hello to you")
        self.finish(process)

    def test_a_listener_in_a_thread_serves_a_client_in_the_same_process(self):
        listener = self.listener()
        thread = threading.Thread(target=serve_one, args=(listener,))
        thread.start()
        with Client(listener.address) as connection:
            connection.send("bread")
            self.assertEqual(connection.recv(), "BREAD")
        thread.join()

    def test_the_right_authkey_opens_and_a_wrong_one_does_not(self):
        listener = self.listener(authkey=b"right")
        refused = []

        def accept():
            try:
                listener.accept().close()
            except mp.AuthenticationError:
                refused.append(True)

        thread = threading.Thread(target=accept)
        thread.start()
        with self.assertRaises((mp.AuthenticationError, EOFError, ConnectionError)):
            Client(listener.address, authkey=b"wrong")
        thread.join()
        self.assertEqual(refused, [True])
        thread = threading.Thread(target=serve_one, args=(listener,))
        thread.start()
        with Client(listener.address, authkey=b"right") as connection:
            connection.send("a")
            self.assertEqual(connection.recv(), "A")
        thread.join()

    def test_a_listener_that_is_closed_cannot_be_reached(self):
        listener = self.listener()
        address = listener.address
        listener.close()
        with self.assertRaises(OSError):
            Client(address)


if __name__ == "__main__":
    unittest.main()
