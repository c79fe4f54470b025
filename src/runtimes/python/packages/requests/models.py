"""Requests as they are sent and answers as they come."""

import json as _json
from collections.abc import Mapping

from _labhttp import blocking, bodies, cookies as _cookies, refusals, urls
from datetime import timedelta
from urllib.parse import urlencode

from .auth import HTTPBasicAuth
from .cookies import RequestsCookieJar, cookiejar_from_dict, is_jar, merge_cookies
from .exceptions import (
    ChunkedEncodingError,
    ConnectionError,
    ContentDecodingError,
    HTTPError,
    InvalidHeader,
    InvalidJSONError,
    InvalidSchema,
    InvalidURL,
    JSONDecodeError,
    MissingSchema,
    StreamConsumedError,
)
from .structures import CaseInsensitiveDict
from .utils import get_encoding_from_headers

REDIRECT_STATI = (301, 302, 303, 307, 308)


def _pairs(value):
    """The (name, text) pairs of a form or a query: lists give several pairs, None none."""
    items = value.items() if hasattr(value, "items") else value
    pairs = []
    for name, values in items:
        if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
            values = [values]
        for one in values:
            if one is not None:
                pairs.append((name, one if isinstance(one, (str, bytes)) else str(one)))
    return pairs


def _encoded(value):
    if isinstance(value, (str, bytes)):
        return value
    return urlencode(_pairs(value))


def _parts_of_files(data, files):
    parts = []
    for name, value in _pairs(data) if data else ():
        parts.append((name, None, None, (), bodies.to_bytes(value)))
    for name, value in files.items() if hasattr(files, "items") else files:
        filename = content_type = None
        extra = ()
        if isinstance(value, (tuple, list)):
            filename, content, *rest = value
            content_type = rest[0] if rest else None
            extra = tuple(rest[1].items()) if len(rest) > 1 else ()
        else:
            content = value
            filename = bodies.file_name(value) or name
        if content is None:
            continue
        parts.append((name, filename, content_type, extra, bodies.to_bytes(content)))
    return parts


class Request:
    """What is to be asked, before a session has added its own; `session.prepare_request` makes a PreparedRequest of it."""

    def __init__(
        self,
        method=None,
        url=None,
        headers=None,
        files=None,
        data=None,
        params=None,
        auth=None,
        cookies=None,
        hooks=None,
        json=None,
    ):
        if hooks:
            raise refusals.missing("requests", "Request(hooks=...)")
        self.method = method
        self.url = url
        self.headers = {} if headers is None else headers
        self.files = [] if files is None else files
        self.data = [] if data is None else data
        self.json = json
        self.params = {} if params is None else params
        self.auth = auth
        self.cookies = cookies

    def prepare(self):
        prepared = PreparedRequest()
        prepared.prepare(
            self.method,
            self.url,
            self.headers,
            self.files,
            self.data,
            self.params,
            self.auth,
            self.cookies,
            json=self.json,
        )
        return prepared

    def __repr__(self):
        return f"<Request [{self.method}]>"


