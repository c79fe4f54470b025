"""Processes: what an operating system gives `multiprocessing` besides pipes and semaphores.

`fork` and `spawn` are the library's two ways to start one. For `spawn` the library launches a command line, `python -c "from
multiprocessing.spawn import spawn_main; ..."`, and `_posixsubprocess.fork_exec` here does launch it, in an interpreter of its own.
For `fork` one function is ours, `popen_fork.Popen._launch`: WebAssembly cannot copy a running machine, so the child gets a copy
of the program's state instead (`fork.py`).
"""

import errno
import importlib.util
import os
import sys
import types

import _interleave_host as host

from . import descriptors, kernel, messages, sharing, system
from .kernel import FOREVER, TIMED_OUT
from .system import ALIVE, RECORDS, ROOT_PID

_getframe = sys._getframe

start_method = "fork"
"""For programs that do not choose: set by each run."""

known_modules = frozenset()
"""What was there before the program: a module beyond these that has no source is one that the program made by hand."""

_parent_pid = 1
_reaped = set()


def getpid():
    return ROOT_PID + host.process()


def getppid():
    return _parent_pid


def spawn(kind, name, argv, state, fds, frame):
    """Start a process; gives its pid once the kernel has it in its table."""
    descriptors.tell_files()
    descriptors.several = True
    rows, holdings = descriptors.inherited(fds)
    import json

    state = bytes(state)
    address = system.address_of(state)
    number = system.call(
        lambda thread: host.spawn(thread, name, kind, json.dumps(argv), address, len(state), rows, holdings), frame
    )
    pid = host.take_object(number, -1, "process")
    if pid <= -1000:
        system._checked(pid)
    return pid


def waitpid(pid, options, /):
    """`os.waitpid` for a child of this process."""
    frame = _getframe(1)
    record = RECORDS + pid - ROOT_PID
    if pid in _reaped or pid <= ROOT_PID or not host.known(record):
        raise ChildProcessError(errno.ECHILD, os.strerror(errno.ECHILD))
    while True:
        status = system.status(record, frame)
        if status != ALIVE:
            _reaped.add(pid)
            descriptors.fetch_files(frame)
            return pid, status
        if options & os.WNOHANG:
            return 0, 0
        system.wait((record,), FOREVER, frame, "joining", host.process_actor(pid - ROOT_PID))


def waitstatus_to_exitcode(status):
    return -(status & 0x7F) if status & 0x7F else status >> 8


def kill(pid, signalnum, frame):
    """A signal to another process."""
    system.ask("signal", pid, signalnum, frame=frame)


def _process_name(frame):
    """The name of the process object that is being started, somewhere up the stack."""
    while frame is not None:
        process = frame.f_locals.get("process_obj") if frame.f_code.co_name == "_launch" else None
        if process is not None:
            return process._name
        frame = frame.f_back
    return "python"


def fork_exec(args, executable_list, close_fds, pass_fds, cwd, env, *rest):
    """`_posixsubprocess.fork_exec`, for command lines of this Python."""
    argv = [os.fsdecode(arg) for arg in args]
    if "-c" not in argv:
        raise FileNotFoundError(errno.ENOENT, "there are no other programs in a browser than Python itself", argv[0])
    return spawn("exec", _process_name(_getframe(1)), argv, b"", [int(fd) for fd in pass_fds], _getframe(1))


# -- what the library's modules get ----------------------------------------------------------------------------------------------


def _patch_popen_fork(module):
    def _launch(self, process_obj):
        from multiprocessing import util
        from multiprocessing.context import set_spawning_popen

        from . import fork

        parent_r, child_w = os.pipe()
        child_r, parent_w = os.pipe()
        set_spawning_popen(self)
        try:
            state = fork.copy_program(process_obj, child_r)
        finally:
            set_spawning_popen(None)
        fds = [fd for fd in descriptors.table if fd not in (parent_r, parent_w)]
        try:
            self.pid = spawn("fork", process_obj._name, [], state, fds, _getframe(1))
        except BaseException:
            for fd in (parent_r, parent_w, child_r, child_w):
                os.close(fd)
            raise
        os.close(child_w)
        os.close(child_r)
        self.finalizer = util.Finalize(self, util.close_fds, (parent_r, parent_w))
        self.sentinel = parent_r

    module.Popen._launch = _launch
    module.Popen.DupFd = _InheritedFd


