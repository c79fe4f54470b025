"""Memory that processes share: `Value`, `Array`, their raw forms, `shared_memory` and `ShareableList`."""

import array
import ctypes
import multiprocessing as mp
import os
import pickle
import signal
import struct
import threading
import unittest
from multiprocessing import shared_memory, sharedctypes

from mp_support import HERE, PATIENCE, SHORT, SINCE_3_13, ProcessTestCase, in_child, use_fork

setUpModule = use_fork


class Point(ctypes.Structure):
    _fields_ = [("x", ctypes.c_double), ("y", ctypes.c_double), ("count", ctypes.c_int)]


class SharedTestCase(ProcessTestCase):
    def in_step(self, steps):
        """Runs functions alternately in a child (even ones) and here (odd ones), and gives what they gave."""
        here, there = mp.Pipe()

        def work():
            for step in steps[0::2]:
                there.recv()
                there.send(step())

        process = self.start(work)
        given = []
        for index, step in enumerate(steps):
            if index % 2:
                given.append(step())
            else:
                here.send("your turn")
                given.append(self.receive(here))
        self.finish(process)
        return given


class ValueTest(SharedTestCase):
    def test_both_sides_see_changes_while_both_run(self):
        value = mp.Value("i", 1)

        def set_to(n):
            value.value = n
            return value.value

        seen = self.in_step(
            [lambda: set_to(value.value + 1), lambda: set_to(value.value * 10), lambda: value.value, lambda: value.value]
        )
        self.assertEqual(seen, [2, 20, 20, 20])

    def test_typecodes_and_ctypes_hold_what_they_say(self):
        for kind, given in (
            ("b", -128),
            ("B", 255),
            ("h", -32768),
            ("H", 65535),
            ("i", -(2**31)),
            ("I", 2**32 - 1),
            ("q", -(2**63)),
            ("Q", 2**64 - 1),
            ("f", 0.5),
            ("d", 0.1),
            ("c", b"x"),
            (ctypes.c_bool, True),
            (ctypes.c_longlong, 2**62),
            (ctypes.c_double, 1e300),
            (ctypes.c_char, b"y"),
            (ctypes.c_wchar, "ü"),
        ):
            with self.subTest(kind=kind):
                value = mp.Value(kind, given)
                self.assertEqual(value.value, given)
                self.assertEqual(in_child(lambda value=value: value.value), given)

    def test_it_starts_at_zero(self):
        self.assertEqual(mp.Value("i").value, 0)
        self.assertEqual(mp.Value("d").value, 0.0)

    def test_numbers_wrap_like_cs(self):
        value = mp.Value("B", 255)
        value.value += 1
        self.assertEqual(value.value, 0)

    def test_the_wrong_type_is_refused(self):
        with self.assertRaises(TypeError):
            mp.Value("i", "text")
        value = mp.Value("i", 1)
        with self.assertRaises(TypeError):
            value.value = 1.5

    def test_increments_under_its_lock_are_all_counted(self):
        value = mp.Value("i", 0)

        def work():
            for _ in range(2000):
                with value.get_lock():
                    value.value += 1

        self.finish(*[self.start(work) for _ in range(3)])
        self.assertEqual(value.value, 6000)

    def test_increments_without_a_lock_may_be_lost_but_never_come_from_nowhere(self):
        value = mp.RawValue("i", 0)
        barrier = mp.Barrier(3)

        def work():
            barrier.wait()
            for _ in range(2000):
                value.value += 1

        self.finish(*[self.start(work) for _ in range(3)])
        self.assertLessEqual(value.value, 6000)
        self.assertGreaterEqual(value.value, 2)

    def test_its_lock_is_an_rlock_and_excludes_other_processes(self):
        value = mp.Value("i", 0)
        with value.get_lock(), value:
            self.assertFalse(in_child(lambda: value.get_lock().acquire(timeout=SHORT)))
            value.value = 5  # Takes the lock once more.
        self.assertTrue(in_child(lambda: value.acquire(timeout=PATIENCE)))

    def test_a_reader_waits_while_another_process_holds_the_lock(self):
        value = mp.Value("i", 0)
        here, there = mp.Pipe()
        with value.get_lock():
            process = self.start(lambda: there.send(value.value))
            self.assertFalse(here.poll(SHORT))
            value.value = 7
        self.assertEqual(self.receive(here), 7)
        self.finish(process)

    def test_a_lock_of_ones_own_may_be_given(self):
        lock = mp.Lock()
        value = mp.Value("i", 0, lock=lock)
        self.assertIs(value.get_lock(), lock)
        with self.assertRaisesRegex(AttributeError, "has no method 'acquire'"):
            mp.Value("i", 0, lock="no lock")

    def test_without_a_lock_it_is_a_plain_ctypes_object(self):
        value = mp.Value("i", 3, lock=False)
        self.assertFalse(hasattr(value, "get_lock"))
        self.assertIsInstance(value, ctypes.c_int)
        self.finish(self.start(setattr, value, "value", 8))
        self.assertEqual(value.value, 8)

    def test_get_obj_is_the_thing_without_the_lock(self):
        value = mp.Value("i", 3)
        self.assertIsInstance(value.get_obj(), ctypes.c_int)
        value.get_obj().value = 4
        self.assertEqual(value.value, 4)

    def test_many_values_do_not_overlap(self):
        values = [mp.Value("i", n) for n in range(50)] + [mp.Value("b", n) for n in range(50)]

        def negate():
            for value in values[::2]:
                value.value = -value.value

        self.finish(self.start(negate))
        self.assertEqual(
            [value.value for value in values], [-n if n % 2 == 0 else n for n in range(50)] * 2
        )

    def test_values_made_by_a_child_are_its_own(self):
        def work():
            values = [mp.Value("i", 5) for _ in range(10)]
            return in_child(lambda: [value.value for value in values])

        mine = mp.Value("i", 1)
        self.assertEqual(in_child(work), [5] * 10)
        self.assertEqual(mine.value, 1)

    def test_a_value_cannot_be_pickled_but_for_a_child(self):
        with self.assertRaises(RuntimeError):
            pickle.dumps(mp.Value("i", 1))


