"""Requests as they are sent and answers as they come."""

import codecs
import datetime
import http.client
import json as _json
import time
from collections.abc import Mapping

from _labhttp import blocking, bodies, cookies as _cookies, refusals, streams, urls

from ._exceptions import (
    DecodingError,
    HTTPStatusError,
    ReadError,
    ReadTimeout,
    RemoteProtocolError,
    ResponseNotRead,
    StreamClosed,
    StreamConsumed,
    about,
)
from ._status_codes import codes
from ._values import URL, Cookies, Headers, _text


def _encoded(content, data, files, json):
    """(body: bytes, None or an iterable; content type or None)."""
    if data is not None and not isinstance(data, Mapping):
        # As older programs pass it.
        content, data = data, None
    if content is not None:
        if isinstance(content, (str, bytes)):
            return content.encode() if isinstance(content, str) else content, None
        if not hasattr(content, "__iter__") and not hasattr(content, "__aiter__"):
            raise TypeError(f"Unexpected type for 'content', {type(content)!r}")
        return content, None
    pairs = []
    for name, values in (data or {}).items():
        pairs.extend((name, one) for one in (values if isinstance(values, (list, tuple)) else [values]))
    if files:
        parts = [(name, None, None, (), one if isinstance(one, bytes) else _text(one).encode()) for name, one in pairs]
        for name, file in files.items() if hasattr(files, "items") else files:
            kind, headers = None, ()
            if isinstance(file, tuple):
                filename, file, *rest = file
                kind = rest[0] if rest else None
                headers = tuple(rest[1].items()) if len(rest) > 1 else ()
            else:
                filename = bodies.file_name(file) or "upload"
            if filename is not None and kind is None:
                kind = bodies.content_type_of(filename)
            parts.append((name, filename, kind, headers, bodies.to_bytes(file)))
        return bodies.multipart(parts)
    if data:
        return urls.encode_pairs(
            [(name, _text(one)) for name, one in pairs]
        ).encode(), "application/x-www-form-urlencoded"
    if json is not None:
        body = _json.dumps(json, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        return body, "application/json"
    return None, None


class Request:
    """Exactly what is sent."""

    def __init__(
        self,
        method,
        url,
        *,
        params=None,
        headers=None,
        cookies=None,
        content=None,
        data=None,
        files=None,
        json=None,
        stream=None,
        extensions=None,
    ):
        if stream is not None:
            raise refusals.missing("httpx", "Request(stream=...)")
        self.method = method.upper()
        self.url = URL(url) if params is None else URL(url, params=params)
        self.headers = Headers(headers)
        self.extensions = {} if extensions is None else dict(extensions)
        if cookies:
            header = _cookies.header(Cookies(cookies).jar, str(self.url))
            if header is not None:
                self.headers["Cookie"] = header
        self._body, kind = _encoded(content, data, files, json)
        added = []
        if "Host" not in self.headers:
            added.append(("Host", self.url.netloc.decode()))
        if "Content-Length" not in self.headers and "Transfer-Encoding" not in self.headers:
            if isinstance(self._body, bytes):
                added.append(("Content-Length", str(len(self._body))))
            elif self._body is not None:
                added.append(("Transfer-Encoding", "chunked"))
            elif self.method in ("POST", "PUT", "PATCH"):
                added.append(("Content-Length", "0"))
        if kind is not None and "Content-Type" not in self.headers:
            added.append(("Content-Type", kind))
        self.headers._pairs = (
            added[:1] + self.headers._pairs + added[1:] if "Host" not in self.headers else self.headers._pairs + added
        )

    @property
    def content(self):
        return b"" if self._body is None else self.read()

    def read(self):
        if self._body is not None and not isinstance(self._body, bytes):
            self._body = b"".join(self._body)
        return self._body or b""

    async def aread(self):
        if hasattr(self._body, "__aiter__"):
            self._body = b"".join([piece async for piece in self._body])
        return self.read()

    def __repr__(self):
        return f"<Request({self.method!r}, {str(self.url)!r})>"

    def __getattr__(self, name):
        if name == "stream":
            raise refusals.missing("httpx", "Request.stream")
        raise AttributeError(name)


def _broken(error):
    """The library's own exception for trouble within a body."""
    if isinstance(error, (blocking.ReadTimedOut, streams.ReadTimedOut)):
        return ReadTimeout("timed out" if isinstance(error, blocking.ReadTimedOut) else "")
    cause = getattr(error, "cause", None)
    if isinstance(cause, http.client.IncompleteRead):
        # It says how much is missing.
        received = getattr(cause, "received", None)
        expected = None if received is None else received + cause.expected
    else:
        received, expected = getattr(error, "received", None), getattr(error, "expected", None)
    if expected is not None:
        return RemoteProtocolError(
            f"peer closed connection without sending complete message body (received {received} bytes, expected {expected})"
        )
    if isinstance(cause, OSError):
        return ReadError(str(cause))
    return RemoteProtocolError("peer closed connection without sending complete message body (incomplete chunked read)")


class _Sized:
    """Gathers pieces of any size into pieces of one."""

    def __init__(self, size):
        self._size = size
        self._left = b"" if size else None

    def feed(self, data):
        if self._size is None:
            return [data] if data else []
        data = self._left + data
        whole = len(data) - len(data) % self._size
        self._left = data[whole:]
        return [data[at : at + self._size] for at in range(0, whole, self._size)]

    def rest(self):
        return [self._left] if self._left else []


class _Lines:
    """Splits text that comes in pieces into lines."""

    def __init__(self):
        self._left = ""

    def feed(self, text):
        text = self._left + text
        # A "\r" at the end may be half of "\r\n".
        held = "\r" if text.endswith("\r") else ""
        lines = text[: len(text) - len(held)].splitlines(keepends=True)
        self._left = held
        if lines and lines[-1] == lines[-1].splitlines()[0]:
            # It may go on.
            self._left = lines.pop() + held
        return [line.splitlines()[0] for line in lines]

    def rest(self):
        return self._left.splitlines()


class Response:
    """An answer. Unless it is streamed, its body is there."""

    def __init__(
        self,
        status_code,
        *,
        headers=None,
        content=None,
        text=None,
        html=None,
        json=None,
        stream=None,
        request=None,
        extensions=None,
        history=None,
        default_encoding="utf-8",
    ):
        if stream is not None:
            raise refusals.missing("httpx", "Response(stream=...)")
        self.status_code = status_code
        self.headers = Headers(headers)
        self._request = request
        self.next_request = None
        self.extensions = {} if extensions is None else extensions
        self.history = [] if history is None else list(history)
        self.default_encoding = default_encoding
        self.is_closed = True
        self.is_stream_consumed = False
        self._answer = None
        self._began = None
        self._elapsed = None
        self._encoding = None
        if text is not None:
            content, kind = text.encode(), "text/plain; charset=utf-8"
        elif html is not None:
            content, kind = html.encode(), "text/html; charset=utf-8"
        elif json is not None:
            content, kind = _json.dumps(json, ensure_ascii=False, separators=(",", ":")).encode(), "application/json"
        else:
            content, kind = content.encode() if isinstance(content, str) else content or b"", None
        if content and "Content-Length" not in self.headers:
            self.headers["Content-Length"] = str(len(content))
        if kind and "Content-Type" not in self.headers:
            self.headers["Content-Type"] = kind
        self._content = content

    @classmethod
    def _of(cls, request, answer, began, default_encoding, timeout=None):
        """The Response of an answer whose body is still to be read."""
        response = cls(answer.status, headers=answer.headers, request=request, default_encoding=default_encoding)
        version = (
            answer.version if isinstance(answer.version, str) else f"HTTP/{answer.version // 10}.{answer.version % 10}"
        )
        response.extensions = {
            "http_version": version.encode(),
            "reason_phrase": answer.reason.encode("latin-1", "replace"),
        }
        response._answer = answer
        response._began = began
        response._timeout = timeout
        response.is_closed = False
        del response._content
        return response

    # -- what it is

    @property
    def request(self):
        if self._request is None:
            raise RuntimeError("The request instance has not been set on this response.")
        return self._request

    @request.setter
    def request(self, request):
        self._request = request

    @property
    def http_version(self):
        return self.extensions.get("http_version", b"HTTP/1.1").decode()

    @property
    def reason_phrase(self):
        reason = self.extensions.get("reason_phrase")
        return codes.get_reason_phrase(self.status_code) if reason is None else reason.decode("ascii", "ignore")

    @property
    def url(self):
        return self.request.url

    @property
    def elapsed(self):
        """The time from sending to the end of the body."""
        if self._elapsed is None:
            raise RuntimeError("'.elapsed' may only be accessed after the response has been read or closed.")
        return self._elapsed

    @elapsed.setter
    def elapsed(self, elapsed):
        self._elapsed = elapsed

    is_informational = property(lambda self: 100 <= self.status_code <= 199)
    is_success = property(lambda self: 200 <= self.status_code <= 299)
    is_redirect = property(lambda self: 300 <= self.status_code <= 399)
    is_client_error = property(lambda self: 400 <= self.status_code <= 499)
    is_server_error = property(lambda self: 500 <= self.status_code <= 599)
    is_error = property(lambda self: 400 <= self.status_code <= 599)

    @property
    def has_redirect_location(self):
        return self.status_code in (301, 302, 303, 307, 308) and "Location" in self.headers

    @property
    def cookies(self):
        cookies = Cookies()
        cookies.extract_cookies(self)
        return cookies

    @property
    def links(self):
        raise refusals.missing("httpx", "Response.links")

    @property
    def stream(self):
        raise refusals.missing("httpx", "Response.stream")

    @property
    def num_bytes_downloaded(self):
        return 0 if self._answer is None else self._answer.received

    def raise_for_status(self):
        """Raise HTTPStatusError unless the status is one of success; then it gives the answer itself."""
        request = self._request
        if request is None:
            raise RuntimeError(
                "Cannot call `raise_for_status` as the request instance has not been set on this response."
            )
        if self.is_success:
            return self
        kinds = {1: "Informational response", 3: "Redirect response", 4: "Client error", 5: "Server error"}
        message = f"{kinds.get(self.status_code // 100, 'Invalid status code')} '{self.status_code} {self.reason_phrase}' for url '{self.url}'"
        if self.has_redirect_location:
            message += f"\nRedirect location: '{self.headers['location']}'"
        message += (
            f"\nFor more information check: https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/{self.status_code}"
        )
        raise HTTPStatusError(message, request=request, response=self)

    # -- the body

    @property
    def content(self):
        if not hasattr(self, "_content"):
            raise ResponseNotRead()
        return self._content

    @property
    def charset_encoding(self):
        return bodies.media_type(self.headers.get("Content-Type"))[1].get("charset")

    @property
    def encoding(self):
        if self._encoding is None:
            encoding = self.charset_encoding
            if bodies.known_charset(encoding) is None:
                default = self.default_encoding
                encoding = (
                    default
                    if isinstance(default, str)
                    else default(self.content)
                    if hasattr(self, "_content")
                    else None
                )
            self._encoding = encoding or "utf-8"
        return self._encoding

    @encoding.setter
    def encoding(self, value):
        self._encoding = value

    @property
    def text(self):
        return self.content.decode(self.encoding or "utf-8", errors="replace")

    def json(self, **kwargs):
        return _json.loads(self.content, **kwargs)

    def _start(self, sync):
        """The answer to read from, when it can be."""
        if self.is_stream_consumed:
            raise StreamConsumed()
        if self.is_closed:
            raise StreamClosed()
        if sync != isinstance(self._answer, blocking.Answer):
            raise RuntimeError(
                "Attempted to call a sync iterator on an async stream."
                if sync
                else "Attempted to call an async iterator on an sync stream."
            )
        self.is_stream_consumed = True
        return self._answer

    def _over(self):
        if not self.is_closed:
            self.is_closed = True
            self._elapsed = datetime.timedelta(seconds=time.perf_counter() - self._began)

    def _text_decoder(self):
        try:
            return codecs.getincrementaldecoder(self.encoding or "utf-8")(errors="replace")
        except LookupError:
            return codecs.getincrementaldecoder("utf-8")(errors="replace")

    def read(self):
        """Read the whole body."""
        if not hasattr(self, "_content"):
            self._content = b"".join(self.iter_bytes())
        return self._content

    def iter_bytes(self, chunk_size=None):
        """The body in pieces of `chunk_size` bytes, or as it comes."""
        sized = _Sized(chunk_size)
        if hasattr(self, "_content"):
            for at in range(0, len(self._content), chunk_size or max(1, len(self._content))):
                yield self._content[at : at + (chunk_size or len(self._content))]
            return
        answer = self._start(sync=True)
        with about(self._request):
            try:
                for data in answer.pieces(some=True):
                    yield from sized.feed(data)
                yield from sized.rest()
            except blocking.Trouble as error:
                raise _broken(error) from error
            except bodies.Undecodable as error:
                raise DecodingError(str(error)) from error
            finally:
                self.close()

    def iter_text(self, chunk_size=None):
        decoder = self._text_decoder()
        for data in self.iter_bytes(chunk_size):
            if text := decoder.decode(data):
                yield text
        if text := decoder.decode(b"", final=True):
            yield text

    def iter_lines(self):
        """The body line by line, as texts without the lines' ends."""
        lines = _Lines()
        for text in self.iter_text():
            yield from lines.feed(text)
        yield from lines.rest()

    def iter_raw(self, chunk_size=None):
        """The body as it was sent, compressed or not."""
        sized, answer = _Sized(chunk_size), self._start(sync=True)
        with about(self._request):
            try:
                for data in answer.pieces(some=True, decode=False):
                    yield from sized.feed(data)
                yield from sized.rest()
            except blocking.Trouble as error:
                raise _broken(error) from error
            finally:
                self.close()

    def close(self):
        """Leave what of the body has not been read."""
        if self._answer is not None and not isinstance(self._answer, blocking.Answer):
            raise RuntimeError("Attempted to call an sync close on an async stream.")
        if self._answer is not None:
            self._answer.close()
        self._over()

    async def aread(self):
        if not hasattr(self, "_content"):
            answer = self._start(sync=False)
            with about(self._request):
                try:
                    self._content = await answer.whole(self._timeout)
                except streams.Trouble as error:
                    answer.close()
                    raise _broken(error) from error
                except BaseException:
                    answer.close()
                    raise
                finally:
                    self._over()
        return self._content

    async def aiter_bytes(self, chunk_size=None):
        sized = _Sized(chunk_size)
        if hasattr(self, "_content"):
            for at in range(0, len(self._content), chunk_size or max(1, len(self._content))):
                yield self._content[at : at + (chunk_size or len(self._content))]
            return
        answer = self._start(sync=False)
        with about(self._request):
            try:
                while True:
                    if answer.size:
                        for data in sized.feed(answer.take()):
                            yield data
                    elif answer.trouble is not None:
                        raise answer.trouble
                    elif answer.ended:
                        break
                    else:
                        await answer.wait(self._timeout)
                for data in sized.rest():
                    yield data
            except streams.Trouble as error:
                raise _broken(error) from error
            finally:
                await self.aclose()

    async def aiter_text(self, chunk_size=None):
        decoder = self._text_decoder()
        async for data in self.aiter_bytes(chunk_size):
            if text := decoder.decode(data):
                yield text
        if text := decoder.decode(b"", final=True):
            yield text

    async def aiter_lines(self):
        lines = _Lines()
        async for text in self.aiter_text():
            for line in lines.feed(text):
                yield line
        for line in lines.rest():
            yield line

    def aiter_raw(self, chunk_size=None):
        raise refusals.missing("httpx", "Response.aiter_raw")

    async def aclose(self):
        if isinstance(self._answer, blocking.Answer):
            raise RuntimeError("Attempted to call an async close on an sync stream.")
        if self._answer is not None:
            self._answer.close()
        self._over()

    def __getstate__(self):
        return {
            name: value
            for name, value in self.__dict__.items()
            if name not in ("_answer", "extensions", "next_request") and not (name == "_content" and not self.is_closed)
        }

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._answer = self.next_request = None
        self.extensions = {}
        self.is_closed = True

    def __repr__(self):
        return f"<Response [{self.status_code} {self.reason_phrase}]>"
