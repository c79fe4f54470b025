"""What the tests of `multiprocessing` share.

Every file of them runs natively too (`python3 test_mp_process.py`), so that CPython itself can be asked what is right. No test
depends on how long something takes: where one has to wait, it waits for a cause, and PATIENCE only ends a test that hangs.
"""

import multiprocessing
import os
import shutil
import sys
import tempfile
import time
import unittest
from multiprocessing.connection import wait

PATIENCE = 20

SHORT = 0.02
"""For waits that must run out: nothing comes, however long one waits."""

DEFAULT_METHOD = multiprocessing.get_start_method()
"""How processes are started when a program does not say."""

HERE = sys.platform == "emscripten"

SINCE_3_13 = sys.version_info >= (3, 13)

SINCE_3_14 = hasattr(multiprocessing.Process, "interrupt")
"""Asks the library, not the version: the oracle may be an older interpreter with 3.14's library."""


def use_fork():
    """Call it `setUpModule`: a child sees the parent's modules as they stand."""
    if multiprocessing.get_start_method() != "fork":
        multiprocessing.set_start_method("fork", force=True)


def _tell(connection, function, args, kwargs):
    connection.send(function(*args, **kwargs))
    connection.close()


def in_child(function, *args, **kwargs):
    """What `function` gives when a child process calls it."""
    reader, writer = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=_tell, args=(writer, function, args, kwargs))
    process.start()
    writer.close()
    try:
        if not reader.poll(PATIENCE):
            raise AssertionError("the child process did not answer")
        return reader.recv()
    finally:
        reader.close()
        finish(process)


def finish(process):
    """Waits for the end of a process, and takes it by force when it does not come."""
    process.join(PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()
        raise AssertionError(f"{process.name} did not come to its end")
    return process.exitcode


class ProcessTestCase(unittest.TestCase):
    """Ends what a test has left, and says so if that was a process."""

    def setUp(self):
        self._started = []
        self.addCleanup(self._end_processes)

    def _end_processes(self):
        for process in self._started:
            try:
                process.kill()
                process.join()
            except ValueError:
                pass  # Closed already.
        left = multiprocessing.active_children()
        for process in left:
            process.kill()
            process.join()
        self.assertEqual(left, [], "the test has left child processes behind")

    def start(self, target, *args, **options):
        """A started process, which does not outlive the test."""
        return self.starting(multiprocessing.Process(target=target, args=args, **options))

    def starting(self, process):
        process.start()
        self._started.append(process)
        return process

    def finish(self, *processes):
        """Waits for processes that must end well."""
        for process in processes:
            self.assertEqual(finish(process), 0, process.name)

    def receive(self, connection):
        self.assertTrue(connection.poll(PATIENCE), "nothing came through the pipe")
        return connection.recv()

    def assertEnds(self, connection):
        """The other end of a pipe is closed by everyone."""
        self.assertTrue(connection.poll(PATIENCE), "nobody closed the pipe")
        with self.assertRaises(EOFError):
            connection.recv()

    def assertAwaits(self, sentinel):
        self.assertEqual(wait([sentinel], PATIENCE), [sentinel])

    def until(self, condition):
        """For what the system makes true soon after something else, and says nothing when it does."""
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                self.fail("what the test waits for did not come about")
            time.sleep(0.001)

    def folder(self):
        path = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, path, ignore_errors=True)
        return path

    def file(self, name="note.txt"):
        return os.path.join(self.folder(), name)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
