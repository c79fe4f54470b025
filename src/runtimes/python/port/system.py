"""System calls: the port's way to the kernel, and to objects that processes share (`system/objects.ts`).

With shared memory most of what is here happens at once, in the object itself; otherwise each call goes to the kernel and the
thread parks until the answer is there. `attempt` hides the difference.
"""

import errno
import os
import sys
from array import array

import _interleave_host as host

from . import kernel
from .kernel import FOREVER, SIGNAL, TIMED_OUT, place_of, suspend  # noqa: F401 (TIMED_OUT is for callers of `wait`)
from .where import describe_wait, own_frame

_getframe = sys._getframe

PIPE, SEMAPHORE, MEMORY = 0, 1, 2
WOULD_BLOCK, BROKEN = -1, -2
ALIVE = -1
ROOT_PID = 1000
RECORDS = 0x3FFF0000

_FAILED = -1000
_ERRNOS = {
    1: errno.EAGAIN,
    2: errno.ESRCH,
    3: errno.EEXIST,
    4: errno.ENOENT,
    5: errno.ECONNREFUSED,
    6: errno.EADDRINUSE,
    7: errno.EBADF,
    8: errno.ENOMEM,
    9: errno.ECONNRESET,
    10: errno.ETIMEDOUT,
    11: errno.ENETUNREACH,
}
"""The kernel's numbers (kernel.ts, Errno) as this platform's."""

shared = True
"""Can this process reach shared objects by itself?"""

scratch = array("B", bytes(65536))
scratch_view = memoryview(scratch)
scratch_address = scratch.buffer_info()[0]
"""Where bytes that come in are put. Nothing of the port is switched away from between a call and the copy that follows it."""

_BYTES_OFFSET = bytes.__basicsize__ - 1


def address_of(data):
    """Where the bytes of a `bytes` object lie (Include/cpython/bytesobject.h: they end the object)."""
    return id(data) + _BYTES_OFFSET


def begin():
    """A run begins: ask what this realm can do (an interpreter may have been prepared in another)."""
    global shared
    shared = host.shared()


def fail(number, *names):
    raise OSError(number, os.strerror(number), *names)


def _checked(value, *names):
    if value <= _FAILED:
        fail(_ERRNOS.get(_FAILED - value, errno.EINVAL), *names)
    return value


def make(kind, value=0):
    """A new object; its number."""
    made = host.make(kind, value)
    if made < 0:
        fail(errno.EMFILE)
    return made


def call(start, frame, via=""):
    """Begin a call with `start(thread)` and wait until it is answered. Gives the call's number, for `host.take_...`."""
    me = kernel._current
    number = start(me.id)
    own, called, _ = describe_wait(frame)
    place = place_of(own)
    me.via, me.own = via or called, own
    try:
        while not host.is_answered(number):
            reason = suspend(host.wait_watched(me.id, FOREVER, _state("waiting"), -1, via or called, place), frame)
            if reason == SIGNAL:
                kernel._run_signals(frame)
    except BaseException:
        host.abandon(number)
        raise
    finally:
        me.own = None
    return number


def ask(op, object, a=0, b=0, address=0, frame=None):
    """A call of `callOf` in client.ts; its value."""
    number = call(lambda thread: host.ask(thread, op, object, a, b, address), frame or _getframe(1))
    return _checked(host.take_answer(number, object))


def ask_named(op, name, a=0, b=0, frame=None):
    number = call(lambda thread: host.ask_named(thread, op, name, a, b), frame or _getframe(1))
    return number


def value_of(number, *names):
    return _checked(host.take_answer(number, -1), *names)


def ensure(object, kind, frame=None):
    """Make an object that another process made known to this one."""
    if not host.known(object):
        number = call(lambda thread: host.ask(thread, "find", object, 0, 0, 0), frame or _getframe(1))
        _checked(host.take_object(number, object, kind))


_states = {}


def _state(name):
    code = _states.get(name)
    if code is None:
        code = _states[name] = host.state_code(name)
    return code


def wait(objects, deadline, frame, state="waiting", on=-1, via=None):
    """Wait until one of the objects has changed since the call that could not do its work, just before. Gives the reason.

    Handlers of signals run in here; the reason is then SIGNAL and the caller looks again.
    """
    me = kernel._current
    own, called, _ = describe_wait(frame)
    place = place_of(own)
    me.via, me.own = via or called, own
    for object in objects:
        host.watch(me.id, object)
    try:
        reason = suspend(host.wait_watched(me.id, deadline, _state(state), on, me.via, place), frame)
    finally:
        host.unwatch(me.id)
        me.own = None
    if reason == SIGNAL:
        kernel._run_signals(frame)
    return reason


