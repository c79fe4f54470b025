"""`_thread._local`: values that belong to a thread.

CPython's own keeps them in the thread state's dict, which all of Pyodide's stacks share. Here they hang on the thread's record
and go when it goes. (The standard library's fallback, `_threading_local`, cannot be imported by `threading` itself.)
"""

from itertools import count
from weakref import ref

from . import kernel

_keys = count()
_watched = {}
_get = object.__getattribute__
_set = object.__setattr__


class _local:
    """Thread-local data: an instance's attributes differ from thread to thread.

    A subclass's `__init__` runs once in each thread that uses the instance, with the arguments given at its making.
    """

    __slots__ = ("_local__key", "_local__arguments", "__dict__", "__weakref__")
    __module__ = "_thread"

    def __new__(cls, /, *args, **kwargs):
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError("Initialization arguments are not supported")
        self = object.__new__(cls)
        key = next(_keys)
        _set(self, "_local__key", key)
        _set(self, "_local__arguments", (args, kwargs))
        # `__init__` follows by itself in the thread that makes the instance.
        kernel.current().locals[key] = {}
        _watched[key] = ref(self, lambda _: _forget(key))
        return self

    def __getattribute__(self, name):
        _enter(self)
        return _get(self, name)

    def __setattr__(self, name, value):
        if name == "__dict__":
            raise AttributeError(f"'{type(self).__name__}' object attribute '__dict__' is read-only")
        _enter(self)
        _set(self, name, value)

    def __delattr__(self, name):
        if name == "__dict__":
            raise AttributeError(f"'{type(self).__name__}' object attribute '__dict__' is read-only")
        _enter(self)
        object.__delattr__(self, name)


def _enter(self):
    """Give the instance the current thread's attributes. The next line of every caller uses them before anybody can switch."""
    own = kernel.current().locals
    key = _get(self, "_local__key")
    values = own.get(key)
    if values is None:
        values = own[key] = {}
        _set(self, "__dict__", values)
        args, kwargs = _get(self, "_local__arguments")
        type(self).__init__(self, *args, **kwargs)
    _set(self, "__dict__", values)


def _forget(key):
    _watched.pop(key, None)
    for record in list(kernel.records.values()):
        record.locals.pop(key, None)
