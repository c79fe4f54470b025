"""asyncio's tasks as the standard library documents them: run, gather, groups, timeouts, waits, cancellation, eager tasks."""

import asyncio
import contextvars
import gc
import inspect
import io
import unittest
import weakref

SINCE_3_13 = hasattr(asyncio.Queue, "shutdown")
SINCE_3_14 = hasattr(asyncio, "capture_call_graph")

LONG = 30
"""No test waits for so long: what sleeps for it is cancelled, or is never waited for."""

SHORT = 0.01


async def give(value, turns=0):
    for _ in range(turns):
        await asyncio.sleep(0)
    return value


async def fail(error, turns=0):
    for _ in range(turns):
        await asyncio.sleep(0)
    raise error


async def forever(log=None):
    try:
        await asyncio.sleep(LONG)
    except asyncio.CancelledError:
        if log is not None:
            log.append("cancelled")
        raise


class RunTest(unittest.TestCase):
    def test_gives_what_the_coroutine_returns(self):
        self.assertEqual(asyncio.run(give(7, 2)), 7)

    def test_raises_what_the_coroutine_raises(self):
        with self.assertRaisesRegex(ValueError, "no"):
            asyncio.run(fail(ValueError("no"), 1))

    def test_refuses_to_run_inside_a_running_loop(self):
        async def main():
            coroutine = give(1)
            with self.assertRaisesRegex(RuntimeError, "cannot be called from a running event loop"):
                asyncio.run(coroutine)
            coroutine.close()

        asyncio.run(main())

    def test_refuses_what_is_no_coroutine(self):
        with self.assertRaises((ValueError, TypeError)):
            asyncio.run(give)

    def test_cancels_what_is_left_and_waits_for_it(self):
        log = []

        async def main():
            asyncio.create_task(forever(log))
            await asyncio.sleep(0)

        asyncio.run(main())
        self.assertEqual(log, ["cancelled"])

    def test_each_run_has_a_loop_of_its_own_which_is_closed_after_it(self):
        async def main():
            return asyncio.get_running_loop()

        first, second = asyncio.run(main()), asyncio.run(main())
        self.assertIsNot(first, second)
        self.assertTrue(first.is_closed())

    def test_loop_factory_is_used(self):
        made = []

        def factory():
            made.append(asyncio.new_event_loop())
            return made[0]

        async def main():
            return asyncio.get_running_loop()

        self.assertIs(asyncio.run(main(), loop_factory=factory), made[0])

    def test_tells_the_exception_handler_what_a_leftover_task_raised(self):
        async def stubborn():
            try:
                await asyncio.sleep(LONG)
            finally:
                raise ZeroDivisionError("late")

        seen = []

        async def main():
            asyncio.get_running_loop().set_exception_handler(lambda loop, context: seen.append(context["exception"]))
            asyncio.create_task(stubborn())
            await asyncio.sleep(0)

        asyncio.run(main())
        self.assertEqual([str(error) for error in seen], ["late"])

    def test_a_generator_that_was_left_open_is_closed(self):
        log = []

        async def numbers():
            try:
                while True:
                    yield 1
            finally:
                await asyncio.sleep(0)
                log.append("closed")

        kept = []

        async def main():
            kept.append(numbers())
            async for _ in kept[0]:
                break
            log.append("left")

        asyncio.run(main())
        self.assertEqual(log, ["left", "closed"])

    def test_a_generator_that_nobody_holds_is_closed_by_the_loop(self):
        log = []

        async def numbers():
            try:
                yield 1
            finally:
                log.append("closed")

        async def main():
            async for _ in numbers():
                break
            gc.collect()
            for _ in range(3):
                await asyncio.sleep(0)
            log.append("after")

        asyncio.run(main())
        self.assertEqual(log, ["closed", "after"])

    def test_aclose_runs_what_is_left_of_a_generator(self):
        log = []

        async def numbers():
            try:
                yield 1
                yield 2
            finally:
                log.append("closed")

        async def main():
            made = numbers()
            self.assertEqual(await anext(made), 1)
            await made.aclose()
            with self.assertRaises(StopAsyncIteration):
                await anext(made)

        asyncio.run(main())
        self.assertEqual(log, ["closed"])


