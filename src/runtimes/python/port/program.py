"""Running the learner's program as `python program.py` would, from the first line to the last exit handler."""

import builtins
import errno
import io
import json
import linecache
import os
import sys
import traceback
import types

import _interleave_host as host

from . import kernel, packages, processes
from .console import LearnerInput
from .threads import forget_running_loop
from .where import HOME, is_port

_OURS = (AttributeError, NameError, KeyError, IndexError, AssertionError, UnboundLocalError)
"""Exceptions that the port never raises on purpose: with a port frame innermost they are a platform fault."""


def without_port_frames(tb):
    """The traceback as CPython would show it: the port's own functions are C there, and have no lines."""
    while tb is not None and is_port(tb.tb_frame):
        tb = tb.tb_next
    at = tb
    while at is not None:
        after = at.tb_next
        while after is not None and is_port(after.tb_frame):
            after = after.tb_next
        if after is not at.tb_next:
            at.tb_next = after
        at = after
    return tb


def hide_port_frames():
    """Also from tracebacks that the library or the learner formats by themselves."""
    walk = traceback._walk_tb_with_full_positions

    def _walk_tb_with_full_positions(tb):
        return (item for item in walk(tb) if not is_port(item[0]))

    traceback._walk_tb_with_full_positions = _walk_tb_with_full_positions


def clean(error, seen=None):
    """Take the port's frames out of an exception and all that it chains to."""
    seen = set() if seen is None else seen
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        error.__traceback__ = without_port_frames(error.__traceback__)
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            # The learner's own disk has room enough: say whose is full.
            error.strerror = f"{os.strerror(error.errno)}: {host.disk_words()}"
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                clean(inner, seen)
        clean(error.__cause__, seen)
        error = error.__context__


def _is_platform_fault(error):
    tb = error.__traceback__
    innermost = None
    while tb is not None:
        innermost = tb.tb_frame
        tb = tb.tb_next
    # (The port's `timed` only hands on what pickle raises.)
    if innermost is None or not is_port(innermost) or innermost.f_code.co_name == "timed":
        return False
    return isinstance(error, _OURS) or type(error).__module__.startswith(("pyodide", "_pyodide"))


def excepthook(kind, error, tb):
    """`sys.excepthook` before the learner changes it."""
    error.__traceback__ = tb
    clean(error)
    traceback.print_exception(kind, error, error.__traceback__)


def thread_excepthook(original, make_args):
    """`_thread._excepthook` without the port's frames."""

    def _excepthook(args, /):
        if args.exc_value is not None:
            clean(args.exc_value)
            args = make_args((args.exc_type, args.exc_value, args.exc_value.__traceback__, args.thread))
        return original(args)

    return _excepthook


def on_unhandled(function, error):
    """An exception left the function of `_thread.start_new_thread`."""
    if _is_platform_fault(error):
        host.fault("".join(traceback.format_exception(error)))
        return
    clean(error)
    sys.unraisablehook(
        types.SimpleNamespace(
            exc_type=type(error),
            exc_value=error,
            exc_traceback=error.__traceback__,
            err_msg="Exception ignored in thread started by",
            object=function,
        )
    )


def _relative(filename):
    return filename.removeprefix(HOME)


def _type_name(error):
    kind = type(error)
    module = kind.__module__
    return kind.__qualname__ if module in ("builtins", "__main__") else f"{module}.{kind.__qualname__}"


def describe(error):
    """The exception as data (runtime.ts, RaisedError)."""
    frames = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        code = frame.f_code
        own = code.co_filename.startswith(HOME)
        frames.append({"file": _relative(code.co_filename), "line": line or 0, "name": code.co_name, "own": own})
    syntax = None
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        syntax = {"file": _relative(error.filename), "line": error.lineno, "column": error.offset or 1}
    try:
        message = str(error.msg if isinstance(error, SyntaxError) else error)
    except Exception:
        message = "<the exception's own __str__ raised>"
    text = io.StringIO()
    try:
        traceback.print_exception(error, file=text)
    except Exception:
        text.write(f"{_type_name(error)}: {message}\n")
    return {
        "type": _type_name(error),
        "message": message[:10000],
        "frames": frames[-100:],
        "text": text.getvalue()[-20000:],
        "syntax": syntax,
    }


def _exit_code(error):
    """What `sys.exit(x)` means, as in Python/pythonrun.c."""
    code = error.code
    if code is None:
        return 0
    if isinstance(code, int):
        return int(code) & 0xFF
    print(code, file=sys.stderr)
    return 1


