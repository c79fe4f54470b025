"""Waits that are for nobody's lock: sleeping, and what comes from outside."""

import sys

import _interleave_host as host

from . import kernel
from .kernel import checkpoint, place_of, seconds_of, suspend, wait_until_done
from .where import describe_wait

_getframe = sys._getframe


def sleep(seconds, /):
    """`time.sleep`, with CPython's messages (Modules/timemodule.c)."""
    seconds = seconds_of(seconds)
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    frame = _getframe(1)
    if seconds == 0 and not host.someone_ready():
        if kernel._deferred:
            checkpoint(frame, True)
        elif kernel._current is kernel.main and host.has_signals():
            kernel._run_signals(frame)
        return
    me = kernel._current
    own, via, _ = describe_wait(frame)
    place = place_of(own)
    via = via or "time.sleep"
    until = host.now() + seconds * 1000.0
    me.via, me.own = via, own
    try:
        if seconds == 0:
            suspend(host.yield_blocked(me.id, place), frame)
        else:
            wait_until_done(lambda: host.wait_sleep(me.id, until, via, place), frame)
    finally:
        me.own = None
    if me is kernel.main and host.has_signals():
        kernel._run_signals(frame)


def wait_external(via, frame):
    """Suspend until the host says that something outside has happened for this thread."""
    me = kernel._current
    own, call, _ = describe_wait(frame)
    me.via, me.own = via, own
    place = place_of(own)
    try:
        wait_until_done(lambda: host.wait_external(me.id, via, place), frame)
    finally:
        me.own = None
