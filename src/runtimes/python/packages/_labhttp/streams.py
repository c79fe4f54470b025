"""Requests by coroutines: HTTP/1.1 on asyncio's transports, with a pool of open connections.

The way of one request is kept short, because lessons send a thousand of them at once: one socket, one transport, one future for
the head of the answer, and one more for its body unless that came along.
"""

import asyncio
import socket
import sys
from collections import deque

from . import bodies

HERE = sys.platform == "emscripten"

_HEAD_LIMIT = 65536
_HIGH, _LOW = 262144, 65536

# What a connection is about to receive.
_IDLE, _HEAD, _SIZED, _CHUNK_SIZE, _CHUNK, _CHUNK_END, _TRAILER, _TO_THE_END, _OVER = range(9)


class Trouble(Exception):
    """Something went wrong on the way."""


class Disconnected(Trouble):
    """The server closed the connection before the head of an answer had come. `cause` is the OSError, if there is one."""

    def __init__(self, cause=None):
        super().__init__("Server disconnected")
        self.cause = cause


class Malformed(Trouble):
    """What came is not HTTP."""


class BodyBroken(Trouble):
    """The connection ended within the body. `received` of `expected` bytes came; None for what is not known."""

    def __init__(self, text, received=None, expected=None):
        super().__init__(text)
        self.received = received
        self.expected = expected


class ConnectFailed(Trouble):
    """No connection came about. `cause` is the OSError: a `socket.gaierror` when nobody knows the name."""

    def __init__(self, cause):
        super().__init__(str(cause))
        self.cause = cause


class ReadTimedOut(Trouble):
    """Nothing came for as long as one was ready to wait."""


def _expire(waiter):
    if not waiter.done():
        waiter.set_exception(ReadTimedOut("Timeout on reading data from socket"))


