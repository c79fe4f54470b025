"""The working directory: threads and processes of one run write to the same files. All of this holds for CPython on Linux, too."""

import glob
import multiprocessing as mp
import os
import pathlib
import shutil
import tempfile
import threading
import unittest


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def append_under_lock(lock, path, name, count):
    for number in range(count):
        with lock:
            with open(path, "a") as file:
                file.write(f"{name} {number}\n")


def make_exclusively(path, queue):
    try:
        with open(path, "x") as file:
            file.write("mine")
        queue.put("made")
    except FileExistsError:
        queue.put("exists")


def thumbnail(path):
    target = os.path.join("thumbs", os.path.basename(path))
    with open(path, "rb") as source, open(target, "wb") as file:
        file.write(source.read()[::2])
    return target


class InOneFolder(unittest.TestCase):
    def setUp(self):
        self.before = os.getcwd()
        self.folder = tempfile.mkdtemp(dir=self.before)
        os.chdir(self.folder)

    def tearDown(self):
        os.chdir(self.before)
        shutil.rmtree(self.folder)

    def test_threads_share_the_working_directory(self):
        threads = [threading.Thread(target=write, args=(f"{i}.txt", str(i))) for i in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(glob.glob("*.txt")), [f"{i}.txt" for i in range(8)])
        self.assertEqual("".join(pathlib.Path(f"{i}.txt").read_text() for i in range(8)), "01234567")

    def test_a_file_can_be_renamed_over_another_and_read_where_its_name_has_gone(self):
        write("a", "new")
        write("b", "old")
        with open("b") as old:
            os.replace("a", "b")
            self.assertEqual(old.read(), "old")
        self.assertEqual(pathlib.Path("b").read_text(), "new")
        self.assertEqual(os.listdir(), ["b"])

    def test_a_file_without_a_name_is_there_until_it_is_closed(self):
        with open("f", "w+") as file:
            os.unlink("f")
            file.write("still here")
            file.seek(0)
            self.assertEqual(file.read(), "still here")
        self.assertEqual(os.listdir(), [])

    def test_a_folder_can_be_copied_and_removed_with_all_that_is_in_it(self):
        os.makedirs("deep/er")
        write("deep/er/f", "x" * 10_000)
        shutil.copytree("deep", "copy")
        shutil.rmtree("deep")
        self.assertEqual(os.path.getsize("copy/er/f"), 10_000)
        self.assertEqual(os.listdir(), ["copy"])

    def test_a_name_of_more_than_255_bytes_is_refused(self):
        for name in ("x" * 256, "€" * 86):
            with self.assertRaises(OSError) as caught:
                open(name, "w")
            self.assertIn("long", os.strerror(caught.exception.errno).lower())
        write("€" * 85, "fits")

    def test_a_processs_files_are_there_when_it_has_ended(self):
        process = mp.Process(target=write, args=("from-child.txt", "hello"))
        process.start()
        process.join()
        self.assertEqual(pathlib.Path("from-child.txt").read_text(), "hello")

    def test_processes_that_append_under_a_lock_lose_no_line(self):
        lock = mp.Lock()
        processes = [mp.Process(target=append_under_lock, args=(lock, "log.txt", name, 10)) for name in "abc"]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        lines = pathlib.Path("log.txt").read_text().split("\n")[:-1]
        self.assertEqual(sorted(lines), sorted(f"{name} {i}" for name in "abc" for i in range(10)))

    def test_what_one_process_has_made_another_cannot_make_exclusively(self):
        queue = mp.Queue()
        for _ in range(2):
            process = mp.Process(target=make_exclusively, args=("only-one", queue))
            process.start()
            process.join()
        self.assertEqual([queue.get(), queue.get()], ["made", "exists"])

    def test_a_pool_reads_what_the_parent_has_written_and_the_parent_what_the_pool_has(self):
        os.mkdir("thumbs")
        names = [f"{i}.bin" for i in range(6)]
        for name in names:
            pathlib.Path(name).write_bytes(os.urandom(5_000))
        with mp.Pool(2) as pool:
            targets = pool.map(thumbnail, names)
        for name, target in zip(names, targets):
            self.assertEqual(pathlib.Path(target).read_bytes(), pathlib.Path(name).read_bytes()[::2])


if __name__ == "__main__":
    unittest.main()
