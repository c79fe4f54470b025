"""What `fork` does for a program, without an operating system that copies memory: the child gets the program's state by value.

Copied are the learner's modules as they stand: functions, classes, and the present values of their globals, with all that these
lead to. Functions and classes of the learner's travel as what they are made of (so lambdas, closures and functions defined in an
`if` do, too); everything of the library's travels by its name. What can be copied by nobody, a generator or an open file, leaves
a `Lost` in its place, which says so when the child touches it.

The copy is one pickle, so what is one object in the parent is one object in the child.
"""

import copyreg
import importlib
import io
import marshal
import os
import pickle
import sys
import threading
import types

import _interleave_host as host

from . import kernel, processes, signals
from .where import HOME

_SKIPPED = frozenset({"__builtins__", "__loader__", "__spec__", "__cached__", "__warningregistry__", "__conditional_annotations__"})


class Lost:
    """Stands where something was that could not be copied."""

    __slots__ = ("_Lost_what", "_Lost_why")

    def __init__(self, what, why):
        object.__setattr__(self, "_Lost_what", what)
        object.__setattr__(self, "_Lost_why", why)

    def __repr__(self):
        return f"<{object.__getattribute__(self, '_Lost_what')}, which was not copied into this process>"

    def __reduce__(self):
        return Lost, (object.__getattribute__(self, "_Lost_what"), object.__getattribute__(self, "_Lost_why"))


def _touched(self, *args, **kwargs):
    what, why = object.__getattribute__(self, "_Lost_what"), object.__getattribute__(self, "_Lost_why")
    raise RuntimeError(
        f"{what} could not be copied into this process ({why}). "
        "Make it in the process that uses it, or pass what it is made of as an argument."
    )


for _name in (
    "getattribute getattr setattr call iter next len getitem setitem delitem contains enter exit aenter aexit aiter anext await "
    "bool int float index add radd sub rsub mul rmul truediv rtruediv floordiv mod pow and or xor lshift rshift neg pos abs "
    "invert lt le gt ge eq ne hash str bytes format dir"
).split():
    if _name not in ("getattribute", "getattr"):
        setattr(Lost, f"__{_name}__", _touched)
Lost.__str__ = Lost.__repr__
Lost.__getattr__ = _touched


def _is_own(module):
    """A module of the learner's: the program itself, and files beside it."""
    if module.__name__ == "__main__" or (getattr(module, "__file__", None) or "").startswith(HOME):
        return True
    # Made by hand: it came from nowhere that a child could import it from.
    return getattr(module, "__spec__", None) is None and module.__name__ not in processes.known_modules


def _by_name(module_name, qualname):
    """What the name leads to, or None."""
    found = sys.modules.get(module_name)
    if found is None:
        return None
    for part in qualname.split("."):
        found = getattr(found, part, None)
        if found is None:
            return None
    return found


# -- made again in the child (all of these run there) -----------------------------------------------------------------------------


def _rebuilt(what, function, *args):
    try:
        return function(*args)
    except Exception as error:
        return Lost(what, str(error))


def _instance(kind):
    return object.__new__(kind)


def _set_instance(obj, state):
    state, slots = state if isinstance(state, tuple) else (state, None)
    if state:
        object.__getattribute__(obj, "__dict__").update(state)
    for name, value in (slots or {}).items():
        object.__setattr__(obj, name, value)


def _set_rebuilt(obj, state):
    if type(obj) is Lost:
        return
    setter, state = state
    try:
        if setter is not None:
            setter(obj, state)
        elif hasattr(obj, "__setstate__"):
            obj.__setstate__(state)
        else:
            # As pickle does it (Modules/_pickle.c, load_build).
            state, slots = state if isinstance(state, tuple) and len(state) == 2 else (state, None)
            if state:
                vars(obj).update(state)
            for name, value in (slots or {}).items():
                setattr(obj, name, value)
    except Exception:
        # Part of its state is lost (a closed connection in a broken pool's queue, say): the child learns when it uses it.
        pass


def _module(name):
    return sys.modules.get(name) or importlib.import_module(name)