class RunnerTest(unittest.TestCase):
    def test_runs_several_coroutines_in_one_loop_and_one_context(self):
        variable = contextvars.ContextVar("variable", default=0)

        async def count():
            variable.set(variable.get() + 1)
            return asyncio.get_running_loop(), variable.get()

        with asyncio.Runner() as runner:
            first, one = runner.run(count())
            second, two = runner.run(count())
            self.assertIs(first, runner.get_loop())
        self.assertIs(first, second)
        self.assertEqual((one, two), (1, 2))
        self.assertEqual(variable.get(), 0)

    def test_a_closed_runner_refuses_to_run(self):
        runner = asyncio.Runner()
        runner.run(give(1))
        runner.close()
        coroutine = give(1)
        with self.assertRaisesRegex(RuntimeError, "closed"):
            runner.run(coroutine)
        coroutine.close()

    def test_debug_is_the_loops(self):
        with asyncio.Runner(debug=True) as runner:
            self.assertTrue(runner.get_loop().get_debug())


class GatherTest(unittest.IsolatedAsyncioTestCase):
    async def test_gives_results_in_the_order_of_its_arguments(self):
        self.assertEqual(await asyncio.gather(give(1, 3), give(2, 1), give(3)), [1, 2, 3])

    async def test_of_nothing_is_nothing(self):
        self.assertEqual(await asyncio.gather(), [])

    async def test_runs_its_coroutines_at_the_same_time(self):
        order = []

        async def step(name):
            for number in range(2):
                order.append(name + str(number))
                await asyncio.sleep(0)

        await asyncio.gather(step("a"), step("b"))
        self.assertEqual(order, ["a0", "b0", "a1", "b1"])

    async def test_raises_the_first_exception_and_lets_the_others_run_on(self):
        other = asyncio.ensure_future(give("done", 5))
        with self.assertRaises(ValueError):
            await asyncio.gather(fail(ValueError(), 1), other)
        self.assertFalse(other.done())
        self.assertEqual(await other, "done")

    async def test_gives_exceptions_as_results_when_asked(self):
        error = ValueError()
        self.assertEqual(await asyncio.gather(fail(error), give(1), return_exceptions=True), [error, 1])

    async def test_a_cancelled_child_counts_as_raising(self):
        child = asyncio.ensure_future(asyncio.sleep(LONG))
        gathered = asyncio.gather(child, give(1), return_exceptions=True)
        child.cancel()
        results = await gathered
        self.assertIsInstance(results[0], asyncio.CancelledError)
        self.assertEqual(results[1], 1)

    async def test_its_cancellation_cancels_all_children(self):
        log = []
        gathered = asyncio.gather(forever(log), forever(log))
        await asyncio.sleep(0)
        gathered.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await gathered
        self.assertEqual(log, ["cancelled", "cancelled"])

    async def test_one_coroutine_given_twice_runs_once(self):
        runs = []

        async def once():
            runs.append(1)
            return len(runs)

        task = asyncio.ensure_future(once())
        self.assertEqual(await asyncio.gather(task, task), [1, 1])


