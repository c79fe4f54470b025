"""`select.poll` and `select.select` for descriptors of pipes and sockets. A file is always ready."""

import errno
import select
import sys
from array import array

import _interleave_host as host

from . import descriptors, kernel, system, tasks
from .kernel import TIMED_OUT

_getframe = sys._getframe

IN = getattr(select, "POLLIN", 1)
PRI = getattr(select, "POLLPRI", 2)
OUT = getattr(select, "POLLOUT", 4)
ERR = getattr(select, "POLLERR", 8)
HUP = getattr(select, "POLLHUP", 16)
NVAL = getattr(select, "POLLNVAL", 32)


def _number(fd):
    if isinstance(fd, int):
        number = fd
    else:
        number = fd.fileno()
        if not isinstance(number, int):
            raise TypeError("fileno() returned a non-integer")
    if number < 0:
        raise ValueError(f"file descriptor cannot be a negative integer ({number})")
    return number


def _is_loop(frame):
    """Is it asyncio's event loop that asks, through its selector?"""
    caller = frame.f_back
    return caller is not None and caller.f_code.co_name == "_run_once"


def _look(fd, wanted, frame):
    """Which of the wanted events a descriptor has, and the objects whose change may bring more."""
    description = descriptors.find(fd)
    if description is None:
        return wanted & (IN | OUT), ()
    events, objects = 0, []
    if description.reads >= 0:
        state = system.state(description.reads, frame)
        if state & 1:
            events |= wanted & IN
        if state & 4:
            events |= HUP
        objects.append(description.reads)
    if description.writes >= 0:
        state = system.state(description.writes, frame)
        if state & 2:
            events |= wanted & OUT
        if state & 8:
            events |= ERR
        objects.append(description.writes)
    return events, objects


def _wait(asked, timeout, frame):
    """`asked` is fd -> events. Gives those that are ready within `timeout` seconds (None: without end)."""
    deadline = system.deadline_of(timeout)
    while True:
        ready, objects, remotes = [], [], set()
        for fd, wanted in asked.items():
            events, of = _look(fd, wanted, frame)
            if events:
                ready.append((fd, events))
            objects.extend(of)
            if of:
                remotes.add(descriptors.table[fd].remote)
        if ready or timeout is not None and timeout <= 0:
            system.gap(frame)
            return ready
        # Of several things that are waited for at once, none can be named; a host is one thing, though it has two pipes.
        remote = remotes.pop() if len(remotes) == 1 else ""
        on = descriptors.resource(objects[0], frame, remote) if remote or len(objects) == 1 else -1
        state = "waiting" if remote else "receiving" if objects else "sleeping"
        if system.wait(objects, deadline, frame, state, on) == TIMED_OUT:
            timeout = 0


_MOST = 1024
_found = array("i", bytes(8 * _MOST))
_found_address = _found.buffer_info()[0]


class poll:
    """`select.poll`: register descriptors, then ask which of them are ready."""

    def __init__(self):
        self._asked = {}
        self._others = {}
        self._id = -1
        self._changes = -1

    def __getstate__(self):
        # What the host keeps belongs to one process.
        return self._asked

    def __setstate__(self, asked):
        self.__init__()
        self._asked = asked

    def __del__(self):
        if getattr(self, "_id", -1) >= 0 and host is not None:
            host.poll_free(self._id)

    def _put(self, fd, wanted):
        """Tell the host, where it can look by itself."""
        description = descriptors.find(fd)
        if description is None:
            # A file is always ready; a descriptor of ours that is closed is none.
            self._others[fd] = NVAL if fd >= descriptors.FIRST else wanted & (IN | OUT)
            host.poll_drop(self._id, fd)
            return
        self._others.pop(fd, None)
        description.polled = True
        host.poll_set(self._id, fd, description.reads, description.writes, wanted)

    def register(self, fd, eventmask=IN | PRI | OUT, /):
        number = _number(fd)
        self._asked[number] = eventmask
        if self._id >= 0:
            self._put(number, eventmask)

    def modify(self, fd, eventmask, /):
        number = _number(fd)
        if number not in self._asked:
            system.fail(errno.ENOENT)
        self._asked[number] = eventmask
        if self._id >= 0:
            self._put(number, eventmask)

    def unregister(self, fd, /):
        number = _number(fd)
        del self._asked[number]
        self._others.pop(number, None)
        if self._id >= 0:
            host.poll_drop(self._id, number)

    def poll(self, timeout=None, /):
        timeout = None if timeout is None or timeout < 0 else timeout / 1000.0
        frame = _getframe(1)
        if kernel._watch is not None and _is_loop(frame):
            tasks.turn_over()
        if not system.shared:
            return _wait(self._asked, timeout, frame)
        if self._id < 0:
            self._id = host.poll_new()
        if self._changes != descriptors.changes:
            self._changes = descriptors.changes
            for fd, wanted in self._asked.items():
                self._put(fd, wanted)
        deadline = system.deadline_of(timeout)
        while True:
            count = host.poll_check(self._id, _found_address, _MOST)
            ready = [(_found[at], _found[at + 1]) for at in range(0, 2 * count, 2)]
            if self._others:
                ready += [(fd, events) for fd, events in self._others.items() if events]
            if ready or timeout is not None and timeout <= 0:
                system.gap(frame)
                return ready
            on, state = self._what(frame, timeout)
            if system.wait_polling(self._id, deadline, frame, state, on) == TIMED_OUT:
                timeout = 0

    def _what(self, frame, timeout):
        """The resource that is waited for, when it is one, and how the wait shows."""
        if not self._asked:
            return -1, "sleeping"
        if len(self._asked) == 1 and _is_loop(frame):
            # Nothing but what wakes it from elsewhere: its tasks all wait, and what for, their own lanes tell.
            return -1, "waiting" if timeout is None else "sleeping"
        if len(self._asked) > 1 or (description := descriptors.find(next(iter(self._asked)))) is None:
            # Of several things that are waited for at once, none can be named.
            return -1, "waiting" if any(d.remote for fd in self._asked if (d := descriptors.find(fd))) else "receiving"
        pipe = description.reads if description.reads >= 0 else description.writes
        on = descriptors.resource(pipe, frame, description.remote)
        return on, "waiting" if description.remote else "receiving"


def select_(rlist, wlist, xlist, timeout=None, /):
    if timeout is not None and timeout < 0:
        raise ValueError("timeout must be non-negative")
    readers = {_number(item): item for item in rlist}
    writers = {_number(item): item for item in wlist}
    asked = {}
    for fd in readers:
        asked[fd] = asked.get(fd, 0) | IN
    for fd in writers:
        asked[fd] = asked.get(fd, 0) | OUT
    ready = dict(_wait(asked, timeout, _getframe(1)))
    return (
        [item for fd, item in readers.items() if ready.get(fd, 0) & (IN | HUP)],
        [item for fd, item in writers.items() if ready.get(fd, 0) & (OUT | ERR)],
        [],
    )


def install():
    select_.__name__ = "select"
    select.poll = poll
    select.select = select_
    for name, value in (("POLLIN", IN), ("POLLPRI", PRI), ("POLLOUT", OUT), ("POLLERR", ERR), ("POLLHUP", HUP), ("POLLNVAL", NVAL)):
        if not hasattr(select, name):
            setattr(select, name, value)
