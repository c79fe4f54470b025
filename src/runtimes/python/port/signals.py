"""Signals: `_signal`'s primitives for threads that share one C thread.

CPython runs Python handlers in the main thread only, between two instructions. Here the C handler may be called while any
thread runs, so it only notes the signal with the host, which wakes the main thread from whatever it waits for; the main thread
then runs the handlers. A handler that returns leaves the interrupted wait to go on (PEP 475); one that raises ends it.
"""

from operator import index

import _signal

import _interleave_host as host

from . import descriptors, kernel, system
from .where import is_port

_c_signal = _signal.signal
_default_int_handler = _signal.default_int_handler
SIG_DFL = int(_signal.SIG_DFL)
SIG_IGN = int(_signal.SIG_IGN)
_SIGINT = int(_signal.SIGINT)
_NO_EFFECT = frozenset(
    int(getattr(_signal, name)) for name in ("SIGCHLD", "SIGURG", "SIGWINCH", "SIGCONT") if hasattr(_signal, name)
)

_handlers = {_SIGINT: _default_int_handler}
_tick_signal = 0


def signal(signalnum, handler, /):
    """Set the action for the given signal; returns the previous one."""
    if kernel.current() is not kernel.main:
        raise ValueError("signal only works in main thread of the main interpreter")
    number = _check(signalnum)
    if not callable(handler) and handler not in (SIG_DFL, SIG_IGN):
        raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    if number in (9, 19):
        raise OSError(22, "Invalid argument")
    previous = getsignal(number)
    set_handler(number, handler)
    return previous


def set_handler(number, handler):
    """Set the action, and tell the kernel: signals from other processes do what they do by default unless there is one."""
    _handlers[number] = handler
    if callable(handler):
        if number != _SIGINT:
            _c_signal(number, _on_c_signal)
        host.handle_signal(number, "handler")
    else:
        host.handle_signal(number, "ignore" if handler == SIG_IGN else "default")


def getsignal(signalnum, /):
    """The current action for the given signal."""
    return _handlers.get(_check(signalnum), SIG_DFL)


def _check(signalnum):
    number = index(signalnum)
    if not 1 <= number < _signal.NSIG or number == _tick_signal:
        raise ValueError("signal number out of range")
    return number


def raise_signal(signalnum, /):
    """Send a signal to the program itself."""
    _send(_check(signalnum))


def kill(pid, signalnum, /):
    """`os.kill`: a signal to this process or to another one of the program's."""
    import os
    import sys

    if pid not in (os.getpid(), 0):
        from . import processes

        processes.kill(pid, _check(signalnum) if signalnum else 0, sys._getframe(1))
    elif signalnum != 0:
        _send(_check(signalnum))


def pthread_kill(thread_id, signalnum, /):
    """The signal goes to the process: Python handlers run in the main thread, whichever thread is named."""
    if not any(record.ident == thread_id for record in kernel.records.values()):
        raise ProcessLookupError(3, "No such process")
    if signalnum != 0:
        _send(_check(signalnum))


def interrupt_main(signum=_SIGINT, /):
    """`_thread.interrupt_main`: as if the signal had arrived."""
    number = index(signum)
    if not 1 <= number < _signal.NSIG:
        raise ValueError("signal number out of range")
    if getsignal(number) in (SIG_DFL, SIG_IGN):
        return
    _send(number)


_wakeup_fd = -1
_wakeup_warns = True


def set_wakeup_fd(fd, /, *, warn_on_full_buffer=True):
    """A byte with the signal's number is written to this descriptor when one with a handler arrives: what wakes asyncio's loop."""
    global _wakeup_fd, _wakeup_warns
    if kernel.current() is not kernel.main:
        raise ValueError("set_wakeup_fd only works in main thread of the main interpreter")
    fd = index(fd)
    if fd != -1:
        description = descriptors.find(fd)
        if description is None:
            import os

            os.fstat(fd)
        elif description.blocking:
            raise ValueError(f"the fd {fd} must be in non-blocking mode")
    previous, _wakeup_fd, _wakeup_warns = _wakeup_fd, fd, warn_on_full_buffer
    return previous


def _tell_wakeup_fd(number, frame):
    description = descriptors.find(_wakeup_fd)
    if description is None or description.writes < 0:
        return
    if system.write(description.writes, bytes((number,)), 0, frame) == system.WOULD_BLOCK and _wakeup_warns:
        import sys

        print("Exception ignored when trying to send to the signal wakeup fd:\nBlockingIOError", file=sys.stderr)


def pause():
    """Wait until a signal arrives."""
    import sys

    frame = sys._getframe(1)
    me = kernel.current()
    own, _, _ = kernel.describe_wait(frame)
    place = kernel.place_of(own)
    while True:
        reason = kernel.suspend(host.wait_external(me.id, "signal.pause", place), frame)
        if reason == kernel.SIGNAL:
            run_pending(frame)
            return


def _send(number):
    import sys

    host.post_signal(number)
    if kernel.current() is kernel.main:
        run_pending(sys._getframe(2))


def _on_c_signal(number, frame):
    """The interpreter's own handler for SIGINT: in whichever thread runs."""
    host.post_signal(number)
    if kernel.current() is kernel.main:
        if is_port(frame):
            kernel.defer()
        else:
            run_pending(frame)


def run_pending(frame):
    """Run the handlers of all pending signals; only the main thread calls this."""
    while frame is not None and is_port(frame):
        frame = frame.f_back
    while True:
        number = host.take_signal()
        if number == 0:
            return
        handler = _handlers.get(number, SIG_DFL)
        if callable(handler):
            if _wakeup_fd >= 0:
                _tell_wakeup_fd(number, frame)
            handler(number, frame)
        elif handler == SIG_DFL and number not in _NO_EFFECT:
            if host.process() != 0:
                # The kernel ends this process as it would any other.
                from . import processes, system

                processes.kill(processes.getpid(), number, frame)
                while True:
                    # It takes a moment, in which nothing more is done.
                    system.wait((), kernel.FOREVER, frame)
            # The default action ends the process, without any exit handler: the status is what a shell would show.
            kernel.suspend(host.end_now(128 + number), frame)


def install(tick_signal):
    global _tick_signal
    _c_signal(_SIGINT, _on_c_signal)
    _c_signal(tick_signal, kernel.on_tick)
    _tick_signal = tick_signal
    kernel._run_signals = run_pending
    for function in (signal, getsignal, raise_signal, pthread_kill, pause, set_wakeup_fd):
        setattr(_signal, function.__name__, function)