class Connection(asyncio.Protocol):
    """
    One connection. Between two answers it is idle; `send` begins an exchange and `answer` waits for its head. When the body has
    come to its end the connection gives itself back to its pool, whether or not somebody has read the body yet.
    """

    __slots__ = (
        "loop", "pool", "key", "transport", "idle_since", "reused", "lost",
        "_state", "_buffer", "_left", "_bodiless", "_keep", "_decode", "_answer", "_waiter", "_paused",
    )  # fmt: skip

    def __init__(self, loop, pool, key):
        self.loop = loop
        self.pool = pool
        self.key = key
        self.transport = None
        self.idle_since = 0.0
        self.reused = False
        self.lost = False
        self._state = _IDLE
        self._buffer = b""
        self._left = 0
        self._answer = self._waiter = None
        self._paused = False

    # -- called by the transport

    def connection_made(self, transport):
        self.transport = transport

    def connection_lost(self, exc):
        self.lost = True
        state = self._state
        self._state = _OVER
        if state == _IDLE or state == _OVER:
            self.pool.forget(self)
        elif state == _HEAD:
            self._fail(Disconnected(exc))
        elif state == _TO_THE_END and exc is None:
            self._end()
        elif state == _SIZED:
            answer = self._answer
            expected = answer.received + self._left
            self._fail(BodyBroken("Not enough data to satisfy content length header.", answer.received, expected))
        elif state == _TO_THE_END:
            self._fail(BodyBroken(str(exc), self._answer.received))
        else:
            self._fail(BodyBroken("Not enough data to satisfy transfer length header.", self._answer.received))

    def data_received(self, data):
        state = self._state
        if state == _IDLE or state == _OVER:
            # Nobody asked.
            self.abort()
            return
        if self._buffer:
            data = self._buffer + data
            self._buffer = b""
        try:
            self._parse(data)
        except (ValueError, bodies.Undecodable) as error:
            self._fail(Malformed(str(error)) if self._answer is None else BodyBroken(str(error), self._answer.received))

    def eof_received(self):
        return False

    # -- what comes

    def _parse(self, data):
        at = 0
        while True:
            state = self._state
            if state == _HEAD:
                end = data.find(b"\r\n\r\n", at)
                if end < 0:
                    if len(data) - at > _HEAD_LIMIT:
                        raise ValueError("Got more than 65536 bytes when reading headers")
                    break
                self._begin(data[at:end])
                at = end + 4
            elif state == _SIZED:
                piece = data[at : at + self._left] if at else data[: self._left]
                at += len(piece)
                self._left -= len(piece)
                if piece:
                    self._answer.feed(piece)
                if self._left:
                    return
                self._end()
            elif state == _CHUNK_SIZE:
                end = data.find(b"\r\n", at)
                if end < 0:
                    break
                self._left = int(data[at:end].split(b";", 1)[0], 16)
                if self._left < 0:
                    raise ValueError("negative chunk size")
                at = end + 2
                self._state = _CHUNK if self._left else _TRAILER
            elif state == _CHUNK:
                piece = data[at : at + self._left]
                if not piece:
                    break
                at += len(piece)
                self._left -= len(piece)
                self._answer.feed(piece)
                if not self._left:
                    self._state = _CHUNK_END
            elif state == _CHUNK_END:
                if len(data) - at < 2:
                    break
                if data[at : at + 2] != b"\r\n":
                    raise ValueError("a chunk is longer than it says")
                at += 2
                self._state = _CHUNK_SIZE
            elif state == _TRAILER:
                end = data.find(b"\r\n", at)
                if end < 0:
                    break
                last = end == at
                at = end + 2
                if last:
                    self._end()
            elif state == _TO_THE_END:
                if at < len(data):
                    self._answer.feed(data[at:])
                return
            else:
                if at < len(data):
                    self.abort()
                return
        self._buffer = data[at:]

    def _begin(self, head):
        """The head of an answer is there."""
        lines = head.decode("latin-1").split("\r\n")
        version, _, rest = lines[0].partition(" ")
        if not version.startswith("HTTP/1."):
            raise ValueError(f"Bad status line {lines[0]!r}")
        status = int(rest[:3])
        if 100 <= status < 200:
            # Something provisional; the answer follows.
            return
        headers, fields = [], {}
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if not colon or not name or name[-1] in " \t":
                raise ValueError(f"Invalid header {line!r}")
            value = value.strip(" \t")
            headers.append((name, value))
            name = name.lower()
            fields[name] = f"{fields[name]}, {value}" if name in fields else value
        answer = Answer(self, version, status, rest[4:].strip(), headers, fields)
        self._answer, waiter = answer, self._waiter
        says = fields.get("connection", "").lower()
        self._keep = "close" not in says if version == "HTTP/1.1" else "keep-alive" in says
        if self._bodiless or status == 204 or status == 304:
            self._end()
        else:
            if self._decode and "content-encoding" in fields:
                answer.decoder = bodies.decoder_of(fields["content-encoding"])
            if "chunked" in fields.get("transfer-encoding", "").lower():
                self._state = _CHUNK_SIZE
            elif (length := fields.get("content-length")) is not None:
                if not length.isdecimal():
                    raise ValueError(f"Invalid Content-Length {length!r}")
                self._left = answer.length = int(length)
                self._state = _SIZED
                if not self._left:
                    self._end()
            else:
                self._keep = False
                self._state = _TO_THE_END
        if not waiter.done():
            waiter.set_result(answer)

    def _end(self):
        """The answer has come whole."""
        answer, self._answer = self._answer, None
        answer.finish()
        if self._paused:
            self.resume()
        if self._keep and not self.lost and not self.transport.is_closing():
            self._state = _IDLE
            self.reused = True
            self.pool.give_back(self)
        else:
            self._state = _OVER
            self.close()

    def _fail(self, trouble):
        """The exchange comes to nothing, for whoever waits for it."""
        self._state = _OVER
        answer, self._answer = self._answer, None
        waiter = self._waiter
        if answer is not None:
            answer.fail(trouble)
        elif waiter is not None and not waiter.done():
            waiter.set_exception(trouble)
        self.close()

    # -- called by those who ask

    def send(self, data, *, bodiless=False, decode=True):
        """Send a whole request. An answer to HEAD is `bodiless`."""
        self._state = _HEAD
        self._bodiless = bodiless
        self._decode = decode
        self._waiter = self.loop.create_future()
        self.transport.write(data)

    async def answer(self, timeout=None):
        """Wait for the head of the answer. Who stops waiting closes the connection."""
        waiter = self._waiter
        timer = None if timeout is None else self.loop.call_later(timeout, _expire, waiter)
        try:
            return await waiter
        except BaseException:
            # Unless the answer had come whole, and the connection is somebody else's by now.
            if self._waiter is waiter and self._state != _IDLE:
                self.abort()
            raise
        finally:
            if timer is not None:
                timer.cancel()

    def expire(self):
        """The exchange has taken too long."""
        if self._state != _IDLE and self._state != _OVER:
            self._fail(TimeoutError())

    def pause(self):
        if not self._paused and self.transport is not None:
            self._paused = True
            self.transport.pause_reading()

    def resume(self):
        if self._paused:
            self._paused = False
            if not self.transport.is_closing():
                self.transport.resume_reading()

    def close(self):
        self.pool.forget(self)
        if self.transport is not None:
            self.transport.close()

    def abort(self):
        """Leave the exchange, whatever of it is still to come."""
        self._state = _OVER
        answer, self._answer = self._answer, None
        if answer is not None:
            answer.fail(BodyBroken("Connection closed"))
        self.pool.forget(self)
        if self.transport is not None:
            self.transport.abort()