def _global(module, qualname):
    found = _module(module)
    for part in qualname.split("."):
        found = getattr(found, part)
    return found


def _namespace(name):
    return vars(_module(name))


def _function(code, globals, name, closure):
    return types.FunctionType(marshal.loads(code), globals, name, None, closure)


def _loose_module(name):
    return types.ModuleType(name)


def _set_loose_module(module, values):
    vars(module).update(values)


def _set_function(function, state):
    for name, value in state[0].items():
        setattr(function, name, value)
    vars(function).update(state[1])


def _cell():
    return types.CellType()


def _set_cell(cell, contents):
    if contents:
        cell.cell_contents = contents[0]


def _class(meta, name, bases, early):
    keywords = {} if meta is None else {"metaclass": meta}
    return types.new_class(name, bases, keywords, lambda namespace: namespace.update(early))


def _array_type(element, length):
    return element * length


def _enum(meta, name, bases, early, members):
    namespace = meta.__prepare__(name, bases)
    for member, value in members:
        namespace[member] = value
    for attribute, value in early.items():
        namespace[attribute] = value
    return meta.__new__(meta, name, bases, namespace)


def _set_class(cls, state):
    for name, value in state.items():
        try:
            setattr(cls, name, value)
        except (AttributeError, TypeError):
            pass


def _lock(kind, locked):
    made = kind()
    if locked:
        made.acquire()
    return made


def _local(kind, values):
    made = kind.__new__(kind)
    vars(made).update(values)
    return made


def _thread(kind, state):
    from .threads import ThreadHandle

    made = kind.__new__(kind)
    vars(made).update(state)
    handle = ThreadHandle()
    handle._done = True
    made._handle = handle
    return made


def _lru_cache(function, parameters):
    import functools

    return functools.lru_cache(**parameters)(function)


def _stream(name):
    return getattr(sys, name)


def _semlock(kind, semlock, state):
    made = kind.__new__(kind)
    vars(made).update(state)
    made._semlock = semlock
    made._make_methods()
    return made


def _rebuilt_semlock(handle, kind, maxvalue, name):
    import _multiprocessing

    return _multiprocessing.SemLock._rebuild(handle, kind, maxvalue, name)


# -- taken apart in the parent ------------------------------------------------------------------------------------------------------


_HEAP_TYPE = 1 << 9
"""Py_TPFLAGS_HEAPTYPE: made at run time, as every `class` statement does (Include/object.h)."""

_NOT_CLASS_STATE = frozenset({"__dict__", "__weakref__", "__module__", "__qualname__", "__doc__", "_abc_impl", "__slots__"})
_FUNCTION_STATE = ("__defaults__", "__kwdefaults__", "__module__", "__qualname__", "__doc__", "__annotations__", "__type_params__")


