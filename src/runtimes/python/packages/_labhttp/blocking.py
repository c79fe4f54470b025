"""Requests by threads that wait: `http.client` with a pool of open connections."""

import http.client
import select
import threading
import time
from collections import OrderedDict

from . import bodies


class Trouble(Exception):
    """Something went wrong on the way. `cause` is the standard library's exception."""

    def __init__(self, cause):
        super().__init__(str(cause))
        self.cause = cause


class ConnectFailed(Trouble):
    """No connection came about; a name that nobody knows is one of the causes (`socket.gaierror`)."""


class ConnectTimedOut(Trouble):
    """No connection came about in time."""


class ReadTimedOut(Trouble):
    """Nothing came for as long as one was ready to wait."""


class WriteTimedOut(Trouble):
    """Nobody took the request for as long as one was ready to wait."""


class BrokenOff(Trouble):
    """The connection ended before the answer's head had come."""


class BodyBroken(Trouble):
    """The connection ended, or made no sense, within the answer's body."""


class NoRoom(Exception):
    """No connection became free in time."""


def _readable(connection):
    """
    Whether an idle connection has something to read: then its server has closed it (or says what nobody asked for), and it must
    not be used again.
    """
    sock = connection.sock
    if sock is None:
        return True
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([sock], [], [], 0)[0])


class Pool:
    """
    Connections that wait to be used again, for any number of threads.

    At most `limit` are open at once (a thread that wants one more waits for its turn), of which at most `keep` idle in all and
    `keep_each` to one host; what is idle for longer than `expiry` seconds is closed. None stands for no limit.
    """

    def __init__(self, *, limit=None, keep=None, keep_each=None, expiry=None):
        self._lock = threading.Lock()
        self._turns = None if limit is None else threading.Semaphore(limit)
        self._limit = limit
        self._keep = keep
        self._keep_each = keep_each
        self._expiry = expiry
        self._idle = OrderedDict()  # connection -> (key, since when), the longest idle first
        self._used = 0
        self._closed = False

    def take(self, key, timeout=None):
        """An idle connection to `key`, or None: then the caller opens one, which the pool counts from now on."""
        if self._turns is not None and not self._turns.acquire(timeout=timeout):
            raise NoRoom
        found, stale = None, []
        with self._lock:
            self._used += 1
            now = time.monotonic()
            for connection in reversed(self._idle):
                its_key, since = self._idle[connection]
                if self._expiry is not None and now - since > self._expiry:
                    stale.append(connection)
                elif its_key == key:
                    if not _readable(connection):
                        found = connection
                        break
                    stale.append(connection)
            for connection in stale:
                del self._idle[connection]
            if found is not None:
                del self._idle[found]
            elif self._limit is not None and self._idle and self._used + len(self._idle) > self._limit:
                stale.append(self._idle.popitem(last=False)[0])
        for connection in stale:
            connection.close()
        return found

    def give_back(self, key, connection):
        """`connection` can be used again."""
        with self._lock:
            same = sum(1 for its_key, _ in self._idle.values() if its_key == key) if self._keep_each is not None else 0
            if (
                self._closed
                or self._keep is not None
                and len(self._idle) >= self._keep
                or self._keep_each is not None
                and same >= self._keep_each
            ):
                unwanted = connection
            else:
                unwanted = None
                self._idle[connection] = (key, time.monotonic())
            self._used -= 1
        if unwanted is not None:
            unwanted.close()
        if self._turns is not None:
            self._turns.release()

    def drop(self, connection):
        """`connection` cannot be used again; None when none came about."""
        with self._lock:
            self._used -= 1
        if connection is not None:
            connection.close()
        if self._turns is not None:
            self._turns.release()

    def close(self):
        """Close what is idle now, and everything else as soon as it is given back."""
        with self._lock:
            self._closed = True
            idle, self._idle = list(self._idle), OrderedDict()
        for connection in idle:
            connection.close()

    def __del__(self):
        for connection in getattr(self, "_idle", ()):
            connection.close()


def _new_connection(address, timeout, verify):
    if address.scheme == "http":
        return http.client.HTTPConnection(address.host, address.port, timeout=timeout)
    import ssl

    context = ssl.create_default_context()
    if verify is False:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif isinstance(verify, str):
        context.load_verify_locations(verify)
    return http.client.HTTPSConnection(address.host, address.port, timeout=timeout, context=context)