class Answer:
    """
    One answer as it comes: `version`, `status`, `reason`, `headers` (pairs), `fields` (by names in lower case), and its body,
    which gathers in `pieces` until somebody takes it. Who reads slowly makes the server wait.
    """

    __slots__ = (
        "connection", "version", "status", "reason", "headers", "fields", "decoder", "length", "received", "pieces", "size",
        "high", "ended", "trouble", "timer", "_waiter",
    )  # fmt: skip

    def __init__(self, connection, version, status, reason, headers, fields):
        self.connection = connection
        self.version = version
        self.status = status
        self.reason = reason
        self.headers = headers
        self.fields = fields
        self.decoder = self.length = self.trouble = self.timer = self._waiter = None
        self.received = self.size = 0
        self.high = _HIGH
        self.pieces = deque()
        self.ended = False

    # -- called by the connection

    def feed(self, data):
        self.received += len(data)
        if self.decoder is not None:
            data = self.decoder.decode(data)
        if data:
            self.pieces.append(data)
            self.size += len(data)
            if self.size > self.high:
                self.connection.pause()
            self._wake()

    def finish(self):
        if self.decoder is not None and (data := self.decoder.finish()):
            self.pieces.append(data)
            self.size += len(data)
        self.ended = True
        self._over()

    def fail(self, trouble):
        self.trouble = trouble
        self._over()

    def _over(self):
        self.connection = None
        if self.timer is not None:
            self.timer.cancel()
        self._wake()

    def _wake(self):
        waiter = self._waiter
        if waiter is not None:
            self._waiter = None
            if not waiter.done():
                waiter.set_result(None)

    # -- called by those who read

    async def wait(self, timeout=None):
        """Wait until more of the body is there, or its end, or trouble. Only when there is nothing to take."""
        if self._waiter is not None:
            raise RuntimeError("read() called while another coroutine is already waiting for incoming data")
        loop = self.connection.loop
        waiter = self._waiter = loop.create_future()
        timer = None if timeout is None else loop.call_later(timeout, _expire, waiter)
        try:
            await waiter
        finally:
            self._waiter = None
            if timer is not None:
                timer.cancel()

    def take(self, amount=-1):
        """What has come, at most `amount` bytes of it."""
        pieces = self.pieces
        if amount < 0 or amount >= self.size:
            data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
            pieces.clear()
            self.size = 0
        else:
            parts, left = [], amount
            while left:
                piece = pieces.popleft()
                if len(piece) > left:
                    pieces.appendleft(piece[left:])
                    piece = piece[:left]
                parts.append(piece)
                left -= len(piece)
            data = b"".join(parts)
            self.size -= amount
        if self.connection is not None and self.size <= _LOW:
            self.connection.resume()
        return data

    def put_back(self, data):
        """Give back what was taken too much."""
        if data:
            self.pieces.appendleft(data)
            self.size += len(data)

    async def whole(self, timeout=None):
        """The whole body. What came before trouble is lost with it."""
        if not self.ended and self.trouble is None:
            # What is wanted whole must not stop for want of a reader.
            self.high = float("inf")
            self.connection.resume()
        while not self.ended:
            if self.trouble is not None:
                raise self.trouble
            await self.wait(timeout)
        return self.take()

    def close(self):
        """Leave what of the body has not come."""
        if self.connection is not None:
            self.connection.abort()


async def _open(loop, protocol, addresses, host, tls):
    """Connect to the first of the addresses that answers. In the browser the lab network models TLS by itself."""
    trouble = None
    for family, _, _, _, place in addresses:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.setblocking(False)
            await loop.sock_connect(sock, place)
            if tls and not HERE:
                import ssl

                await loop.create_connection(
                    lambda: protocol, sock=sock, ssl=ssl.create_default_context(), server_hostname=host
                )
            else:
                await loop.create_connection(lambda: protocol, sock=sock)
            return
        except OSError as error:
            sock.close()
            trouble = error
        except BaseException:
            sock.close()
            raise
    raise trouble


class Names:
    """Addresses of hosts, looked up once and remembered for `keep` seconds (None: for ever)."""

    def __init__(self, keep=10):
        self._keep = keep
        self._known = {}  # (host, port) -> (since when, addresses)
        self._asked = {}  # (host, port) -> the look-up that is under way

    async def look_up(self, loop, host, port):
        place = (host, port)
        known = self._known.get(place)
        if known is not None and (self._keep is None or loop.time() - known[0] < self._keep):
            return known[1]
        if HERE:
            # The lab knows its hosts at once, so there is no need for the thread that asyncio would start to ask.
            addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        else:
            look_up = self._asked.get(place)
            if look_up is None:
                look_up = loop.create_task(loop.getaddrinfo(host, port, type=socket.SOCK_STREAM))
                self._asked[place] = look_up
                look_up.add_done_callback(lambda _: self._asked.pop(place, None))
            # Others may wait for the same one.
            addresses = await asyncio.shield(look_up)
        self._known[place] = (loop.time(), addresses)
        return addresses

    def clear(self):
        self._known.clear()


