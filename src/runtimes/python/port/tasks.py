"""asyncio's tasks in the trace: who made each, when its steps run, what it waits for between them, and how it ends.

asyncio itself stays as it is. Its loops call each callback through `Handle._run`, queue it through `BaseEventLoop.call_soon` and
make tasks in `BaseEventLoop.create_task`; `sys.monitoring` (PEP 669) tells when the code of just these functions begins and
returns. Nothing else of the program is watched, so nothing else is slower, and a run without a trace pays nothing at all.

    create_task returns            the task is an actor: its parent is the task whose step made it, or the thread
    Handle._run begins             a step runs: `running`
      call_soon begins               some other task's wait is over: it is `ready`
    the next Handle._run begins,   the task has ended, or waits at an `await`: the chain of its coroutines says for what
      or the loop asks its selector
    Lock.acquire returns True,     what the learner's code asked for is held, and then no longer: locks and semaphores that the
      Lock.release begins            library takes for itself are not told of

A loop goes from handle to handle in no time, so the beginning of the next says well enough when the last one was over, and each step
costs one call and one look at the clock. A task that runs before `create_task` returns (an eager one) is met at the first line of its
coroutine, within the step of whoever made it.

Rows are written where those of locks are (`kernel.py`), under a budget of their own. When it is spent, each task says so once, its
end is still told, and steps are counted by thread.
"""

import sys
from struct import Struct
from time import perf_counter_ns
from types import CoroutineType as _COROUTINE
from types import GeneratorType as _GENERATOR
from weakref import ref

import _interleave_host as host

from . import kernel
from .kernel import _NONE, place_of
from .kernel import write_row as _row
from .where import HOME, name_of, one, own_frame

_getframe = sys._getframe

LONG_US = 50_000
"""A step or callback that keeps its loop for longer than this is marked."""

_MOST_TASKS = 20_000
_MOST_SUBJECTS = 2_000
_MOST_MARKS = 1_000

_STARTING, _RUNNING, _WAITING, _READY, _ENDED = range(5)


class _Task:
    """What the trace knows of one task. `ref` is weak: a task that nobody holds is destroyed by asyncio, here as elsewhere.

    `place` is where it waits, by the encoding of codec.ts; `code` and `lasti` are where its innermost frame of the learner's was when
    that was looked up.
    """

    __slots__ = ("ref", "actor", "name", "phase", "place", "code", "lasti", "quiet")

    def __init__(self, actor, name):
        self.ref = None
        self.actor = actor
        self.name = name
        self.phase = _STARTING
        self.place = _NONE
        self.code = None
        self.lasti = -1
        self.quiet = False


class _Loop:
    """What a thread's event loop is calling: a step of `task`, or (None) any other callback; `busy` is False between its turns.

    `place` is where the callback was seen to take long. `outer` are steps within which the present one runs: those of tasks that made
    eager ones.
    """

    __slots__ = ("actor", "busy", "task", "since", "place", "outer", "omitted")

    def __init__(self, actor):
        self.actor = actor
        self.busy = False
        self.task = None
        self.since = 0
        self.place = -1
        self.outer = []
        self.omitted = 0


_tasks = {}
"""id(task) -> _Task. What is destroyed is taken out before its id can be another's."""

_loops = {}
"""Actor of a thread -> its _Loop."""

_subjects = {}
"""id(object) -> (object, resource): the locks, queues, ... of asyncio that tasks have waited for. Kept, so that ids stay theirs."""

_own_files = {}
"""co_filename -> is it the learner's?"""

_vias = {}
_left = 0
_tasks_left = 0
_marks_left = 0
_is_spent = False
_epoch_us = 0
_tool = None
_eager_codes = set()

_told = {}
"""Resource -> {actor: how often it holds it}: the acquisitions whose release is still to be told."""

_omitted = {}
"""(actor, resource) -> acquisitions beyond the budget."""

_pack = Struct("6I").pack_into

_RUN = _CREATE = _SOON = _CLEANUP = _LOCK_ACQUIRE = _LOCK_RELEASE = _SEMAPHORE_ACQUIRE = _SEMAPHORE_RELEASE = None
_OWN_CODES = ()
"""What asyncio runs as tasks for itself, at the end of `asyncio.run`: they are not told of."""

