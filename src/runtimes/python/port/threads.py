"""Threads: their handles, their identities, their beginnings and ends."""

import sys

import _interleave_host as host

from . import kernel
from .kernel import FOREVER, Record, enter_stack, place_of, records, seconds_of, wait_until_done
from .where import describe_wait

_getframe = sys._getframe


class ThreadHandle:
    """A joinable thread, as `threading.Thread` holds it: `_thread._ThreadHandle`."""

    __slots__ = ("_ident", "_done", "_record", "__weakref__")
    __module__ = "_thread"

    def __init__(self):
        self._ident = 0
        self._done = False
        self._record = None

    @property
    def ident(self):
        return self._ident

    def is_done(self):
        return self._done

    def _set_done(self):
        self._done = True

    def join(self, timeout=None):
        record = self._record
        if self._ident == 0:
            raise RuntimeError("thread not started")
        if record is kernel._current and not self._done:
            raise RuntimeError("Cannot join current thread")
        if self._done or record is None:
            return
        if timeout is None:
            deadline = FOREVER
        else:
            timeout = seconds_of(timeout)
            deadline = FOREVER if timeout < 0 else host.now() + timeout * 1000.0
        frame = _getframe(1)
        me = kernel._current
        own, via, subject = describe_wait(frame)
        place = place_of(own)
        me.waiting, me.via, me.own = self, via, own
        try:
            wait_until_done(lambda: host.wait_join(me.id, record.id, deadline, via, place), frame)
        finally:
            me.waiting = me.own = None

    def __repr__(self):
        return f"<_ThreadHandle object: ident={self._ident}>"


ThreadHandle.__name__ = ThreadHandle.__qualname__ = "_ThreadHandle"

_next_ident = 0


def make_record(name, daemon):
    """Announce a thread to the trace and give it its identity."""
    global _next_ident
    id, actor = host.new_thread(name)
    ident = _next_ident
    # Real idents are addresses; these are as opaque, and never reused within a run.
    _next_ident += 4096
    record = Record(id, actor, ident, name, daemon)
    records[id] = record
    return record


def adopt_main(id, actor, ident):
    """The stack that runs now is the main thread."""
    global _next_ident
    main = kernel.main = kernel._current = Record(id, actor, ident, "MainThread", False)
    main.handle = ThreadHandle()
    main.handle._ident = ident
    main.handle._record = main
    records[id] = main
    _next_ident = ident + 4096


def start_thread(function, args, kwargs, handle, daemon, on_error):
    """A new thread for `function(*args, **kwargs)`; it first runs when the scheduler gives it the GIL."""
    if not host.switches():
        raise RuntimeError("can't start new thread: this browser cannot switch between stacks (JSPI)")
    thread = getattr(function, "__self__", None)
    name = getattr(thread, "_name", None)
    if not isinstance(name, str):
        name = f"Thread-{len(records)}"
    record = make_record(name, daemon)
    record.handle = handle
    handle._ident = record.ident
    handle._record = record

    def run():
        kernel._current = record
        kernel._running = True
        ending = "returned"
        try:
            enter_stack()
            forget_running_loop()
            function(*args, **kwargs)
        except SystemExit:
            pass
        except BaseException as error:
            ending = "raised"
            on_error(function, error)
        finally:
            # The dicts themselves, too: a `_local` still points to the one of the thread that used it last.
            for values in list(record.locals.values()):
                values.clear()
            record.locals.clear()
            handle._done = True
            records.pop(record.id, None)
            kernel._running = False
        return ending

    host.start_thread(record.id, record.actor, run)
    return record.ident


def forget_running_loop():
    """Pyodide's stacks inherit the running asyncio loop of the page; a thread begins with none."""
    asyncio = sys.modules.get("_asyncio")
    if asyncio is not None:
        asyncio._set_running_loop(None)


def join_non_daemons():
    """`_thread._shutdown`: wait for every thread that is not a daemon."""
    while True:
        for record in list(records.values()):
            if record is not kernel.main and not record.daemon and record is not kernel._current:
                record.handle.join()
                break
        else:
            return


def set_name(name):
    kernel._current.name = name
    host.name_thread(kernel._current.actor, name)


class SuspendedFrame:
    """A frame of a thread that does not run, as `sys._current_frames` gives it: what `traceback` and debuggers read of a frame.

    `f_back` of the frame itself may end the interpreter: where C code called Python code, the chain of frames passes through the C
    stack (ceval.c, `entry_frame`), and stacks of other threads may lie over it while this one is suspended. So `f_back` is
    None there, at the latest at the thread's first function.
    """

    __slots__ = ("_frame",)

    def __init__(self, frame):
        self._frame = frame

    def __getattr__(self, name):
        return getattr(self._frame, name)

    @property
    def f_back(self):
        return SuspendedFrame(self._frame.f_back) if host.has_caller(id(self._frame)) else None

    def __repr__(self):
        return repr(self._frame)


def current_frames():
    """`sys._current_frames`: one frame for each thread."""
    frames = {r.ident: SuspendedFrame(r.frame) for r in records.values() if r.frame is not None}
    frames[kernel._current.ident] = _getframe(1)
    return frames
