"""After a boot from a snapshot: what the memory of another interpreter must not decide for this one.

What cannot be undone is the seed of string hashes: all interpreters that are booted from one snapshot put the strings of a set
in the same order, as processes do that were forked from one.
"""

import importlib.machinery
import os
import sys
import time


def settle():
    """Chance, clocks and caches of this interpreter's own."""
    random = sys.modules.get("random")
    if random is not None:
        random.seed()
    logging = sys.modules.get("logging")
    if logging is not None:
        logging._startTime = time.time_ns()
    process = sys.modules.get("multiprocessing.process")
    if process is not None:
        process._current_process._config["authkey"] = process.AuthenticationString(os.urandom(32))
    # Pyodide puts the working folder in front at each boot: this is the second time.
    if sys.path[:2] == ["", ""]:
        del sys.path[0]
    # The folders are this interpreter's: what the other one found in its own is no guide.
    for finder in sys.path_importer_cache.values():
        if isinstance(finder, importlib.machinery.FileFinder):
            finder.invalidate_caches()
