"""Streams and files under preemption. The interpreter asks for signals inside a file's flush; a switch there was once taken,
and the next thread to write was told "reentrant call inside <_io.BufferedWriter>"."""

import io
import os
import sys
import tempfile
import threading
import unittest


def run_all(targets):
    errors = []

    def guarded(target):
        try:
            target()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(target,)) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def compute():
    for _ in range(1_000_000):
        pass


class WritingTogether(unittest.TestCase):
    def test_threads_that_write_one_file_lose_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "log.txt")
            with open(path, "w") as file:

                def write():
                    for _ in range(1500):
                        file.write("y" * 5000)

                self.assertEqual(run_all([write, write, write, compute]), [])
            self.assertEqual(os.path.getsize(path), 3 * 1500 * 5000)

    def test_threads_that_print_lose_nothing(self):
        lines = []

        class Sink(io.RawIOBase):
            def writable(self):
                return True

            def write(self, data):
                lines.append(bytes(data))
                return len(data)

        def write():
            for i in range(300):
                print("x" * 40, i, file=sys.__stderr__ if i < 0 else stream)

        stream = io.TextIOWrapper(Sink(), line_buffering=True)
        self.assertEqual(run_all([write, write, compute]), [])
        stream.flush()
        self.assertEqual(b"".join(lines).count(b"x" * 40), 600)


if __name__ == "__main__":
    unittest.main()
