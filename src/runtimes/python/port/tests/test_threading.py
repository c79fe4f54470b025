"""`threading` and `_thread` on the port: the standard library's own promises, from starting a thread to the last word of one that
raises. The file runs natively too, with CPython as the oracle."""

import _thread
import contextvars
import decimal
import gc
import io
import sys
import threading
import time
import traceback
import unittest
from contextlib import redirect_stderr

PORT = sys.platform == "emscripten"
NEW = sys.version_info >= (3, 14)


def until(condition):
    """Let others run until the condition holds."""
    for _ in range(20000):
        if condition():
            return
        time.sleep(0.0005)
    raise AssertionError("the condition never came true")


def run(*functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class ThreadTest(unittest.TestCase):
    def test_it_runs_its_target_with_its_arguments(self):
        got = []
        thread = threading.Thread(target=lambda *a, **k: got.append((a, k)), args=(1, 2), kwargs={"three": 3})
        thread.start()
        thread.join()
        self.assertEqual(got, [((1, 2), {"three": 3})])

    def test_a_subclass_runs_its_run_method(self):
        class Mine(threading.Thread):
            def run(self):
                self.result = threading.current_thread() is self

        thread = Mine()
        thread.start()
        thread.join()
        self.assertIs(thread.result, True)

    def test_is_alive_from_start_to_end(self):
        gate = threading.Event()
        thread = threading.Thread(target=gate.wait)
        self.assertFalse(thread.is_alive())
        thread.start()
        self.assertTrue(thread.is_alive())
        gate.set()
        thread.join()
        self.assertFalse(thread.is_alive())

    def test_it_starts_once_only(self):
        thread = threading.Thread(target=lambda: None)
        thread.start()
        with self.assertRaisesRegex(RuntimeError, "^threads can only be started once$"):
            thread.start()
        thread.join()
        with self.assertRaisesRegex(RuntimeError, "^threads can only be started once$"):
            thread.start()

    def test_join_before_start_is_refused(self):
        with self.assertRaisesRegex(RuntimeError, "^cannot join thread before it is started$"):
            threading.Thread(target=print).join()

    def test_joining_oneself_is_refused(self):
        errors = []

        def work():
            try:
                threading.current_thread().join()
            except RuntimeError as error:
                errors.append(str(error).lower())

        run(work)
        self.assertEqual(errors, ["cannot join current thread"])
        with self.assertRaisesRegex(RuntimeError, "(?i)^cannot join current thread$"):
            threading.current_thread().join()

    def test_join_with_a_timeout_comes_back_while_the_thread_lives(self):
        gate = threading.Event()
        thread = threading.Thread(target=gate.wait)
        thread.start()
        start = time.perf_counter()
        self.assertIsNone(thread.join(0.02))
        self.assertGreaterEqual(time.perf_counter() - start, 0.019)
        thread.join(timeout=0)
        thread.join(timeout=-1)
        self.assertTrue(thread.is_alive())
        gate.set()
        thread.join(timeout=30)
        self.assertFalse(thread.is_alive())

    def test_join_may_be_called_by_many_and_again(self):
        gate, done = threading.Event(), []
        thread = threading.Thread(target=gate.wait)
        thread.start()

        def wait():
            thread.join()
            done.append(1)

        waiters = [threading.Thread(target=wait) for _ in range(5)]
        for waiter in waiters:
            waiter.start()
        self.assertEqual(done, [])
        gate.set()
        for waiter in waiters:
            waiter.join()
        thread.join()
        self.assertEqual(len(done), 5)

    def test_names_are_numbered_and_tell_the_target(self):
        def work():
            pass

        thread = threading.Thread(target=work)
        self.assertRegex(thread.name, r"^Thread-\d+ \(work\)$")
        self.assertEqual(threading.Thread(name="till").name, "till")

    def test_a_name_can_be_changed_at_any_time(self):
        gate, thread = threading.Event(), threading.Thread(target=lambda: gate.wait(), name="before")
        thread.name = "between"
        thread.start()
        thread.name = "after"
        self.assertEqual(thread.name, "after")
        self.assertIn("after", repr(thread))
        gate.set()
        thread.join()

    def test_idents_differ_and_are_positive_integers(self):
        gate, idents = threading.Barrier(8), []

        def work():
            idents.append(threading.get_ident())
            gate.wait()

        run(*[work] * 8)
        idents.append(threading.get_ident())
        self.assertEqual(len(set(idents)), 9)
        self.assertTrue(all(type(i) is int and i > 0 for i in idents))

    def test_ident_and_native_id_are_none_before_the_start(self):
        thread = threading.Thread(target=lambda: None)
        self.assertIsNone(thread.ident)
        self.assertIsNone(thread.native_id)
        thread.start()
        thread.join()
        self.assertIsInstance(thread.ident, int)
        self.assertIsInstance(thread.native_id, int)

    def test_daemon_is_inherited_and_can_be_set_before_the_start_only(self):
        seen = []
        parent = threading.Thread(target=lambda: seen.append(threading.Thread().daemon), daemon=True)
        parent.start()
        parent.join()
        self.assertEqual(seen, [True])
        self.assertFalse(threading.Thread().daemon)
        gate = threading.Event()
        thread = threading.Thread(target=gate.wait)
        thread.start()
        with self.assertRaisesRegex(RuntimeError, "cannot set daemon status of active thread"):
            thread.daemon = True
        gate.set()
        thread.join()

    def test_repr_shows_the_life_of_a_thread(self):
        gate = threading.Event()
        thread = threading.Thread(target=gate.wait, name="till", daemon=True)
        self.assertEqual(repr(thread), "<Thread(till, initial daemon)>")
        thread.start()
        self.assertEqual(repr(thread), f"<Thread(till, started daemon {thread.ident})>")
        gate.set()
        thread.join()
        self.assertEqual(repr(thread), f"<Thread(till, stopped daemon {thread.ident})>")

    def test_enumerate_and_active_count_hold_the_living(self):
        before, gate = threading.active_count(), threading.Event()
        threads = [threading.Thread(target=gate.wait) for _ in range(4)]
        for thread in threads:
            thread.start()
        self.assertEqual(threading.active_count(), before + 4)
        self.assertLessEqual(set(threads) | {threading.main_thread(), threading.current_thread()}, set(threading.enumerate()))
        gate.set()
        for thread in threads:
            thread.join()
        self.assertEqual(threading.active_count(), before)

    def test_main_thread_is_the_one_that_runs_the_program(self):
        self.assertIs(threading.main_thread(), threading.current_thread())
        self.assertEqual(threading.main_thread().name, "MainThread")
        seen = []
        run(lambda: seen.append(threading.main_thread() is threading.current_thread()))
        self.assertEqual(seen, [False])

    def test_threads_start_threads(self):
        order = []

        def work(depth):
            if depth:
                thread = threading.Thread(target=work, args=(depth - 1,))
                thread.start()
                thread.join()
            order.append(depth)

        run(lambda: work(10))
        self.assertEqual(order, list(range(11)))

    def test_a_thousand_sleeping_threads(self):
        done = []

        def work(number):
            time.sleep(0.02)
            done.append(number)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(1000)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(done), list(range(1000)))

    def test_the_target_and_arguments_are_let_go_at_the_end(self):
        import gc
        import weakref

        class Thing:
            pass

        thing = Thing()
        ref = weakref.ref(thing)
        thread = threading.Thread(target=lambda _: None, args=(thing,))
        thread.start()
        thread.join()
        del thing
        gc.collect()
        self.assertIsNone(ref())