class TaskGroupTest(unittest.IsolatedAsyncioTestCase):
    async def test_waits_for_all_its_tasks(self):
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(give(i, i)) for i in range(4)]
        self.assertEqual([task.result() for task in tasks], [0, 1, 2, 3])

    async def test_a_failure_cancels_the_others_and_comes_out_in_a_group(self):
        log = []
        with self.assertRaises(ExceptionGroup) as raised:
            async with asyncio.TaskGroup() as group:
                group.create_task(forever(log))
                group.create_task(fail(ValueError("first"), 1))
        self.assertEqual(log, ["cancelled"])
        self.assertEqual([str(error) for error in raised.exception.exceptions], ["first"])

    async def test_several_failures_come_out_together_and_except_star_takes_them_apart(self):
        seen = []
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(fail(ValueError("v")))
                group.create_task(fail(KeyError("k")))
        except* ValueError as group:
            seen.append(("values", len(group.exceptions)))
        except* KeyError as group:
            seen.append(("keys", len(group.exceptions)))
        self.assertEqual(seen, [("values", 1), ("keys", 1)])

    async def test_an_exception_of_the_body_cancels_the_tasks(self):
        log = []
        with self.assertRaises(ExceptionGroup) as raised:
            async with asyncio.TaskGroup() as group:
                group.create_task(forever(log))
                await asyncio.sleep(0)
                raise RuntimeError("body")
        self.assertEqual(log, ["cancelled"])
        self.assertEqual(str(raised.exception.exceptions[0]), "body")

    async def test_a_cancelled_task_of_a_group_is_no_failure(self):
        async with asyncio.TaskGroup() as group:
            task = group.create_task(asyncio.sleep(LONG))
            await asyncio.sleep(0)
            task.cancel()
        self.assertTrue(task.cancelled())

    async def test_its_own_cancellation_comes_out_as_such(self):
        log = []

        async def work():
            async with asyncio.TaskGroup() as group:
                group.create_task(forever(log))

        task = asyncio.create_task(work())
        for _ in range(3):
            await asyncio.sleep(0)
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.assertEqual(log, ["cancelled"])

    async def test_groups_nest(self):
        with self.assertRaises(ExceptionGroup) as raised:
            async with asyncio.TaskGroup() as outer:
                async def inner():
                    async with asyncio.TaskGroup() as group:
                        group.create_task(fail(OSError()))

                outer.create_task(inner())
        self.assertIsInstance(raised.exception.exceptions[0], ExceptionGroup)

    async def test_a_group_that_is_over_refuses_tasks(self):
        async with asyncio.TaskGroup() as group:
            pass
        coroutine = give(1)
        with self.assertRaises(RuntimeError):
            group.create_task(coroutine)
        coroutine.close()


class TimeoutTest(unittest.IsolatedAsyncioTestCase):
    async def test_timeout_cancels_its_body_and_raises_timeout_error(self):
        log = []
        with self.assertRaises(TimeoutError):
            async with asyncio.timeout(SHORT):
                await forever(log)
        self.assertEqual(log, ["cancelled"])
        self.assertEqual(asyncio.current_task().cancelling(), 0)

    async def test_timeout_that_is_not_reached_does_nothing(self):
        async with asyncio.timeout(LONG) as timeout:
            value = await give(3, 2)
        self.assertEqual(value, 3)
        self.assertFalse(timeout.expired())

    async def test_timeout_of_none_can_be_set_later(self):
        with self.assertRaises(TimeoutError):
            async with asyncio.timeout(None) as timeout:
                self.assertIsNone(timeout.when())
                timeout.reschedule(asyncio.get_running_loop().time() + SHORT)
                await asyncio.sleep(LONG)
        self.assertTrue(timeout.expired())

    async def test_timeout_at_takes_the_loops_time(self):
        with self.assertRaises(TimeoutError):
            async with asyncio.timeout_at(asyncio.get_running_loop().time() - 1):
                await asyncio.sleep(LONG)

    async def test_the_inner_of_nested_timeouts_ends_only_itself(self):
        log = []
        async with asyncio.timeout(LONG):
            try:
                async with asyncio.timeout(SHORT):
                    await asyncio.sleep(LONG)
            except TimeoutError:
                log.append("inner")
            await asyncio.sleep(0)
            log.append("outer goes on")
        self.assertEqual(log, ["inner", "outer goes on"])

    async def test_the_outer_of_nested_timeouts_ends_both_and_is_raised_outside(self):
        log = []
        with self.assertRaises(TimeoutError):
            async with asyncio.timeout(SHORT) as outer:
                try:
                    async with asyncio.timeout(LONG) as inner:
                        await asyncio.sleep(LONG)
                except TimeoutError:
                    log.append("wrong")
        self.assertEqual(log, [])
        self.assertTrue(outer.expired())
        self.assertFalse(inner.expired())

    async def test_wait_for_gives_the_result_in_time(self):
        self.assertEqual(await asyncio.wait_for(give(5, 1), LONG), 5)

    async def test_wait_for_cancels_and_waits_for_the_cancellation(self):
        log = []
        with self.assertRaises(TimeoutError):
            await asyncio.wait_for(forever(log), SHORT)
        self.assertEqual(log, ["cancelled"])

    async def test_wait_for_zero_takes_what_is_done_and_nothing_else(self):
        done = asyncio.get_running_loop().create_future()
        done.set_result(1)
        self.assertEqual(await asyncio.wait_for(done, 0), 1)
        with self.assertRaises(TimeoutError):
            await asyncio.wait_for(asyncio.get_running_loop().create_future(), 0)

    async def test_asyncio_timeout_error_is_the_builtin(self):
        self.assertIs(asyncio.TimeoutError, TimeoutError)


