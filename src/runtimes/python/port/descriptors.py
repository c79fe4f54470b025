"""File descriptors of pipes and sockets: `os.pipe`, `os.read`, `os.write`, `os.close`, `os.dup`, and `open(fd)`.

The interpreter's own descriptors (files) keep their small numbers and their functions; ours begin at 1000. A *description* is
what Linux calls an open file description: descriptors made by `dup` share one.
"""

import builtins
import errno
import io
import os
import sys
import weakref

import _interleave_host as host

from . import system
from .kernel import TIMED_OUT
from .system import BROKEN, PIPE, WOULD_BLOCK, fail

_getframe = sys._getframe

FIRST = 1000
"""The first descriptor of ours."""

changes = 0
"""Counts what happens to the pipes of descriptions that are polled (`polling.poll` asks anew then)."""


class Description:
    """`reads` and `writes` are pipes, or -1. A memory segment has `memory` and `size`. `remote`: the other machine, when it is a connection to one."""

    __slots__ = ("reads", "writes", "blocking", "count", "memory", "size", "name", "remote", "polled", "__weakref__")

    def __init__(self, reads=-1, writes=-1):
        self.reads = reads
        self.writes = writes
        self.blocking = True
        self.count = 0
        self.memory = -1
        self.size = 0
        self.name = ""
        self.remote = ""
        self.polled = False

    def holdings(self):
        held = []
        if self.reads >= 0:
            held.append((self.reads, 1, 0))
        if self.writes >= 0:
            held.append((self.writes, 0, 1))
        return held

    def changed(self):
        """Its pipes are others now."""
        global changes
        if self.polled:
            changes += 1

    def let_go(self):
        for object, readers, writers in self.holdings():
            host.hold(object, -readers, -writers)
        self.reads = self.writes = -1
        self.changed()


table = {}
"""fd -> Description"""


def attach(description, fd=None):
    """Give a description a descriptor."""
    if fd is None:
        fd = FIRST
        while fd in table:
            fd += 1
    table[fd] = description
    description.count += 1
    return fd


def find(fd):
    """The description of a descriptor of ours, or None."""
    return table.get(fd) if isinstance(fd, int) else None


_system_close, _system_read, _system_write = os.close, os.read, os.write
_system_dup, _system_fstat, _system_ftruncate = os.dup, os.fstat, os.ftruncate
_system_open = io.open


def pipe():
    """`os.pipe`: a pair of descriptors, to read and to write."""
    object = system.make(PIPE)
    return attach(Description(reads=object)), attach(Description(writes=object))


def pipe2(flags, /):
    return pipe()


def close(fd):
    description = find(fd)
    if description is None:
        return _system_close(fd)
    del table[fd]
    description.count -= 1
    if description.count == 0:
        description.let_go()


def dup(fd, /):
    description = find(fd)
    if description is None:
        return _system_dup(fd)
    return attach(description)


def dup2(fd, fd2, inheritable=True):
    description = find(fd)
    if description is None:
        fail(errno.EBADF)
    if fd2 in table:
        close(fd2)
    return attach(description, fd2)


def read(fd, length, /):
    description = table.get(fd)
    if description is None:
        return _system_read(fd, length)
    if description.reads < 0:
        fail(errno.EBADF)
    return receive(description, length, _getframe(1))


def receive(description, length, frame, deadline=system.FOREVER):
    """Bytes from a description's pipe; waits for the first of them."""
    object = description.reads
    while True:
        got = system.read(object, length, frame)
        if got is not None:
            if not got and description.remote and (error := system.line(object, frame)) not in (0, system.CONNECTING):
                system.fail_line(object, error, frame)
            system.gap(frame)
            return got
        if not description.blocking:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        if wait(description, object, deadline, frame, "receiving") == TIMED_OUT:
            raise TimeoutError("timed out")


def write(fd, data, /):
    description = table.get(fd)
    if description is None:
        return _system_write(fd, data)
    if description.writes < 0:
        fail(errno.EBADF)
    return send(description, data, _getframe(1))


def send(description, data, frame, deadline=system.FOREVER):
    """All of the bytes into a description's pipe; waits for room. Gives their number."""
    if type(data) is not bytes:
        data = bytes(data)
    if _written:
        tell_files()
    object = description.writes
    total = len(data)
    done = 0
    while done < total:
        count = system.write(object, data, done, frame)
        if count >= 0:
            done += count
        elif count == BROKEN:
            if description.remote and (error := system.line(object, frame)):
                system.fail_line(object, error, frame)
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
        elif not description.blocking:
            if done:
                return done
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        elif wait(description, object, deadline, frame, "sending") == TIMED_OUT:
            raise TimeoutError("timed out")
    system.gap(frame)
    return total


def wait(description, object, deadline, frame, state):
    """Wait for a change of a description's pipe."""
    on = resource(object, frame, description.remote)
    return system.wait((object,), deadline, frame, "waiting" if description.remote else state, on)


def resource(object, frame, remote=""):
    """The trace's resource for a pipe, or for the host at its other end."""
    from . import messages

    return messages.resource_of_host(remote) if remote else messages.resource_of_pipe(object, frame)