class ErrorsTest(unittest.TestCase):
    def shout(self, function, name=None):
        """What a thread that runs `function` prints on stderr."""
        stream = io.StringIO()
        with redirect_stderr(stream):
            thread = threading.Thread(target=function, name=name)
            thread.start()
            thread.join()
        return stream.getvalue()

    def test_an_exception_ends_only_its_thread_and_is_told_on_stderr(self):
        def work():
            raise ValueError("no bread")

        text = self.shout(work, "baker")
        self.assertTrue(text.startswith("Exception in thread baker:\nTraceback (most recent call last):\n"), text)
        self.assertTrue(text.endswith("ValueError: no bread\n"), text)
        self.assertIn("raise ValueError", text)
        self.assertNotIn("_interleave", text)

    def test_frames_of_the_port_are_not_shown(self):
        def work():
            threading.Lock().acquire(timeout=-5)

        text = self.shout(work)
        self.assertIn("threading.Lock().acquire(timeout=-5)", text)
        self.assertTrue(text.rstrip().splitlines()[-1].startswith("ValueError: timeout value must be"), text)
        self.assertNotIn("interleave/", text)

    def test_system_exit_in_a_thread_is_silent(self):
        self.assertEqual(self.shout(sys.exit), "")
        self.assertEqual(self.shout(_thread.exit), "")

        def work():
            raise SystemExit(3)

        self.assertEqual(self.shout(work), "")

    def test_excepthook_gets_the_whole_story(self):
        seen, old = [], threading.excepthook
        threading.excepthook = lambda args: seen.append((args.exc_type, str(args.exc_value), args.thread.name, args.exc_traceback))
        try:
            thread = threading.Thread(target=lambda: 1 / 0, name="divider")
            thread.start()
            thread.join()
        finally:
            threading.excepthook = old
        self.assertEqual(seen[0][:3], (ZeroDivisionError, "division by zero", "divider"))
        self.assertIsNotNone(seen[0][3])

    def test_the_original_excepthook_stays_reachable(self):
        stream = io.StringIO()
        with redirect_stderr(stream):
            try:
                raise KeyError("key")
            except KeyError as error:
                args = threading.ExceptHookArgs([type(error), error, error.__traceback__, threading.current_thread()])
                threading.__excepthook__(args)
        self.assertIn("Exception in thread MainThread:", stream.getvalue())
        self.assertIn("KeyError: 'key'", stream.getvalue())

    def test_a_hook_that_raises_is_told_and_the_thread_still_ends(self):
        def hook(args):
            raise RuntimeError("the hook")

        old, threading.excepthook = threading.excepthook, hook
        try:
            text = self.shout(lambda: 1 / 0)
        finally:
            threading.excepthook = old
        self.assertIn("Exception in threading.excepthook:", text)
        self.assertIn("RuntimeError: the hook", text)

    def test_start_new_thread_tells_unhandled_exceptions_through_unraisablehook(self):
        seen, old = [], sys.unraisablehook

        def fail():
            raise ValueError("raw")

        sys.unraisablehook = lambda args: seen.append((args.exc_type, str(args.exc_value), args.object))
        try:
            _thread.start_new_thread(fail, ())
            until(lambda: seen)
        finally:
            sys.unraisablehook = old
        self.assertEqual(seen[0][:2], (ValueError, "raw"))