class Copier(pickle.Pickler):
    """Takes apart what pickle would name, and names what pickle would refuse."""

    def __init__(self, file):
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        from multiprocessing.reduction import ForkingPickler

        self._table = {**copyreg.dispatch_table, **ForkingPickler._extra_reducers}
        self._own = {name for name, module in list(sys.modules.items()) if isinstance(module, types.ModuleType) and _is_own(module)}
        self._names = {}
        for name in self._own:
            for variable, value in list(vars(sys.modules[name]).items()):
                self._names.setdefault(id(value), variable)

    def reducer_override(self, obj):
        kind = type(obj)
        special = _SPECIAL.get(kind)
        try:
            if special is not None:
                return special(self, obj)
            if isinstance(obj, type):
                return self._class_of(obj)
            for base, reduce in _SPECIAL_BASES:
                if isinstance(obj, base):
                    return reduce(self, obj)
            reduce = self._table.get(kind)
            if reduce is None and all(base is object or base.__module__ in self._own for base in kind.__mro__):
                # As it stands: a fork does not ask an object how it would like to be pickled.
                return _instance, (kind,), object.__getstate__(obj), None, None, _set_instance
            if reduce is not None:
                reduced = reduce(obj)
            else:
                reduced = obj.__reduce_ex__(pickle.HIGHEST_PROTOCOL)
            if isinstance(reduced, str):
                module = getattr(obj, "__module__", None) or _module_with(reduced, obj)
                if module is None or _by_name(module, reduced) is not obj:
                    raise pickle.PicklingError(f"it is not found as {module}.{reduced}")
                return _global, (module, reduced)
            return self._guarded(obj, reduced)
        except Exception as error:
            return self._lost(obj, error)

    def _guarded(self, obj, reduced):
        """The same, but what cannot be made again in the child is lost there, and takes nothing else with it."""
        function, args, *rest = reduced
        rest += [None] * (4 - len(rest))
        state, items, pairs, setter = rest
        if state is not None:
            state = (setter, state)
        return _rebuilt, (self._described(obj), function, *args), state, items, pairs, _set_rebuilt if state else None

    def _described(self, obj):
        name = self._names.get(id(obj))
        kind = type(obj).__name__
        return f"{name!r}, a {kind}," if name else f"a {kind}"

    def _lost(self, obj, error):
        return Lost, (self._described(obj), str(error))

    def function(self, obj):
        module = obj.__module__
        if module not in self._own and _by_name(module, obj.__qualname__) is obj:
            return NotImplemented
        globals = obj.__globals__
        home = globals.get("__name__")
        if home in sys.modules and vars(sys.modules[home]) is globals:
            globals = _Globals(home)
        state = {name: getattr(obj, name) for name in _FUNCTION_STATE if name != "__annotations__"}
        annotate = getattr(obj, "__annotate__", None)
        if annotate is not None:
            state["__annotate__"] = annotate
        made = (marshal.dumps(obj.__code__), globals, obj.__name__, obj.__closure__)
        return _function, made, (state, dict(vars(obj))), None, None, _set_function

    def cell(self, obj):
        try:
            contents = (obj.cell_contents,)
        except ValueError:
            contents = ()
        return _cell, (), contents, None, None, _set_cell

    def module(self, obj):
        if sys.modules.get(obj.__name__) is obj:
            return _module, (obj.__name__,)
        values = {key: value for key, value in vars(obj).items() if key not in _SKIPPED}
        return _loose_module, (obj.__name__,), values, None, None, _set_loose_module

    def builtin(self, obj):
        name = _module_with(obj.__name__, obj)
        if name is not None:
            return _global, (name, obj.__name__)
        return self._guarded(obj, obj.__reduce_ex__(pickle.HIGHEST_PROTOCOL)) if obj.__self__ is not None else NotImplemented

    def _class_of(self, cls):
        if cls is type(None) or cls is type(NotImplemented) or cls is type(...):
            return NotImplemented
        if cls.__module__ not in self._own and _by_name(cls.__module__, cls.__qualname__) is cls:
            return NotImplemented
        if cls.__module__ not in self._own and not cls.__flags__ & _HEAP_TYPE:
            # C's own, under another name than it says: `mappingproxy` is types.MappingProxyType.
            for name, found in vars(types).items():
                if found is cls:
                    return _global, ("types", name)
            raise pickle.PicklingError(f"no name leads to the type {cls.__qualname__}")
        shared = vars(cls).get("_shared_base")
        if shared is not None:
            raise pickle.PicklingError("a type of shared memory")
        early = {name: vars(cls)[name] for name in ("__module__", "__qualname__", "__doc__", "__slots__") if name in vars(cls)}
        slots = early.get("__slots__", ())
        hidden = {slots} if isinstance(slots, str) else set(slots)
        state = {
            name: value
            for name, value in vars(cls).items()
            if name not in _NOT_CLASS_STATE
            and name not in hidden
            and not isinstance(value, (types.MemberDescriptorType, types.GetSetDescriptorType))
        }
        import ctypes
        import enum

        meta = type(cls)
        if issubclass(cls, ctypes.Array) and "_type_" in vars(cls) and vars(cls).get("__doc__") is None and len(cls.__bases__) == 1:
            return _array_type, (cls._type_, cls._length_)
        if meta.__module__ not in self._own and _by_name(meta.__module__, meta.__qualname__) is not meta:
            # No name leads to it (those of ctypes): the bases will tell.
            meta = None

        if isinstance(cls, enum.EnumType) and getattr(cls, "__members__", None):
            members = [(name, member._value_) for name, member in cls.__members__.items()]
            for name in list(state):
                if name in cls.__members__ or name.startswith("_") and name.endswith("_") and not name.startswith("__"):
                    del state[name]
            methods = {name: value for name, value in state.items() if not name.startswith("__")}
            return _enum, (meta, cls.__name__, cls.__bases__, {**early, **methods}, members)
        if "__annotations_cache__" in state:
            del state["__annotations_cache__"]
        fields = state.get("_fields_")
        if fields is not None and "__slots__" not in early:
            # A ctypes structure: its layout is made with the class.
            early["_fields_"] = fields
            for name in ("_fields_", *(field[0] for field in fields)):
                state.pop(name, None)
        return _class, (meta, cls.__name__, cls.__bases__, early), state, None, None, _set_class