_WAITS = {}
"""co_qualname -> (code, state, kind of resource or call): coroutines of asyncio's that say what a task waits for."""

_GATHERING = _TASK = ()
_current_task = None

_PASSED_THROUGH = ()
"""Where files begin whose functions take a lock on behalf of whoever calls them: `async with`, `wait_for`, `Condition.wait`."""

_STATE = _END = _ACQUIRE = _RELEASE = 0
_STATE_STARTING = _STATE_RUNNING = _STATE_READY = _STATE_BLOCKED = _STATE_JOINING = _STATE_SLEEPING = _STATE_WAITING = 0
_RETURNED = _RAISED = _KILLED = _CANCELLED = 0


# -- beginning -----------------------------------------------------------------------------------------------------------------


def start(budget, tool):
    """Begin to trace tasks: at most `budget` rows. `tool` is sys.monitoring's."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is None:
        # (`preload` has imported it, also for programs that begin without.)
        return
    _begin(budget)
    _find_codes(asyncio)
    _watch_codes(sys.monitoring, tool)
    kernel._watch = _watch


def _begin(budget):
    global _left, _tasks_left, _marks_left, _epoch_us, _STATE, _END, _ACQUIRE, _RELEASE
    global _STATE_STARTING, _STATE_RUNNING, _STATE_READY, _STATE_BLOCKED, _STATE_JOINING, _STATE_SLEEPING, _STATE_WAITING
    global _RETURNED, _RAISED, _KILLED, _CANCELLED
    _left, _tasks_left, _marks_left = budget, min(_MOST_TASKS, budget // 4), _MOST_MARKS
    _epoch_us = kernel._epoch_us
    _STATE, _END, _ACQUIRE, _RELEASE = map(host.event_code, ("state", "actor-end", "acquire", "release"))
    _STATE_STARTING, _STATE_RUNNING, _STATE_READY, _STATE_BLOCKED, _STATE_JOINING, _STATE_SLEEPING, _STATE_WAITING = map(
        host.state_code, ("starting", "running", "ready", "blocked", "joining", "sleeping", "waiting")
    )
    _RETURNED, _RAISED, _KILLED, _CANCELLED = map(host.ending_code, ("returned", "raised", "killed", "cancelled"))


def _find_codes(asyncio):
    global _RUN, _CREATE, _SOON, _CLEANUP, _OWN_CODES, _GATHERING, _TASK, _current_task
    global _LOCK_ACQUIRE, _LOCK_RELEASE, _SEMAPHORE_ACQUIRE, _SEMAPHORE_RELEASE, _PASSED_THROUGH
    from asyncio import base_events, events, locks, queues, taskgroups, tasks

    _RUN = events.Handle._run.__code__
    loop = base_events.BaseEventLoop
    _CREATE, _SOON, _CLEANUP = loop.create_task.__code__, loop.call_soon.__code__, loop._run_forever_cleanup.__code__
    _LOCK_ACQUIRE, _LOCK_RELEASE = locks.Lock.acquire.__code__, locks.Lock.release.__code__
    _SEMAPHORE_ACQUIRE, _SEMAPHORE_RELEASE = locks.Semaphore.acquire.__code__, locks.Semaphore.release.__code__
    library, _, _ = locks.__file__.rpartition("/asyncio/")
    _PASSED_THROUGH = (f"{library}/asyncio/", f"{library}/contextlib.py")
    _OWN_CODES = (loop.shutdown_asyncgens.__code__, loop.shutdown_default_executor.__code__)
    _GATHERING = tasks._GatheringFuture
    _TASK = (tasks.Task, tasks._PyTask)
    _current_task = asyncio.current_task
    for function, state, what in (
        (tasks.sleep, _STATE_SLEEPING, "asyncio.sleep"),
        (tasks.wait, _STATE_JOINING, "asyncio.wait"),
        (tasks._AsCompletedIterator._wait_for_one, _STATE_JOINING, "asyncio.as_completed"),
        (taskgroups.TaskGroup.__aexit__, _STATE_JOINING, "TaskGroup"),
        (locks.Lock.acquire, _STATE_BLOCKED, "lock"),
        (locks.Semaphore.acquire, _STATE_BLOCKED, "semaphore"),
        (locks.Event.wait, _STATE_BLOCKED, "event"),
        (locks.Condition.wait, _STATE_BLOCKED, "condition"),
        (locks.Barrier.wait, _STATE_BLOCKED, "barrier"),
        (queues.Queue.get, _STATE_BLOCKED, "queue"),
        (queues.Queue.put, _STATE_BLOCKED, "queue"),
        (queues.Queue.join, _STATE_BLOCKED, "queue"),
    ):
        # By name, because a code object is hashed by all that it consists of.
        _WAITS[function.__code__.co_qualname] = (function.__code__, state, what)


def _watch_codes(monitoring, tool):
    global _tool
    _tool = tool
    events = monitoring.events
    monitoring.register_callback(tool, events.PY_START, _on_start)
    monitoring.register_callback(tool, events.PY_RETURN, _on_return)
    for code in (_RUN, _SOON, _CREATE, _CLEANUP, _LOCK_RELEASE, _SEMAPHORE_RELEASE):
        monitoring.set_local_events(tool, code, events.PY_START)
    monitoring.set_local_events(tool, _CREATE, events.PY_START | events.PY_RETURN)
    for code in (_LOCK_ACQUIRE, _SEMAPHORE_ACQUIRE):
        monitoring.set_local_events(tool, code, events.PY_RETURN)


# -- what sys.monitoring tells ---------------------------------------------------------------------------------------------------


def _on_start(code, offset):
    if code is _RUN:
        # As asyncio's own messages find the task of a handle (base_events._format_handle).
        owner = getattr(_getframe(1).f_locals["self"]._callback, "__self__", None)
        task = _tasks.get(id(owner))
        if task is None and isinstance(owner, _TASK):
            # Made by its class, without `create_task`; or beyond the budget.
            task = _meet(owner, True)
        _turn_to(task)
    elif code is _SOON:
        task = _tasks.get(id(getattr(_getframe(1).f_locals["callback"], "__self__", None)))
        if task is not None and task.phase == _WAITING:
            _wake(task)
    elif code is _CREATE:
        _expect_eager(_getframe(1).f_locals)
    elif code is _LOCK_RELEASE or code is _SEMAPHORE_RELEASE:
        # At its beginning, so that it is told before the waiter that it wakes is ready.
        _released(_getframe(1), code is _LOCK_RELEASE)
    elif code is _CLEANUP:
        # Steps that Ctrl-C or sys.exit broke off are over, too.
        turn_over()
    else:
        _meet_eager(code)
    if kernel._deferred:
        kernel.checkpoint(_getframe(1))


def _on_return(code, offset, value):
    """`create_task` returns a task, or `acquire` returns True."""
    if value is True:
        _acquired(_getframe(1), "lock" if code is _LOCK_ACQUIRE else "semaphore")
    elif isinstance(value, _TASK):
        task = _tasks.get(id(value))
        if task is None:
            _meet(value, False)
        else:
            loop = _loops.get(kernel._current.actor)
            if loop is not None and loop.task is task and loop.outer:
                # It was an eager one, and has come to its first wait or to its end.
                _end_inner(loop)
    if kernel._deferred:
        kernel.checkpoint(_getframe(1))


def turn_over():
    """The loop of the running thread asks its selector, or ends: no callback is on any more."""
    loop = _loops.get(kernel._current.actor)
    if loop is not None and loop.busy:
        while loop.outer:
            _end_inner(loop)
        _finish(loop)
        loop.busy = False
        loop.task = None


# -- eager tasks -----------------------------------------------------------------------------------------------------------------


def _expect_eager(values):
    """`create_task` begins: a task that runs at once is met at the first line of its coroutine."""
    if values["self"]._task_factory is not None or values["kwargs"].get("eager_start"):
        code = getattr(values["coro"], "cr_code", None)
        if code is not None and code not in _eager_codes and len(_eager_codes) < 1000:
            _eager_codes.add(code)
            sys.monitoring.set_local_events(_tool, code, sys.monitoring.events.PY_START)


def _meet_eager(code):
    """A coroutine begins whose code an eager task has begun with before. Is it such a task's again?"""
    try:
        task = _current_task()
    except RuntimeError:
        return
    if task is None or id(task) in _tasks or getattr(task.get_coro(), "cr_code", None) is not code:
        return
    known = _meet(task, True)
    loop = _loops.get(kernel._current.actor)
    if known is None or loop is None or not loop.busy:
        return
    outer = loop.task
    loop.outer.append((outer, loop.since, loop.place))
    if outer is not None and outer.phase == _RUNNING and not outer.quiet:
        # It does not go on meanwhile.
        _row(_STATE, outer.actor, _STATE_READY | _via("an eager task's first step"), _NONE, outer.place)
    loop.task = known
    known.phase = _RUNNING
    loop.since = _row(_STATE, known.actor, _STATE_RUNNING, _NONE, known.place)


