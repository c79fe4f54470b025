"""A run's disk holds 64 MB in 4,096 files and folders. It gets full as any disk does, and has room again when something goes."""

import errno
import multiprocessing as mp
import os
import random
import shutil
import sys
import tempfile
import traceback
import unittest

MB = 1024 * 1024
DISK = 64 * MB
NAMES = 4096


def fill(path, size):
    """Write until the disk is full or `size` bytes are there; gives their number."""
    chunk = b"x" * MB
    done = 0
    with open(path, "wb", buffering=0) as file:
        try:
            while done < size:
                done += file.write(chunk[: size - done])
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
    return done


def fill_and_tell(path, size, queue):
    queue.put(fill(path, size))


@unittest.skipUnless(sys.platform == "emscripten", "a real disk is larger")
class ADisk(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(dir=os.getcwd())

    def tearDown(self):
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def assertFull(self, call, *args):
        with self.assertRaises(OSError) as caught:
            call(*args)
        self.assertEqual(caught.exception.errno, errno.ENOSPC)
        return caught.exception

    def test_a_file_that_grows_without_end_ends_in_oserror_and_the_program_goes_on(self):
        done = fill(self.path("endless"), 1 << 40)
        self.assertGreater(done, DISK - MB)
        self.assertLessEqual(done, DISK)
        self.assertEqual(os.path.getsize(self.path("endless")), done)
        self.assertEqual(shutil.disk_usage(self.folder).free, 0)
        # Not a byte more, anywhere; a file without bytes is made all the same.
        self.assertFull(self.write_text, "other", "x")
        self.assertEqual(os.path.getsize(self.path("other")), 0)
        # Reading and writing over what is there need no room.
        with open(self.path("endless"), "r+b") as file:
            self.assertEqual(file.read(3), b"xxx")
            file.seek(0)
            file.write(b"yyy")
        os.remove(self.path("endless"))
        self.assertGreater(shutil.disk_usage(self.folder).free, DISK - MB)
        self.write_text("other", "x" * MB)
        self.assertEqual(os.path.getsize(self.path("other")), MB)

    def write_text(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)

    def test_the_full_disk_says_how_much_a_run_may_keep_where_it_ends_a_program(self):
        error = self.assertFull(os.truncate, self.touch("f"), DISK + 1)
        # Caught it is CPython's own; uncaught the traceback says more.
        self.assertIn("No space left on device", str(error))
        from _interleave import program

        program.clean(error)
        text = "".join(traceback.format_exception(error))
        self.assertIn("No space left on device: a run may keep 64 MB in 4,096 files and folders", text)

    def touch(self, name):
        self.write_text(name, "")
        return self.path(name)

    def test_all_ways_to_a_larger_file_lead_to_the_same_wall(self):
        free = shutil.disk_usage(self.folder).free
        path = self.touch("f")
        self.assertFull(os.truncate, path, DISK + 1)
        with open(path, "r+b") as file:
            self.assertFull(file.truncate, DISK + 1)
            if hasattr(os, "posix_fallocate"):
                self.assertFull(os.posix_fallocate, file.fileno(), 0, DISK + 1)
            file.seek(DISK + 1)
            self.assertFull(os.write, file.fileno(), b"x")
            self.assertFull(os.pwrite, file.fileno(), b"x", 1 << 40)
        self.assertEqual(os.path.getsize(path), 0)
        fill(self.path("most"), free - 4 * MB)
        self.write_text("source", "x" * 3 * MB)
        self.assertFull(shutil.copyfile, self.path("source"), self.path("copy"))
        self.assertFull(shutil.copy, self.path("source"), self.path("copy"))
        # What did not fit has left its beginning, as on Linux.
        self.assertLessEqual(os.path.getsize(self.path("copy")), MB + 8192)
        os.remove(self.path("copy"))
        os.rename(self.path("source"), self.path("moved"))
        self.assertEqual(os.path.getsize(self.path("moved")), 3 * MB)

    def test_a_temporary_file_without_a_name_counts_and_goes_when_it_is_closed(self):
        free = shutil.disk_usage(self.folder).free
        with tempfile.TemporaryFile(dir=self.folder) as file:
            file.write(b"x" * 10 * MB)
            file.flush()
            self.assertLessEqual(shutil.disk_usage(self.folder).free, free - 10 * MB)
        self.assertGreaterEqual(shutil.disk_usage(self.folder).free, free - MB)

    def test_the_number_of_files_and_folders_is_bounded_too(self):
        made = 0
        with self.assertRaises(OSError) as caught:
            for made in range(NAMES + 1):
                self.touch(str(made))
        self.assertEqual(caught.exception.errno, errno.ENOSPC)
        self.assertGreater(made, NAMES - 100)
        self.assertFull(os.mkdir, self.path("folder"))
        self.assertFull(os.symlink, self.path("0"), self.path("link"))
        os.remove(self.path("0"))
        os.mkdir(self.path("folder"))

    def test_the_account_stays_right_whatever_is_done(self):
        """Random deeds against a model of sizes. The disk's own figure is what is compared."""
        lots = random.Random(20261121)
        free = shutil.disk_usage(self.folder).free
        sizes = {}
        for step in range(600):
            name = f"f{lots.randrange(12)}"
            path = self.path(name)
            size = lots.choice((0, 1, 5_000, MB, 7 * MB, 20 * MB))
            deed = lots.choice(("write", "append", "truncate", "remove", "rename", "hole"))
            room = free - sum(sizes.values())
            try:
                if deed == "write":
                    with open(path, "wb", buffering=0) as file:
                        sizes[name] = 0
                        done = 0
                        while done < size:
                            done += file.write(b"x" * (size - done))
                            sizes[name] = done
                elif deed == "append":
                    with open(path, "ab", buffering=0) as file:
                        sizes.setdefault(name, 0)
                        done = 0
                        while done < size:
                            more = file.write(b"y" * (size - done))
                            done += more
                            sizes[name] += more
                elif deed == "truncate" and name in sizes:
                    os.truncate(path, size)
                    sizes[name] = size
                elif deed == "remove" and name in sizes:
                    os.remove(path)
                    del sizes[name]
                elif deed == "rename" and name in sizes:
                    other = f"f{lots.randrange(12)}"
                    os.rename(path, self.path(other))
                    sizes[other] = sizes.pop(name)
                elif deed == "hole" and name in sizes:
                    with open(path, "r+b", buffering=0) as file:
                        if file.seek(size) + 1 > sizes[name]:
                            written = file.write(b"z")
                            sizes[name] = size + written
            except OSError as error:
                self.assertEqual(error.errno, errno.ENOSPC, f"step {step}: {deed} {name} {size} with {room} free")
            used = sum(sizes.values())
            self.assertLessEqual(used, DISK)
            told = shutil.disk_usage(self.folder).free
            self.assertAlmostEqual(told, free - used, delta=2 * 4096, msg=f"step {step}: {deed} {name} {size}")
            for one, expected in sizes.items():
                self.assertEqual(os.path.getsize(self.path(one)), expected)

    def test_one_process_has_as_much_room_as_the_others_have_left(self):
        self.assertEqual(fill(self.path("parents"), 40 * MB), 40 * MB)
        queue = mp.Queue()
        process = mp.Process(target=fill_and_tell, args=(self.path("childs"), 1 << 40, queue))
        process.start()
        done = queue.get()
        process.join()
        self.assertLess(done, 24 * MB + 1)
        self.assertGreater(done, 22 * MB)
        with open(self.path("childs"), "rb") as file:
            self.assertEqual(len(file.read()), done)
        self.assertFull(self.write_text, "more", "x" * 2 * MB)
        os.remove(self.path("parents"))
        self.write_text("more", "x" * 2 * MB)


if __name__ == "__main__":
    unittest.main()
