"""What a forked child has of its parent: everything as it stood at the start, and nothing that comes after."""

import collections
import dataclasses
import enum
import io
import multiprocessing as mp
import os
import random
import signal
import socket
import sys
import threading
import types
import unittest

import mp_support
from mp_support import SINCE_3_13, ProcessTestCase, in_child, read, use_fork, write

setUpModule = use_fork

counter = 0
recipes = {"bread": ["flour", "water"]}
SENTINEL = object()


class Color(enum.Enum):
    RED = 1
    BLUE = 2


@dataclasses.dataclass
class Order:
    what: str
    count: int = 1
    notes: list = dataclasses.field(default_factory=list)


class Node:
    def __init__(self, name):
        self.name = name
        self.friend = self


class Oven:
    temperature = 20

    def heat(self):
        type(self).temperature = 220
        return self.temperature


if len(sys.argv) >= 0:

    def chosen():
        return "defined in an if"

else:

    def chosen():
        return "never"


def count_up():
    global counter
    counter += 1
    return counter


class GlobalsTest(ProcessTestCase):
    def tearDown(self):
        global counter
        counter = 0
        recipes.clear()
        recipes["bread"] = ["flour", "water"]

    def test_the_child_sees_globals_as_they_stood_at_its_start(self):
        global counter
        counter = 41
        recipes["soup"] = ["salt"]
        self.assertEqual(in_child(lambda: (counter, recipes)), (41, {"bread": ["flour", "water"], "soup": ["salt"]}))

    def test_what_the_child_changes_stays_with_it(self):
        def change():
            recipes["bread"].append("salt")
            return count_up(), len(recipes["bread"])

        self.assertEqual(in_child(change), (1, 3))
        self.assertEqual((counter, len(recipes["bread"])), (0, 2))

    def test_what_the_parent_changes_later_stays_with_it(self):
        here, there = mp.Pipe()

        def look():
            there.recv()
            there.send(counter)

        process = self.start(look)
        global counter
        counter = 99
        here.send("look now")
        self.assertEqual(self.receive(here), 0)
        self.finish(process)

    def test_each_child_begins_with_the_state_of_its_own_start(self):
        seen = []
        for _ in range(3):
            count_up()
            seen.append(in_child(count_up))
        self.assertEqual(seen, [2, 3, 4])

    def test_a_child_of_a_child_begins_with_the_childs_state(self):
        def middle():
            count_up()
            return in_child(count_up), counter

        self.assertEqual(in_child(middle), (2, 1))
        self.assertEqual(counter, 0)

    def test_globals_made_after_the_import_are_there(self):
        globals()["late"] = "made by a test"
        try:
            self.assertEqual(in_child(lambda: late), "made by a test")  # noqa: F821
        finally:
            del globals()["late"]

    def test_globals_that_were_deleted_are_gone(self):
        globals()["passing"] = 1
        del globals()["passing"]
        self.assertFalse(in_child(lambda: "passing" in globals()))

    def test_a_function_replaced_in_the_parent_is_replaced_in_the_child(self):
        global count_up
        original = count_up
        count_up = lambda: "replaced"  # noqa: E731
        try:
            self.assertEqual(in_child(lambda: count_up()), "replaced")
        finally:
            count_up = original

    def test_class_attributes_changed_in_the_parent_are_changed_in_the_child(self):
        Oven.temperature = 100
        try:
            self.assertEqual(in_child(lambda: Oven().temperature), 100)
            self.assertEqual(in_child(Oven().heat), 220)
            self.assertEqual(Oven.temperature, 100)
        finally:
            Oven.temperature = 20

    def test_a_global_list_and_an_argument_that_is_that_list_stay_one(self):
        def same(argument):
            argument.append("yeast")
            return argument is recipes["bread"], recipes["bread"][-1]

        self.assertEqual(in_child(same, recipes["bread"]), (True, "yeast"))