class ArrayTest(SharedTestCase):
    def test_items_and_slices_are_read_and_written_by_both(self):
        numbers = mp.Array("i", range(10))

        def change():
            numbers[0] = -1
            numbers[2:5] = [20, 30, 40]
            numbers[-1] = 99
            return numbers[:]

        expected = [-1, 1, 20, 30, 40, 5, 6, 7, 8, 99]
        self.assertEqual(in_child(change), expected)
        self.assertEqual(list(numbers), expected)
        self.assertEqual(numbers[1:8:3], [1, 40, 7])
        self.assertEqual(numbers[::-1], expected[::-1])
        self.assertEqual(len(numbers), 10)

    def test_a_size_gives_zeros(self):
        self.assertEqual(mp.Array("d", 3)[:], [0.0, 0.0, 0.0])
        self.assertEqual(len(mp.Array("i", 0)), 0)

    def test_a_list_a_tuple_or_a_range_gives_its_values(self):
        for initial in ([1, 2], (1, 2), range(1, 3)):
            self.assertEqual(mp.Array("q", initial)[:], [1, 2])

    def test_an_index_outside_is_refused(self):
        numbers = mp.Array("i", 2)
        for index in (2, -3):
            with self.assertRaises(IndexError):
                numbers[index]
        with self.assertRaises(ValueError):
            numbers[0:2] = [1, 2, 3]

    def test_a_negative_size_is_refused(self):
        with self.assertRaises(ValueError):
            mp.Array("i", -1)

    def test_an_array_of_chars_has_value_and_raw(self):
        text = mp.Array("c", 10)
        text.value = b"bread"
        self.assertEqual(text.value, b"bread")
        self.assertEqual(text.raw, b"bread" + bytes(5))
        self.finish(self.start(setattr, text, "raw", b"0123456789"))
        self.assertEqual(text.value, b"0123456789")
        self.assertEqual(text[0], b"0")
        with self.assertRaises(ValueError):
            text.value = b"longer than ten"
        self.assertEqual(mp.Array(ctypes.c_char, b"hello").raw, b"hello")

    def test_structures_can_be_shared(self):
        points = mp.Array(Point, [(1.5, 2.5), (3.0, 4.0)], lock=False)

        def move():
            for point in points:
                point.x *= 2
                point.count += 1

        self.finish(self.start(move))
        self.assertEqual([(p.x, p.y, p.count) for p in points], [(3.0, 2.5, 1), (6.0, 4.0, 1)])

    def test_a_single_structure_with_a_lock_gives_its_fields(self):
        point = mp.Value(Point, 1.0, 2.0, 3)

        def move():
            with point.get_lock():
                point.x, point.y = point.y, point.x

        self.finish(self.start(move))
        self.assertEqual((point.x, point.y, point.count), (2.0, 1.0, 3))

    def test_children_work_on_parts_of_their_own(self):
        numbers = mp.Array("i", range(1000), lock=False)

        def square(start, stop):
            for index in range(start, stop):
                numbers[index] *= numbers[index]

        self.finish(*[self.start(square, start, start + 250) for start in range(0, 1000, 250)])
        self.assertEqual(list(numbers), [n * n for n in range(1000)])

    def test_increments_under_its_lock_are_all_counted(self):
        numbers = mp.Array("i", 3)

        def work():
            for n in range(300):
                with numbers.get_lock():
                    numbers[n % 3] += 1

        self.finish(*[self.start(work) for _ in range(3)])
        self.assertEqual(numbers[:], [300, 300, 300])

    def test_a_big_array_is_shared_too(self):
        numbers = mp.RawArray("d", 250_000)
        self.finish(self.start(numbers.__setitem__, 249_999, 0.5))
        self.assertEqual(numbers[249_999], 0.5)

    @unittest.skipIf(HERE, "here a memoryview of it is a copy, stored when it is released")
    def test_a_memoryview_of_it_shows_the_shared_bytes(self):
        numbers = mp.RawArray("i", [1, 2, 3])
        view = memoryview(numbers).cast("B").cast("i")
        self.finish(self.start(numbers.__setitem__, 1, 77))
        self.assertEqual(view.tolist(), [1, 77, 3])
        view[2] = 5
        self.assertEqual(in_child(lambda: numbers[2]), 5)

    @unittest.skipIf(HERE, "here shared memory has no address")
    def test_ctypes_can_address_it(self):
        numbers = mp.RawArray(ctypes.c_int, 4)

        def fill():
            pointer = ctypes.cast(numbers, ctypes.POINTER(ctypes.c_int))
            for n in range(4):
                pointer[n] = n + 1

        self.finish(self.start(fill))
        self.assertEqual(list(numbers), [1, 2, 3, 4])

    def test_a_flag_in_shared_memory_can_be_watched_by_a_loop(self):
        # The child computes without a pause until the parent's write arrives.
        flag = mp.RawValue("b", 0)
        here, there = mp.Pipe()

        def work():
            there.send("watching")
            while not flag.value:
                pass
            there.send("seen")

        process = self.start(work)
        self.receive(here)
        flag.value = 1
        self.assertEqual(self.receive(here), "seen")
        self.finish(process)

    def test_raw_forms_have_no_lock(self):
        for thing in (mp.RawValue("i", 1), mp.RawArray("i", 2), sharedctypes.RawValue("d")):
            self.assertFalse(hasattr(thing, "get_lock"))

    def test_copy_and_synchronized_of_sharedctypes(self):
        original = sharedctypes.RawArray("i", [1, 2])
        copied = sharedctypes.copy(original)
        copied[0] = 9
        self.assertEqual((original[0], copied[0]), (1, 9))
        locked = sharedctypes.synchronized(original)
        self.finish(self.start(locked.__setitem__, 1, 6))
        self.assertEqual(original[1], 6)


