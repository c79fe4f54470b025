"""Sessions and requests."""

import asyncio
import json as _json
import socket
import sys
import warnings
from collections.abc import Coroutine, Mapping
from urllib.parse import urljoin

from _labhttp import bodies, refusals, streams, urls

from .client_exceptions import (
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientOSError,
    ClientResponseError,
    ClientSSLError,
    ConnectionTimeoutError,
    InvalidUrlClientError,
    InvalidUrlRedirectClientError,
    NonHttpUrlClientError,
    NonHttpUrlRedirectClientError,
    ServerDisconnectedError,
    SocketTimeoutError,
    TooManyRedirects,
)
from .client_reqrep import Asked, ClientResponse
from .connector import TCPConnector
from .cookiejar import CookieJar, DummyCookieJar, _morsels
from .values import DEFAULT_TIMEOUT, BasicAuth, CIMultiDict, ClientTimeout, ConnectionKey, FormData, URL
from .version import __version__

_UNSET = object()
_REPEATABLE = frozenset(("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"))

_USER_AGENT = f"Python/{sys.version_info[0]}.{sys.version_info[1]} aiohttp/{__version__}"
_DEFAULTS = (("Accept", "*/*"), ("Accept-Encoding", bodies.ENCODINGS), ("User-Agent", _USER_AGENT))
_DEFAULT_LINES = "".join(f"{name}: {value}\r\n" for name, value in _DEFAULTS)


def _query_value(value):
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value != value or value in (float("inf"), float("-inf")):
            raise ValueError("float('inf') and float('nan') are not supported")
        return str(value)
    raise TypeError(f"Invalid variable type: value should be str, int or float, got {value!r} of type {type(value)}")


def _query(params):
    """The query of what a program gives as `params`."""
    if isinstance(params, str):
        return urls.requote(params.lstrip("?"))
    pairs = []
    for name, value in params.items() if hasattr(params, "items") else params:
        if isinstance(value, (list, tuple)):
            pairs.extend((name, _query_value(one)) for one in value)
        else:
            pairs.append((name, _query_value(value)))
    return urls.encode_pairs(pairs)


def _headers_of(headers):
    """Pairs of what a program gives as `headers`."""
    pairs = list(headers.items()) if hasattr(headers, "items") else list(headers)
    for name, value in pairs:
        if not isinstance(name, str) or not isinstance(value, str):
            raise TypeError(f"Cannot serialize non-str key {(value if isinstance(name, str) else name)!r}")
        if any(character in name or character in value for character in "\r\n\0"):
            raise ValueError(
                "Newline, carriage return, or null byte detected in headers. Potential header injection attack."
            )
    return pairs


def _overlaid(headers, more):
    """Headers with others in place of those of the same names."""
    if not headers:
        return more
    names = {name.lower() for name, _ in more}
    return [pair for pair in headers if pair[0].lower() not in names] + more


def _body_of(data, json, serialize):
    """(bytes, content type), or (None, None)."""
    if json is not None:
        if data is not None:
            raise ValueError("data and json parameters can not be used at the same time")
        return serialize(json).encode("utf-8"), "application/json"
    if data is None:
        return None, None
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(data), "application/octet-stream"
    if isinstance(data, str):
        return data.encode("utf-8"), "text/plain; charset=utf-8"
    if isinstance(data, FormData):
        return data.encoded()
    if hasattr(data, "read"):
        body = data.read()
        if isinstance(body, str):
            return body.encode("utf-8"), "text/plain; charset=utf-8"
        return body, bodies.content_type_of(bodies.file_name(data))
    if isinstance(data, (Mapping, list, tuple)):
        return FormData(data).encoded()
    raise refusals.missing("aiohttp", f"a request's data of type {type(data).__name__}")


def _timeout_of(timeout, default):
    if timeout is _UNSET:
        return default
    if isinstance(timeout, ClientTimeout):
        return timeout
    if timeout is None:
        return ClientTimeout(total=None)
    return ClientTimeout(total=timeout)


