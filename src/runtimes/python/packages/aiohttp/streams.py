"""`response.content`: the body as it comes."""

import asyncio

from _labhttp import refusals, streams

from .client_exceptions import ClientPayloadError, SocketTimeoutError

_LINE_LIMIT = 524288


def translated(trouble):
    """The library's own exception for trouble within a body."""
    if isinstance(trouble, streams.ReadTimedOut):
        return SocketTimeoutError("Timeout on reading data from socket")
    if isinstance(trouble, streams.BodyBroken):
        kind, text = "TransferEncodingError", str(trouble)
        if trouble.expected is not None:
            kind = "ContentLengthError"
            text = f"{text[:-1]} (received {trouble.received} of {trouble.expected} bytes)."
        return ClientPayloadError(f"Response payload is not completed: <{kind}: 400, message={text!r}>")
    return trouble


class StreamReader:
    """Reads a body that may still be on its way. One coroutine at a time."""

    def __init__(self, answer, timeout):
        self._answer = answer
        self._timeout = timeout
        self._exception = None

    @property
    def total_bytes(self):
        return self._answer.received

    def exception(self):
        return self._exception

    def set_exception(self, exc):
        self._exception = exc

    def is_eof(self):
        """Whether all has come, read or not."""
        return self._answer.ended

    def at_eof(self):
        """Whether all has been read."""
        return self._answer.ended and not self._answer.size

    async def _fill(self):
        """Wait until there is something to read, or the end."""
        answer = self._answer
        while True:
            if self._exception is not None:
                raise self._exception
            if answer.trouble is not None:
                self._exception = translated(answer.trouble)
                raise self._exception
            if answer.size or answer.ended:
                return
            try:
                await answer.wait(self._timeout)
            except streams.ReadTimedOut as error:
                answer.close()
                self._exception = translated(error)
                raise self._exception from None

    async def read(self, n=-1):
        """Up to `n` bytes, as soon as there are any; all of them without `n`."""
        if n == 0:
            return b""
        if n < 0:
            parts = []
            while piece := await self.readany():
                parts.append(piece)
            return b"".join(parts)
        await self._fill()
        return self._answer.take(n) if self._answer.size else b""

    async def readany(self):
        """What is there, as soon as there is anything."""
        await self._fill()
        return self._answer.take() if self._answer.size else b""

    async def readchunk(self):
        """(bytes, whether they end a chunk). Here no chunk's end is seen, so what is there counts as one."""
        data = await self.readany()
        return data, bool(data)

    async def readexactly(self, n):
        """Exactly `n` bytes, or asyncio.IncompleteReadError."""
        data = b""
        while len(data) < n:
            piece = await self.read(n - len(data))
            if not piece:
                raise asyncio.IncompleteReadError(data, n)
            data += piece
        return data

    def read_nowait(self, n=-1):
        """What has come already."""
        if self._exception is not None:
            raise self._exception
        return self._answer.take(n) if self._answer.size else b""

    async def readline(self):
        """A line with its end; the last one may have none."""
        return await self.readuntil()

    async def readuntil(self, separator=b"\n"):
        """All up to a separator, with it."""
        if not separator:
            raise ValueError("Separator should be at least one-byte string")
        answer, data = self._answer, b""
        while True:
            await self._fill()
            if not answer.size:
                return data
            start = max(0, len(data) - len(separator) + 1)
            data += answer.take()
            at = data.find(separator, start)
            if at >= 0:
                at += len(separator)
                answer.put_back(data[at:])
                return data[:at]
            if len(data) > _LINE_LIMIT:
                raise ValueError("Chunk too big")

    def __aiter__(self):
        return _Reads(self.readline)

    def iter_chunked(self, n):
        """Pieces of at most `n` bytes, as they come."""
        return _Reads(lambda: self.read(n))

    def iter_any(self):
        """Pieces as they come."""
        return _Reads(self.readany)

    def iter_chunks(self):
        """(bytes, whether they end a chunk), as they come."""
        return _Reads(self.readchunk, (b"", False))

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        raise refusals.missing("aiohttp", f"StreamReader.{name}")


class _Reads:
    """Reads until nothing comes any more."""

    def __init__(self, read, nothing=b""):
        self._read = read
        self._nothing = nothing

    def __aiter__(self):
        return self

    async def __anext__(self):
        data = await self._read()
        if data == self._nothing:
            raise StopAsyncIteration
        return data