def _end_inner(loop):
    """The first step of an eager task is over, and whoever made it goes on."""
    _leave(loop.task)
    outer, loop.since, loop.place = loop.outer.pop()
    loop.task = outer
    if outer is not None and outer.phase == _RUNNING and not outer.quiet:
        _row(_STATE, outer.actor, _STATE_RUNNING, _NONE, outer.place)


# -- tasks and their steps -------------------------------------------------------------------------------------------------------


class _Ref(ref):
    """A weak reference to a task that knows what it stands for when the task is gone."""

    __slots__ = ("key", "known")


def _destroyed(reference):
    _tasks.pop(reference.key, None)
    known, reference.known = reference.known, None
    if known.phase != _ENDED:
        # Nobody held it any more, or the program is over: asyncio says "Task was destroyed but it is pending!"
        _row(_END, known.actor, _KILLED, 0, 0)


def _meet(task, steps_now):
    """Announce a task to the trace. None for one that is not told of; if a step of it begins now, that step is counted."""
    global _tasks_left, _left
    coroutine = task.get_coro()
    code = getattr(coroutine, "cr_code", None)
    if code is not None and any(code is own for own in _OWN_CODES):
        return None
    if _left <= 0 or _tasks_left <= 0:
        if _left <= 0 and not _is_spent:
            _spend()
        if steps_now:
            _loop_of(kernel._current.actor).omitted += 1
        return None
    thread = kernel._current.actor
    loop = _loops.get(thread)
    parent = thread if loop is None or loop.task is None else loop.task.actor
    name = task.get_name()
    known = _Task(host.new_task(name, parent), name)
    known.ref = reference = _Ref(task, _destroyed)
    reference.key = id(task)
    reference.known = known
    _tasks[reference.key] = known
    _tasks_left -= 1
    _left -= 2
    if code is not None and _is_own(code.co_filename):
        known.place = place_of(coroutine.cr_frame) & _NONE
    if not steps_now:
        # Where it was made, for it is nowhere yet.
        _row(_STATE, known.actor, _STATE_STARTING, _NONE, place_of(own_frame(_getframe(3))) & _NONE)
    return known


