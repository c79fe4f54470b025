"""The module `_multiprocessing`: semaphores that several processes use (Modules/_multiprocessing/semaphore.c)."""

import errno
import sys
import types

import _interleave_host as host

from . import descriptors, kernel, system
from .kernel import TIMED_OUT, checkpoint, place_of
from .where import name_of, own_frame

_getframe = sys._getframe

RECURSIVE_MUTEX, SEMAPHORE = 0, 1
_KINDS = {RECURSIVE_MUTEX: "rlock", SEMAPHORE: "semaphore"}


class SemLock:
    """A semaphore or recursive mutex between processes. `handle` is the shared object's number."""

    SEM_VALUE_MAX = 0x7FFFFFFF

    __slots__ = ("handle", "kind", "maxvalue", "name", "_held", "_owner", "_internal", "_rid", "_omitted", "__weakref__")

    def __init__(self, kind, value, maxvalue, name, unlink):
        if kind not in _KINDS:
            raise ValueError("unrecognized kind")
        if not 0 <= value <= self.SEM_VALUE_MAX:
            system.fail(errno.EINVAL)
        self._set(system.make(system.SEMAPHORE, value), kind, maxvalue, None if unlink else name)

    def _set(self, handle, kind, maxvalue, name):
        self.handle = handle
        self.kind = kind
        self.maxvalue = maxvalue
        self.name = name
        self._held = 0
        self._owner = None
        self._internal = None
        self._rid = -1
        self._omitted = None

    @classmethod
    def _rebuild(cls, handle, kind, maxvalue, name):
        system.ensure(handle, "semaphore")
        self = object.__new__(cls)
        self._set(handle, kind, maxvalue, name)
        return self

    def _is_internal(self, frame):
        """Does the library use it for itself (a queue's locks)? Then its traffic is not the learner's."""
        while frame is not None:
            name = frame.f_code.co_filename
            if name.endswith("/multiprocessing/synchronize.py") or name.startswith("/lib/interleave/"):
                frame = frame.f_back
                continue
            return not name.startswith("/home/learner/") and not name.endswith("/multiprocessing/sharedctypes.py")
        return True

    def _resource(self, frame):
        if self._rid < 0:
            own = own_frame(frame)
            kind = "lock" if self.kind == SEMAPHORE and self.maxvalue == 1 else _KINDS[self.kind]
            name = name_of(self, own, _is_wrapper_of)
            self._rid = host.shared_resource(self.handle, kind, name or "", own is None or bool(self._internal))
        return self._rid

    def acquire(self, block=True, timeout=None):
        """Acquire the semaphore/lock."""
        frame = _getframe(1)
        me = kernel._current
        if self.kind == RECURSIVE_MUTEX and self._held > 0 and self._owner is me:
            self._held += 1
            return True
        if not system.acquire(self.handle, frame):
            if not block or timeout is not None and timeout <= 0:
                return False
            if self._internal is None:
                self._internal = self._is_internal(frame)
            deadline = system.deadline_of(timeout)
            on = self._resource(frame)
            while True:
                reason = system.wait((self.handle,), deadline, frame, "blocked", on)
                if system.acquire(self.handle, frame):
                    break
                if reason == TIMED_OUT:
                    return False
        self._held += 1
        self._owner = me
        if self._internal is not True and kernel._tracing:
            self._log(kernel._ACQUIRE, frame)
        if kernel._deferred:
            checkpoint(frame)
        return True

    def release(self):
        """Release the semaphore/lock."""
        frame = _getframe(1)
        if self.kind == RECURSIVE_MUTEX:
            if self._held == 0 or self._owner is not kernel._current:
                raise AssertionError("attempt to release recursive lock not owned by thread")
            if self._held > 1:
                self._held -= 1
                return
        if self._internal is not True and kernel._tracing:
            self._log(kernel._RELEASE, frame)
        if descriptors._written:
            descriptors.tell_files()
        # The holder's time ends before anybody else's can begin: the row stands before the deed.
        if not system.release(self.handle, self.maxvalue, frame):
            raise ValueError("semaphore or lock released too many times")
        self._held -= 1
        if kernel._deferred:
            checkpoint(frame)

    def _log(self, code, frame):
        if self._internal is None:
            self._internal = self._is_internal(frame)
            if self._internal:
                return
        if kernel._rows_left <= 0:
            # Over the budget: counted, and told as a sum at the end.
            if code == kernel._ACQUIRE:
                if self._omitted is None:
                    self._resource(frame)
                    self._omitted = {}
                    kernel._omitted_locks.append(self)
                actor = kernel._current.actor
                self._omitted[actor] = self._omitted.get(actor, 0) + 1
            return
        kernel._rows_left -= 1
        kernel._write(code, self._resource(frame), place_of(own_frame(frame)) & 0xFFFFFFFF)

    def __enter__(self):
        self.acquire()
        return True

    def __exit__(self, exc_type=None, exc_value=None, exc_tb=None):
        self.release()

    def _count(self):
        return self._held

    def _is_mine(self):
        return self._held > 0 and self._owner is kernel._current

    def _get_value(self):
        return system.value(self.handle, _getframe(1))

    def _is_zero(self):
        return system.value(self.handle, _getframe(1)) == 0

    def _after_fork(self):
        self._held = 0


def _is_wrapper_of(value, semlock):
    """Is this the `multiprocessing.Lock`, or the `Value` with such a lock, around a SemLock?"""
    try:
        inside = object.__getattribute__(value, "__dict__")
    except Exception:
        return False
    if inside.get("_semlock") is semlock:
        return True
    lock = inside.get("_lock")
    return type(lock).__module__ == "multiprocessing.synchronize" and lock.__dict__.get("_semlock") is semlock


def sem_unlink(name):
    pass


def install():
    module = types.ModuleType("_multiprocessing", "Semaphores between processes.")
    module.SemLock = SemLock
    module.sem_unlink = sem_unlink
    module.flags = {"HAVE_SEM_OPEN": 1, "HAVE_SEM_TIMEDWAIT": 1}
    SemLock.__module__ = "_multiprocessing"
    sys.modules["_multiprocessing"] = module
