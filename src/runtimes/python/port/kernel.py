"""Threads and locks on stack switching: what an operating system gives CPython, given by the scheduler in `scheduler.ts`.

One Python thread is one WebAssembly stack. `Record.park()` takes the running stack off the processor; the scheduler picks the
next. Between two such points nothing else runs, so the code in this module needs no locks of its own. It must only
never be switched away from in the middle: the tick's handler looks at the frame that it interrupted and puts the switch off
until the end of the port's call (`_deferred`).

`_current` is the running thread's record. It is set again after each suspension by the thread that goes on.

A plain lock is a Python object with one word that matters, `_holder`. Taking a free lock and letting go of a lock nobody
waits for touch nothing else; everything slower asks the scheduler.
"""

import sys
from array import array
from operator import index
from select import poll
from struct import Struct
from time import perf_counter_ns

import _interleave_host as host
import pyodide_js
from _pyodide_core import can_run_sync

from .where import describe_wait, is_port, name_of, one, own_frame

_getframe = sys._getframe

# Reasons for a wake-up: scheduler.ts, Wake.
GO, OWNED, TIMED_OUT, SIGNAL = 0, 1, 2, 3

FOREVER = -1.0


class Record:
    """What the port knows of one thread.

    `id` is the scheduler's, `actor` the trace's, `ident` what `threading.get_ident` gives. While the thread is suspended,
    `frame` is where, `own` the learner's frame in that stack, `waiting` the lock, handle or other thing that it waits for, and `subject`
    the object whose method waits for it. They are found before the thread is suspended: `f_back` of a suspended frame may lead
    through a C stack that others use by then (`threads.SuspendedFrame`).
    """

    __slots__ = ("id", "actor", "ident", "handle", "daemon", "name", "frame", "waiting", "subject", "via", "own", "park", "locals")

    def __init__(self, id, actor, ident, name, daemon):
        self.id = id
        self.actor = actor
        self.ident = ident
        self.handle = None
        self.daemon = daemon
        self.name = name
        self.frame = None
        self.waiting = None
        self.subject = None
        self.via = ""
        self.own = None
        self.locals = {}
        # A poll of no file descriptors: the one call of CPython that waits for the host without asyncio in between (see
        # `park.ts`). Each thread has its own, because a poll object refuses to be used by two at once.
        self.park = poll().poll if host.switches() else host.park


records = {}
"""All living threads by scheduler id."""

main = None
"""The main thread's record."""

_current = None
_deferred = False
"""A tick or a signal came while the port's own code ran: see to it at the end of the port's call."""

_run_signals = None
"""Set by `signals.py`: runs the handlers of the signals that are pending for the main thread; may raise."""


def current():
    return _current


# -- the trace's rows of locks -------------------------------------------------------------------------------------------
#
# Locks are too frequent for a call into JavaScript each. Their rows are written here, in the codec's layout (codec.ts), into
# memory that the host reads: word 0 counts the words in use, rows begin at word 1.

_ROW_INTS = 6
_ROWS_CAPACITY = 2048
_rows = array("I", bytes(4 * (1 + _ROWS_CAPACITY * _ROW_INTS)))
_rows_limit = 1 + (_ROWS_CAPACITY - 1) * _ROW_INTS
_NONE = 0xFFFFFFFF
_ACQUIRE = _RELEASE = 0
_rows_left = 0
_epoch_us = 0
_file_bases = {}
_omitted_locks = []
_tracing = False


def start_tracing(acquire_code, release_code, lock_events, now_us):
    """Begin to write lock rows: at most `lock_events` of them, the rest is counted. `now_us` is the trace's clock now."""
    global _ACQUIRE, _RELEASE, _rows_left, _epoch_us, _tracing
    _ACQUIRE, _RELEASE = acquire_code, release_code
    _rows_left = lock_events
    _epoch_us = perf_counter_ns() // 1000 - now_us
    _rows[0] = 1
    _tracing = True


def rows_address():
    return _rows.buffer_info()[0]