class FunctionsTest(ProcessTestCase):
    def test_lambdas_closures_and_local_functions_may_be_targets(self):
        offset = 30

        def local(n):
            return n + offset

        self.assertEqual(in_child(lambda n: n * 2, 21), 42)
        self.assertEqual(in_child(local, 12), 42)

    def test_functions_defined_in_an_if_may_be_targets(self):
        self.assertEqual(in_child(chosen), "defined in an if")

    def test_two_closures_over_one_variable_share_it_in_the_child(self):
        value = 0

        def up():
            nonlocal value
            value += 1

        def get():
            return value

        def both():
            up()
            up()
            return get()

        self.assertEqual(in_child(both), 2)
        self.assertEqual(value, 0)

    def test_a_closure_sees_the_value_at_the_start(self):
        value = "before"

        def get():
            return value

        value = "at the start"
        self.assertEqual(in_child(get), "at the start")

    def test_recursive_and_decorated_local_functions_work(self):
        def twice(function):
            def wrapper(*args):
                return function(*args) * 2

            return wrapper

        def factorial(n):
            return 1 if n == 0 else n * factorial(n - 1)

        @twice
        def plain(n):
            return factorial(n)

        self.assertEqual(in_child(plain, 5), 240)

    def test_local_classes_work(self):
        class Base:
            def greet(self):
                return "base"

        class Derived(Base):
            def greet(self):
                return super().greet() + " and derived"

        self.assertEqual(in_child(Derived().greet), "base and derived")

    def test_functions_keep_defaults_annotations_and_attributes(self):
        def work(a, b=[1], *, c="c") -> str:  # noqa: B006
            work.calls += 1
            return f"{a}{b}{c}{work.calls}"

        work.calls = 5
        self.assertEqual(in_child(work, "a"), "a[1]c6")
        self.assertEqual(work.calls, 5)

    def test_a_generator_function_and_an_async_function_can_be_called_in_the_child(self):
        import asyncio

        def squares(n):
            yield from (i * i for i in range(n))

        async def add(a, b):
            await asyncio.sleep(0)
            return a + b

        self.assertEqual(in_child(lambda: list(squares(4))), [0, 1, 4, 9])
        self.assertEqual(in_child(lambda: asyncio.run(add(1, 2))), 3)


class ObjectsTest(ProcessTestCase):
    def test_identity_of_single_objects_is_kept(self):
        def same(color, sentinel, cls):
            return color is Color.RED, sentinel is SENTINEL, cls is Order, isinstance(Order("x"), cls)

        self.assertEqual(in_child(same, Color.RED, SENTINEL, Order), (True, True, True, True))

    def test_objects_that_refer_to_themselves_arrive_whole(self):
        node = Node("a")
        other = Node("b")
        node.friend, other.friend = other, node
        loop = []
        loop.append(loop)
        self.assertEqual(
            in_child(lambda: (node.friend.friend is node, node.friend.name, loop[0] is loop)), (True, "b", True)
        )

    def test_one_object_in_two_places_stays_one(self):
        order = Order("bun", 3)
        pair = [order, order]

        def change():
            pair[0].count = 7
            order.notes.append("warm")
            return pair[1].count, pair[1].notes

        self.assertEqual(in_child(change), (7, ["warm"]))
        self.assertEqual(order, Order("bun", 3))

    def test_all_kinds_of_containers_arrive(self):
        things = {
            "deque": collections.deque([1, 2], maxlen=5),
            "counter": collections.Counter("abca"),
            "default": collections.defaultdict(list, {"a": [1]}),
            "ordered": collections.OrderedDict([(2, 1), (1, 2)]),
            "set": {1, 2},
            "frozen": frozenset("ab"),
            "bytes": bytearray(b"xyz"),
            "range": range(1, 9, 2),
            "complex": 1 + 2j,
            "big": 3**200,
            "slice": slice(1, 2),
            "simple": types.SimpleNamespace(a=1),
            "nested": [({"a": (None, True, ...)},)],
        }
        arrived = in_child(lambda: things)
        self.assertEqual(arrived, things)
        self.assertEqual(arrived["deque"].maxlen, 5)
        self.assertEqual(arrived["default"].default_factory, list)

    def test_exceptions_arrive_with_what_they_carry(self):
        try:
            raise ValueError("first", 2)
        except ValueError as error:
            kept = error
        kept.extra = "more"
        self.assertEqual(
            in_child(lambda: (type(kept).__name__, kept.args, kept.extra)), ("ValueError", ("first", 2), "more")
        )

    def test_slots_properties_and_metaclasses_work(self):
        class Meta(type):
            def __call__(cls, *args):
                made = super().__call__(*args)
                made.made_by = "meta"
                return made

        class Point(metaclass=Meta):
            __slots__ = ("x", "made_by")

            def __init__(self, x):
                self.x = x

            @property
            def double(self):
                return self.x * 2

        point = Point(21)
        self.assertEqual(in_child(lambda: (point.double, point.made_by, Point(1).double)), (42, "meta", 2))

    def test_a_megabyte_of_arguments_arrives(self):
        data = bytes(range(256)) * 4096
        self.assertEqual(in_child(lambda given: (len(given), given == data), data), (len(data), True))

    def test_what_nobody_touches_does_not_matter(self):
        # None of these could be pickled.
        generator = (n for n in range(3))
        lock = threading.Lock()
        frame = sys._getframe()
        module = types.ModuleType("made_up")
        file = open(self.file(), "w", encoding="utf-8")  # noqa: SIM115
        left, right = socket.socketpair() if not mp_support.HERE else (socket.socket(), socket.socket())
        everything = [generator, lock, frame, module, file, left, right, threading.current_thread()]
        try:
            self.assertEqual(in_child(lambda: len(everything)), 8)
        finally:
            file.close()
            left.close()
            right.close()

    def test_a_lock_that_is_free_in_the_parent_can_be_used_in_the_child(self):
        lock = threading.Lock()
        condition = threading.Condition()
        event = threading.Event()
        event.set()

        def use():
            with lock, condition:
                condition.notify_all()
            return event.is_set()

        self.assertTrue(in_child(use))

    def test_a_threading_local_keeps_what_the_forking_thread_had(self):
        local = threading.local()
        local.value = "mine"
        self.assertEqual(in_child(lambda: local.value), "mine")

    def test_text_and_bytes_in_memory_keep_their_position(self):
        text = io.StringIO("one\ntwo\n")
        text.readline()
        self.assertEqual(in_child(lambda: text.read()), "two\n")
        self.assertEqual(text.read(), "two\n")