def _module_with(name, obj):
    """The module, among those that are loaded, where a global of this name is this object."""
    for module_name, module in list(sys.modules.items()):
        if module_name not in ("__main__", "__mp_main__") and getattr(module, name, None) is obj:
            return module_name
    return None


class _Globals:
    """Stands for a module's namespace: the child has one of its own."""

    def __init__(self, name):
        self.name = name

    def __reduce__(self):
        return _namespace, (self.name,)


def _reduce_lock(copier, obj):
    return _lock, (type(obj), obj.locked())


def _reduce_rlock(copier, obj):
    return _lock, (type(obj), obj._holder is not None)


def _reduce_thread(copier, obj):
    if obj is threading.main_thread():
        return threading.main_thread, ()
    state = {name: value for name, value in vars(obj).items() if name not in ("_handle", "_target", "_args", "_kwargs", "_context")}
    return _thread, (type(obj), state)


def _reduce_local(copier, obj):
    return _local, (type(obj), dict(vars(obj)))


def _reduce_stream(copier, obj):
    for name in ("stdin", "stdout", "stderr"):
        if obj is getattr(sys, name, None) or obj is getattr(sys, f"__{name}__", None):
            return _stream, (name,)
    raise pickle.PicklingError("an open file belongs to the process that opened it")


def _reduce_lru_cache(copier, obj):
    return _lru_cache, (obj.__wrapped__, obj.cache_parameters())


def _reduce_semlock(copier, obj):
    state = {name: value for name, value in vars(obj).items() if name not in ("_semlock", "acquire", "release")}
    return _semlock, (type(obj), obj._semlock, state)


def _reduce_raw_semlock(copier, obj):
    return _rebuilt_semlock, (obj.handle, obj.kind, obj.maxvalue, obj.name)


def _reduce_pieces(make, *names):
    return lambda copier, obj: (make, tuple(getattr(obj, name) for name in names))


_SPECIAL = {}
_SPECIAL_BASES = []


def _fill_special():
    """What is taken apart in a way of its own. Filled late: the library's modules are imported on top of the port."""
    import dataclasses
    import functools

    import _multiprocessing
    from multiprocessing import synchronize

    _SPECIAL.update(
        {
            types.FunctionType: Copier.function,
            types.CellType: Copier.cell,
            types.ModuleType: Copier.module,
            types.BuiltinMethodType: Copier.builtin,
            kernel.lock: _reduce_lock,
            kernel.RLock: _reduce_rlock,
            io.TextIOWrapper: _reduce_stream,
            property: _reduce_pieces(property, "fget", "fset", "fdel", "__doc__"),
            staticmethod: _reduce_pieces(staticmethod, "__func__"),
            classmethod: _reduce_pieces(classmethod, "__func__"),
            types.MappingProxyType: lambda copier, obj: (types.MappingProxyType, (dict(obj),)),
            type(functools.lru_cache(lambda: None)): _reduce_lru_cache,
            dataclasses._FIELD_BASE: lambda copier, obj: (getattr, (dataclasses, obj.name)),
            _multiprocessing.SemLock: _reduce_raw_semlock,
        }
    )
    _SPECIAL_BASES[:] = [
        (threading.Thread, _reduce_thread),
        (threading.local, _reduce_local),
        (synchronize.SemLock, _reduce_semlock),
    ]


