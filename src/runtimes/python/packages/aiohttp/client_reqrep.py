"""Answers."""

import json as _json
import re
import warnings

from _labhttp import bodies, refusals, streams

from .client_exceptions import ClientConnectionError, ClientResponseError, ContentTypeError
from .connector import _Done
from .streams import StreamReader, translated
from .values import URL, CIMultiDict, HttpVersion10, HttpVersion11, RequestInfo

_is_json = re.compile(r"application/(?:[\w.+-]+?\+)?json\Z", re.IGNORECASE).match


class Asked:
    """What was asked, for `request_info`."""

    __slots__ = ("method", "url", "headers")

    def __init__(self, method, url, headers):
        self.method = method
        self.url = url
        self.headers = headers

    @property
    def info(self):
        url = URL(self.url)
        return RequestInfo(URL(self.url.partition("#")[0]), self.method, CIMultiDict(list(self.headers)), url)


class ClientResponse:
    """
    An answer whose head has come. Its body is read with `read`, `text`, `json` or piece by piece from `content`; leaving the
    `async with` gives the connection back, or closes it when the body has not come whole.
    """

    def __init__(self, session, asked, answer, timeout, history):
        self._session = session
        self._loop = session._loop
        self._asked = asked
        self._answer = answer
        self._timeout = timeout
        self._body = None
        self._released = False
        self._content = self._headers = self._cookies = None
        self.status = answer.status
        self.reason = answer.reason
        self.method = asked.method
        self.history = history

    @property
    def ok(self):
        """Whether the status is below 400."""
        return self.status < 400

    @property
    def version(self):
        return HttpVersion11 if self._answer.version == "HTTP/1.1" else HttpVersion10

    @property
    def url(self):
        return URL(self._asked.url.partition("#")[0])

    @property
    def real_url(self):
        return URL(self._asked.url)

    @property
    def host(self):
        return self.url.host

    @property
    def request_info(self):
        return self._asked.info

    @property
    def headers(self):
        if self._headers is None:
            self._headers = CIMultiDict(self._answer.headers)
        return self._headers

    @property
    def raw_headers(self):
        return tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in self._answer.headers)

    @property
    def cookies(self):
        """What this answer sets, as `http.cookies.SimpleCookie`."""
        if self._cookies is None:
            from http.cookies import SimpleCookie

            self._cookies = SimpleCookie()
            for name, value in self._answer.headers:
                if name.lower() == "set-cookie":
                    self._cookies.load(value)
        return self._cookies

    @property
    def content(self):
        if self._content is None:
            self._content = StreamReader(self._answer, self._timeout)
            if self._released:
                self._content.set_exception(ClientConnectionError("Connection closed"))
        return self._content

    @property
    def closed(self):
        return self._released or self._answer.connection is None

    @property
    def connection(self):
        return self._answer.connection

    @property
    def content_type(self):
        kind, _ = bodies.media_type(self._answer.fields.get("content-type"))
        return kind or "application/octet-stream"

    @property
    def charset(self):
        return bodies.media_type(self._answer.fields.get("content-type"))[1].get("charset")

    @property
    def content_length(self):
        length = self._answer.fields.get("content-length")
        return int(length) if length is not None and length.isdecimal() else None

    @property
    def content_disposition(self):
        raise refusals.missing("aiohttp", "ClientResponse.content_disposition")

    @property
    def links(self):
        raise refusals.missing("aiohttp", "ClientResponse.links")

    async def read(self):
        """The whole body."""
        if self._body is None:
            answer = self._answer
            if self._released:
                raise ClientConnectionError("Connection closed")
            try:
                if self._content is not None:
                    self._body = await self._content.read()
                elif answer.ended:
                    self._body = answer.take()
                else:
                    self._body = await answer.whole(self._timeout)
            except BaseException as error:
                self.close()
                if isinstance(error, streams.Trouble):
                    raise translated(error) from None
                raise
        elif self._released:
            raise ClientConnectionError("Connection closed")
        return self._body

    def get_encoding(self):
        """What the body's text is in: what the Content-Type says, or UTF-8."""
        return bodies.known_charset(self.charset) or "utf-8"

    async def text(self, encoding=None, errors="strict"):
        """The whole body as text."""
        body = self._body if self._body is not None else await self.read()
        return body.decode(encoding or self.get_encoding(), errors=errors)

    async def json(self, *, encoding=None, loads=_json.loads, content_type="application/json"):
        """What the body says in JSON. An answer of another kind is refused unless `content_type` is None or names its kind."""
        body = self._body if self._body is not None else await self.read()
        if content_type is not None:
            actual = self.content_type
            fits = _is_json(actual) if content_type == "application/json" else content_type in actual
            if not fits:
                raise ContentTypeError(
                    self.request_info,
                    self.history,
                    status=self.status,
                    message=f"Attempt to decode JSON with unexpected mimetype: {actual}",
                    headers=self.headers,
                )
        body = body.strip()
        return loads(body.decode(encoding or self.get_encoding())) if body else None

    def raise_for_status(self):
        """Raise ClientResponseError when the status is 400 or above."""
        if not self.ok:
            self.release()
            raise ClientResponseError(
                self.request_info, self.history, status=self.status, message=self.reason, headers=self.headers
            )

    def release(self):
        """Give the connection back. What of the body has not come is not waited for. It may be awaited, too."""
        if not self._released:
            self._released = True
            self._answer.close()
            if self._content is not None and self._content.exception() is None:
                self._content.set_exception(ClientConnectionError("Connection closed"))
        return _Done()

    def close(self):
        """Close the connection unless the body has come whole."""
        self.release()

    async def wait_for_close(self):
        self.release()

    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        self.release()

    def __repr__(self):
        return f"<ClientResponse({self._asked.url}) [{self.status} {self.reason}]>\n{self.headers!r}\n"

    def __del__(self):
        answer = getattr(self, "_answer", None)
        if answer is None or answer.connection is None or self._released:
            return
        warnings.warn(f"Unclosed response {self!r}", ResourceWarning, source=self)
        self._loop.call_exception_handler({"client_response": self, "message": "Unclosed response"})
        if not self._loop.is_closed():
            answer.close()