def _loop_of(actor):
    loop = _loops.get(actor)
    if loop is None:
        loop = _loops[actor] = _Loop(actor)
    return loop


def _is_own(filename):
    is_own = _own_files.get(filename)
    if is_own is None:
        is_own = _own_files[filename] = filename.startswith(HOME)
    return is_own


def _turn_to(task):
    """The running thread's loop calls the next callback: a step of `task`, or (None) any other. The last one is over."""
    global _left
    actor = kernel._current.actor
    loop = _loops.get(actor)
    if loop is None:
        loop = _loops[actor] = _Loop(actor)
    if loop.busy:
        if loop.outer:
            while loop.outer:
                _end_inner(loop)
        now = _finish(loop)
    else:
        loop.busy = True
        now = perf_counter_ns() // 1000 - _epoch_us
    loop.since = now
    loop.task = task
    if task is None:
        return
    if _left > 0:
        _left -= 1
        task.phase = _RUNNING
        rows = kernel._rows
        at = rows[0]
        if at > kernel._rows_limit:
            host.drain()
            at = rows[0]
        rows[0] = at + 6
        _pack(rows, at * 4, _STATE, task.actor, now & 0xFFFFFFFF, _STATE_RUNNING, _NONE, task.place)
    else:
        if not _is_spent:
            _spend()
        loop.omitted += 1
        if not task.quiet:
            task.quiet = True
            _row(_STATE, task.actor, _STATE_READY | _via("its further steps are counted, not listed"), _NONE, _NONE)