def _write(code, resource, place):
    at = _rows[0]
    if at > _rows_limit:
        host.drain()
        at = _rows[0]
    _rows[at] = code
    _rows[at + 1] = _current.actor
    _rows[at + 2] = (perf_counter_ns() // 1000 - _epoch_us) & 0xFFFFFFFF
    _rows[at + 3] = resource
    _rows[at + 4] = 0
    _rows[at + 5] = place
    _rows[0] = at + _ROW_INTS


_pack = Struct("6I").pack_into


def write_row(head, actor, a, b, c):
    """One row of codec.ts; its time."""
    if _rows[0] > _rows_limit:
        host.drain()
    # The last call: a garbage collection in it may destroy a task, whose row then comes before.
    now = perf_counter_ns() // 1000 - _epoch_us
    at = _rows[0]
    _rows[0] = at + _ROW_INTS
    _pack(_rows, at * 4, head, actor, now & 0xFFFFFFFF, a, b, c)
    return now


def place_of(frame):
    """The encoded place (codec.ts) of a frame of the learner's, -1 for None."""
    if frame is None:
        return -1
    return _encode(frame.f_code.co_filename, frame.f_lineno)


def _encode(filename, line):
    base = _file_bases.get(filename)
    if base is None:
        base = _file_bases[filename] = host.file_base(filename)
    return base + line if base >= 0 and line is not None else -1


def omitted_counts():
    """[actor, resource, count] of acquisitions that were counted and not listed, for the end of the trace."""
    return [(actor, lock._rid, count) for lock in _omitted_locks for actor, count in lock._omitted.items()]


# -- suspension ----------------------------------------------------------------------------------------------------------


_wake_reason = array("i", [GO])
"""Written by the host just before it resumes a stack."""

_watch = None
"""While tasks are traced: called with the frame at which the running thread was interrupted, or comes back from a wait."""

_running = True
"""False while no stack of ours runs. Python code may run then that is none of ours (Pyodide's own event loop)."""


def wake_reason_address():
    return _wake_reason.buffer_info()[0]


def find_current_frame():
    """Tell the host where a thread state keeps its frames (`park.ts`)."""
    host.find_current_frame(id(_getframe()))


def suspend(described, frame):
    """Take the running thread off the processor until the scheduler resumes it. Returns the reason.

    `described` is what a call of `host.wait_...` gave: that call tells the host how the wait looks, and `park` begins it.
    """
    global _current, _running
    if described is not None:
        # The host's sentence: on the only stack of a browser that cannot switch, this wait would never end.
        raise RuntimeError(described)
    me = _current
    me.frame = frame
    _running = False
    try:
        me.park()
    finally:
        # Also when the call could not even be made, at the very end of the stack.
        _running = True
        _current = me
        me.frame = None
    reason = _wake_reason[0]
    if _watch is not None:
        _watch(frame)
    return reason


_STACK_BYTES = 256 * 1024
_engine = pyodide_js._module


def enter_stack():
    """The first thing on each stack: tell CPython how much of the C stack it may use.

    CPython counts the bytes of WebAssembly's C stack, of which there are megabytes. But the engine keeps return addresses and
    locals on a stack of its own, of about 1 MB, and when that ends the interpreter is lost. What overflows first depends on the
    code: nested `__repr__`s after 400 kB of C stack, nested `sorted` after 1.3 MB, `repr` of nested lists after 150 kB. With
    256 kB endless recursion through Python code, and an `lru_cache`d function 500 deep, are safe.
    """
    _engine._PyUnstable_ThreadState_SetStackProtection(
        _engine._PyThreadState_Get(), _engine.stackSave() - _STACK_BYTES, _STACK_BYTES
    )


def on_tick(signum, frame):
    """The interpreter's periodic check found the ticker's signal: the switch interval is over, or a timer is due."""
    global _deferred, _calibrating
    if _calibrating:
        host.calibrate(id(_getframe()))
        _calibrating = False
        return
    if (
        not _running
        or is_port(frame)
        or frame.f_code.co_filename == "<frozen importlib._bootstrap>"
        or not can_run_sync()
    ):
        # The tick may be the realm's word that this process has been killed, and no other would come.
        host.stop_if_killed()
        # importlib's bookkeeping relies on C locks that cannot tell our threads apart, so it is not interrupted either.
        _deferred = _running
        return
    try:
        _see_to_tick(frame, id(_getframe()))
    except RecursionError:
        # At the end of its stack the thread goes on; the tick comes again.
        _deferred = True
        return
    if _current is main and host.has_signals():
        _run_signals(frame)


_calibrating = False


def expect_calibration():
    """The next tick is the one of `calibrate`. Said before the tick is sent: the interpreter may see it at `calibrate`'s very first
    instruction, and the loop would then wait for ever."""
    global _calibrating
    _calibrating = True


def calibrate():
    """Show the host what a tick between two instructions looks like (`safepoint.ts`). A tick is on its way."""
    while _calibrating:
        pass


def _see_to_tick(frame, handler=0):
    if _watch is not None:
        _watch(frame)
    what = host.tick(handler)
    if what == 1:
        suspend(host.yield_interval(_current.id, place_of(own_frame(frame))), frame)
    elif what == 2:
        suspend(host.turn(), frame)


def defer():
    global _deferred
    _deferred = True


def checkpoint(frame, may_raise=False):
    """The end of a port's call in which a tick or signal was put off.

    A signal's handler may raise, and after a successful `acquire` nothing may: `with lock:` would never release it. There
    the signal waits for the learner's next instruction (`tick_soon`).
    """
    global _deferred
    _deferred = False
    if not can_run_sync():
        return
    _see_to_tick(frame)
    if _current is main and host.has_signals():
        if may_raise:
            _run_signals(frame)
        else:
            host.tick_soon()


def wait_until_done(make_wait, frame):
    """Suspend with `make_wait()` until the reason is not a signal; run signal handlers in between (PEP 475)."""
    while True:
        reason = suspend(make_wait(), frame)
        if reason != SIGNAL:
            return reason
        _run_signals(frame)


# -- locks ---------------------------------------------------------------------------------------------------------------

_next_lock_id = 0
TIMEOUT_MAX = 4294967.0


def seconds_of(value):
    """A number of seconds, read as CPython reads it and refused in its words (Python/pytime.c)."""
    if isinstance(value, float):
        if value != value:
            raise ValueError("Invalid value NaN (not a number)")
        if not -9223372036.0 <= value <= 9223372036.0:
            raise OverflowError("timestamp out of range for platform time_t")
        return value
    if not hasattr(type(value), "__index__"):
        kind = type(value)
        name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        raise TypeError(f"'{name}' object cannot be interpreted as an integer or float")
    value = index(value)
    if not -9223372036 <= value <= 9223372036:
        raise OverflowError("timestamp too large to convert to C PyTime_t")
    return value


def check_timeout(blocking, timeout):
    """CPython's own checks and messages (Modules/_threadmodule.c, lock_acquire_parse_args)."""
    timeout = seconds_of(timeout)
    if not blocking and timeout != -1:
        raise ValueError("can't specify a timeout for a non-blocking call")
    if timeout < 0 and timeout != -1:
        raise ValueError("timeout value must be a non-negative number")
    if timeout > TIMEOUT_MAX:
        raise OverflowError("timeout value is too large")
    return timeout


class _Lock:
    """What `lock` and `RLock` share: a holder, waiters, and the trace's knowledge of both."""

    __slots__ = ("_holder", "_waiters", "_id", "_rid", "_logged", "_internal", "_file", "_line", "_made", "_omitted", "__weakref__")

    _kind = "lock"

    def __new__(cls):
        global _next_lock_id
        self = object.__new__(cls)
        self._holder = None
        self._waiters = 0
        self._id = _next_lock_id
        _next_lock_id += 1
        self._rid = -1
        self._logged = False
        self._omitted = None
        frame = _getframe(1)
        code = frame.f_code
        # Made by the learner's own line, or by the library for its own use?
        self._internal = not code.co_filename.startswith("/home/learner/")
        self._made = None if self._internal else (code.co_filename, frame.f_lineno)
        self._file = None
        self._line = 0
        return self

    def __reduce_ex__(self, protocol):
        raise TypeError(f"cannot pickle '{type(self).__module__}.{type(self).__qualname__}' object")

    # What a holder does first and last. `frame` is the caller of the port.

    def _took(self, frame):
        """`_current` has just taken this lock (not an internal one)."""
        global _rows_left
        own = own_frame(frame)
        if own is None:
            self._file = None
        else:
            self._file = own.f_code.co_filename
            self._line = own.f_lineno
        if _tracing:
            if _rows_left > 0:
                _rows_left -= 2
                self._log_acquire()
            else:
                if self._omitted is None:
                    self.resource()
                    self._omitted = {}
                    _omitted_locks.append(self)
                actor = _current.actor
                self._omitted[actor] = self._omitted.get(actor, 0) + 1

    def _log_acquire(self):
        rid = self._rid
        if rid < 0:
            rid = self.resource()
        place = _encode(self._file, self._line) if self._file is not None else -1
        _write(_ACQUIRE, rid, place & 0xFFFFFFFF)
        self._logged = True

    def _log_release(self, frame):
        self._logged = False
        own = own_frame(frame)
        place = -1 if own is None else _encode(own.f_code.co_filename, own.f_lineno)
        _write(_RELEASE, self._rid, place & 0xFFFFFFFF)

    def resource(self, frame=None):
        """The trace's id of this lock, which is announced when first needed."""
        if self._rid < 0:
            name = name_of(self, own_frame(frame or _getframe(1)))
            if name is None and self._made is not None:
                name = f"{self._kind} made in line {self._made[1]}"
            self._rid = host.resource(self._kind, name or "", self._internal)
        return self._rid

    def _log_contended(self):
        """Somebody waits for a lock whose acquisition was only counted: from here on the trace has to know the holder.
        The row's time is that of the first contention, not of the acquisition; only runs over budget have such rows."""
        global _current
        holder = self._holder
        # (A thread that ended with the lock in its hands is no actor any more: nothing can be told of it.)
        if _tracing and not self._internal and not self._logged and holder is not None and holder.id in records:
            me = _current
            _current = self._holder
            self._log_acquire()
            _current = me

    def _wait(self, blocking, timeout, frame, raised=None):
        """The lock is held. Returns True when it is ours after all, False after the time-out.

        An exception of a signal's handler ends the wait, unless there is a list `raised` to keep it for later.
        """
        if not blocking or timeout == 0:
            return False
        me = _current
        since = host.now()
        deadline = FOREVER if timeout < 0 else since + timeout * 1000.0
        own, via, subject = describe_wait(frame)
        place = place_of(own)
        if self._internal:
            shown = subject_resource(subject, own, self)
            if getattr(subject, "__dict__", _NOTHING).get("mutex") is self:
                # A queue is neither empty nor full: somebody else just puts something in or takes something out.
                via = f"{via}'s own lock"
        else:
            self._log_contended()
            shown = self.resource(frame)
        me.waiting, me.subject, me.via, me.own = self, subject, via, own
        self._waiters += 1
        try:
            while True:
                # Garbage collection may run finalisers of the learner's between any two lines of ours, and those may wait: the
                # lock may have become free since it was looked at. From `_waiters += 1` on a release cannot pass unnoticed.
                if self._holder is None:
                    self._holder = me
                    return True
                reason = suspend(host.wait_lock(me.id, self._id, deadline, since, shown, via, place), frame)
                if reason == OWNED:
                    return True
                if self._holder is None:
                    self._holder = me
                    return True
                if reason == TIMED_OUT:
                    return False
                if reason == SIGNAL:
                    if raised is None:
                        _run_signals(frame)
                    else:
                        try:
                            _run_signals(frame)
                        except BaseException as error:
                            raised.append(error)
                # Woken, but somebody else was quicker: the scheduler keeps our place and our claim to fairness.
        finally:
            self._waiters -= 1
            if self._waiters == 0:
                host.forget_lock(self._id)
            me.waiting = me.subject = me.own = None

    def _let_go(self, frame):
        """Give the lock up while somebody waits for it."""
        logged = self._logged
        to = host.unlock(self._id, self._rid if logged else -1)
        if to >= 0:
            # Handed over: it was never free.
            new = records[to]
            self._holder = new
            own = new.own
            self._file, self._line = (None, 0) if own is None else (own.f_code.co_filename, own.f_lineno)
        else:
            self._holder = None
            if logged:
                self._log_release(frame)


class lock(_Lock):
    """A lock object is a synchronization primitive: `_thread.lock`, with CPython's methods, messages and fairness.

    `__enter__` and `__exit__` repeat `acquire` and `release` instead of calling them: `with lock:` is the most frequent call
    of all, and each Python call more would be felt.
    """

    __slots__ = ()
    __module__ = "_thread"

    def __init_subclass__(cls, **kwargs):
        raise TypeError("type '_thread.lock' is not an acceptable base type")

    def acquire(self, blocking=True, timeout=-1):
        if timeout != -1:
            timeout = check_timeout(blocking, timeout)
        if self._holder is None:
            self._holder = _current
            if not self._internal:
                try:
                    self._took(_getframe(1))
                except BaseException:
                    # At the end of the stack (RecursionError): nobody would release it.
                    self._holder = None
                    raise
            if _deferred:
                checkpoint(_getframe(1))
            return True
        return self._acquire_held(blocking, timeout, _getframe(1))

    def __enter__(self):
        if self._holder is None:
            self._holder = _current
            if not self._internal:
                try:
                    self._took(_getframe(1))
                except BaseException:
                    # At the end of the stack (RecursionError): nobody would release it.
                    self._holder = None
                    raise
            if _deferred:
                checkpoint(_getframe(1))
            return True
        return self._acquire_held(True, -1, _getframe(1))

    def _acquire_held(self, blocking, timeout, frame):
        if not self._wait(blocking, timeout, frame):
            return False
        if not self._internal and not self._logged:
            self._took(frame)
        if _deferred:
            checkpoint(frame)
        return True

    def release(self):
        if self._holder is None:
            raise RuntimeError("release unlocked lock")
        if self._waiters:
            self._let_go(_getframe(1))
        else:
            self._holder = None
            if self._logged:
                self._log_release(_getframe(1))
        if _deferred:
            checkpoint(_getframe(1))

    def __exit__(self, exc_type=None, exc_value=None, traceback=None):
        if self._holder is None:
            raise RuntimeError("release unlocked lock")
        if self._waiters:
            self._let_go(_getframe(1))
        else:
            self._holder = None
            if self._logged:
                self._log_release(_getframe(1))
        if _deferred:
            checkpoint(_getframe(1))

    def locked(self):
        return self._holder is not None

    acquire_lock = acquire
    release_lock = release
    locked_lock = locked

    def _at_fork_reinit(self):
        self._holder = None
        self._waiters = 0

    def __repr__(self):
        return f"<{'unlocked' if self._holder is None else 'locked'} _thread.lock object at {id(self):#x}>"


class RLock(_Lock):
    """A reentrant lock: `_thread.RLock`. Only its holder can release it, as often as it acquired it."""

    __slots__ = ("_count",)
    __module__ = "_thread"

    _kind = "rlock"

    def __new__(cls, *args, **kwargs):
        self = _Lock.__new__(cls)
        frame = _getframe(1)
        # `threading.RLock` is a function of the library, which hands on the learner's call.
        while frame is not None and (is_port(frame) or frame.f_code.co_qualname == "RLock" and own_frame(frame) is not frame):
            frame = frame.f_back
        self._internal = frame is None or not frame.f_code.co_filename.startswith("/home/learner/")
        self._made = None if self._internal else (frame.f_code.co_filename, frame.f_lineno)
        self._count = 0
        return self

    def acquire(self, blocking=True, timeout=-1):
        if timeout != -1:
            timeout = check_timeout(blocking, timeout)
        holder = self._holder
        if holder is _current:
            self._count += 1
            return True
        if holder is None:
            self._holder = _current
        elif not self._wait(blocking, timeout, _getframe(1)):
            return False
        self._count = 1
        if not self._internal and not self._logged:
            self._took(_getframe(1))
        if _deferred:
            checkpoint(_getframe(1))
        return True

    def __enter__(self):
        holder = self._holder
        if holder is _current:
            self._count += 1
            return True
        if holder is None:
            self._holder = _current
        else:
            self._wait(True, -1, _getframe(1))
        self._count = 1
        if not self._internal and not self._logged:
            self._took(_getframe(1))
        if _deferred:
            checkpoint(_getframe(1))
        return True

    def release(self):
        if self._holder is not _current:
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if self._count == 0:
            self._drop(_getframe(1))
            if _deferred:
                checkpoint(_getframe(1))

    def __exit__(self, exc_type=None, exc_value=None, traceback=None):
        if self._holder is not _current:
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if self._count == 0:
            self._drop(_getframe(1))
            if _deferred:
                checkpoint(_getframe(1))

    def _drop(self, frame):
        if self._waiters:
            self._let_go(frame)
        else:
            self._holder = None
            if self._logged:
                self._log_release(frame)

    def locked(self):
        return self._holder is not None

    # For threading.Condition, which must give up all levels at once.

    def _is_owned(self):
        return self._holder is _current

    def _recursion_count(self):
        return self._count if self._holder is _current else 0

    def _release_save(self):
        if self._holder is None:
            raise RuntimeError("cannot release un-acquired lock")
        state = (self._count, self._holder.ident)
        self._count = 0
        self._drop(_getframe(1))
        return state

    def _acquire_restore(self, state):
        # Not to be interrupted, as in CPython: Condition.wait promises its caller that the lock is held again, also when a
        # signal's handler raises. The exception comes out when it is.
        frame = _getframe(1)
        raised = []
        if self._holder is None:
            self._holder = _current
        else:
            self._wait(True, -1, frame, raised)
        self._count = state[0]
        if not self._internal and not self._logged:
            self._took(frame)
        if raised:
            raise raised[0]
        if _deferred:
            checkpoint(frame)

    def _at_fork_reinit(self):
        self._holder = None
        self._waiters = 0
        self._count = 0

    def __repr__(self):
        holder = self._holder
        owner = 0 if holder is None else holder.ident
        state = "unlocked" if holder is None else "locked"
        return f"<{state} {type(self).__module__}.{type(self).__qualname__} object owner={owner} count={self._count} at {id(self):#x}>"


# -- what internal locks stand for -----------------------------------------------------------------------------------------

_KINDS = {"Condition": "condition", "Event": "event", "Semaphore": "semaphore", "BoundedSemaphore": "semaphore"}
_subjects = {}
"""id(object) -> (object, resource id): what threads have waited on besides plain locks. Kept, so that ids stay theirs."""


_NOTHING = {}

_queue_resource = None
"""Set by `queues.py`: the resource of a queue of the library's."""


def subject_resource(subject, own, fallback):
    """The trace's resource for a queue, event, condition... that a thread waits on through some lock of its insides."""
    if subject is None or type(subject).__name__ == "Thread":
        return fallback.resource(own)
    known = _subjects.get(id(subject))
    if known is not None:
        return known[1]
    kind = _KINDS.get(type(subject).__name__)
    if kind is None:
        rid = None if _queue_resource is None else _queue_resource(subject, own)
        if rid is not None:
            return rid
        kind = "queue" if hasattr(subject, "get") and hasattr(subject, "put") else "other"
    name = name_of(subject, own)
    rid = host.resource(kind, name or one(type(subject).__name__), own is None)
    _subjects[id(subject)] = (subject, rid)
    return rid