class _SentFd:
    """A descriptor in a message: what it holds is held until somebody takes it out."""

    def __init__(self, fd):
        description = descriptors.find(fd)
        if description is None:
            raise ValueError("only connections can be sent to another process here")
        self._sender = host.process()
        self._holdings = description.holdings()
        self._ends = description.reads, description.writes
        for object, readers, writers in self._holdings:
            host.hold(object, readers, writers)

    def detach(self):
        for object, readers, writers in self._holdings:
            system.ensure(object, "pipe", _getframe(1))
            host.take(self._sender, object, readers, writers)
        return descriptors.attach(descriptors.Description(*self._ends))


def _patch_reduction(module):
    messages.patch_reduction(module)
    inherited = module.DupFd

    def DupFd(fd):
        return _SentFd(fd) if module.context.get_spawning_popen() is None else inherited(fd)

    module.DupFd = DupFd


class _InheritedFd:
    """A descriptor that keeps its number in the child."""

    def __init__(self, fd):
        self.fd = fd

    def detach(self):
        return self.fd


def _patch_process(module):
    bootstrap = module.BaseProcess._bootstrap

    def _bootstrap(self, parent_sentinel=None):
        host.process_begins()
        return bootstrap(self, parent_sentinel)

    module.BaseProcess._bootstrap = _bootstrap


def _patch_context(module):
    module._default_context._default_context = module._concrete_contexts[start_method]


def _resource_tracker():
    """`multiprocessing.resource_tracker`: nothing outlives a run here, so there is nothing to track."""
    module = types.ModuleType("multiprocessing.resource_tracker", _resource_tracker.__doc__)

    def ignore(*args, **kwargs):
        pass

    def getfd():
        # Its users pass it on to the child: any descriptor will do.
        if not hasattr(module, "_fd"):
            module._fd = os.pipe()[1]
        return module._fd

    module.register = module.unregister = module.ensure_running = ignore
    module.getfd = getfd
    module._resource_tracker = types.SimpleNamespace(_fd=None, getfd=getfd, ensure_running=ignore, register=ignore, unregister=ignore)
    module.ResourceTracker = type(module._resource_tracker)
    return module


def _patch_unix_events(module):
    async def _make_subprocess_transport(self, *args, **kwargs):
        raise NotImplementedError("A browser has no other programs to start.")

    module._UnixSelectorEventLoop._make_subprocess_transport = _make_subprocess_transport


_PATCHES = {
    "asyncio.unix_events": _patch_unix_events,
    "multiprocessing.context": _patch_context,
    "multiprocessing.process": _patch_process,
    "multiprocessing.popen_fork": _patch_popen_fork,
    "multiprocessing.heap": sharing.patch_heap,
    "multiprocessing.sharedctypes": sharing.patch_sharedctypes,
    "multiprocessing.shared_memory": sharing.patch_shared_memory,
    "multiprocessing.reduction": _patch_reduction,
    "multiprocessing.connection": messages.patch_connection,
}


class _Finder:
    """Finds those modules where they always were, and has them finished by the port after they have run."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        patch = _PATCHES.get(name)
        if name == "multiprocessing.resource_tracker":
            return importlib.util.spec_from_loader(name, _Ready(_resource_tracker))
        if patch is None:
            return None
        for finder in sys.meta_path:
            if finder is not _Finder:
                spec = finder.find_spec(name, path, target)
                if spec is not None:
                    spec.loader = _Patched(spec.loader, patch)
                    return spec
        return None


class _Ready:
    def __init__(self, make):
        self._make = make

    def create_module(self, spec):
        return self._make()

    def exec_module(self, module):
        pass


class _Patched:
    def __init__(self, loader, patch):
        self._loader = loader
        self._patch = patch

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        self._loader.exec_module(module)
        self._patch(module)

    def __getattr__(self, name):
        return getattr(self._loader, name)


def prepare(method):
    """A run begins, in this process or in the one that started it."""
    global start_method, known_modules
    known_modules = frozenset(sys.modules)
    system.begin()
    start_method = method
    context = sys.modules.get("multiprocessing.context")
    if context is not None:
        _patch_context(context)


def enter(parent, rows):
    """This process was started by another."""
    global _parent_pid
    _parent_pid = ROOT_PID + parent
    descriptors.several = True
    descriptors.adopt(rows)


def install():
    descriptors.install()
    os.getpid, os.getppid, os.waitpid = getpid, getppid, waitpid
    os.waitstatus_to_exitcode = waitstatus_to_exitcode
    module = types.ModuleType("_posixsubprocess")
    module.fork_exec = fork_exec
    sys.modules["_posixsubprocess"] = module
    sys.meta_path.insert(0, _Finder)
