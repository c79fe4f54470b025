"""Messages between processes, observed for the trace: what was pickled, what went into a pipe, what came out.

`multiprocessing.connection` and `.reduction` are the library's own; two methods and two functions of theirs are called through
here, and do what they did.
"""

import sys
from time import perf_counter_ns

import _interleave_host as host

from . import descriptors, kernel, system
from .where import name_of, own_frame

_getframe = sys._getframe

_resources = {}
_WORTH_SHOWING_NS = 100_000
"""Pickling that took less is told with its message, not as a state of its own."""

_pickled_ns = {}
"""Thread -> how long its last pickling took, until the message is sent."""


def resource_of_pipe(pipe, frame):
    """The trace's id of a pipe, under the name of what the program knows it by: a queue, a pool, a connection."""
    known = _resources.get(pipe)
    if known is None:
        found = []
        name = name_of(pipe, own_frame(frame), lambda value, pipe: _holds(value, pipe, found))
        kind, suffix = found[0] if found else ("pipe", "")
        name = f"{name}{suffix}" if name else ""
        known = _resources[pipe] = host.shared_resource(pipe, kind, name, not name)
    return known


_hosts = {}


def resource_of_host(name):
    """The trace's id of a host of the network."""
    known = _hosts.get(name)
    if known is None:
        known = _hosts[name] = host.resource("host", name, False)
    return known


def _holds(value, pipe, found):
    """Is this object of the program's the connection, queue, pool or executor that uses the pipe?"""
    if type(value).__module__ not in _LIBRARY:
        return False
    for path, kind, suffix in _PATHS:
        part = value
        try:
            for attribute in path:
                part = object.__getattribute__(part, "__dict__")[attribute]
            handle = object.__getattribute__(part, "__dict__").get("_handle")
        except (AttributeError, KeyError):
            continue
        description = descriptors.table.get(handle)
        if description is not None and pipe in (description.reads, description.writes):
            found.append((kind, suffix))
            return True
    return False


_LIBRARY = frozenset(
    {
        "multiprocessing.connection",
        "multiprocessing.queues",
        "multiprocessing.pool",
        "concurrent.futures.process",
        "multiprocessing.managers",
    }
)
_PATHS = (
    ((), "pipe", ""),
    (("_reader",), "queue", ""),
    (("_writer",), "queue", ""),
    (("_inqueue", "_reader"), "queue", ": tasks"),
    (("_outqueue", "_reader"), "queue", ": results"),
    (("_call_queue", "_reader"), "queue", ": calls"),
    (("_result_queue", "_reader"), "queue", ": results"),
    # What these two pools wake their own threads with: messages, too, and of names that say nothing outside the library.
    (("_executor_manager_thread_wakeup", "_reader"), "pipe", ": wake-ups"),
    (("_executor_manager_thread_wakeup", "_writer"), "pipe", ": wake-ups"),
    (("_change_notifier", "_reader"), "queue", ": wake-ups"),
)


def _timed(function, state, keeps):
    def timed(*args, **kwargs):
        if not kernel._tracing:
            return function(*args, **kwargs)
        start = perf_counter_ns()
        result = function(*args, **kwargs)
        took = perf_counter_ns() - start
        if keeps:
            _pickled_ns[kernel._current.id] = took
        if took >= _WORTH_SHOWING_NS:
            host.pickled(took / 1e6, state)
        return result

    timed.__name__ = function.__name__
    timed.__wrapped__ = function
    return timed


def patch_reduction(module):
    pickler = module.ForkingPickler
    dumps = vars(pickler)["dumps"].__func__
    pickler.dumps = classmethod(_timed(dumps, "pickling", True))
    pickler.loads = staticmethod(_timed(pickler.loads, "unpickling", False))


def patch_connection(module):
    connection = module.Connection
    send_bytes, recv_bytes = connection._send_bytes, connection._recv_bytes

    def _send_bytes(self, buf):
        description = descriptors.table.get(self._handle)
        if kernel._tracing and system.shared and description is not None and description.writes >= 0:
            me = kernel._current
            pipe = description.writes
            took = _pickled_ns.pop(me.id, 0)
            resource = resource_of_pipe(pipe, _getframe(1))
            host.message_sent(me.actor, resource, host.position(pipe, True), len(buf), took / 1e6)
        return send_bytes(self, buf)

    def _recv_bytes(self, maxsize=None):
        description = descriptors.table.get(self._handle)
        if not (kernel._tracing and system.shared and description is not None and description.reads >= 0):
            return recv_bytes(self, maxsize)
        pipe = description.reads
        offset = host.position(pipe, False)
        buffer = recv_bytes(self, maxsize)
        if buffer is not None:
            resource = resource_of_pipe(pipe, _getframe(1))
            host.message_received(kernel._current.actor, resource, offset, buffer.tell())
        return buffer

    connection._send_bytes, connection._recv_bytes = _send_bytes, _recv_bytes