class WaitTest(unittest.IsolatedAsyncioTestCase):
    async def test_waits_for_all(self):
        tasks = {asyncio.create_task(give(i, i)) for i in range(3)}
        done, pending = await asyncio.wait(tasks)
        self.assertEqual((done, pending), (tasks, set()))

    async def test_waits_for_the_first(self):
        quick, slow = asyncio.create_task(give(1)), asyncio.create_task(asyncio.sleep(LONG))
        done, pending = await asyncio.wait([quick, slow], return_when=asyncio.FIRST_COMPLETED)
        self.assertEqual((done, pending), ({quick}, {slow}))
        slow.cancel()

    async def test_waits_for_the_first_exception(self):
        good, bad = asyncio.create_task(give(1)), asyncio.create_task(fail(ValueError(), 2))
        slow = asyncio.create_task(asyncio.sleep(LONG))
        done, pending = await asyncio.wait([good, bad, slow], return_when=asyncio.FIRST_EXCEPTION)
        self.assertEqual((done, pending), ({good, bad}, {slow}))
        bad.exception()
        slow.cancel()

    async def test_a_time_out_raises_nothing_and_cancels_nothing(self):
        slow = asyncio.create_task(asyncio.sleep(LONG))
        done, pending = await asyncio.wait([slow], timeout=SHORT)
        self.assertEqual((done, pending), (set(), {slow}))
        self.assertFalse(slow.cancelled())
        slow.cancel()

    async def test_refuses_coroutines_and_nothing(self):
        with self.assertRaises(ValueError):
            await asyncio.wait([])
        coroutine = give(1)
        with self.assertRaises(TypeError):
            await asyncio.wait([coroutine])
        coroutine.close()

    async def test_as_completed_gives_results_by_their_end(self):
        got = []
        for next_one in asyncio.as_completed([give("slow", 6), give("quick", 1)]):
            got.append(await next_one)
        self.assertEqual(got, ["quick", "slow"])

    @unittest.skipUnless(SINCE_3_13, "since 3.13")
    async def test_as_completed_by_async_for_gives_the_tasks_themselves(self):
        slow, quick = asyncio.create_task(give("slow", 6)), asyncio.create_task(give("quick", 1))
        got = [task async for task in asyncio.as_completed([slow, quick])]
        self.assertEqual(got, [quick, slow])

    async def test_as_completed_times_out(self):
        slow = asyncio.create_task(asyncio.sleep(LONG))
        with self.assertRaises(TimeoutError):
            for next_one in asyncio.as_completed([slow], timeout=SHORT):
                await next_one
        slow.cancel()

    async def test_shield_lets_the_inner_one_go_on(self):
        inner = asyncio.create_task(give("kept", 4))

        async def outer():
            return await asyncio.shield(inner)

        task = asyncio.create_task(outer())
        await asyncio.sleep(0)
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.assertEqual(await inner, "kept")

    async def test_shield_is_cancelled_with_the_inner_one(self):
        inner = asyncio.create_task(asyncio.sleep(LONG))
        outer = asyncio.shield(inner)
        inner.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await outer


