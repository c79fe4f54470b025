"""asyncio's tasks in the trace: who made each, when its steps run, what it waits for between them, and how it ends.

asyncio itself stays as it is. Its loops call each callback through `Handle._run`, queue it through `BaseEventLoop.call_soon` and
make tasks in `BaseEventLoop.create_task`; `sys.monitoring` (PEP 669) tells when the code of just these functions begins and
returns. Nothing else of the program is watched, so nothing else is slower, and a run without a trace pays nothing at all.

    create_task returns            the task is an actor: its parent is the task whose step made it, or the thread
    Handle._run begins             a step runs: `running`
      call_soon begins               some other task's wait is over: it is `ready`
    Handle._run returns            the task has ended, or waits at an `await`: the chain of its coroutines says for what
    _run_forever_cleanup begins    steps that never returned (Ctrl-C, sys.exit) are over, too

A task that runs before `create_task` returns (an eager one) is met at the first line of its coroutine.

Rows are written where those of locks are (`kernel.py`), under a budget of their own. When it is spent, each task says so once, its
end is still told, and steps are counted by thread.
"""

import sys
from time import perf_counter_ns
from weakref import ref

import _interleave_host as host

from . import kernel
from .kernel import _NONE, place_of
from .where import HOME, name_of, one, own_frame

_getframe = sys._getframe

LONG_US = 50_000
"""A step or callback that keeps its loop for longer than this is marked."""

_MOST_TASKS = 20_000
_MOST_SUBJECTS = 2_000
_MOST_MARKS = 1_000

_STARTING, _RUNNING, _WAITING, _READY = range(4)


class _Task:
    """What the trace knows of one task. `ref` is weak: a task that nobody holds is destroyed by asyncio, here as elsewhere."""

    __slots__ = ("ref", "actor", "name", "phase", "woken", "place", "quiet")

    def __init__(self, actor, name):
        self.ref = None
        self.actor = actor
        self.name = name
        self.phase = _STARTING
        self.woken = False
        self.place = _NONE
        self.quiet = False


class _Step:
    """A callback that a loop is calling: a task's step, or (`task` is None) any other. `place` is where it was seen to be slow."""

    __slots__ = ("task", "since", "place")

    def __init__(self, task, since):
        self.task = task
        self.since = since
        self.place = -1


_tasks = {}
"""id(task) -> _Task. What is destroyed is taken out before its id can be another's."""

_steps = {}
"""Thread id -> the open steps in it, outermost first: several when a step starts an eager task, or runs a loop by itself."""

_subjects = {}
"""id(object) -> (object, resource): the locks, queues, ... of asyncio that tasks have waited for. Kept, so that ids stay theirs."""

_omitted = {}
"""Actor of a thread -> number of steps in it that are not listed."""

_vias = {}
_left = 0
_tasks_left = 0
_marks_left = 0
_tool = None
_eager_codes = set()

_RUN = _CREATE = _SOON = _CLEANUP = None
_OWN_CODES = frozenset()
"""What asyncio runs as tasks for itself, at the end of `asyncio.run`: they are not told of."""

_BLOCKING = {}
_JOINING = {}
_SLEEP = None
_GATHERING = _TASK = ()
_current_task = None

_STATE = _END = 0
_STATE_STARTING = _STATE_RUNNING = _STATE_READY = _STATE_BLOCKED = _STATE_JOINING = _STATE_SLEEPING = _STATE_WAITING = 0
_RETURNED = _RAISED = _KILLED = _CANCELLED = 0


# -- beginning -----------------------------------------------------------------------------------------------------------------