def _logging_state():
    logging = sys.modules.get("logging")
    if logging is None:
        return None
    loggers = {"": logging.root, **{k: v for k, v in logging.root.manager.loggerDict.items() if isinstance(v, logging.Logger)}}
    return {
        name: (logger.level, logger.handlers, logger.propagate, logger.disabled)
        for name, logger in loggers.items()
        if logger.handlers or logger.level != (logging.WARNING if name == "" else 0) or not logger.propagate
    }


def copy_program(process, parent_sentinel):
    """The state of this program for a child that shall run `process`: bytes."""
    from multiprocessing import util

    if not _SPECIAL:
        _fill_special()
    own = [(name, m) for name, m in list(sys.modules.items()) if isinstance(m, types.ModuleType) and _is_own(m)]
    header = {
        "modules": [(name, getattr(module, "__file__", None), getattr(module, "__path__", None)) for name, module in own],
        "environ": dict(os.environ),
        "cwd": os.getcwd(),
        "argv": sys.argv,
        "path": sys.path,
        "recursion": sys.getrecursionlimit(),
        "interval": sys.getswitchinterval(),
        "log": util._logger.getEffectiveLevel() if util._log_to_stderr else None,
    }
    file = io.BytesIO()
    pickle.dump(header, file, pickle.HIGHEST_PROTOCOL)
    state = {
        "globals": [
            (name, {key: value for key, value in vars(module).items() if key not in _SKIPPED}) for name, module in own
        ],
        "handlers": {number: handler for number, handler in signals._handlers.items() if not isinstance(handler, int)},
        "ignored": [number for number, handler in signals._handlers.items() if handler == signals.SIG_IGN],
        "logging": _logging_state(),
        "warnings": list(sys.modules["warnings"].filters) if "warnings" in sys.modules else None,
        "excepthook": None if sys.excepthook is sys.__excepthook__ else sys.excepthook,
        "process": process,
        "sentinel": parent_sentinel,
    }
    start = kernel.perf_counter_ns()
    Copier(file).dump(state)
    took = (kernel.perf_counter_ns() - start) / 1e6
    if kernel._tracing and took >= 0.1:
        host.pickled(took, "pickling")
    return file.getvalue()


def run_copy(state):
    """In the child: put the program's state in place and run its process. Gives the exit code."""
    file = io.BytesIO(state)
    header = pickle.load(file)
    os.environ.clear()
    os.environ.update(header["environ"])
    os.chdir(header["cwd"])
    sys.argv[:] = header["argv"]
    sys.path[:] = header["path"]
    sys.setrecursionlimit(header["recursion"])
    sys.setswitchinterval(header["interval"])
    for name, path, package in header["modules"]:
        if name not in sys.modules or name == "__main__":
            module = types.ModuleType(name)
            module.__builtins__ = __builtins__
            if path is not None:
                module.__file__ = path
            if package is not None:
                module.__path__ = package
            sys.modules[name] = module
    content = pickle.load(file)
    for name, values in content["globals"]:
        namespace = vars(sys.modules[name])
        namespace.update(values)
        parent, _, last = name.rpartition(".")
        if parent in sys.modules:
            setattr(sys.modules[parent], last, sys.modules[name])
    for number, handler in content["handlers"].items():
        signals.set_handler(number, handler)
    for number in content["ignored"]:
        signals.set_handler(number, signals.SIG_IGN)
    if content["logging"]:
        import logging

        for name, (level, handlers, propagate, disabled) in content["logging"].items():
            logger = logging.getLogger(name or None)
            logger.setLevel(level)
            logger.handlers[:] = handlers
            logger.propagate, logger.disabled = propagate, disabled
    if content["warnings"] is not None:
        import _py_warnings
        import warnings

        warnings.filters[:] = content["warnings"]
        _py_warnings._filters_mutated()
    if content["excepthook"] is not None:
        sys.excepthook = content["excepthook"]
    if header["log"] is not None:
        from multiprocessing import util

        util.log_to_stderr(header["log"])
    return content["process"]._bootstrap(parent_sentinel=content["sentinel"])