class PreparedRequest:
    """Exactly what is sent: `method`, `url`, `headers`, `body` (bytes, text or None)."""

    def __init__(self):
        self.method = self.url = self.headers = self.body = None
        self._cookies = None

    def prepare(
        self,
        method=None,
        url=None,
        headers=None,
        files=None,
        data=None,
        params=None,
        auth=None,
        cookies=None,
        hooks=None,
        json=None,
    ):
        if hooks:
            raise refusals.missing("requests", "PreparedRequest.prepare(hooks=...)")
        self.method = method.upper() if method is not None else None
        self.prepare_url(url, params)
        self.prepare_headers(headers)
        self.prepare_cookies(cookies or {})
        self.prepare_body(data, files, json)
        self.prepare_auth(auth, url)

    def prepare_url(self, url, params):
        url = url.decode("utf8") if isinstance(url, bytes) else str(url)
        url = url.lstrip()
        if ":" in url and not url.lower().startswith("http"):
            # Of another kind, which sending refuses.
            self.url = url
            return
        if params:
            encoded = _encoded(params)
            url = urls.with_query(url, encoded.decode() if isinstance(encoded, bytes) else encoded)
        try:
            address = urls.parse(url)
        except urls.BadURL as error:
            if error.why == "scheme":
                raise MissingSchema(
                    f"Invalid URL {url!r}: No scheme supplied. Perhaps you meant https://{url}?"
                ) from None
            if error.why == "protocol":
                self.url = url
                return
            if error.why == "host":
                raise InvalidURL(f"Invalid URL {url!r}: No host supplied") from None
            raise InvalidURL(
                "URL has an invalid label." if "label" in str(error) else f"Failed to parse: {url}"
            ) from None
        self.url = address.url

    @property
    def path_url(self):
        return urls.parse(self.url).target

    def prepare_headers(self, headers):
        self.headers = CaseInsensitiveDict()
        for name, value in (headers or {}).items():
            if isinstance(name, bytes):
                name = name.decode("latin-1")
            if not isinstance(value, (str, bytes)):
                raise InvalidHeader(
                    f"Header part ({value!r}) from ({name!r}, {value!r}) must be of type str or bytes, not {type(value)}"
                )
            text = value.decode("latin-1") if isinstance(value, bytes) else value
            if (
                text[:1].isspace()
                or "\n" in text
                or "\r" in text
                or not name
                or name[:1].isspace()
                or ":" in name
                or "\n" in name
            ):
                raise InvalidHeader(
                    f"Invalid leading whitespace, reserved character(s), or return character(s) in header: {value!r}"
                )
            self.headers[name] = value

    def prepare_cookies(self, cookies):
        self._cookies = cookies if is_jar(cookies) else cookiejar_from_dict(cookies)
        if not any(True for _ in self._cookies):
            return
        try:
            header = _cookies.header(self._cookies, self.url)
        except urls.BadURL:
            return
        if header is not None:
            self.headers["Cookie"] = header

    def prepare_body(self, data, files, json=None):
        body, content_type = None, None
        if not data and json is not None:
            content_type = "application/json"
            try:
                body = _json.dumps(json, allow_nan=False).encode()
            except ValueError as error:
                raise InvalidJSONError(error, request=self) from error
        if data and not isinstance(data, (str, bytes, list, tuple, Mapping)) and hasattr(data, "__iter__"):
            if files:
                raise NotImplementedError("Streamed bodies and files are mutually exclusive.")
            # A file or a generator: it goes out piece by piece.
            body, content_type = data, None
        elif files:
            if isinstance(data, (str, bytes)) and data:
                raise ValueError("Data must not be a string.")
            body, content_type = bodies.multipart(_parts_of_files(data, files))
        elif data:
            body = _encoded(data)
            content_type = None if isinstance(data, (str, bytes)) else "application/x-www-form-urlencoded"
            if isinstance(data, str):
                content_type = "application/x-www-form-urlencoded"
        self.prepare_content_length(body)
        if content_type and "content-type" not in self.headers:
            self.headers["Content-Type"] = content_type
        self.body = body

    def prepare_content_length(self, body):
        if body is None:
            if self.method not in ("GET", "HEAD") and "Content-Length" not in self.headers:
                self.headers["Content-Length"] = "0"
        elif isinstance(body, (str, bytes)):
            self.headers["Content-Length"] = str(len(body.encode() if isinstance(body, str) else body))
        elif (size := _size_of(body)) is not None:
            self.headers["Content-Length"] = str(size)
        else:
            self.headers["Transfer-Encoding"] = "chunked"

    def prepare_auth(self, auth, url=""):
        if auth is None and self.url:
            try:
                address = urls.parse(str(url or self.url).strip())
            except urls.BadURL:
                return
            if address.user is not None:
                auth = (address.user, address.password)
        if not auth:
            return
        if isinstance(auth, tuple) and len(auth) == 2:
            auth = HTTPBasicAuth(*auth)
        changed = auth(self)
        self.__dict__.update(changed.__dict__)
        if isinstance(self.body, (str, bytes)):
            self.prepare_content_length(self.body)

    def copy(self):
        made = PreparedRequest()
        made.method, made.url, made.body = self.method, self.url, self.body
        made.headers = self.headers.copy() if self.headers is not None else None
        made._cookies = merge_cookies(RequestsCookieJar(), self._cookies) if self._cookies is not None else None
        return made

    def __repr__(self):
        return f"<PreparedRequest [{self.method}]>"


