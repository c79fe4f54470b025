"""Interleave's port of CPython's platform primitives to WebAssembly stacks.

`install()` replaces `_thread`, `_signal`'s handlers, `time.sleep`, standard input and a few words of `sys` and `os`. Everything
that was imported before and holds the old primitives is forgotten, so that `threading`, `queue`, `concurrent.futures` and
`asyncio` are imported anew, unmodified, on top of these.
"""

import sys

_FORGET = (
    "threading", "_threading_local", "queue", "_queue", "concurrent", "asyncio", "_asyncio", "logging", "tempfile",
    "signal", "subprocess", "multiprocessing", "selectors", "socket", "ssl", "sysconfig",
)  # fmt: skip

_ALL = (
    "abc", "argparse", "array", "ast", "asyncio", "bisect", "collections.abc", "concurrent.futures.process", "contextlib",
    "contextvars", "copy", "csv", "ctypes", "dataclasses", "datetime", "decimal", "enum", "functools", "hashlib", "heapq",
    "http.client", "inspect", "io", "itertools", "json", "logging", "logging.handlers", "math", "multiprocessing",
    "multiprocessing.connection",
    "multiprocessing.context", "multiprocessing.heap", "multiprocessing.managers", "multiprocessing.pool",
    "multiprocessing.process", "multiprocessing.queues", "multiprocessing.reduction", "multiprocessing.shared_memory",
    "multiprocessing.sharedctypes", "multiprocessing.spawn", "multiprocessing.synchronize", "multiprocessing.util", "operator",
    "os.path", "pathlib", "pickle", "pprint", "random", "re", "secrets", "select", "selectors", "shutil", "socket", "statistics",
    "string", "struct", "subprocess", "sysconfig", "tempfile", "textwrap", "timeit", "types", "typing", "urllib.request",
    "uuid", "weakref", "zlib",
)  # fmt: skip


def _make_thread_module(old):
    """A module `_thread` with all names of CPython 3.14's."""
    import types

    from . import kernel, local, program, signals, threads

    module = types.ModuleType("_thread", old.__doc__)
    main_ident = kernel.main.ident

    def start_new_thread(function, args, kwargs=None, /):
        if not callable(function):
            raise TypeError("first arg must be callable")
        if not isinstance(args, tuple):
            raise TypeError("2nd arg must be a tuple")
        if kwargs is not None and not isinstance(kwargs, dict):
            raise TypeError("optional 3rd arg must be a dictionary")
        return threads.start_thread(function, args, kwargs or {}, threads.ThreadHandle(), True, program.on_unhandled)

    def start_joinable_thread(function, handle=None, daemon=True):
        if not callable(function):
            raise TypeError("thread function must be callable")
        if handle is None:
            handle = threads.ThreadHandle()
        elif not isinstance(handle, threads.ThreadHandle):
            raise TypeError("'handle' must be a _ThreadHandle")
        elif handle._ident:
            raise RuntimeError("thread already started")
        threads.start_thread(function, (), {}, handle, daemon, program.on_unhandled)
        return handle

    def _make_thread_handle(ident):
        handle = threads.ThreadHandle()
        handle._ident = ident
        handle._record = next((r for r in kernel.records.values() if r.ident == ident), None)
        return handle

    def get_ident():
        return kernel._current.ident

    def exit_thread():
        raise SystemExit

    asked_stack_size = 0

    def stack_size(size=0, /):
        # All stacks are as large as the engine makes them; what a program asks for is remembered and has no effect.
        nonlocal asked_stack_size
        if size < 0:
            raise ValueError("size must be 0 or a positive value")
        if 0 < size < 32768:
            raise ValueError(f"size not valid: {size} bytes")
        former, asked_stack_size = asked_stack_size, size
        return former

    names = {
        "error": RuntimeError,
        "lock": kernel.lock,
        "LockType": kernel.lock,
        "RLock": kernel.RLock,
        "allocate_lock": kernel.lock,
        "allocate": kernel.lock,
        "start_new_thread": start_new_thread,
        "start_new": start_new_thread,
        "start_joinable_thread": start_joinable_thread,
        "daemon_threads_allowed": lambda: True,
        "_ThreadHandle": threads.ThreadHandle,
        "_make_thread_handle": _make_thread_handle,
        "_get_main_thread_ident": lambda: main_ident,
        "_shutdown": threads.join_non_daemons,
        "_is_main_interpreter": old._is_main_interpreter,
        "_count": lambda: len(kernel.records) - 1,
        "get_ident": get_ident,
        "get_native_id": get_ident,
        "set_name": threads.set_name,
        "interrupt_main": signals.interrupt_main,
        "stack_size": stack_size,
        "exit": exit_thread,
        "exit_thread": exit_thread,
        "TIMEOUT_MAX": kernel.TIMEOUT_MAX,
        "_local": local._local,
        "_excepthook": program.thread_excepthook(old._excepthook, old._ExceptHookArgs),
        "_ExceptHookArgs": old._ExceptHookArgs,
    }
    for name, value in names.items():
        setattr(module, name, value)
    return module


def install(main_id, main_actor, tick_signal, cores):
    """Put the port in place. Call it from outside any import (importlib holds locks of the old kind while it imports)."""
    import functools
    import importlib._bootstrap
    import os
    import reprlib
    import time

    import _interleave_host as host
    import _py_warnings
    import _thread as old

    from . import (  # noqa: F401 (some for the host)
        deadlock,
        kernel,
        packages,
        polling,
        processes,
        program,
        restored,
        semaphores,
        sharing,
        signals,
        sockets,
        threads,
        tls,
        tracing,
        waiting,
    )

    kernel.find_current_frame()
    threads.adopt_main(main_id, main_actor, old.get_ident())
    new = _make_thread_module(old)
    sys.modules["_thread"] = new
    importlib._bootstrap._thread = new
    functools.RLock = new.RLock
    reprlib.get_ident = new.get_ident
    _py_warnings._lock = new.RLock()

    time.sleep = waiting.sleep
    signals.install(tick_signal)
    os.kill = signals.kill
    os._exit = program.exit_now
    os.cpu_count = os.process_cpu_count = lambda: cores

    set_interval, get_interval = sys.setswitchinterval, sys.getswitchinterval

    def setswitchinterval(interval, /):
        set_interval(interval)
        host.set_switch_interval(get_interval() * 1000.0)

    sys.setswitchinterval = setswitchinterval
    sys._current_frames = threads.current_frames

    for name in list(sys.modules):
        if name.partition(".")[0] in _FORGET:
            del sys.modules[name]
    program.hide_port_frames()
    processes.install()
    polling.install()
    sockets.install()
    tls.install()
    semaphores.install()
    sharing.install()
    packages.install()
    # The C SimpleQueue blocks the interpreter's only C thread; queue.py has a Python one for platforms without it.
    sys.modules["_queue"] = None


def preload(all=False):
    """Import what nearly every lesson needs, while the learner still reads; `all`: what any lesson may, for a snapshot."""
    import asyncio  # noqa: F401 (each program begins without Pyodide's running loop, which asyncio must be there to forget)
    import concurrent.futures  # noqa: F401
    import concurrent.futures.thread  # noqa: F401
    import queue  # noqa: F401
    import signal  # noqa: F401
    import threading  # noqa: F401
    import traceback  # noqa: F401

    from . import tls

    tls.connect_asyncio()
    if not all:
        return
    from importlib import import_module

    for name in _ALL:
        try:
            import_module(name)
        except ImportError:
            # Not on this platform: the program will find out when it asks.
            pass