class HooksTest(unittest.TestCase):
    def test_settrace_reaches_new_threads(self):
        seen = set()

        def trace(frame, event, arg):
            seen.add(frame.f_code.co_name)

        def traced_work():
            pass

        threading.settrace(trace)
        try:
            self.assertIs(threading.gettrace(), trace)
            run(traced_work)
        finally:
            threading.settrace(None)
        self.assertIn("traced_work", seen)
        seen.clear()
        run(traced_work)
        self.assertEqual(seen, set())

    def test_setprofile_reaches_new_threads(self):
        seen = set()

        def profile(frame, event, arg):
            seen.add((frame.f_code.co_name, event))

        def profiled_work():
            pass

        threading.setprofile(profile)
        try:
            run(profiled_work)
        finally:
            threading.setprofile(None)
        self.assertIn(("profiled_work", "call"), seen)
        self.assertIn(("profiled_work", "return"), seen)

    def test_a_trace_function_of_one_thread_is_not_another_ones(self):
        seen, gate = [], threading.Event()

        def work():
            gate.wait()
            seen.append(sys.gettrace())

        old = sys.gettrace()
        thread = threading.Thread(target=work)
        thread.start()
        sys.settrace(lambda *args: None)
        try:
            gate.set()
            thread.join()
        finally:
            sys.settrace(old)
        self.assertEqual(seen, [None])

    @unittest.skipUnless(sys.version_info >= (3, 12), "since 3.12")
    def test_settrace_all_threads_reaches_running_threads(self):
        seen, gate, started = set(), threading.Event(), threading.Event()

        def late():
            pass

        def work():
            started.set()
            gate.wait()
            late()

        thread = threading.Thread(target=work)
        thread.start()
        started.wait()

        def trace(frame, event, arg):
            seen.add(frame.f_code.co_name)

        threading.settrace_all_threads(trace)
        try:
            gate.set()
            thread.join()
        finally:
            threading.settrace_all_threads(None)
        self.assertIn("late", seen)

    def test_current_frames_has_one_frame_for_each_thread(self):
        gate, started = threading.Event(), threading.Event()

        def waits_here():
            started.set()
            gate.wait()

        thread = threading.Thread(target=waits_here)
        thread.start()
        started.wait()
        time.sleep(0.002)
        frames = sys._current_frames()
        gate.set()
        thread.join()
        self.assertEqual(frames[threading.get_ident()].f_code.co_name, self._testMethodName)
        names, frame = [], frames[thread.ident]
        while frame is not None:
            names.append(frame.f_code.co_name)
            frame = frame.f_back
        self.assertIn("waits_here", names)

    def test_regression_stacks_of_others_can_be_printed_while_c_functions_of_theirs_call_python(self):
        """`f_back` went through C stacks that other threads had written over: the interpreter was lost."""
        gate = threading.Event()

        class Waits:
            def __init__(self, depth):
                if depth:
                    sorted([depth - 1], key=Waits)
                else:
                    gate.wait()

        def sink(depth):
            return depth and max([depth], key=lambda d: sink(d - 1))

        threads = [threading.Thread(target=Waits, args=(5,)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for _ in range(5):
            time.sleep(0.001)
            sink(30)
            frames = sys._current_frames()
            for thread in threads:
                names = [line.name for line in traceback.extract_stack(frames[thread.ident])]
                self.assertIn("wait", names)
            gc.collect()
        gate.set()
        for thread in threads:
            thread.join()


class PerThreadStateTest(unittest.TestCase):
    def test_a_local_is_per_thread(self):
        local, seen = threading.local(), []
        local.x = "main"

        def work(number):
            seen.append(hasattr(local, "x"))
            local.x = number
            time.sleep(0.002)
            seen.append(local.x == number)

        run(*[lambda n=n: work(n) for n in range(5)])
        self.assertEqual(local.x, "main")
        self.assertEqual(sorted(seen), [False] * 5 + [True] * 5)

    def test_a_subclass_of_local_is_initialised_in_each_thread(self):
        class Mine(threading.local):
            shared = []

            def __init__(self, start):
                self.value = start

        mine, seen = Mine(7), []

        def work():
            seen.append(mine.value)
            mine.value += 1
            time.sleep(0)
            seen.append(mine.value)

        run(work, work)
        self.assertEqual(sorted(seen), [7, 7, 8, 8])
        self.assertEqual(mine.value, 7)

    def test_the_values_of_a_local_are_let_go_when_the_thread_ends(self):
        import gc
        import weakref

        class Thing:
            pass

        local, refs = threading.local(), []

        def work():
            local.thing = Thing()
            refs.append(weakref.ref(local.thing))

        run(work)
        gc.collect()
        self.assertIsNone(refs[0]())

    def test_context_variables_are_per_thread(self):
        var, seen = contextvars.ContextVar("var", default="default"), []
        token = var.set("main")

        def work(number):
            seen.append(var.get())
            var.set(number)
            time.sleep(0.002)
            seen.append(var.get() == number)

        run(*[lambda n=n: work(n) for n in range(4)])
        self.assertEqual(var.get(), "main")
        var.reset(token)
        self.assertEqual(seen.count("default"), 4)
        self.assertEqual(seen.count(True), 4)

    @unittest.skipUnless(NEW, "since 3.14")
    def test_a_thread_runs_in_the_context_that_it_is_given(self):
        var, seen = contextvars.ContextVar("var"), []
        context = contextvars.copy_context()
        context.run(var.set, "given")

        def work():
            seen.append(var.get())
            var.set("changed")

        thread = threading.Thread(target=work, context=context)
        thread.start()
        thread.join()
        self.assertEqual(seen, ["given"])
        self.assertEqual(context[var], "changed")

    def test_decimal_contexts_are_per_thread(self):
        seen = []

        def work(precision):
            decimal.getcontext().prec = precision
            time.sleep(0.002)
            seen.append((precision, len(str(decimal.Decimal(1) / decimal.Decimal(3))) - 2))

        before = decimal.getcontext().prec
        run(*[lambda p=p: work(p) for p in (3, 5, 7, 11)])
        self.assertEqual(sorted(seen), [(3, 3), (5, 5), (7, 7), (11, 11)])
        self.assertEqual(decimal.getcontext().prec, before)

    def test_a_handled_exception_is_known_to_its_thread_only(self):
        seen = []

        def quiet():
            time.sleep(0.001)
            seen.append(sys.exc_info())

        def loud():
            try:
                1 / 0
            except ZeroDivisionError:
                time.sleep(0.003)
                seen.append(sys.exc_info()[0])

        run(loud, quiet)
        self.assertCountEqual(seen, [(None, None, None), ZeroDivisionError])

    def test_generators_and_exceptions_of_interleaved_threads_do_not_mix(self):
        def numbers(base):
            for n in range(5):
                try:
                    raise ValueError(base + n)
                except ValueError as error:
                    time.sleep(0)
                    yield error.args[0]
                    assert sys.exc_info()[1] is error

        got = {}

        def work(base):
            got[base] = list(numbers(base))

        run(*[lambda b=b: work(b) for b in (0, 10, 20)])
        self.assertEqual(got, {b: list(range(b, b + 5)) for b in (0, 10, 20)})


class LowLevelTest(unittest.TestCase):
    def test_start_new_thread_runs_with_arguments_and_gives_the_ident(self):
        got = []
        ident = _thread.start_new_thread(lambda *a, **k: got.append((_thread.get_ident(), a, k)), (1,), {"b": 2})
        until(lambda: got)
        self.assertEqual(got, [(ident, (1,), {"b": 2})])

    def test_start_new_thread_refuses_wrong_arguments(self):
        for args, message in [
            ((1, ()), "first arg must be callable"),
            ((print, []), "2nd arg must be a tuple"),
            ((print, (), 1), "optional 3rd arg must be a dictionary"),
        ]:
            with self.assertRaisesRegex(TypeError, message):
                _thread.start_new_thread(*args)

    def test_exit_raises_system_exit(self):
        with self.assertRaises(SystemExit):
            _thread.exit()

    def test_interrupt_main_raises_in_the_main_thread(self):
        def interrupt():
            # Not while the main thread is still in `start`: an exception in the middle of Condition.wait, or in a weakref's
            # callback, is lost there, in every CPython.
            time.sleep(0.05)
            _thread.interrupt_main()

        with self.assertRaises(KeyboardInterrupt):
            threading.Thread(target=interrupt).start()
            time.sleep(30)

    def test_stack_size_can_be_asked_for_and_refuses_nonsense(self):
        self.assertEqual(threading.stack_size(), 0)
        with self.assertRaises(ValueError):
            threading.stack_size(-1)
        threading.stack_size(0)

    def test_a_stack_size_that_programs_ask_for_is_accepted(self):
        old = threading.stack_size(256 * 1024)
        threading.stack_size(old)

    def test_a_raw_thread_is_a_dummy_to_threading(self):
        seen = []
        _thread.start_new_thread(lambda: seen.append(threading.current_thread()), ())
        until(lambda: seen)
        self.assertRegex(repr(seen[0]), "_DummyThread")
        self.assertTrue(seen[0].daemon)

    def test_the_error_of_thread_is_runtime_error(self):
        self.assertIs(_thread.error, RuntimeError)
        self.assertIs(threading.ThreadError, RuntimeError)


class TimerTest(unittest.TestCase):
    def test_it_calls_after_its_interval(self):
        got, start = [], time.perf_counter()
        timer = threading.Timer(0.02, lambda *a, **k: got.append((a, k, time.perf_counter() - start)), [1], {"b": 2})
        timer.start()
        timer.join()
        self.assertEqual(got[0][:2], ((1,), {"b": 2}))
        self.assertGreaterEqual(got[0][2], 0.019)

    def test_it_can_be_cancelled(self):
        got = []
        timer = threading.Timer(30, got.append, [1])
        timer.start()
        timer.cancel()
        timer.join()
        self.assertEqual(got, [])


class EventTest(unittest.TestCase):
    def test_all_waiters_go_when_it_is_set(self):
        event, got = threading.Event(), []
        threads = [threading.Thread(target=lambda: got.append(event.wait())) for _ in range(5)]
        for thread in threads:
            thread.start()
        self.assertEqual(got, [])
        event.set()
        for thread in threads:
            thread.join()
        self.assertEqual(got, [True] * 5)
        self.assertTrue(event.wait())
        event.clear()
        self.assertFalse(event.is_set())

    def test_wait_with_a_timeout_tells_whether_it_was_set(self):
        event = threading.Event()
        self.assertFalse(event.wait(0.002))
        self.assertFalse(event.wait(0))
        event.set()
        self.assertTrue(event.wait(0))

    def test_repr(self):
        event = threading.Event()
        self.assertRegex(repr(event), r"^<threading\.Event at 0x[0-9a-f]+: unset>$")
        event.set()
        self.assertRegex(repr(event), ": set>$")


class SemaphoreTest(unittest.TestCase):
    def test_it_lets_as_many_in_as_it_counts(self):
        semaphore, inside, most = threading.Semaphore(3), [], []

        def work():
            with semaphore:
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.002)
                inside.pop()

        run(*[work] * 10)
        self.assertEqual(max(most), 3)

    def test_timeouts_and_refusals(self):
        semaphore = threading.Semaphore(0)
        self.assertFalse(semaphore.acquire(blocking=False))
        self.assertFalse(semaphore.acquire(timeout=0.002))
        with self.assertRaises(ValueError):
            semaphore.acquire(blocking=False, timeout=1)
        with self.assertRaises(ValueError):
            threading.Semaphore(-1)
        with self.assertRaises(ValueError):
            semaphore.release(0)
        semaphore.release(2)
        self.assertTrue(semaphore.acquire() and semaphore.acquire())
        self.assertFalse(semaphore.acquire(False))

    def test_a_bounded_one_refuses_a_release_too_many(self):
        semaphore = threading.BoundedSemaphore(2)
        with semaphore:
            pass
        with self.assertRaisesRegex(ValueError, "Semaphore released too many times"):
            semaphore.release()


class BarrierTest(unittest.TestCase):
    def test_all_go_on_together_again_and_again(self):
        barrier, story = threading.Barrier(4), []

        def work():
            for round in range(3):
                story.append(round)
                barrier.wait()

        run(*[work] * 4)
        self.assertEqual(story, [0] * 4 + [1] * 4 + [2] * 4)

    def test_each_gets_a_number_of_its_own_and_one_runs_the_action(self):
        ran, numbers = [], []
        barrier = threading.Barrier(3, action=lambda: ran.append(1))
        run(*[lambda: numbers.append(barrier.wait())] * 3)
        self.assertEqual((ran, sorted(numbers)), ([1], [0, 1, 2]))

    def test_abort_breaks_it_for_all(self):
        barrier, got = threading.Barrier(3), []

        def work():
            try:
                barrier.wait()
            except threading.BrokenBarrierError:
                got.append("broken")

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        until(lambda: barrier.n_waiting == 2)
        barrier.abort()
        for thread in threads:
            thread.join()
        self.assertEqual(got, ["broken"] * 2)
        self.assertTrue(barrier.broken)
        with self.assertRaises(threading.BrokenBarrierError):
            barrier.wait()
        barrier.reset()
        self.assertFalse(barrier.broken)

    def test_a_timeout_breaks_it(self):
        barrier = threading.Barrier(2, timeout=0.002)
        with self.assertRaises(threading.BrokenBarrierError):
            barrier.wait()
        self.assertTrue(barrier.broken)

    def test_an_action_that_raises_breaks_it(self):
        barrier = threading.Barrier(1, action=lambda: 1 / 0)
        with self.assertRaises(ZeroDivisionError):
            barrier.wait()
        self.assertTrue(barrier.broken)


class ConditionTest(unittest.TestCase):
    def test_notify_wakes_as_many_as_it_says(self):
        condition, waiting, awake = threading.Condition(), [], []

        def work():
            with condition:
                waiting.append(1)
                condition.wait()
                awake.append(1)

        threads = [threading.Thread(target=work) for _ in range(5)]
        for thread in threads:
            thread.start()
        until(lambda: len(waiting) == 5)
        for count, total in ((1, 1), (2, 3)):
            with condition:
                condition.notify(count)
            until(lambda: len(awake) == total)
            time.sleep(0.003)
            self.assertEqual(len(awake), total)
        with condition:
            condition.notify_all()
        for thread in threads:
            thread.join()
        self.assertEqual(len(awake), 5)

    def test_wait_and_notify_need_the_lock(self):
        condition = threading.Condition()
        with self.assertRaisesRegex(RuntimeError, "un-acquired lock"):
            condition.wait()
        with self.assertRaisesRegex(RuntimeError, "un-acquired lock"):
            condition.notify()

    def test_wait_for_looks_until_its_predicate_holds(self):
        condition, numbers, got = threading.Condition(), [], []

        def wait():
            with condition:
                got.append(condition.wait_for(lambda: sum(numbers) if sum(numbers) > 5 else 0))

        thread = threading.Thread(target=wait)
        thread.start()
        for number in (1, 2, 3):
            with condition:
                numbers.append(number)
                condition.notify()
        thread.join()
        self.assertEqual(got, [6])
        with condition:
            self.assertFalse(condition.wait_for(lambda: False, timeout=0.003))

    def test_wait_with_a_timeout_gives_false_and_holds_the_lock_again(self):
        condition = threading.Condition()
        with condition:
            self.assertFalse(condition.wait(0.002))
            self.assertTrue(condition._is_owned())

    def test_producers_and_consumers_lose_nothing(self):
        condition, buffer, eaten = threading.Condition(), [], []

        def produce(base):
            for n in range(30):
                with condition:
                    while len(buffer) >= 3:
                        condition.wait()
                    buffer.append(base + n)
                    condition.notify_all()

        def consume():
            for _ in range(30):
                with condition:
                    while not buffer:
                        condition.wait()
                    eaten.append(buffer.pop(0))
                    condition.notify_all()

        run(lambda: produce(0), lambda: produce(100), consume, consume)
        self.assertEqual(sorted(eaten), [*range(30), *range(100, 130)])


if __name__ == "__main__":
    unittest.main(verbosity=1)