def _size_of(body):
    """How many bytes an open file still has, when that can be found out."""
    try:
        at = body.tell()
        size = body.seek(0, 2)
        body.seek(at)
        return size - at
    except (AttributeError, OSError):
        return None


class _Raw:
    """`response.raw`: the body as it was sent, read like a file."""

    def __init__(self, answer):
        self._answer = answer
        self._pieces = None
        self._left = b""
        self.status = answer.status
        self.reason = answer.reason
        self.version = answer.version
        self.headers = CaseInsensitiveDict()

    def stream(self, amt=65536, decode_content=None):
        return self._answer.pieces(amt, decode=bool(decode_content))

    def read(self, amt=None, decode_content=None, cache_content=False):
        if self._pieces is None:
            self._pieces = self._answer.pieces(65536, some=True, decode=bool(decode_content))
        parts, size = [self._left], len(self._left)
        while amt is None or amt < 0 or size < amt:
            piece = next(self._pieces, None)
            if piece is None:
                break
            parts.append(piece)
            size += len(piece)
        data = b"".join(parts)
        if amt is None or amt < 0:
            self._left = b""
            return data
        self._left = data[amt:]
        return data[:amt]

    def readable(self):
        return True

    def close(self):
        self._answer.close()

    release_conn = close

    @property
    def closed(self):
        return self._answer.ended

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        raise refusals.missing("requests", f"Response.raw.{name}")