class SharedMemoryTest(SharedTestCase):
    def block(self, size=64, **options):
        block = shared_memory.SharedMemory(create=True, size=size, **options)
        self.addCleanup(self.remove, block)
        return block

    @staticmethod
    def remove(block):
        block.close()
        try:
            block.unlink()
        except FileNotFoundError:
            pass

    def attach(self, name):
        block = shared_memory.SharedMemory(name)
        self.addCleanup(block.close)
        return block

    def test_a_new_block_holds_zeros_and_is_at_least_as_big_as_asked(self):
        block = self.block(100)
        self.assertGreaterEqual(block.size, 100)
        self.assertEqual(bytes(block.buf[:100]), bytes(100))
        self.assertEqual(len(block.buf), block.size)
        self.assertIsInstance(block.name, str)

    def test_a_child_attaches_by_name_and_both_see_what_is_written(self):
        block = self.block()
        name = block.name

        def work():
            other = shared_memory.SharedMemory(name=name)
            other.buf[:5] = b"child"
            seen = bytes(other.buf[10:16])
            other.close()
            return seen

        block.buf[10:16] = b"parent"
        self.assertEqual(in_child(work), b"parent")
        self.assertEqual(bytes(block.buf[:5]), b"child")

    def test_an_inherited_block_can_be_used_as_it_is(self):
        block = self.block()

        def work():
            block.buf[0] = 42

        self.finish(self.start(work))
        self.assertEqual(block.buf[0], 42)

    def test_writes_are_seen_while_both_run(self):
        block = self.block()

        def put(at, n):
            block.buf[at] = n
            return list(block.buf[:4])

        self.assertEqual(
            self.in_step([lambda: put(0, 1), lambda: put(1, 2), lambda: put(2, 3), lambda: put(3, 4)]),
            [[1, 0, 0, 0], [1, 2, 0, 0], [1, 2, 3, 0], [1, 2, 3, 4]],
        )

    def test_two_blocks_of_one_name_in_one_process_are_the_same_memory(self):
        block = self.block()
        other = self.attach(block.name)
        other.buf[3] = 7
        self.assertEqual(block.buf[3], 7)

    def test_numbers_can_be_packed_into_it(self):
        block = self.block()
        struct.pack_into("<idq", block.buf, 8, -5, 2.5, 2**40)

        def work():
            other = shared_memory.SharedMemory(block.name)
            values = struct.unpack_from("<idq", other.buf, 8)
            struct.pack_into("<i", other.buf, 8, 6)
            other.close()
            return values

        self.assertEqual(in_child(work), (-5, 2.5, 2**40))
        self.assertEqual(struct.unpack_from("<i", block.buf, 8), (6,))

    def test_a_cast_view_works_as_an_array(self):
        block = self.block(80)
        numbers = block.buf[:80].cast("q")

        def work():
            other = shared_memory.SharedMemory(block.name)
            view = other.buf[:80].cast("q")
            for index in range(10):
                view[index] += index
            view.release()
            other.close()

        numbers[9] = 100
        self.finish(self.start(work))
        self.assertEqual(numbers.tolist(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 109])
        numbers.release()

    def test_index_and_slice_errors_are_those_of_a_memoryview(self):
        block = self.block(16)
        with self.assertRaises(IndexError):
            block.buf[block.size]
        with self.assertRaises(ValueError):
            block.buf[0] = 256
        with self.assertRaises(ValueError):
            block.buf[0:2] = b"three"
        with self.assertRaises(TypeError):
            block.buf[0] = b"x"

    def test_a_name_may_be_given(self):
        name = f"il_test_{os.getpid()}"
        block = self.block(name=name)
        self.assertEqual(block.name, name)
        with self.assertRaises(FileExistsError):
            shared_memory.SharedMemory(name=name, create=True, size=16)

    def test_a_name_that_nobody_made_is_not_found(self):
        with self.assertRaises(FileNotFoundError):
            shared_memory.SharedMemory(name="il_nobody_made_this")

    def test_sizes_that_make_no_sense_are_refused(self):
        for size in (0, -1):
            with self.assertRaises(ValueError):
                shared_memory.SharedMemory(create=True, size=size)

    def test_after_unlink_the_name_is_gone_but_the_memory_stays_for_those_who_have_it(self):
        block = self.block()
        other = self.attach(block.name)
        block.buf[0] = 1
        block.unlink()
        with self.assertRaises(FileNotFoundError):
            shared_memory.SharedMemory(block.name)
        other.buf[1] = 2
        self.assertEqual((other.buf[0], block.buf[1]), (1, 2))

    def test_unlink_twice_raises_filenotfounderror(self):
        block = self.block()
        block.unlink()
        with self.assertRaises(FileNotFoundError):
            block.unlink()

    def test_after_close_there_is_no_buffer_and_the_memory_is_kept_for_others(self):
        block = self.block()
        name = block.name
        block.buf[0] = 9
        block.close()
        self.assertIsNone(block.buf)
        block.close()
        other = self.attach(name)
        self.assertEqual(other.buf[0], 9)

    def test_close_with_a_view_still_in_use_raises_buffererror(self):
        block = self.block()
        view = block.buf[:4]
        with self.assertRaises(BufferError):
            block.close()
        view.release()
        block.close()

    def test_a_block_travels_to_another_process_by_its_name(self):
        block = self.block()
        block.buf[0] = 3
        other = pickle.loads(pickle.dumps(block))
        self.addCleanup(other.close)
        self.assertEqual((other.name, other.buf[0]), (block.name, 3))
        q = mp.SimpleQueue()

        def work():
            arrived = q.get()
            arrived.buf[0] += 1
            arrived.close()

        process = self.start(work)
        q.put(block)
        self.finish(process)
        self.assertEqual(block.buf[0], 4)

    def test_a_block_made_by_a_child_can_be_found_by_its_parent(self):
        def work():
            block = shared_memory.SharedMemory(create=True, size=32)
            block.buf[:4] = b"made"
            block.close()
            return block.name

        # The child must live on: with its end the resource tracker may unlink what it made.
        here, there = mp.Pipe()
        process = self.start(lambda: (there.send(work()), there.recv()))
        block = self.attach(self.receive(here))
        self.assertEqual(bytes(block.buf[:4]), b"made")
        here.send("end")
        self.finish(process)
        block.unlink()

    def test_a_block_outlives_a_child_that_was_killed(self):
        block = self.block()

        def work():
            other = shared_memory.SharedMemory(block.name)
            other.buf[0] = 5
            os.kill(os.getpid(), signal.SIGKILL)

        self.start(work).join()
        self.assertEqual(block.buf[0], 5)

    def test_a_big_block_is_shared_too(self):
        block = self.block(4_000_000)

        def work():
            block.buf[3_999_999] = 1
            return sum(block.buf[:10])

        block.buf[:10] = bytes([1] * 10)
        self.assertEqual(in_child(work), 10)
        self.assertEqual(block.buf[3_999_999], 1)

    def test_an_array_module_array_can_be_copied_in_and_out(self):
        block = self.block(800)
        numbers = array.array("d", [n / 2 for n in range(100)])
        block.buf[:800] = memoryview(numbers).cast("B")
        self.assertEqual(in_child(lambda: array.array("d", bytes(block.buf[:800])).tolist()), numbers.tolist())

    def test_the_repr_tells_name_and_size(self):
        block = self.block()
        self.assertEqual(repr(block), f"SharedMemory({block.name!r}, size={block.size})")

    @unittest.skipUnless(SINCE_3_13, "since 3.13")
    def test_track_may_be_switched_off(self):
        block = self.block(track=False)
        block.buf[0] = 1
        other = shared_memory.SharedMemory(block.name, track=False)
        self.assertEqual(other.buf[0], 1)
        other.close()