class CancellationTest(unittest.IsolatedAsyncioTestCase):
    async def test_arrives_at_the_await_with_its_message(self):
        seen = []

        async def work():
            try:
                await asyncio.sleep(LONG)
            except asyncio.CancelledError as error:
                seen.append(error.args)
                raise

        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        self.assertTrue(task.cancel("enough"))
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.assertEqual(seen, [("enough",)])
        self.assertTrue(task.cancelled())

    async def test_a_task_that_has_not_begun_never_begins(self):
        ran = []

        async def work():
            ran.append(1)

        task = asyncio.create_task(work())
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.assertEqual(ran, [])

    async def test_can_be_swallowed_and_is_counted(self):
        async def stubborn():
            try:
                await asyncio.sleep(LONG)
            except asyncio.CancelledError:
                pass
            return asyncio.current_task().cancelling()

        task = asyncio.create_task(stubborn())
        await asyncio.sleep(0)
        task.cancel()
        self.assertEqual(await task, 1)
        self.assertFalse(task.cancelled())

    async def test_uncancel_takes_requests_back(self):
        async def stubborn():
            me = asyncio.current_task()
            try:
                await asyncio.sleep(LONG)
            except asyncio.CancelledError:
                return me.cancelling(), me.uncancel(), me.cancelling()

        task = asyncio.create_task(stubborn())
        await asyncio.sleep(0)
        task.cancel()
        task.cancel()
        self.assertEqual(await task, (2, 1, 1))

    async def test_of_what_is_done_does_nothing(self):
        task = asyncio.create_task(give(1))
        await task
        self.assertFalse(task.cancel())
        self.assertEqual(task.cancelling(), 0)

    async def test_runs_finally_blocks_which_may_wait(self):
        log = []

        async def work():
            try:
                await asyncio.sleep(LONG)
            finally:
                await asyncio.sleep(SHORT)
                log.append("cleaned")

        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        self.assertEqual(log, ["cleaned"])

    async def test_passes_through_to_whom_the_task_waits_for(self):
        log = []
        inner = asyncio.create_task(forever(log))

        async def outer():
            await inner

        task = asyncio.create_task(outer())
        for _ in range(2):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        self.assertEqual(log, ["cancelled"])
        self.assertTrue(inner.cancelled() and task.cancelled())

    async def test_is_no_exception_that_except_exception_takes(self):
        self.assertFalse(issubclass(asyncio.CancelledError, Exception))