def start(budget):
    """Begin to trace tasks: at most `budget` rows."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is None or _tool is not None:
        # (`preload` has imported it, also for programs that begin without.)
        return
    monitoring = sys.monitoring
    free = [tool for tool in (4, 3) if monitoring.get_tool(tool) is None]
    if not free:
        return
    _find_codes(asyncio)
    _begin(budget)
    _watch_codes(monitoring, free[0])
    kernel._watch = _watch


def _find_codes(asyncio):
    global _RUN, _CREATE, _SOON, _CLEANUP, _OWN_CODES, _SLEEP, _GATHERING, _TASK, _current_task
    from asyncio import base_events, events, locks, queues, taskgroups, tasks

    _RUN = events.Handle._run.__code__
    loop = base_events.BaseEventLoop
    _CREATE, _SOON, _CLEANUP = loop.create_task.__code__, loop.call_soon.__code__, loop._run_forever_cleanup.__code__
    _OWN_CODES = frozenset({loop.shutdown_asyncgens.__code__, loop.shutdown_default_executor.__code__})
    _SLEEP = tasks.sleep.__code__
    _GATHERING = tasks._GatheringFuture
    _TASK = (tasks.Task, tasks._PyTask)
    _current_task = asyncio.current_task
    for method, kind in (
        (locks.Lock.acquire, "lock"),
        (locks.Semaphore.acquire, "semaphore"),
        (locks.Event.wait, "event"),
        (locks.Condition.wait, "condition"),
        (locks.Barrier.wait, "barrier"),
        (queues.Queue.get, "queue"),
        (queues.Queue.put, "queue"),
        (queues.Queue.join, "queue"),
    ):
        _BLOCKING[method.__code__] = kind
    for function, via in (
        (tasks.wait, "asyncio.wait"),
        (tasks._AsCompletedIterator._wait_for_one, "asyncio.as_completed"),
        (taskgroups.TaskGroup.__aexit__, "TaskGroup"),
    ):
        _JOINING[function.__code__] = via


def _begin(budget):
    global _left, _tasks_left, _marks_left, _STATE, _END
    global _STATE_STARTING, _STATE_RUNNING, _STATE_READY, _STATE_BLOCKED, _STATE_JOINING, _STATE_SLEEPING, _STATE_WAITING
    global _RETURNED, _RAISED, _KILLED, _CANCELLED
    _left, _tasks_left, _marks_left = budget, min(_MOST_TASKS, budget // 4), _MOST_MARKS
    _STATE, _END = host.event_code("state"), host.event_code("actor-end")
    _STATE_STARTING, _STATE_RUNNING, _STATE_READY, _STATE_BLOCKED, _STATE_JOINING, _STATE_SLEEPING, _STATE_WAITING = map(
        host.state_code, ("starting", "running", "ready", "blocked", "joining", "sleeping", "waiting")
    )
    _RETURNED, _RAISED, _KILLED, _CANCELLED = map(host.ending_code, ("returned", "raised", "killed", "cancelled"))


def _watch_codes(monitoring, tool):
    global _tool
    _tool = tool
    monitoring.use_tool_id(tool, "interleave")
    events = monitoring.events
    monitoring.register_callback(tool, events.PY_START, _on_start)
    monitoring.register_callback(tool, events.PY_RETURN, _on_return)
    for code in (_RUN, _CREATE):
        monitoring.set_local_events(tool, code, events.PY_START | events.PY_RETURN)
    for code in (_SOON, _CLEANUP):
        monitoring.set_local_events(tool, code, events.PY_START)


# -- what sys.monitoring tells ---------------------------------------------------------------------------------------------------


def _on_start(code, offset):
    if code is _RUN:
        # As asyncio's own messages find the task of a handle (base_events._format_handle).
        owner = getattr(_getframe(1).f_locals["self"]._callback, "__self__", None)
        task = _tasks.get(id(owner))
        if task is None and isinstance(owner, _TASK):
            # Made by its class, without `create_task`; or beyond the budget.
            task = _meet(owner, True)
        _begin_step(task)
    elif code is _SOON:
        callback = _getframe(1).f_locals["callback"]
        task = _tasks.get(id(getattr(callback, "__self__", None)))
        if task is not None:
            _wake(task)
    elif code is _CREATE:
        _expect_eager(_getframe(1).f_locals)
    elif code is _CLEANUP:
        steps = _steps.get(kernel._current.id)
        while steps:
            _end_step(steps)
    else:
        _meet_eager(code)
    if kernel._deferred:
        kernel.checkpoint(_getframe(1))


def _on_return(code, offset, value):
    if code is _RUN:
        steps = _steps.get(kernel._current.id)
        # (None when the trace of tasks began in the middle of a callback.)
        if steps:
            _end_step(steps)
    elif code is _CREATE:
        task = _tasks.get(id(value))
        if task is None:
            if isinstance(value, _TASK):
                _meet(value, False)
        else:
            steps = _steps.get(kernel._current.id)
            if steps and steps[-1].task is task:
                # It was an eager one, and has come to its first wait or to its end.
                _end_step(steps)
    if kernel._deferred:
        kernel.checkpoint(_getframe(1))


def _row(head, actor, a, b, c):
    """One row of codec.ts; its time."""
    rows = kernel._rows
    if rows[0] > kernel._rows_limit:
        host.drain()
    # The last call: a garbage collection in it may destroy a task, whose row then comes before.
    now = perf_counter_ns() // 1000 - kernel._epoch_us
    at = rows[0]
    rows[at] = head
    rows[at + 1] = actor
    rows[at + 2] = now & 0xFFFFFFFF
    rows[at + 3] = a
    rows[at + 4] = b
    rows[at + 5] = c
    rows[0] = at + 6
    return now


def _now():
    return perf_counter_ns() // 1000 - kernel._epoch_us


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
    if task is not None and id(task) not in _tasks and getattr(task.get_coro(), "cr_code", None) is code:
        known = _meet(task, True)
        if known is not None:
            _begin_step(known)


# -- tasks and their steps -------------------------------------------------------------------------------------------------------


def _meet(task, steps_now):
    """Announce a task to the trace. None for one that is not told of; if a step of it begins now, that step is counted."""
    global _tasks_left, _left
    coroutine = task.get_coro()
    if getattr(coroutine, "cr_code", None) in _OWN_CODES:
        return None
    if _left <= 0 or _tasks_left <= 0:
        if steps_now:
            _count_omitted()
        return None
    me = kernel._current
    steps = _steps.get(me.id)
    parent = me.actor
    if steps and steps[-1].task is not None:
        parent = steps[-1].task.actor
    name = task.get_name()
    known = _Task(host.new_task(name, parent), name)
    key = id(task)

    def forget(_):
        _tasks.pop(key, None)
        if known.phase is not None:
            # Nobody held it any more, or the program is over: asyncio says "Task was destroyed but it is pending!"
            _row(_END, known.actor, _KILLED, 0, 0)

    known.ref = ref(task, forget)
    _tasks[key] = known
    _tasks_left -= 1
    _left -= 2
    frame = getattr(coroutine, "cr_frame", None)
    if frame is not None and frame.f_code.co_filename.startswith(HOME):
        known.place = place_of(frame) & _NONE
    if not steps_now:
        # Where it was made, for it is nowhere yet.
        _row(_STATE, known.actor, _STATE_STARTING, _NONE, place_of(own_frame(_getframe(3))) & _NONE)
    return known


def _begin_step(task):
    global _left
    me = kernel._current
    steps = _steps.get(me.id)
    if steps is None:
        steps = _steps[me.id] = []
    elif steps:
        _step_aside(steps[-1].task)
    if task is None:
        now = _now()
    elif _left > 0:
        _left -= 1
        task.phase = _RUNNING
        task.woken = False
        now = _row(_STATE, task.actor, _STATE_RUNNING, _NONE, task.place)
    else:
        now = _now()
        _count_omitted()
        if not task.quiet:
            task.quiet = True
            _row(_STATE, task.actor, _STATE_WAITING | _via("its further steps are counted and not listed"), _NONE, _NONE)
    steps.append(_Step(task, now))


def _count_omitted():
    actor = kernel._current.actor
    _omitted[actor] = _omitted.get(actor, 0) + 1


def _step_aside(outer):
    """A step runs inside of another one (an eager task, a loop in a loop): the outer task does not go on meanwhile."""
    if outer is not None and outer.phase == _RUNNING and not outer.quiet:
        _row(_STATE, outer.actor, _STATE_READY | _via("another step runs inside of its own"), _NONE, outer.place)


def _end_step(steps):
    global _left
    step = steps.pop()
    known = step.task
    if known is None:
        now = _now()
    else:
        now = _leave(known)
    if now - step.since >= LONG_US:
        _mark(step, now)
    if steps:
        outer = steps[-1].task
        if outer is not None and outer.phase == _RUNNING and not outer.quiet:
            _row(_STATE, outer.actor, _STATE_RUNNING, _NONE, outer.place)


def _leave(known):
    """A task's step is over: it waits now, or has ended."""
    global _left
    task = known.ref()
    if task is None or known.phase is None:
        return _now()
    if task.done():
        known.phase = None
        # (`task.exception()` would count as somebody's having looked at it.)
        ending = _CANCELLED if task.cancelled() else _RETURNED if task._exception is None else _RAISED
        return _row(_END, known.actor, ending, 0, 0)
    if known.quiet or known.phase != _RUNNING:
        return _now()
    name = task.get_name()
    if name is not known.name and name != known.name:
        known.name = name
        host.name_thread(known.actor, name)
    _left -= 1
    state, on = _waits_for(known, task)
    known.phase = _READY if state == _STATE_READY else _WAITING
    return _row(_STATE, known.actor, state, on, known.place)