class SystemStateTest(ProcessTestCase):
    def test_imported_modules_and_what_was_set_on_them_are_there(self):
        mp_support.note = "set on a module"
        try:
            self.assertEqual(in_child(lambda: mp_support.note), "set on a module")
        finally:
            del mp_support.note

    def test_modules_made_by_hand_are_there(self):
        module = types.ModuleType("handmade")
        module.answer = 42
        sys.modules["handmade"] = module
        try:

            def look():
                import handmade

                return handmade.answer

            self.assertEqual(in_child(look), 42)
        finally:
            del sys.modules["handmade"]

    def test_the_child_may_import_more(self):
        def look():
            import colorsys

            return colorsys.rgb_to_hsv(0, 0, 0)

        self.assertEqual(in_child(look), (0.0, 0.0, 0))

    def test_the_environment_the_folder_and_argv_are_the_parents(self):
        folder = os.path.realpath(self.folder())
        before = os.getcwd()
        os.environ["INTERLEAVE_TEST"] = "seen"
        sys.argv.append("--flour")
        os.chdir(folder)
        try:
            seen = in_child(lambda: (os.environ["INTERLEAVE_TEST"], os.getcwd(), sys.argv[-1]))
        finally:
            os.chdir(before)
            sys.argv.pop()
            del os.environ["INTERLEAVE_TEST"]
        self.assertEqual(seen, ("seen", folder, "--flour"))

    def test_the_childs_environment_and_folder_are_its_own(self):
        folder = self.folder()
        before = os.getcwd()

        def move():
            os.chdir(folder)
            os.environ["INTERLEAVE_TEST"] = "child"
            sys.path.insert(0, "nowhere")

        in_child(move)
        self.assertEqual(os.getcwd(), before)
        self.assertNotIn("INTERLEAVE_TEST", os.environ)
        self.assertNotIn("nowhere", sys.path)

    def test_the_recursion_limit_and_the_switch_interval_are_the_parents(self):
        limit, interval = sys.getrecursionlimit(), sys.getswitchinterval()
        sys.setrecursionlimit(limit + 17)
        sys.setswitchinterval(0.003)
        try:
            seen = in_child(lambda: (sys.getrecursionlimit(), round(sys.getswitchinterval(), 6)))
        finally:
            sys.setrecursionlimit(limit)
            sys.setswitchinterval(interval)
        self.assertEqual(seen, (limit + 17, 0.003))

    def test_children_draw_different_random_numbers(self):
        random.seed(1)
        drawn = {in_child(random.random) for _ in range(3)}
        self.assertEqual(len(drawn), 3)
        self.assertNotIn(random.Random(1).random(), drawn)

    def test_a_generator_of_random_numbers_of_ones_own_goes_on_where_it_was(self):
        own = random.Random(7)
        own.random()
        self.assertEqual(in_child(own.random), own.random())

    def test_the_child_has_one_thread_the_main_thread(self):
        gate = threading.Event()
        thread = threading.Thread(target=gate.wait, name="other")
        thread.start()
        try:

            def look():
                current = threading.current_thread()
                return threading.active_count(), current.name, current is threading.main_thread()

            self.assertEqual(in_child(look), (1, "MainThread", True))
        finally:
            gate.set()
            thread.join()

    def test_standard_input_of_a_child_is_empty(self):
        self.assertEqual(in_child(lambda: sys.stdin.read()), "")

    def test_handlers_of_signals_are_inherited(self):
        before = signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        try:
            self.assertEqual(in_child(lambda: signal.getsignal(signal.SIGUSR1) is signal.SIG_IGN), True)
        finally:
            signal.signal(signal.SIGUSR1, before)

    def test_exception_hooks_warnings_filters_and_trace_of_the_parent_apply(self):
        import warnings

        def look():
            with warnings.catch_warnings(record=True) as caught:
                warnings.warn("a test", UserWarning, stacklevel=1)
            return len(caught)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            self.assertEqual(in_child(look), 0)
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            self.assertEqual(in_child(look), 1)

    @unittest.skipUnless(SINCE_3_13, "since 3.13")
    def test_exit_handlers_of_the_parent_do_not_run_in_the_child_but_its_own_do(self):
        import atexit

        path = self.file()
        write(path, "")

        def note(word):
            with open(path, "a", encoding="utf-8") as file:
                file.write(word)

        atexit.register(note, "parent's")
        try:
            process = self.start(lambda: atexit.register(note, "child's"))
            self.finish(process)
        finally:
            atexit.unregister(note)
        self.assertEqual(read(path), "child's")

    def test_hash_values_of_texts_agree(self):
        self.assertEqual(in_child(hash, "flour"), hash("flour"))