def _spend():
    """The budget is spent: from now on steps are only counted, and ends told, which needs no more than `Handle._run`."""
    global _is_spent
    _is_spent = True
    for code in (_SOON, _CREATE, *_eager_codes):
        sys.monitoring.set_local_events(_tool, code, sys.monitoring.events.NO_EVENTS)


def _finish(loop):
    """The callback that the loop was calling is over; when."""
    known = loop.task
    now = perf_counter_ns() // 1000 - _epoch_us if known is None else _leave(known)
    if now - loop.since >= LONG_US:
        _mark(loop, now)
    loop.place = -1
    return now


def _leave(known):
    """A task's step is over: it waits now, or has ended. Gives the time."""
    global _left
    task = known.ref()
    if task is None or known.phase != _RUNNING and not known.quiet:
        return perf_counter_ns() // 1000 - _epoch_us
    if task.done():
        known.phase = _ENDED
        # (`task.exception()` would count as somebody's having looked at it.)
        ending = _CANCELLED if task.cancelled() else _RETURNED if task._exception is None else _RAISED
        return _row(_END, known.actor, ending, 0, 0)
    if known.quiet:
        return perf_counter_ns() // 1000 - _epoch_us
    name = task.get_name()
    if name is not known.name and name != known.name:
        known.name = name
        host.name_thread(known.actor, name)
    _left -= 1
    known.phase = _WAITING
    state, on = _waits_for(known, task)
    return _row(_STATE, known.actor, state, on, known.place)


def _wake(known):
    """A callback that goes on with the task was queued."""
    global _left
    if _left > 0 and not known.quiet:
        _left -= 1
        known.phase = _READY
        _row(_STATE, known.actor, _STATE_READY, _NONE, known.place)


# -- what a task waits for -------------------------------------------------------------------------------------------------------


def _via(name):
    """A call's name in the place where a `state` row has it."""
    code = _vias.get(name)
    if code is None:
        code = _vias[name] = host.intern(name) << 8
    return code


def _waits_for(known, task):
    """`(state and via, resource or actor)`; sets the task's place, and its phase if it does not wait at all."""
    own = call = thing = what = None
    coroutine = task.get_coro()
    while True:
        kind = type(coroutine)
        if kind is _COROUTINE:
            code = coroutine.cr_code
            inner = coroutine.cr_await
        elif kind is _GENERATOR:
            # `types.coroutine`
            code = coroutine.gi_code
            inner = coroutine.gi_yieldfrom
        else:
            # A future, or an asynchronous generator's step, which does not tell where it waits.
            break
        filename = code.co_filename
        if _own_files[filename] if filename in _own_files else _is_own(filename):
            own, own_code, call = coroutine, code, None
        else:
            what = _WAITS.get(code.co_qualname)
            if what is not None and what[0] is code:
                # None of these calls the learner's code.
                thing = coroutine
                break
            if call is None:
                call = code
        coroutine = inner
    frame = None
    if own is not None:
        frame = own.cr_frame if type(own) is _COROUTINE else own.gi_frame
        lasti = frame.f_lasti
        if lasti != known.lasti or own_code is not known.code:
            known.lasti, known.code = lasti, own_code
            known.place = place_of(frame) & _NONE
    waiter = task._fut_waiter
    if waiter is None or waiter.done():
        # It gives way once (`asyncio.sleep(0)`), or waits for what has come about already.
        known.phase = _READY
        return _STATE_READY, _NONE
    if thing is not None:
        _, state, what = what
        if state != _STATE_BLOCKED:
            return state | _via(what), _NONE
        subject = thing.cr_frame.f_locals["self"]
        via = f"{type(subject).__name__}.{thing.cr_code.co_name}"
        return state | _via(via), _resource(subject, what, frame)
    via = 0 if call is None else _via(_name(call))
    other = _tasks.get(id(waiter))
    if other is not None:
        return _STATE_JOINING | via, other.actor
    if isinstance(waiter, _GATHERING):
        return _STATE_JOINING | _via("asyncio.gather"), _NONE
    return _STATE_WAITING | via, _NONE


