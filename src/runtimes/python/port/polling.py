"""`select.poll` and `select.select` for descriptors of pipes and sockets. A file is always ready."""

import errno
import select
import sys

import _interleave_host as host

from . import descriptors, system
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
        ready, objects = [], []
        for fd, wanted in asked.items():
            events, of = _look(fd, wanted, frame)
            if events:
                ready.append((fd, events))
            objects.extend(of)
        if ready or timeout is not None and timeout <= 0:
            system.gap(frame)
            return ready
        on = descriptors.resource(objects[0], frame) if len(objects) == 1 else -1
        if system.wait(objects, deadline, frame, "receiving" if objects else "sleeping", on) == TIMED_OUT:
            timeout = 0


class poll:
    """`select.poll`: register descriptors, then ask which of them are ready."""

    def __init__(self):
        self._asked = {}

    def register(self, fd, eventmask=IN | PRI | OUT, /):
        self._asked[_number(fd)] = eventmask

    def modify(self, fd, eventmask, /):
        number = _number(fd)
        if number not in self._asked:
            system.fail(errno.ENOENT)
        self._asked[number] = eventmask

    def unregister(self, fd, /):
        del self._asked[_number(fd)]

    def poll(self, timeout=None, /):
        if timeout is not None and timeout < 0:
            timeout = None
        return _wait(self._asked, None if timeout is None else timeout / 1000.0, _getframe(1))


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