class FilesTest(ProcessTestCase):
    def test_a_file_that_a_child_wrote_can_be_read_after_join(self):
        path = self.file()
        process = self.start(write, path, "from the child")
        process.join()
        self.assertEqual(read(path), "from the child")

    def test_a_file_that_the_parent_wrote_can_be_read_by_the_child(self):
        path = self.file()
        write(path, "from the parent")
        self.assertEqual(in_child(read, path), "from the parent")

    def test_a_file_written_while_the_child_runs_can_be_read_by_it(self):
        path = self.file()
        here, there = mp.Pipe()

        def look():
            there.recv()
            there.send(read(path))

        process = self.start(look)
        write(path, "later")
        here.send("look now")
        self.assertEqual(self.receive(here), "later")
        self.finish(process)

    def test_a_file_written_by_a_child_can_be_read_by_the_next(self):
        path = self.file()
        in_child(write, path, "hand to hand")
        self.assertEqual(in_child(read, path), "hand to hand")

    def test_a_running_child_tells_that_it_has_written(self):
        path = self.file()
        here, there = mp.Pipe()

        def work():
            write(path, "written")
            there.send("look now")
            there.recv()

        process = self.start(work)
        self.receive(here)
        self.assertEqual(read(path), "written")
        here.send("end")
        self.finish(process)

    def test_folders_removals_and_renames_are_seen(self):
        folder = self.folder()
        write(os.path.join(folder, "old"), "1")
        write(os.path.join(folder, "gone"), "2")

        def tidy():
            os.mkdir(os.path.join(folder, "new"))
            os.rename(os.path.join(folder, "old"), os.path.join(folder, "new", "name"))
            os.remove(os.path.join(folder, "gone"))

        in_child(tidy)
        self.assertEqual(os.listdir(folder), ["new"])
        self.assertEqual(read(os.path.join(folder, "new", "name")), "1")

    def test_lines_appended_by_processes_one_after_the_other_are_all_there(self):
        path = self.file()

        def append(n):
            with open(path, "a", encoding="utf-8") as file:
                file.write(f"{n}\n")

        for n in range(4):
            in_child(append, n)
        self.assertEqual(read(path).split(), ["0", "1", "2", "3"])

    def test_bytes_are_kept_as_they_are(self):
        path = self.file()
        data = bytes(range(256)) * 100

        def save():
            with open(path, "wb") as file:
                file.write(data)

        in_child(save)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), data)


if __name__ == "__main__":
    unittest.main()