def _name(code):
    """`asyncio.wait_for`, `StreamReader.readline`: a function of the library as the learner knows it."""
    name = code.co_qualname.replace(".__aenter__", "").replace(".__aexit__", "")
    return name if "." in name or "/asyncio/" not in code.co_filename else f"asyncio.{name}"


def _resource(subject, kind, frame):
    """The trace's resource for a lock, queue, ... of asyncio's."""
    known = _subjects.get(id(subject))
    if known is not None:
        return known[1]
    resource = None if kind != "queue" or kernel._queue_resource is None else kernel._queue_resource(subject, frame)
    if resource is not None:
        return resource
    if len(_subjects) >= _MOST_SUBJECTS:
        return _NONE
    name = name_of(subject, frame)
    resource = host.resource(kind, name or one(type(subject).__name__), frame is None)
    _subjects[id(subject)] = (subject, resource)
    return resource


# -- locks and semaphores --------------------------------------------------------------------------------------------------------


def _acquired(frame, kind):
    """`acquire` has succeeded. What the library takes for itself is left out: it would hide what the program does."""
    global _left
    asker = _asker(frame.f_back)
    if asker is None:
        return
    resource = _resource(frame.f_locals["self"], kind, asker)
    if resource == _NONE:
        return
    actor = running_actor()
    if _left <= 0:
        _omitted[actor, resource] = _omitted.get((actor, resource), 0) + 1
        return
    # The release is paid for as well, so that no hold remains open for want of a row.
    _left -= 2
    holders = _told.get(resource)
    if holders is None:
        holders = _told[resource] = {}
    holders[actor] = holders.get(actor, 0) + 1
    _row(_ACQUIRE, actor, resource, 0, place_of(asker) & _NONE)


def _released(frame, is_lock):
    known = _subjects.get(id(frame.f_locals["self"]))
    holders = None if known is None else _told.get(known[1])
    if not holders:
        return
    actor = running_actor()
    holder = actor
    if holder not in holders:
        if not is_lock:
            return
        # A lock may be released by another than its holder.
        holder = next(iter(holders))
    if holders[holder] == 1:
        del holders[holder]
    else:
        holders[holder] -= 1
    _row(_RELEASE, actor, known[1], 0, place_of(_asker(frame.f_back)) & _NONE)


def running_actor():
    """The task whose step runs, or else the thread."""
    thread = kernel._current.actor
    loop = _loops.get(thread)
    return thread if loop is None or loop.task is None else loop.task.actor


def _asker(frame):
    """The learner's frame that called, directly or through asyncio; None if the library did it for itself."""
    while frame is not None:
        code = frame.f_code
        filename = code.co_filename
        if _is_own(filename):
            return frame
        if code is _RUN or not filename.startswith(_PASSED_THROUGH):
            return None
        frame = frame.f_back
    return None


# -- what keeps a loop from its other tasks --------------------------------------------------------------------------------------


def _watch(frame):
    """A tick interrupted the running thread, or it comes back from a wait: when its callback takes long, this is where."""
    loop = _loops.get(kernel._current.actor)
    if loop is not None and loop.busy and loop.place < 0 and perf_counter_ns() // 1000 - _epoch_us - loop.since >= LONG_US:
        loop.place = place_of(own_frame(frame))


def _mark(loop, now):
    global _marks_left
    if _marks_left <= 0:
        return
    _marks_left -= 1
    who, place = "A callback", loop.place
    if loop.task is not None:
        who = loop.task.name
        if place < 0 and loop.task.place != _NONE:
            place = loop.task.place
    lasted = now - loop.since
    host.mark(loop.actor, f"{who} kept its event loop busy for {round(lasted / 1000)} ms", lasted, place)


def omitted_counts():
    """What is not listed, for the end of the trace: [actor of a thread, -1, steps in it], [actor, resource, acquisitions]."""
    steps = [(loop.actor, -1, loop.omitted) for loop in _loops.values() if loop.omitted]
    return steps + [(actor, resource, count) for (actor, resource), count in _omitted.items()]