def prepare(entry, args, seed, start_method):
    """Everything that has to stand before the program's first line: `__main__`, argv, streams, chance. Returns nothing; the
    code object waits in `_code`. A syntax error is the program's own and comes out of `run`."""
    path = HOME + entry
    processes.prepare(start_method)
    packages.begin()
    os.chdir(HOME)
    sys.argv[:] = [entry, *args]
    sys.path[0] = os.path.dirname(path)
    main = types.ModuleType("__main__")
    main.__file__ = path
    main.__builtins__ = builtins
    main.__annotations__ = {}
    main.__loader__ = None
    sys.modules["__main__"] = main
    if "multiprocessing" in sys.modules:
        # What its __init__ does at import, which was before there was this program.
        sys.modules["__mp_main__"] = main
    sys.stdin = sys.__stdin__ = LearnerInput()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace" if stream is sys.stderr else "strict")
    sys.excepthook = sys.__excepthook__ = excepthook
    linecache.clearcache()
    if seed is not None:
        import random

        random.seed(seed)


def run(entry):
    """Run the prepared program to the end of its exit handlers. Returns the outcome as JSON (runtime.ts, Outcome)."""
    import threading

    kernel.enter_stack()
    forget_running_loop()
    path = HOME + entry
    outcome = {"kind": "finished", "exitCode": 0}
    try:
        try:
            with open(path, "rb") as file:
                source = file.read()
            code = compile(source, path, "exec", dont_inherit=True)
            host.program_starts()
            exec(code, vars(sys.modules["__main__"]))
        except SystemExit as error:
            outcome = {"kind": "finished", "exitCode": _exit_code(error)}
        except BaseException as error:
            if _is_platform_fault(error):
                return json.dumps(_fault(error))
            clean(error)
            outcome = _failed(error)
        try:
            threading._shutdown()
        except KeyboardInterrupt as error:
            # A second Ctrl-C while threads are waited for: CPython gives up on them.
            clean(error)
            print("Exception ignored on threading shutdown:", file=sys.stderr)
            excepthook(KeyboardInterrupt, error, error.__traceback__)
            outcome = {"kind": "interrupted", "forced": False, "exitCode": 130}
        _run_exit_handlers()
    except BaseException as error:
        return json.dumps(_fault(error))
    return json.dumps(outcome)


_image = None


def become(parent, kind, argv, state, descriptors):
    """This interpreter is a process that another one started: what `run_process` will run. After `prepare`."""
    global _image
    _image = (parent, kind, argv, bytes(state), descriptors)


def run_process(entry):
    """Run this process to the end of its exit handlers. Returns the outcome as JSON, like `run`."""
    import threading

    kernel.enter_stack()
    forget_running_loop()
    parent, kind, argv, state, descriptors = _image
    code = 1
    try:
        try:
            host.program_starts()
            processes.enter(parent, descriptors)
            if kind == "fork":
                from . import fork

                code = fork.run_copy(state)
            else:
                code = _run_command_line(argv)
        except SystemExit as error:
            code = _exit_code(error)
        except BaseException as error:
            if _is_platform_fault(error):
                return json.dumps(_fault(error))
            clean(error)
            _failed(error)
        threading._shutdown()
        _run_exit_handlers()
    except BaseException as error:
        return json.dumps(_fault(error))
    return json.dumps({"kind": "finished", "exitCode": code & 0xFF})


def _run_command_line(argv):
    """`python [options] -c program [arguments]`"""
    at = argv.index("-c")
    sys.argv[:] = ["-c", *argv[at + 2 :]]
    main = sys.modules["__main__"]
    del main.__file__
    exec(compile(argv[at + 1], "<string>", "exec", dont_inherit=True), vars(main))
    return 0


def _failed(error):
    described = describe(error)
    try:
        sys.excepthook(type(error), error, error.__traceback__)
    except BaseException as second:
        print("Error in sys.excepthook:", file=sys.stderr)
        excepthook(type(second), second, second.__traceback__)
        print("\nOriginal exception was:", file=sys.stderr)
        excepthook(type(error), error, error.__traceback__)
    _flush()
    if isinstance(error, KeyboardInterrupt):
        # From here on only threads that never yield can keep the program alive; the host watches them.
        host.main_interrupted()
        return {"kind": "interrupted", "forced": False, "exitCode": 130}
    return {"kind": "raised", "exitCode": 1, "error": described}


def _fault(error):
    return {
        "kind": "platform-fault",
        "reason": "internal",
        "message": f"{_type_name(error)}: {error}",
        "context": "".join(traceback.format_exception(error))[-8000:],
    }


def _run_exit_handlers():
    import atexit

    atexit._run_exitfuncs()
    _flush()


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass


def exit_now(status):
    """`os._exit`: no exit handlers, no flush."""
    kernel.suspend(host.end_now(status & 0xFF), sys._getframe(1))