def fstat(fd):
    description = find(fd)
    if description is None:
        return _system_fstat(fd)
    # S_IFIFO, or a regular file for a memory segment; nobody looks at the rest.
    mode = 0o100600 if description.memory >= 0 or description.name else 0o010600
    return os.stat_result((mode, 0, 0, 1, 0, 0, description.size, 0, 0, 0))


def ftruncate(fd, length, /):
    description = find(fd)
    if description is None:
        return _system_ftruncate(fd, length)
    from . import sharing

    sharing.set_size(description, length)


def set_blocking(fd, blocking, /):
    description = find(fd)
    if description is not None:
        description.blocking = bool(blocking)


def get_blocking(fd, /):
    description = find(fd)
    return True if description is None else description.blocking


def _quiet(original, answer):
    """A function of os that means nothing for a pipe of ours."""

    def function(fd, *args, **kwargs):
        return answer if find(fd) is not None else original(fd, *args, **kwargs)

    function.__name__ = original.__name__
    return function


several = False
"""Are there other processes? Then files are told and fetched."""

_written = []
"""Files that were opened to be written since others were last told."""


def tell_files():
    """What this process has changed in the file system becomes known: before it sends or ends anything that others wait for."""
    host.sync_files()
    _written[:] = [ref for ref in _written if (file := ref()) is not None and not file.closed]


def fetch_files(frame):
    """See what other processes have changed in the file system."""
    system.value_of(system.call(lambda thread: host.ask_files(thread), frame))


class PipeIO(io.RawIOBase):
    """What `open(fd)` reads and writes with, for a descriptor of ours."""

    def __init__(self, fd, mode, closefd):
        self._fd = fd
        self._closefd = closefd
        self._mode = mode
        self.name = fd

    @property
    def mode(self):
        return self._mode

    def fileno(self):
        return self._fd

    def readable(self):
        return "r" in self._mode or "+" in self._mode

    def writable(self):
        return "r" not in self._mode or "+" in self._mode

    def readinto(self, buffer):
        data = read(self._fd, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def write(self, data):
        return write(self._fd, data)

    def close(self):
        if not self.closed:
            try:
                super().close()
            finally:
                if self._closefd and self._fd in table:
                    close(self._fd)


def open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    if not (isinstance(file, int) and file in table):
        if not several:
            return _system_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        if not isinstance(file, int):
            # Also to write: "a" goes on where others have stopped, "x" refuses what others have made, and the disk is as
            # full as all of them have made it.
            fetch_files(_getframe(1))
        opened = _system_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        if "r" not in mode or "+" in mode:
            _written.append(weakref.ref(opened))
        return opened
    binary = "b" in mode
    raw = PipeIO(file, mode.replace("b", "").replace("t", ""), closefd)
    if buffering == 0:
        if not binary:
            raise ValueError("can't have unbuffered text I/O")
        return raw
    size = io.DEFAULT_BUFFER_SIZE if buffering in (-1, 1) else buffering
    buffered = io.BufferedReader(raw, size) if raw.readable() else io.BufferedWriter(raw, size)
    return buffered if binary else io.TextIOWrapper(buffered, encoding, errors, newline, buffering == 1)


def fdopen(fd, mode="r", buffering=-1, encoding=None, *args, **kwargs):
    if not isinstance(fd, int):
        raise TypeError("invalid fd type (%s, expected integer)" % type(fd))
    if "b" not in mode:
        encoding = io.text_encoding(encoding)
    return open(fd, mode, buffering, encoding, *args, **kwargs)


def inherited(fds=None):
    """What a child gets: all descriptors, or those named. `(JSON of [fd, reads, writes], JSON of holdings)`."""
    import json

    chosen = {fd: table[fd] for fd in (table if fds is None else fds) if fd in table}
    holdings = {}
    for description in set(chosen.values()):
        for object, readers, writers in description.holdings():
            before = holdings.get(object, (0, 0))
            holdings[object] = (before[0] + readers, before[1] + writers)
    groups = {}
    rows = [
        (fd, d.reads, d.writes, groups.setdefault(id(d), len(groups)), d.memory, d.size, d.name, d.blocking, d.remote)
        for fd, d in chosen.items()
    ]
    return json.dumps(rows), json.dumps([(object, *ends) for object, ends in holdings.items()])


def adopt(rows):
    """Open in this process what it inherits: JSON as `inherited` gave it."""
    import json

    groups = {}
    for fd, reads, writes, group, memory, size, name, blocking, remote in json.loads(rows):
        description = groups.get(group)
        if description is None:
            description = groups[group] = Description(reads, writes)
            description.memory, description.size, description.name = memory, size, name
            description.blocking, description.remote = blocking, remote
            for object in (reads, writes):
                if object >= 0:
                    system.ensure(object, "pipe")
        attach(description, fd)


def install():
    for function in (pipe, pipe2, close, dup, dup2, read, write, fstat, ftruncate, set_blocking, get_blocking, fdopen):
        setattr(os, function.__name__, function)
    for name, answer in (("set_inheritable", None), ("get_inheritable", False), ("isatty", False), ("fsync", None)):
        original = getattr(os, name, None)
        if original is not None:
            setattr(os, name, _quiet(original, answer))
    builtins.open = io.open = open
    if not hasattr(os, "WNOHANG"):
        os.WNOHANG = 1