class Response:
    """An answer. It is true when its status is below 400."""

    __attrs__ = [
        "_content",
        "status_code",
        "url",
        "headers",
        "history",
        "encoding",
        "reason",
        "cookies",
        "elapsed",
        "request",
    ]

    def __init__(self):
        self._content = False
        self._content_consumed = False
        self._answer = None
        self.status_code = None
        self.headers = CaseInsensitiveDict()
        self.raw = None
        self.url = None
        self.encoding = None
        self.history = []
        self.reason = None
        self.cookies = cookiejar_from_dict({})
        self.elapsed = timedelta(0)
        self.request = None

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def __getstate__(self):
        self.content
        return {name: getattr(self, name) for name in self.__attrs__}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._content_consumed = True
        self._answer = self.raw = None

    def __repr__(self):
        return f"<Response [{self.status_code}]>"

    def __bool__(self):
        return self.ok

    def __iter__(self):
        return self.iter_content(128)

    @property
    def ok(self):
        return self.status_code < 400

    @property
    def is_redirect(self):
        return "location" in self.headers and self.status_code in REDIRECT_STATI

    @property
    def is_permanent_redirect(self):
        return "location" in self.headers and self.status_code in (301, 308)

    @property
    def next(self):
        raise refusals.missing("requests", "Response.next")

    @property
    def links(self):
        raise refusals.missing("requests", "Response.links")

    @property
    def apparent_encoding(self):
        return bodies.guess_charset(self.content)

    def iter_content(self, chunk_size=1, decode_unicode=False):
        """
        The body in pieces of `chunk_size` bytes; None means as it comes. With `stream=True` each piece is given as soon as it is
        there, so that a large body need not fit into memory.
        """
        if chunk_size is not None and not isinstance(chunk_size, int):
            raise TypeError(f"chunk_size must be an int, it is instead a {type(chunk_size)}.")
        if self._content_consumed and isinstance(self._content, bool):
            raise StreamConsumedError()
        if self._content_consumed:
            pieces = self._slices(chunk_size)
        else:
            pieces = self._pieces(chunk_size)
        return self._decoded(pieces) if decode_unicode and self.encoding is not None else pieces

    def _slices(self, size):
        content = self._content or b""
        if not size or size < 0:
            size = len(content)
        return (content[at : at + size] for at in range(0, len(content), size or 1))

    def _pieces(self, size):
        pool = _pool_text(self.url)
        try:
            if self._answer is not None:
                yield from self._answer.pieces(size)
        except blocking.ReadTimedOut as error:
            raise ConnectionError(f"{pool}: Read timed out.", request=self.request) from error
        except blocking.BodyBroken as error:
            cause = error.cause
            raise ChunkedEncodingError(f"Connection broken: {_told(cause)}", cause, request=self.request) from error
        except bodies.Undecodable as error:
            self._answer.close()
            text = f"Received response with content-encoding: {self.headers.get('content-encoding')}, but failed to decode it."
            raise ContentDecodingError(text, error, request=self.request) from error
        self._content_consumed = True

    def _decoded(self, pieces):
        import codecs

        try:
            decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        except LookupError:
            yield from pieces
            return
        for piece in pieces:
            if text := decoder.decode(piece):
                yield text
        if text := decoder.decode(b"", final=True):
            yield text

    def iter_lines(self, chunk_size=512, decode_unicode=False, delimiter=None):
        """The body line by line, without the lines' ends."""
        rest = None
        for piece in self.iter_content(chunk_size, decode_unicode):
            if rest is not None:
                piece = rest + piece
            lines = piece.split(delimiter) if delimiter else piece.splitlines()
            # The last line may go on in the next piece.
            rest = lines.pop() if lines and lines[-1] and piece and lines[-1][-1] == piece[-1] else None
            yield from lines
        if rest is not None:
            yield rest

    @property
    def content(self):
        """The whole body as bytes."""
        if self._content is False:
            if self._content_consumed:
                raise RuntimeError("The content for this response was already consumed")
            if self.status_code == 0 or self._answer is None:
                self._content = None
            else:
                self._content = b"".join(self._pieces(None)) or b""
        self._content_consumed = True
        return self._content

    @property
    def text(self):
        """The whole body as text, in `encoding`, or in what seems to be its encoding when that is None."""
        content = self.content
        if not content:
            return ""
        encoding = self.encoding or self.apparent_encoding
        try:
            return str(content, encoding, errors="replace")
        except (LookupError, TypeError):
            return str(content, errors="replace")

    def json(self, **kwargs):
        """What the body says in JSON."""
        content = self.content
        try:
            if not self.encoding and content and len(content) > 3:
                try:
                    return _json.loads(content.decode(bodies.json_charset(content)), **kwargs)
                except UnicodeDecodeError:
                    pass
            return _json.loads(self.text, **kwargs)
        except _json.JSONDecodeError as error:
            raise JSONDecodeError(error.msg, error.doc, error.pos, response=self) from error

    def raise_for_status(self):
        """Raise HTTPError when the status is 400 or above."""
        reason = self.reason
        if isinstance(reason, bytes):
            reason = reason.decode("utf-8", "replace")
        kind = "Client" if 400 <= self.status_code < 500 else "Server" if 500 <= self.status_code < 600 else None
        if kind is not None:
            raise HTTPError(f"{self.status_code} {kind} Error: {reason} for url: {self.url}", response=self)

    def close(self):
        """Leave what of the body has not been read."""
        if self._answer is not None and not self._content_consumed:
            self._answer.close()


def _told(cause):
    """What a broken body's exception says, with how much came."""
    received = getattr(cause, "received", None)
    if received is not None:
        return f"IncompleteRead({received} bytes read, {cause.expected} more expected)"
    return repr(cause)


def _pool_text(url):
    """How messages name the connections to a URL's host."""
    address = urls.parse(url)
    name = "HTTPSConnectionPool" if address.scheme == "https" else "HTTPConnectionPool"
    return f"{name}(host={address.host!r}, port={address.port})"


def response_of(request, answer, elapsed):
    """The Response of an answer whose body is still to be read."""
    response = Response()
    response._answer = answer
    response.status_code = answer.status
    for name, value in answer.headers:
        # Several headers of a name are one, with commas.
        response.headers[name] = f"{response.headers[name]}, {value}" if name in response.headers else value
    response.encoding = get_encoding_from_headers(response.headers)
    response.raw = _Raw(answer)
    response.raw.headers = response.headers
    response.reason = answer.reason
    response.url = request.url
    response.request = request
    response.elapsed = elapsed
    set_cookies = [value for name, value in answer.headers if name.lower() == "set-cookie"]
    _cookies.learn(response.cookies, request.url, set_cookies)
    return response


__all__ = ["InvalidSchema", "PreparedRequest", "REDIRECT_STATI", "Request", "Response", "response_of"]