class TaskTest(unittest.IsolatedAsyncioTestCase):
    async def test_has_a_name(self):
        named = asyncio.create_task(give(1), name="worker")
        plain = asyncio.create_task(give(1))
        self.assertEqual(named.get_name(), "worker")
        self.assertRegex(plain.get_name(), r"^Task-\d+$")
        plain.set_name(17)
        self.assertEqual(plain.get_name(), "17")
        await asyncio.gather(named, plain)

    async def test_its_repr_tells_state_name_and_line(self):
        task = asyncio.create_task(forever(), name="sleeper")
        await asyncio.sleep(0)
        self.assertRegex(repr(task), r"<Task pending name='sleeper' coro=<forever\(\) running at .*test_asyncio_tasks\.py:\d+> wait_for=<Future pending")
        task.cancel()
        await asyncio.wait([task])
        self.assertIn("<Task cancelled name='sleeper'", repr(task))

    async def test_current_task_and_all_tasks(self):
        me = asyncio.current_task()
        seen = []

        async def look():
            seen.append(asyncio.current_task())

        task = asyncio.create_task(look())
        self.assertEqual(asyncio.all_tasks(), {me, task})
        await task
        self.assertEqual(seen, [task])
        self.assertEqual(asyncio.all_tasks(), {me})

    async def test_result_before_the_end_is_refused(self):
        task = asyncio.create_task(give(1, 1))
        for question in (task.result, task.exception):
            with self.assertRaises(asyncio.InvalidStateError):
                question()
        await task
        self.assertEqual((task.result(), task.exception()), (1, None))

    async def test_callbacks_are_called_soon_after_the_end_in_their_order(self):
        log = []
        task = asyncio.create_task(give(1))
        task.add_done_callback(lambda done: log.append(("first", done is task)))
        task.add_done_callback(lambda done: log.append(("second", done is task)))
        await task
        await asyncio.sleep(0)
        self.assertEqual(log, [("first", True), ("second", True)])

    async def test_get_stack_tells_where_it_waits(self):
        task = asyncio.create_task(forever())
        await asyncio.sleep(0)
        self.assertEqual([frame.f_code.co_name for frame in task.get_stack()], ["forever"])
        text = io.StringIO()
        task.print_stack(file=text)
        self.assertIn("await asyncio.sleep(LONG)", text.getvalue())
        task.cancel()

    async def test_that_nobody_holds_may_be_destroyed(self):
        seen = []
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: seen.append(context["message"]))

        async def lonely():
            await asyncio.get_running_loop().create_future()

        gone = weakref.ref(asyncio.create_task(lonely()))
        await asyncio.sleep(0)
        gc.collect()
        self.assertIsNone(gone())
        self.assertEqual(seen, ["Task was destroyed but it is pending!"])

    async def test_whose_exception_nobody_asks_for_says_so_when_it_goes(self):
        seen = []
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: seen.append(context["message"]))
        task = asyncio.create_task(fail(ValueError()))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task
        gc.collect()
        self.assertEqual(seen, ["Task exception was never retrieved"])

    async def test_has_a_context_of_its_own(self):
        variable = contextvars.ContextVar("variable", default="before")

        async def change():
            variable.set("inside")
            await asyncio.sleep(0)
            return variable.get()

        self.assertEqual(await asyncio.create_task(change()), "inside")
        self.assertEqual(variable.get(), "before")
        await change()
        self.assertEqual(variable.get(), "inside")

    async def test_can_be_given_a_context(self):
        variable = contextvars.ContextVar("variable", default="none")
        context = contextvars.copy_context()
        context.run(variable.set, "given")

        async def read():
            return variable.get()

        self.assertEqual(await asyncio.create_task(read(), context=context), "given")

    async def test_refuses_what_is_no_coroutine(self):
        with self.assertRaises(TypeError):
            asyncio.create_task(5)

    def test_needs_a_running_loop(self):
        coroutine = give(1)
        with self.assertRaises(RuntimeError):
            asyncio.create_task(coroutine)
        coroutine.close()

    async def test_may_wait_for_an_object_with_await(self):
        class Three:
            def __await__(self):
                yield from asyncio.sleep(0).__await__()
                return 3

        self.assertEqual(await Three(), 3)

    async def test_must_not_wait_for_itself(self):
        async def work():
            await asyncio.current_task()

        with self.assertRaisesRegex(RuntimeError, "cannot await on itself"):
            await asyncio.create_task(work())

    async def test_may_loop_over_generators_and_contexts(self):
        async def numbers():
            for number in range(3):
                await asyncio.sleep(0)
                yield number

        class Context:
            async def __aenter__(self):
                await asyncio.sleep(0)
                return "in"

            async def __aexit__(self, *exc):
                await asyncio.sleep(0)

        async with Context() as value:
            self.assertEqual(value, "in")
        self.assertEqual([number async for number in numbers()], [0, 1, 2])


