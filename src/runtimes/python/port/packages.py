"""Where a module comes from that neither CPython nor the learner has: the real package if it is at hand, else a stand-in of ours.

    import requests
      1. what CPython itself finds: built in, the standard library, a file beside the program
      2. a wheel: the kernel is asked, once for each name, and its answer is unpacked into `site-packages`
      3. a stand-in from `packages/`: requests, aiohttp, httpx, PIL
      4. CPython's own ModuleNotFoundError

All of 2 and 3 is one finder at the very end of `sys.meta_path`. The thread that imports parks while the kernel looks for the wheel;
the others go on. `module.__version__` tells which it was.
"""

import sys
from importlib.machinery import ModuleSpec, PathFinder

import _interleave_host as host

from . import kernel, system

_getframe = sys._getframe

SITE = f"/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
"""Where packages live, here as anywhere."""

STAND_INS = "/lib/interleave-packages"

_OURS = frozenset({"PIL", "numpy"})
"""Never from a wheel: `PIL` is ours (the browser has the codecs), and numpy is nothing without its compiled parts."""

_LONGEST = 100
"""Characters of a name that the kernel is asked for (parse-system.ts)."""

_running = False
_known = set()
"""Names that the kernel has answered for: it is not asked twice."""


def begin():
    """A run begins. Before it nothing is asked: nobody would answer, and a snapshot must not hold what one site has."""
    global _running
    _running = True


def _may_be_at_hand(name):
    """Could a package of this name have been published? Names with a leading underscore are parts of others."""
    return (
        name not in _OURS
        and name not in sys.stdlib_module_names
        and len(name) <= _LONGEST
        and name.isascii()
        and name.isidentifier()
        and not name.startswith("_")
    )


def _fetch(name, frame):
    """Have the package of a top-level module unpacked, if there is one. True when it has been, now."""
    if not _running or name in _known or not _may_be_at_hand(name) or not kernel.can_run_sync():
        return False
    number = system.call(lambda thread: host.ask_package(thread, name, SITE), frame, f"import {name}")
    # After the answer: a thread that looks for the same name meanwhile must not take it for a miss.
    _known.add(name)
    if not system.value_of(number):
        return False
    if SITE not in sys.path:
        sys.path.append(SITE)
    # It goes by the folder's time, and two packages may come within one tick of that clock.
    finder = sys.path_importer_cache.get(SITE)
    if finder is not None:
        finder.invalidate_caches()
    return True


class _Finder:
    """The last in line."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if path is not None:
            return None
        if _fetch(name, _getframe(1)):
            spec = PathFinder.find_spec(name, [SITE], target)
            if spec is not None:
                return spec
        return PathFinder.find_spec(name, [STAND_INS], target)

    @staticmethod
    def find_distributions(context=None):
        """So that `importlib.metadata.version("requests")` knows what an import would bring, also before that."""
        name = getattr(context, "name", None)
        if not name or not _fetch(name.lower().replace("-", "_"), _getframe(1)):
            return ()
        from importlib.metadata import DistributionFinder, MetadataPathFinder

        return MetadataPathFinder.find_distributions(DistributionFinder.Context(name=name, path=[SITE]))


# -- packages that expect no sockets here -----------------------------------------------------------------------------------------


def _urllib3_without_sockets(module):
    """urllib3 would put connections of `fetch` and XMLHttpRequest in place of its own."""

    def inject_into_urllib3():
        pass

    module.inject_into_urllib3 = inject_into_urllib3


def _httpx_without_sockets(module):
    """Pyodide's own build of httpx takes its transports from here."""
    from httpx._transports.default import AsyncHTTPTransport, HTTPTransport

    module.JavascriptFetchTransport, module.AsyncJavascriptFetchTransport = HTTPTransport, AsyncHTTPTransport


_WITHOUT_SOCKETS = {
    "urllib3.contrib.emscripten": _urllib3_without_sockets,
    "httpx._transports.jsfetch": _httpx_without_sockets,
}


class _Socketed:
    """Under this platform's name packages expect a Python without sockets, and go round them. This one has sockets."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        return ModuleSpec(name, _Socketed) if name in _WITHOUT_SOCKETS else None

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        _WITHOUT_SOCKETS[module.__name__](module)


def install():
    sys.meta_path.insert(0, _Socketed)
    sys.meta_path.append(_Finder)