class ClientSession:
    """
    Requests that share connections, headers, cookies and time-outs. Make it within a coroutine, use it with `async with`, and
    use one for many requests: it is what keeps the connections.
    """

    _connector = None

    def __init__(
        self,
        base_url=None,
        *,
        connector=None,
        loop=None,
        cookies=None,
        headers=None,
        proxy=None,
        proxy_auth=None,
        skip_auto_headers=None,
        auth=None,
        json_serialize=_json.dumps,
        json_serialize_bytes=None,
        request_class=None,
        response_class=None,
        ws_response_class=None,
        version=None,
        cookie_jar=None,
        connector_owner=True,
        raise_for_status=False,
        read_timeout=None,
        conn_timeout=None,
        timeout=_UNSET,
        auto_decompress=True,
        trust_env=False,
        requote_redirect_url=True,
        trace_configs=None,
        read_bufsize=None,
        max_line_size=None,
        max_field_size=None,
        max_headers=None,
        fallback_charset_resolver=None,
        middlewares=(),
        ssl_shutdown_timeout=None,
    ):
        for name, value in {
            "proxy": proxy,
            "proxy_auth": proxy_auth,
            "skip_auto_headers": skip_auto_headers,
            "json_serialize_bytes": json_serialize_bytes,
            "request_class": request_class,
            "response_class": response_class,
            "ws_response_class": ws_response_class,
            "version": version,
            "read_timeout": read_timeout,
            "conn_timeout": conn_timeout,
            "trace_configs": trace_configs or None,
            "read_bufsize": read_bufsize,
            "max_line_size": max_line_size,
            "max_field_size": max_field_size,
            "max_headers": max_headers,
            "fallback_charset_resolver": fallback_charset_resolver,
            "middlewares": middlewares or None,
        }.items():
            if value is not None:
                raise refusals.missing("aiohttp", f"ClientSession({name}=...)")
        self._loop = loop or asyncio.get_running_loop()
        if base_url is not None:
            try:
                urls.parse(str(base_url))
            except urls.BadURL:
                raise ValueError("Only absolute URLs are supported") from None
        if timeout is not _UNSET and not isinstance(timeout, ClientTimeout):
            if timeout is not None:
                raise ValueError(
                    f"timeout parameter cannot be of {type(timeout)} type, please use 'timeout=ClientTimeout(...)'"
                )
            timeout = ClientTimeout(total=None)
        if connector is not None and connector._loop is not self._loop:
            raise RuntimeError("Session and connector has to use same event loop")
        self._base_url = None if base_url is None else str(base_url)
        self._default_headers = _headers_of(headers) if headers else []
        self._auth = auth
        self._json_serialize = json_serialize
        self._timeout = DEFAULT_TIMEOUT if timeout is _UNSET else timeout
        self._raise_for_status = raise_for_status
        self._decode = auto_decompress
        self._cookie_jar = CookieJar() if cookie_jar is None else cookie_jar
        if cookies:
            self._cookie_jar.update_cookies(cookies)
        self._connector_owner = connector_owner
        self._connector = TCPConnector(loop=self._loop) if connector is None else connector

    # -- what it is

    closed = property(lambda self: self._connector is None or self._connector.closed)
    connector = property(lambda self: self._connector)
    cookie_jar = property(lambda self: self._cookie_jar)
    headers = property(lambda self: CIMultiDict(list(self._default_headers)))
    timeout = property(lambda self: self._timeout)
    auth = property(lambda self: self._auth)
    raise_for_status = property(lambda self: self._raise_for_status)
    auto_decompress = property(lambda self: self._decode)
    json_serialize = property(lambda self: self._json_serialize)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        await self.close()

    def __enter__(self):
        raise TypeError("Use async with instead")

    def __exit__(self, *args):
        pass

    async def close(self):
        """Close the connections. Nothing can be asked any more."""
        connector, self._connector = self._connector, None
        if connector is not None and self._connector_owner and not connector.closed:
            connector.close()

    def __del__(self):
        if self.closed:
            return
        warnings.warn(f"Unclosed client session {self!r}", ResourceWarning, source=self)
        self._loop.call_exception_handler({"client_session": self, "message": "Unclosed client session"})

    # -- asking

    def request(self, method, url, **kwargs):
        """Ask: `async with session.request(...) as response`, or `response = await session.request(...)`."""
        return _Pending(self._request(method, url, **kwargs))

    def get(self, url, *, allow_redirects=True, **kwargs):
        return _Pending(self._request("GET", url, allow_redirects=allow_redirects, **kwargs))

    def options(self, url, *, allow_redirects=True, **kwargs):
        return _Pending(self._request("OPTIONS", url, allow_redirects=allow_redirects, **kwargs))

    def head(self, url, *, allow_redirects=False, **kwargs):
        return _Pending(self._request("HEAD", url, allow_redirects=allow_redirects, **kwargs))

    def post(self, url, *, data=None, **kwargs):
        return _Pending(self._request("POST", url, data=data, **kwargs))

    def put(self, url, *, data=None, **kwargs):
        return _Pending(self._request("PUT", url, data=data, **kwargs))

    def patch(self, url, *, data=None, **kwargs):
        return _Pending(self._request("PATCH", url, data=data, **kwargs))

    def delete(self, url, **kwargs):
        return _Pending(self._request("DELETE", url, **kwargs))

    def ws_connect(self, *args, **kwargs):
        raise refusals.missing("aiohttp", "ClientSession.ws_connect")

    def detach(self):
        self._connector = None

    def _build_url(self, url):
        text = str(url)
        return text if self._base_url is None else urljoin(self._base_url, text)

    async def _request(
        self,
        method,
        str_or_url,
        *,
        params=None,
        data=None,
        json=None,
        cookies=None,
        headers=None,
        skip_auto_headers=None,
        auth=None,
        allow_redirects=True,
        max_redirects=10,
        compress=None,
        chunked=None,
        expect100=False,
        raise_for_status=None,
        read_until_eof=True,
        proxy=None,
        proxy_auth=None,
        timeout=_UNSET,
        verify_ssl=None,
        fingerprint=None,
        ssl_context=None,
        ssl=True,
        server_hostname=None,
        proxy_headers=None,
        trace_request_ctx=None,
        read_bufsize=None,
        auto_decompress=None,
        max_line_size=None,
        max_field_size=None,
        max_headers=None,
        middlewares=None,
    ):
        if self.closed:
            raise RuntimeError("Session is closed")
        if (
            skip_auto_headers
            or compress
            or chunked
            or expect100
            or proxy
            or proxy_auth
            or fingerprint
            or server_hostname
        ):
            given = locals()
            for name in (
                "skip_auto_headers",
                "compress",
                "chunked",
                "expect100",
                "proxy",
                "proxy_auth",
                "fingerprint",
                "server_hostname",
            ):
                if given[name]:
                    raise refusals.missing("aiohttp", f"ClientSession.request({name}=...)")
        if proxy_headers or read_bufsize or max_line_size or max_field_size or max_headers or middlewares:
            raise refusals.missing("aiohttp", "ClientSession.request with limits, middlewares or a proxy's headers")
        method = method.upper()
        url = self._build_url(str_or_url)
        if params:
            url = urls.with_query(url, _query(params))
        address = _parsed(url, InvalidUrlClientError, NonHttpUrlClientError)
        timeout = self._timeout if timeout is _UNSET else _timeout_of(timeout, self._timeout)
        body, content_type = (
            (None, None) if data is None and json is None else _body_of(data, json, self._json_serialize)
        )
        own = self._default_headers
        if headers:
            own = _overlaid(own, _headers_of(headers))
        if auth is None:
            auth = self._auth
        if address.user is not None:
            auth = BasicAuth(address.user, address.password)
        if auth is not None:
            if not isinstance(auth, BasicAuth):
                raise TypeError("BasicAuth() tuple is required instead")
            if any(name.lower() == "authorization" for name, _ in own):
                raise ValueError("Cannot combine AUTHORIZATION header with AUTH argument or credentials encoded in URL")
            own = [*own, ("Authorization", auth.encode())]
        total = timeout.total
        deadline = self._loop.time() + total if total else None
        decode = self._decode if auto_decompress is None else auto_decompress
        history = []
        while True:
            asked, head = self._head(method, address, own, cookies, body, content_type)
            answer = await self._exchange(method, address, asked, head, body, timeout, deadline, decode)
            response = ClientResponse(self, asked, answer, timeout.sock_read or None, tuple(history))
            if "set-cookie" in answer.fields:
                set_cookies = [value for name, value in answer.headers if name.lower() == "set-cookie"]
                self._cookie_jar.learn(address.url, set_cookies)
            status = answer.status
            if not (allow_redirects and status in (301, 302, 303, 307, 308)):
                break
            location = answer.fields.get("location") or answer.fields.get("uri")
            history.append(response)
            if len(history) >= max_redirects:
                response.close()
                raise TooManyRedirects(history[0].request_info, tuple(history))
            if location is None:
                history.pop()
                break
            response.release()
            if status == 303 and method != "HEAD" or status in (301, 302) and method == "POST":
                method, body, content_type = "GET", None, None
                own = [
                    pair
                    for pair in own
                    if pair[0].lower() not in ("content-length", "content-type", "transfer-encoding")
                ]
            before = address
            target = urljoin(address.url, urls.requote(location))
            address = _parsed(target, InvalidUrlRedirectClientError, NonHttpUrlRedirectClientError)
            if address.key != before.key:
                own = [pair for pair in own if pair[0].lower() != "authorization"]
        check = self._raise_for_status if raise_for_status is None else raise_for_status
        if check:
            if check is True:
                response.raise_for_status()
            else:
                await check(response)
        return response

    def _head(self, method, address, own, cookies, body, content_type):
        """(what is asked, the bytes of the request up to its body)."""
        pairs = [("Host", address.host_field)]
        if own:
            names = {name.lower() for name, _ in own}
            if "host" in names:
                pairs.clear()
            pairs += own
            pairs += [pair for pair in _DEFAULTS if pair[0].lower() not in names]
        else:
            names = ()
            pairs += _DEFAULTS
        if body is not None or method in ("POST", "PUT", "PATCH"):
            pairs.append(("Content-Length", str(len(body or b""))))
            if "content-type" not in names:
                pairs.append(("Content-Type", content_type or "application/octet-stream"))
        if cookies or not self._cookie_jar.is_empty:
            sent = self._cookie_jar.pairs_for(address.url)
            if cookies:
                sent.update(_morsels(cookies))
            if sent:
                pairs.append(("Cookie", "; ".join(f"{name}={value}" for name, value in sent.items())))
        if self._connector.force_close:
            pairs.append(("Connection", "close"))
        if own or len(pairs) > 4:
            lines = "".join([f"{name}: {value}\r\n" for name, value in pairs])
            head = f"{method} {address.target} HTTP/1.1\r\n{lines}\r\n".encode()
        else:
            head = f"{method} {address.target} HTTP/1.1\r\nHost: {address.host_field}\r\n{_DEFAULT_LINES}\r\n".encode()
        return Asked(method, address.text, pairs), head

    async def _exchange(self, method, address, asked, head, body, timeout, deadline, decode):
        """Send a request and wait for the head of its answer."""
        loop, pool, key = self._loop, self._connector._pool, address.key
        again = method in _REPEATABLE
        while True:
            turn = pool.try_turn(key)
            connection = pool.idle(key) if turn else None
            if connection is None:
                connection = await self._connect(pool, key, turn, address, timeout, deadline)
            timer = None if deadline is None else loop.call_at(deadline, connection.expire)
            try:
                connection.send(head + body if body else head, bodiless=method == "HEAD", decode=decode)
                answer = await connection.answer(timeout.sock_read or None)
            except streams.Disconnected as error:
                if again:
                    again = False
                    continue
                if error.cause is not None:
                    raise ClientOSError(error.cause.errno, error.cause.strerror) from error.cause
                raise ServerDisconnectedError() from None
            except streams.ReadTimedOut:
                raise SocketTimeoutError("Timeout on reading data from socket") from None
            except streams.Malformed as error:
                raise ClientResponseError(asked.info, (), status=400, message=str(error)) from error
            except streams.BodyBroken:
                raise ServerDisconnectedError() from None
            else:
                if timer is not None:
                    if answer.connection is None:
                        timer.cancel()
                    else:
                        answer.timer = timer
                    timer = None
                return answer
            finally:
                if timer is not None:
                    timer.cancel()

    async def _connect(self, pool, key, turn, address, timeout, deadline):
        """A connection when none was to be had at once: wait for a turn unless one has it, then for a free or a new one."""
        now = self._loop.time()
        limit = now + timeout.connect if timeout.connect else None
        try:
            async with asyncio.timeout_at(
                deadline if limit is None else limit if deadline is None else min(limit, deadline)
            ):
                if not turn:
                    await pool.turn(key)
                connection = pool.idle(key)
                if connection is not None:
                    return connection
                if not timeout.sock_connect:
                    return await pool.connect(key)
                async with asyncio.timeout(timeout.sock_connect):
                    return await pool.connect(key)
        except TimeoutError:
            if deadline is not None and self._loop.time() >= deadline and (limit is None or deadline < limit):
                raise TimeoutError from None
            raise ConnectionTimeoutError(f"Connection timeout to host {address.text}") from None
        except streams.ConnectFailed as error:
            cause = error.cause
            about = ConnectionKey(address.host, address.port, address.scheme == "https", True, None, None, None, None)
            if type(cause).__module__ == "ssl":
                raise ClientSSLError(about, cause) from cause
            if isinstance(cause, socket.gaierror):
                raise ClientConnectorDNSError(about, cause) from cause
            if isinstance(cause, OSError):
                raise ClientConnectorError(about, cause) from cause
            raise ClientConnectorDNSError(about, OSError(None, str(cause))) from cause