class EagerTest(unittest.TestCase):
    def run_eagerly(self, main):
        async def start():
            asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
            return await main()

        return asyncio.run(start())

    def test_runs_up_to_its_first_wait_at_once(self):
        log = []

        async def work():
            log.append("begins")
            await asyncio.sleep(0)
            log.append("goes on")

        async def main():
            task = asyncio.create_task(work())
            log.append("created")
            await task

        self.run_eagerly(main)
        self.assertEqual(log, ["begins", "created", "goes on"])

    def test_that_never_waits_is_done_at_once(self):
        async def main():
            task = asyncio.create_task(give(4))
            return task.done(), task.result()

        self.assertEqual(self.run_eagerly(main), (True, 4))

    def test_that_raises_at_once_keeps_the_exception(self):
        async def main():
            task = asyncio.create_task(fail(ValueError("early")))
            return task.done(), str(task.exception())

        self.assertEqual(self.run_eagerly(main), (True, "early"))

    def test_is_the_current_task_meanwhile(self):
        async def look():
            return asyncio.current_task()

        async def main():
            me = asyncio.current_task()
            task = asyncio.create_task(look())
            return task.result() is task, asyncio.current_task() is me

        self.assertEqual(self.run_eagerly(main), (True, True))

    def test_may_make_another(self):
        async def outer():
            inner = asyncio.create_task(give("deep"))
            return inner.result()

        async def main():
            return asyncio.create_task(outer()).result()

        self.assertEqual(self.run_eagerly(main), "deep")

    def test_groups_and_gather_take_them(self):
        async def main():
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(give(i, i)) for i in range(3)]
            return [task.result() for task in tasks], await asyncio.gather(give(1), give(2, 2))

        self.assertEqual(self.run_eagerly(main), ([0, 1, 2], [1, 2]))

    @unittest.skipUnless(SINCE_3_14, "since 3.14")
    def test_one_task_can_be_eager(self):
        async def main():
            eager = asyncio.create_task(give(1), eager_start=True)
            lazy = asyncio.create_task(give(2))
            return eager.done(), lazy.done(), await lazy

        self.assertEqual(asyncio.run(main()), (True, False, 2))

    def test_a_factory_of_the_programs_own_is_asked(self):
        made = []

        def factory(loop, coroutine, **options):
            task = asyncio.Task(coroutine, loop=loop, **options)
            made.append(task)
            return task

        async def main():
            asyncio.get_running_loop().set_task_factory(factory)
            self.assertIs(asyncio.get_running_loop().get_task_factory(), factory)
            return await asyncio.create_task(give(1, 1))

        self.assertEqual(asyncio.run(main()), 1)
        # (What asyncio runs at the end of the run is asked for, too.)
        self.assertEqual(made[0].get_coro().__name__, "give")

    def test_a_loop_has_no_factory_unless_one_is_set(self):
        async def main():
            return asyncio.get_running_loop().get_task_factory()

        self.assertIsNone(asyncio.run(main()))

    def test_a_class_derived_from_task_works(self):
        class Mine(asyncio.Task):
            def __init__(self, *args, **kwargs):
                self.mark = "mine"
                super().__init__(*args, **kwargs)

        async def main():
            task = Mine(give(3, 2), loop=asyncio.get_running_loop())
            return task.mark, await task

        self.assertEqual(asyncio.run(main()), ("mine", 3))


@unittest.skipUnless(SINCE_3_14, "since 3.14")
class CallGraphTest(unittest.IsolatedAsyncioTestCase):
    async def test_tells_who_waits_for_whom(self):
        texts = []

        async def inner():
            texts.append(asyncio.format_call_graph())
            return asyncio.capture_call_graph()

        async def outer():
            return await asyncio.create_task(inner(), name="inner one")

        graph = await asyncio.create_task(outer(), name="outer one")
        self.assertEqual(graph.future.get_name(), "inner one")
        self.assertEqual([entry.frame.f_code.co_name for entry in graph.call_stack], ["inner"])
        self.assertEqual([waiting.future.get_name() for waiting in graph.awaited_by], ["outer one"])
        self.assertIn("inner one", texts[0])
        self.assertIn("outer one", texts[0])

    async def test_can_be_printed(self):
        text = io.StringIO()
        asyncio.print_call_graph(file=text)
        self.assertIn("test_can_be_printed", text.getvalue())


class CoroutineTest(unittest.TestCase):
    def test_that_is_never_awaited_says_so(self):
        async def lonely():
            pass

        with self.assertWarnsRegex(RuntimeWarning, "coroutine '.*lonely' was never awaited"):
            lonely()
            gc.collect()

    def test_is_told_apart_from_functions(self):
        self.assertTrue(inspect.iscoroutinefunction(give))
        self.assertFalse(inspect.iscoroutinefunction(len))
        coroutine = give(1)
        self.assertTrue(asyncio.iscoroutine(coroutine))
        coroutine.close()


if __name__ == "__main__":
    unittest.main(verbosity=1)