class Pool:
    """
    The connections of one event loop. At most `limit` are busy at once, `limit_each` of them with one host (0: any number);
    requests beyond that wait for their turn, in the order they came. Idle ones are kept for `expiry` seconds, at most `keep` of
    them (None: any number). With `all_count` idle connections count against the limit too.
    """

    def __init__(self, loop, *, limit=0, limit_each=0, keep=None, expiry=15.0, all_count=False, names=None):
        self.loop = loop
        self.closed = False
        self.names = names or Names()
        self._limit = limit
        self._limit_each = limit_each
        self._keep = keep
        self._expiry = expiry
        self._all_count = all_count
        self._used = 0
        self._used_each = {}
        self._busy = set()
        self._idle = {}  # connection -> None, the longest idle first
        self._waiting = deque()

    def __len__(self):
        return len(self._busy) + len(self._idle)

    def _room(self, key):
        return (not self._limit or self._used < self._limit) and (
            not self._limit_each or self._used_each.get(key, 0) < self._limit_each
        )

    def _reserve(self, key):
        self._used += 1
        if self._limit_each:
            self._used_each[key] = self._used_each.get(key, 0) + 1

    def _free(self, key):
        self._used -= 1
        if self._limit_each:
            self._used_each[key] -= 1
        waiting = self._waiting
        while waiting and (not self._limit or self._used < self._limit):
            for entry in waiting:
                if entry[1].done() or self._room(entry[0]):
                    break
            else:
                return
            waiting.remove(entry)
            other, future = entry
            if not future.done():
                # The turn is handed over here and now, so that nobody who comes later can be quicker.
                self._reserve(other)
                future.set_result(None)

    def try_turn(self, key):
        """Take a turn, when one is to be had at once."""
        if self._room(key):
            self._reserve(key)
            return True
        return False

    async def turn(self, key):
        """Wait for a turn."""
        future = self.loop.create_future()
        entry = (key, future)
        self._waiting.append(entry)
        try:
            await future
        except BaseException:
            if future.done() and not future.cancelled() and future.exception() is None:
                # It came at the same moment as the cancellation.
                self._free(key)
            raise

    def idle(self, key):
        """An idle connection for a turn that one has, or None."""
        found, stale, now = None, [], self.loop.time()
        for connection in reversed(self._idle):
            if (
                connection.transport.is_closing()
                or self._expiry is not None
                and now - connection.idle_since > self._expiry
            ):
                stale.append(connection)
            elif connection.key == key:
                found = connection
                break
        for connection in stale:
            connection.close()
        if found is not None:
            del self._idle[found]
            self._busy.add(found)
        return found

    async def connect(self, key):
        """A new connection for a turn that one has. If none comes about the turn is over."""
        if self._all_count and self._limit and self._idle and self._used + len(self._idle) > self._limit:
            next(iter(self._idle)).close()
        scheme, host, port = key
        connection = Connection(self.loop, self, key)
        try:
            try:
                addresses = await self.names.look_up(self.loop, host, port)
                await _open(self.loop, connection, addresses, host, scheme == "https")
            except (OSError, UnicodeError) as error:
                raise ConnectFailed(error) from error
        except BaseException:
            self._free(key)
            raise
        if self.closed:
            self._free(key)
            connection.close()
            raise ConnectFailed(ConnectionAbortedError("the session was closed"))
        self._busy.add(connection)
        return connection

    def give_back(self, connection):
        """A connection's answer has come whole."""
        if connection not in self._busy:
            return
        self._busy.discard(connection)
        connection.idle_since = self.loop.time()
        if self.closed or self._keep is not None and len(self._idle) >= self._keep:
            connection.close()
        else:
            self._idle[connection] = None
        self._free(connection.key)

    def forget(self, connection):
        """A connection is over."""
        if connection in self._busy:
            self._busy.discard(connection)
            self._free(connection.key)
        else:
            self._idle.pop(connection, None)

    def close(self):
        self.closed = True
        for connection in [*self._idle, *self._busy]:
            connection.abort() if connection in self._busy else connection.close()
        for _, future in self._waiting:
            if not future.done():
                future.set_exception(ConnectFailed(ConnectionAbortedError("the session was closed")))
        self._waiting.clear()
