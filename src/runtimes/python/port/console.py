"""The learner's keyboard as `sys.stdin`.

`input()` is CPython's own: it writes its prompt and calls `sys.stdin.readline`. Reading parks the thread, so the others go on
while one waits for the learner.
"""

import io
import sys

import _interleave_host as host

from . import kernel
from .waiting import wait_external

_NOTHING, _LINE, _END = 0, 1, 2


class LearnerInput(io.TextIOBase):
    """A text stream of the lines that the learner types. One thread reads at a time, the others queue up."""

    encoding = "utf-8"
    errors = "strict"
    newlines = None
    name = "<stdin>"
    mode = "r"

    def __init__(self):
        self._lock = kernel.lock()
        self._rest = ""
        self._ended = False
        self.buffer = _Bytes(self)

    def readable(self):
        return True

    def isatty(self):
        return False

    def fileno(self):
        # Without a descriptor, `input()` takes the road through `readline`, which can park.
        raise io.UnsupportedOperation("fileno")

    def _more(self, frame):
        """Fetch one more line into `_rest`; False at the end of the input."""
        if self._ended:
            return False
        while True:
            state = host.input_state()
            if state == _LINE:
                self._rest += host.take_line() + "\n"
                return True
            if state == _END:
                host.take_line()
                # As on a terminal, end-of-file ends this read; a later read asks again.
                return False
            host.want_input(kernel.current().id)
            wait_external("input", frame)

    def readline(self, size=-1, /):
        with self._lock:
            if not self._rest:
                self._more(sys._getframe(1))
            end = self._rest.find("\n") + 1 or len(self._rest)
            if size is not None and 0 <= size < end:
                end = size
            line, self._rest = self._rest[:end], self._rest[end:]
            return line

    def read(self, size=-1, /):
        with self._lock:
            frame = sys._getframe(1)
            while (size is None or size < 0 or len(self._rest) < size) and self._more(frame):
                pass
            end = len(self._rest) if size is None or size < 0 else size
            text, self._rest = self._rest[:end], self._rest[end:]
            return text


class _Bytes(io.RawIOBase):
    """`sys.stdin.buffer`."""

    name = "<stdin>"
    mode = "rb"

    def __init__(self, text):
        self._text = text

    def readable(self):
        return True

    def read(self, size=-1, /):
        return self._text.read(size).encode()

    def readline(self, size=-1, /):
        return self._text.readline(size).encode()

    def readinto(self, target, /):
        data = self._text.readline().encode()[: len(target)]
        target[: len(data)] = data
        return len(data)