def exchange(pool, address, method, headers, body, *, connect=None, write=None, read=None, wait=None, verify=True):
    """
    Send one request and wait for the head of its answer: an Answer, whose body is still to be read. `headers` are (name, value)
    pairs, to which Host and the body's length are added; `body` is None, bytes, or an iterable of bytes. Time-outs are in seconds; None waits.
    """
    connection = pool.take(address.key, wait)
    done = False
    try:
        if connection is None:
            connection = _new_connection(address, connect, verify)
            try:
                connection.connect()
            except TimeoutError as error:
                raise ConnectTimedOut(error) from error
            except OSError as error:
                raise ConnectFailed(error) from error
        try:
            connection.sock.settimeout(write)
            connection.putrequest(method, address.target, skip_host=True, skip_accept_encoding=True)
            names = {name.lower() for name, _ in headers}
            if "host" not in names:
                connection.putheader("Host", address.host_field)
            for name, value in headers:
                connection.putheader(name, value)
            chunked = False
            if "content-length" not in names:
                if isinstance(body, bytes):
                    connection.putheader("Content-Length", str(len(body)))
                elif body is not None:
                    chunked = True
                    connection.putheader("Transfer-Encoding", "chunked")
                elif method in ("POST", "PUT", "PATCH"):
                    connection.putheader("Content-Length", "0")
            connection.endheaders(body, encode_chunked=chunked)
        except TimeoutError as error:
            raise WriteTimedOut(error) from error
        except (BrokenPipeError, ConnectionResetError):
            # The server may have answered before it stopped listening.
            pass
        connection.sock.settimeout(read)
        try:
            response = connection.getresponse()
        except TimeoutError as error:
            raise ReadTimedOut(error) from error
        except (http.client.HTTPException, OSError) as error:
            raise BrokenOff(error) from error
        answer = Answer(pool, address.key, connection, response)
        done = True
        return answer
    finally:
        if not done:
            pool.drop(connection)


class Answer:
    """
    One answer: `status`, `reason`, `version` (11 for HTTP/1.1), `headers` (pairs), and its body, which is read piece by piece.
    Its connection goes back to the pool by itself when the body has ended, and is closed when something goes wrong.
    """

    def __init__(self, pool, key, connection, response):
        self.status = response.status
        self.reason = response.reason
        self.version = response.version
        self.headers = response.getheaders()
        self.received = 0
        self._pool = pool
        self._key = key
        self._connection = connection
        self._response = response
        self._reusable = not response.will_close
        # http.client forgets both as the body comes.
        self._sized = response.length is not None and not response.chunked
        self._decoder = bodies.decoder_of(response.getheader("Content-Encoding"))
        if response.isclosed():
            self._end(self._reusable)

    def _end(self, reusable):
        connection, self._connection = self._connection, None
        if connection is not None:
            # An answer that closes its connection has taken the socket with it.
            if reusable and connection.sock is not None:
                self._pool.give_back(self._key, connection)
            else:
                self._response.close()
                self._pool.drop(connection)

    def _read(self, amount, some):
        """Up to `amount` bytes as they came (all when None); with `some`, whatever is there first. Nothing at the end."""
        if self._connection is None:
            return b""
        response = self._response
        try:
            if amount is None and not some:
                data = response.read()
            elif some or not self._sized:
                data = response.read1(amount or 65536)
            else:
                data = response.read(amount)
            if not data and self._sized and response.length:
                raise http.client.IncompleteRead(b"", response.length)
        except TimeoutError as error:
            self._end(False)
            raise ReadTimedOut(error) from error
        except (http.client.HTTPException, OSError, ValueError) as error:
            self._end(False)
            if isinstance(error, http.client.IncompleteRead) and error.expected is not None:
                got = self.received + len(error.partial)
                error = http.client.IncompleteRead(b"", error.expected)
                error.received = got
            raise BodyBroken(error) from error
        except BaseException:
            self._end(False)
            raise
        self.received += len(data)
        if response.isclosed() or not data:
            self._end(self._reusable)
        return data

    def pieces(self, amount=None, *, some=False, decode=True):
        """
        The body, piece by piece. What has a length comes in pieces of `amount` bytes as they were sent, what comes in chunks as it
        comes, at most `amount` at a time. With `some`, everything comes as it comes.
        """
        decoder = self._decoder if decode else None
        while data := self._read(amount, some):
            if decoder is not None:
                data = decoder.decode(data)
            if data:
                yield data
        if decoder is not None and (data := decoder.finish()):
            yield data

    @property
    def ended(self):
        return self._connection is None

    def close(self):
        """Leave the body; what of it has not come is not waited for."""
        self._end(False)

    def __del__(self):
        if getattr(self, "_connection", None) is not None:
            self._end(False)