def wait_polling(polled, deadline, frame, state, on):
    """The same for all that a poll object watches: after a `host.poll_check` that found nothing."""
    me = kernel._current
    own, called, _ = describe_wait(frame)
    place = place_of(own)
    me.via, me.own = called, own
    host.poll_watch(me.id, polled)
    try:
        reason = suspend(host.wait_watched(me.id, deadline, _state(state), on, called, place), frame)
    finally:
        host.unwatch(me.id)
        me.own = None
    if reason == SIGNAL:
        kernel._run_signals(frame)
    return reason


def gap(frame):
    """The end of a system call that did not have to wait.

    CPython lets the GIL go around each, whether it will wait or not, and a thread that has been waiting for the GIL takes it there.
    Without this a loop of polls keeps the others off for a whole switch interval each time: `Pool._handle_workers` is one while
    long results arrive.
    """
    if kernel._deferred:
        kernel.checkpoint(frame)
    if host.gap() and kernel.can_run_sync():
        suspend(host.yield_blocked(kernel._current.id, place_of(own_frame(frame))), frame)


def deadline_of(timeout):
    """The host's clock in `timeout` seconds; FOREVER for None."""
    return FOREVER if timeout is None else host.now() + max(0.0, timeout) * 1000.0


# -- what is done with objects -----------------------------------------------------------------------------------------------


def read(pipe, count, frame):
    """Up to `count` bytes (65,536 at most), b"" at the end of the file, or None when there is nothing yet."""
    count = min(count, 65536)
    if shared:
        got = host.read(pipe, scratch_address, count)
    else:
        got = ask("read", pipe, count, 0, scratch_address, frame)
    return None if got == WOULD_BLOCK else bytes(scratch_view[:got])


def write(pipe, data, start, frame):
    """Write of `data[start:]` what there is room for. Gives the number of bytes, WOULD_BLOCK or BROKEN."""
    count = len(data) - start
    if shared:
        return host.write(pipe, address_of(data) + start, count)
    return ask("write", pipe, min(count, 65536), 0, address_of(data) + start, frame)


CONNECTING = 0xFF
"""How a line stands that is being made (objects.ts)."""


def line(pipe, frame):
    """How the line of a connection stands: 0 while it is open, CONNECTING, or an errno."""
    number = state(pipe, frame) >> 8
    return number if number in (0, CONNECTING) else _ERRNOS.get(number, errno.EIO)


def fail_line(pipe, number, frame):
    """Raise the error of a connection that broke, with the reason where the network has said one."""
    count = ask("why", pipe, 0, 0, scratch_address, frame)
    words = bytes(scratch_view[:count]).decode(errors="replace")
    raise OSError(number, f"{os.strerror(number)}: {words}" if words else os.strerror(number))


def hosts(frame):
    """Names of the hosts that the network has."""
    count = ask("hosts", 0, 0, 0, scratch_address, frame)
    return bytes(scratch_view[:count]).decode().split()


def state(pipe, frame):
    return host.state(pipe) if shared else ask("state", pipe, frame=frame)


def status(record, frame):
    return host.status(record) if shared else ask("state", record, frame=frame)


def acquire(semaphore, frame):
    return host.acquire(semaphore) if shared else ask("acquire", semaphore, frame=frame) == 1


def release(semaphore, most, frame):
    return host.release(semaphore, most) if shared else ask("release", semaphore, most, frame=frame) == 1


def value(semaphore, frame):
    return host.value(semaphore) if shared else ask("value", semaphore, frame=frame)


def peek(memory, offset, count, frame):
    """`count` bytes of shared memory."""
    pieces = []
    while count > 0:
        step = min(count, 65536)
        if shared:
            host.peek(memory, offset, scratch_address, step)
        else:
            ask("peek", memory, offset, step, scratch_address, frame)
        pieces.append(bytes(scratch_view[:step]))
        offset += step
        count -= step
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def poke(memory, offset, data, frame):
    if shared:
        host.poke(memory, offset, address_of(data), len(data))
    else:
        ask("poke", memory, offset, len(data), address_of(data), frame)
