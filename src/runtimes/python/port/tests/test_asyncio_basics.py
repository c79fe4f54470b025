"""asyncio beside threads: what belongs to one thread does not show in another."""

import asyncio
import threading
import unittest


class IsolationTest(unittest.TestCase):
    def in_a_thread(self, function):
        got = []

        def work():
            try:
                got.append(function())
            except BaseException as error:
                got.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        return got[0]

    def test_no_loop_runs_in_a_new_thread(self):
        self.assertIsInstance(self.in_a_thread(asyncio.get_running_loop), RuntimeError)
        self.assertIsNone(self.in_a_thread(asyncio._get_running_loop))

    def test_no_task_is_current_in_a_new_thread(self):
        self.assertIsInstance(self.in_a_thread(asyncio.current_task), RuntimeError)

    def test_a_running_loop_set_in_one_thread_is_not_seen_in_another(self):
        marker, set_, looked, seen = object(), threading.Event(), threading.Event(), []

        def setter():
            asyncio._set_running_loop(marker)
            set_.set()
            looked.wait()
            seen.append(asyncio._get_running_loop() is marker)
            asyncio._set_running_loop(None)

        def looker():
            set_.wait()
            seen.append(asyncio._get_running_loop() is None)
            looked.set()

        threads = [threading.Thread(target=setter), threading.Thread(target=looker)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(seen, [True, True])


if __name__ == "__main__":
    unittest.main(verbosity=1)