def _parsed(url, invalid, not_http):
    try:
        return urls.parse(url)
    except urls.BadURL as error:
        raise (not_http if error.why == "protocol" else invalid)(URL(url)) from None


class _Pending(Coroutine):
    """A request that is under way once it is awaited or entered."""

    __slots__ = ("_coro", "_response")

    def __init__(self, coro):
        self._coro = coro

    def send(self, value):
        return self._coro.send(value)

    def throw(self, *args):
        return self._coro.throw(*args)

    def close(self):
        return self._coro.close()

    def __await__(self):
        return self._coro.__await__()

    def __iter__(self):
        return self.__await__()

    async def __aenter__(self):
        self._response = await self._coro
        return self._response

    async def __aexit__(self, *args):
        self._response.release()


class _Alone:
    """One request with a session of its own."""

    def __init__(self, session, coro):
        self._session = session
        self._coro = coro
        self._response = None

    async def __aenter__(self):
        try:
            self._response = await self._coro
        except BaseException:
            await self._session.close()
            raise
        return self._response

    async def __aexit__(self, *args):
        self._response.release()
        await self._session.close()


def request(method, url, *, connector=None, version=None, loop=None, **kwargs):
    """`async with aiohttp.request(...)`: one request with a session of its own."""
    if version is not None:
        raise refusals.missing("aiohttp", "request(version=...)")
    session = ClientSession(connector=connector, connector_owner=connector is None, cookie_jar=DummyCookieJar())
    return _Alone(session, session._request(method, url, **kwargs))