class ShareableListTest(SharedTestCase):
    def shareable(self, *args, **options):
        made = shared_memory.ShareableList(*args, **options)
        self.addCleanup(made.shm.unlink)
        self.addCleanup(made.shm.close)
        return made

    def test_it_holds_what_it_was_made_of(self):
        things = ["bread", b"crumb", -5, 2.5, True, None]
        made = self.shareable(things)
        self.assertEqual(list(made), things)
        self.assertEqual(len(made), 6)

    def test_a_child_changes_items_and_the_parent_sees_it(self):
        made = self.shareable(["bread", 1, 2.5, None])
        name = made.shm.name

        def work():
            other = shared_memory.ShareableList(name=name)
            other[0] = "buns"
            other[1] += 41
            other[3] = True
            seen = list(other)
            other.shm.close()
            return seen

        self.assertEqual(in_child(work), ["buns", 42, 2.5, True])
        self.assertEqual(list(made), ["buns", 42, 2.5, True])

    def test_an_item_that_is_too_long_is_refused(self):
        made = self.shareable(["12345678"])
        with self.assertRaises(ValueError):
            made[0] = "x" * 100
        self.assertEqual(made[0], "12345678")

    def test_index_and_count_work_like_a_lists(self):
        made = self.shareable([1, 2, 1])
        self.assertEqual((made.count(1), made.index(2), 2 in made), (2, 1, True))
        with self.assertRaises(ValueError):
            made.index(9)
        with self.assertRaises(IndexError):
            made[3]
        self.assertEqual(made[-1], 1)

    def test_it_travels_by_its_name(self):
        made = self.shareable([1, 2])
        other = pickle.loads(pickle.dumps(made))
        other[0] = 7
        self.assertEqual(made[0], 7)
        other.shm.close()

    def test_things_of_other_kinds_are_refused(self):
        with self.assertRaises(KeyError):
            shared_memory.ShareableList([[1]])


class ThreadsTest(SharedTestCase):
    def test_threads_of_two_processes_count_together_under_one_lock(self):
        value = mp.Value("i", 0)

        def count():
            for _ in range(200):
                with value.get_lock():
                    value.value += 1

        def work():
            threads = [threading.Thread(target=count) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        process = self.start(work)
        work()
        self.finish(process)
        self.assertEqual(value.value, 800)


if __name__ == "__main__":
    unittest.main()