def _wake(known):
    """A callback that goes on with the task was queued."""
    global _left
    if known.phase == _WAITING:
        if _left > 0 and not known.quiet:
            _left -= 1
            known.phase = _READY
            _row(_STATE, known.actor, _STATE_READY, _NONE, known.place)
    elif known.phase == _RUNNING:
        # It waits for something that has come about already, or gives way once (`asyncio.sleep(0)`).
        known.woken = True


# -- what a task waits for -------------------------------------------------------------------------------------------------------


def _via(name):
    """A call's name in the place where a `state` row has it."""
    code = _vias.get(name)
    if code is None:
        code = _vias[name] = host.intern(name) << 8
    return code


def _waits_for(known, task):
    """`(state and via, resource or actor)`; sets the task's place."""
    own, call, thing, coroutine = None, None, None, task.get_coro()
    while coroutine is not None:
        code = getattr(coroutine, "cr_code", None)
        if code is None:
            # A generator (`types.coroutine`), or an asynchronous generator's step, which does not tell where it waits.
            code = getattr(coroutine, "gi_code", None)
            if code is None:
                break
            inner = coroutine.gi_yieldfrom
        else:
            inner = coroutine.cr_await
        if code.co_filename.startswith(HOME):
            own, call, thing = coroutine, None, None
        else:
            if call is None:
                call = code
            if thing is None and (code in _BLOCKING or code in _JOINING or code is _SLEEP):
                thing = coroutine
        coroutine = inner
    frame = None
    if own is not None:
        frame = own.cr_frame if hasattr(own, "cr_frame") else own.gi_frame
        known.place = place_of(frame) & _NONE
    waiter = task._fut_waiter
    if known.woken or waiter is None:
        return _STATE_READY, _NONE
    if thing is not None:
        code = thing.cr_code
        if code is _SLEEP:
            return _STATE_SLEEPING | _via("asyncio.sleep"), _NONE
        via = _JOINING.get(code)
        if via is not None:
            return _STATE_JOINING | _via(via), _NONE
        subject = thing.cr_frame.f_locals["self"]
        kind = _BLOCKING[code]
        return _STATE_BLOCKED | _via(f"{type(subject).__name__}.{code.co_name}"), _resource(subject, kind, frame)
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
    if len(_subjects) >= _MOST_SUBJECTS:
        return _NONE
    name = name_of(subject, frame)
    resource = host.resource(kind, name or one(type(subject).__name__), frame is None)
    _subjects[id(subject)] = (subject, resource)
    return resource


# -- what keeps a loop from its other tasks --------------------------------------------------------------------------------------


def _watch(frame):
    """A tick interrupted the running thread, or it comes back from a wait: when its step is slow, this is where."""
    steps = _steps.get(kernel._current.id)
    if steps:
        step = steps[-1]
        if step.place < 0 and _now() - step.since >= LONG_US:
            step.place = place_of(own_frame(frame))


def _mark(step, now):
    global _marks_left
    if _marks_left <= 0:
        return
    _marks_left -= 1
    who = "A callback" if step.task is None else step.task.name
    place = step.place
    if place < 0 and step.task is not None and step.task.place != _NONE:
        place = step.task.place
    host.mark(kernel._current.actor, f"{who} kept its event loop busy for {round((now - step.since) / 1000)} ms", place)


def omitted_counts():
    """[actor of a thread, -1, steps in it that are not listed], for the end of the trace."""
    return [(actor, -1, count) for actor, count in _omitted.items()]
