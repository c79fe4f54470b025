"""Clients: one that waits with its thread, one that waits with its coroutine."""

import asyncio
import http.client
import time
from contextlib import asynccontextmanager, contextmanager

from _labhttp import blocking, bodies, refusals, streams, urls

from ._exceptions import (
    ConnectError,
    ConnectTimeout,
    InvalidURL,
    PoolTimeout,
    ReadError,
    ReadTimeout,
    RemoteProtocolError,
    TooManyRedirects,
    UnsupportedProtocol,
    WriteTimeout,
    about,
)
from ._models import Request, Response
from ._values import DEFAULT_LIMITS, DEFAULT_TIMEOUT, URL, BasicAuth, Cookies, Headers, QueryParams, Timeout
from ._version import __version__

DEFAULT_MAX_REDIRECTS = 20
USER_AGENT = f"python-httpx/{__version__}"


class UseClientDefault:
    """Stands for what the client says; None means none at all."""


USE_CLIENT_DEFAULT = UseClientDefault()


def _refuse(function, **given):
    for name, value in given.items():
        if value:
            raise refusals.missing("httpx", f"{function}({name}=...)")


def _parsed(request):
    """Where a request goes."""
    url = request.url
    try:
        return urls.parse(str(url))
    except urls.BadURL as error:
        if error.why == "protocol":
            raise UnsupportedProtocol(f"Request URL has an unsupported protocol '{url.scheme}://'.") from None
        raise UnsupportedProtocol("Request URL is missing an 'http://' or 'https://' protocol.") from None


class BaseClient:
    """What both kinds of client share: everything but the waiting."""

    def __init__(
        self,
        *,
        auth=None,
        params=None,
        headers=None,
        cookies=None,
        verify=True,
        cert=None,
        http1=True,
        http2=False,
        proxy=None,
        mounts=None,
        timeout=DEFAULT_TIMEOUT,
        follow_redirects=False,
        limits=DEFAULT_LIMITS,
        max_redirects=DEFAULT_MAX_REDIRECTS,
        event_hooks=None,
        base_url="",
        transport=None,
        trust_env=True,
        default_encoding="utf-8",
    ):
        _refuse(
            type(self).__name__,
            cert=cert,
            http2=http2,
            proxy=proxy,
            mounts=mounts,
            event_hooks=event_hooks,
            transport=transport,
        )
        self._auth = self._auth_of(auth)
        self._params = QueryParams(params)
        self._headers = Headers(
            {"Accept": "*/*", "Accept-Encoding": bodies.ENCODINGS, "Connection": "keep-alive", "User-Agent": USER_AGENT}
        )
        self._headers.update(headers)
        self._cookies = Cookies(cookies)
        self._verify = verify
        self._timeout = Timeout(timeout)
        self.follow_redirects = follow_redirects
        self.max_redirects = max_redirects
        self._limits = limits
        self._base_url = self._with_slash(URL(base_url))
        self._default_encoding = default_encoding
        self.trust_env = trust_env
        self._state = "new"

    # -- settings

    @staticmethod
    def _with_slash(url):
        if not str(url) or url.raw_path.endswith(b"/"):
            return url
        return URL(str(url) + "/")

    @staticmethod
    def _auth_of(auth):
        if auth is None or callable(auth):
            return auth
        if isinstance(auth, tuple):
            return BasicAuth(*auth)
        raise TypeError(f"Invalid 'auth' argument: {auth!r}")

    is_closed = property(lambda self: self._state == "closed")

    @property
    def base_url(self):
        return self._base_url

    @base_url.setter
    def base_url(self, url):
        self._base_url = self._with_slash(URL(url))

    @property
    def headers(self):
        return self._headers

    @headers.setter
    def headers(self, headers):
        fresh = Headers(
            {"Accept": "*/*", "Accept-Encoding": bodies.ENCODINGS, "Connection": "keep-alive", "User-Agent": USER_AGENT}
        )
        fresh.update(headers)
        self._headers = fresh

    @property
    def cookies(self):
        return self._cookies

    @cookies.setter
    def cookies(self, cookies):
        self._cookies = Cookies(cookies)

    @property
    def params(self):
        return self._params

    @params.setter
    def params(self, params):
        self._params = QueryParams(params)

    @property
    def timeout(self):
        return self._timeout

    @timeout.setter
    def timeout(self, timeout):
        self._timeout = Timeout(timeout)

    @property
    def auth(self):
        return self._auth

    @auth.setter
    def auth(self, auth):
        self._auth = self._auth_of(auth)

    @property
    def event_hooks(self):
        raise refusals.missing("httpx", f"{type(self).__name__}.event_hooks")

    @event_hooks.setter
    def event_hooks(self, hooks):
        raise refusals.missing("httpx", f"{type(self).__name__}.event_hooks")

    # -- requests

    def _merged_url(self, url):
        url = URL(url)
        if url.is_absolute_url or not str(self._base_url) or "://" in str(url):
            return url
        return URL(str(self._base_url).rstrip("/") + "/" + str(url).lstrip("/"))

    def build_request(
        self,
        method,
        url,
        *,
        content=None,
        data=None,
        files=None,
        json=None,
        params=None,
        headers=None,
        cookies=None,
        timeout=USE_CLIENT_DEFAULT,
        extensions=None,
    ):
        """A Request with what the client adds."""
        extensions = dict(extensions or {})
        if "timeout" not in extensions:
            extensions["timeout"] = (self._timeout if timeout is USE_CLIENT_DEFAULT else Timeout(timeout)).as_dict()
        merged = Headers(self._headers)
        merged.update(headers)
        jar = self._cookies
        if cookies:
            jar = Cookies(jar)
            jar.update(cookies)
        query = self._params.merge(params) if params or self._params else params
        return Request(
            method,
            self._merged_url(url),
            content=content,
            data=data,
            files=files,
            json=json,
            params=query,
            headers=merged,
            cookies=jar,
            extensions=extensions,
        )

    def _authorized(self, request, auth):
        auth = self._auth if auth is USE_CLIENT_DEFAULT else self._auth_of(auth)
        if auth is not None:
            return auth(request)
        if request.url.username:
            return BasicAuth(request.url.username, request.url.password)(request)
        return request

    def _redirected(self, request, response):
        """The request that a redirect asks for."""
        status, method, before = response.status_code, request.method, request.url
        if (
            status == 303
            and method != "HEAD"
            or status == 302
            and method != "HEAD"
            or status == 301
            and method == "POST"
        ):
            method = "GET"
        location = response.headers["location"]
        try:
            url = before.join(location)
        except InvalidURL as error:
            raise RemoteProtocolError(f"Invalid URL in location header: {error}.", request=request) from None
        if url.scheme not in ("http", "https"):
            raise UnsupportedProtocol("Scheme not supported in a redirect.", request=request)
        if before.fragment and not url.fragment:
            url = URL(f"{url}#{before.fragment}")
        headers = Headers(request.headers)
        same = (before.scheme, before.host, urls.parse(str(before)).port) == (
            url.scheme,
            url.host,
            urls.parse(str(url)).port,
        )
        upgraded = (
            before.host == url.host
            and (before.scheme, url.scheme) == ("http", "https")
            and before.port is url.port is None
        )
        if not same:
            if not upgraded:
                headers.pop("Authorization", None)
            headers["Host"] = url.netloc.decode()
        headers.pop("Cookie", None)
        body = request._body
        if method != request.method:
            headers.pop("Content-Length", None)
            headers.pop("Transfer-Encoding", None)
            if method == "GET":
                body = None
        return Request(method, url, headers=headers, cookies=self._cookies, content=body, extensions=request.extensions)

    def _opened(self):
        if self._state == "closed":
            raise RuntimeError("Cannot send a request, as the client has been closed.")
        self._state = "open"

    def _entered(self):
        if self._state != "new":
            raise RuntimeError(
                "Cannot open a client instance more than once."
                if self._state == "open"
                else "Cannot reopen a client instance, once it has been closed."
            )
        self._state = "open"

    def _took(self, response, history):
        """What every answer leaves behind."""
        if "set-cookie" in response.headers:
            self._cookies.extract_cookies(response)
        response.history = list(history)

    def _check_redirects(self, request, history):
        if len(history) > self.max_redirects:
            raise TooManyRedirects("Exceeded maximum allowed redirects.", request=request)


def _pairs(request):
    return [pair for pair in request.headers._pairs if pair[0].lower() != "transfer-encoding"]


class Client(BaseClient):
    """Requests that share connections, headers, cookies and time-outs. Several threads may share one."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        limits = self._limits
        self._pool = blocking.Pool(
            limit=limits.max_connections, keep=limits.max_keepalive_connections, expiry=limits.keepalive_expiry
        )

    def __enter__(self):
        self._entered()
        return self

    def __exit__(self, *args):
        self.close()

    def close(self):
        """Close the connections. Nothing can be asked any more."""
        if self._state != "closed":
            self._state = "closed"
            self._pool.close()

    def send(self, request, *, stream=False, auth=USE_CLIENT_DEFAULT, follow_redirects=USE_CLIENT_DEFAULT):
        """Send a Request."""
        self._opened()
        follow = self.follow_redirects if follow_redirects is USE_CLIENT_DEFAULT else follow_redirects
        request, history = self._authorized(request, auth), []
        while True:
            self._check_redirects(request, history)
            with about(request):
                response = self._exchange(request)
            self._took(response, history)
            if not response.has_redirect_location:
                break
            try:
                request = self._redirected(request, response)
                if not follow:
                    response.next_request = request
                    break
                response.read()
            except BaseException:
                response.close()
                raise
            history.append(response)
        if not stream:
            response.read()
        return response

    def _exchange(self, request):
        wait = request.extensions.get("timeout") or {}
        address, began = _parsed(request), time.perf_counter()
        if hasattr(request._body, "__aiter__"):
            raise RuntimeError("Attempted to send an async request with a sync Client instance.")
        try:
            answer = blocking.exchange(
                self._pool,
                address,
                request.method,
                _pairs(request),
                request._body,
                connect=wait.get("connect"),
                write=wait.get("write"),
                read=wait.get("read"),
                wait=wait.get("pool"),
                verify=self._verify if isinstance(self._verify, (bool, str)) else True,
            )
        except blocking.NoRoom:
            raise PoolTimeout("") from None
        except blocking.ConnectTimedOut as error:
            raise ConnectTimeout("timed out") from error
        except blocking.ConnectFailed as error:
            raise ConnectError(str(error.cause)) from error
        except blocking.ReadTimedOut as error:
            raise ReadTimeout("timed out") from error
        except blocking.WriteTimedOut as error:
            raise WriteTimeout("timed out") from error
        except blocking.BrokenOff as error:
            if isinstance(error.cause, http.client.RemoteDisconnected):
                raise RemoteProtocolError("Server disconnected without sending a response.") from error
            kind = ReadError if isinstance(error.cause, OSError) else RemoteProtocolError
            raise kind(str(error.cause).strip()) from error
        return Response._of(request, answer, began, self._default_encoding)

    def request(
        self,
        method,
        url,
        *,
        content=None,
        data=None,
        files=None,
        json=None,
        params=None,
        headers=None,
        cookies=None,
        auth=USE_CLIENT_DEFAULT,
        follow_redirects=USE_CLIENT_DEFAULT,
        timeout=USE_CLIENT_DEFAULT,
        extensions=None,
    ):
        """Build a request and send it."""
        request = self.build_request(
            method,
            url,
            content=content,
            data=data,
            files=files,
            json=json,
            params=params,
            headers=headers,
            cookies=cookies,
            timeout=timeout,
            extensions=extensions,
        )
        return self.send(request, auth=auth, follow_redirects=follow_redirects)

    @contextmanager
    def stream(self, method, url, *, auth=USE_CLIENT_DEFAULT, follow_redirects=USE_CLIENT_DEFAULT, **kwargs):
        """`with client.stream("GET", url) as response`: the body is left to be read."""
        request = self.build_request(method, url, **kwargs)
        response = self.send(request, auth=auth, follow_redirects=follow_redirects, stream=True)
        try:
            yield response
        finally:
            response.close()

    def get(self, url, **kwargs):
        _bodiless("get", kwargs)
        return self.request("GET", url, **kwargs)

    def options(self, url, **kwargs):
        _bodiless("options", kwargs)
        return self.request("OPTIONS", url, **kwargs)

    def head(self, url, **kwargs):
        _bodiless("head", kwargs)
        return self.request("HEAD", url, **kwargs)

    def delete(self, url, **kwargs):
        _bodiless("delete", kwargs)
        return self.request("DELETE", url, **kwargs)

    def post(self, url, **kwargs):
        return self.request("POST", url, **kwargs)

    def put(self, url, **kwargs):
        return self.request("PUT", url, **kwargs)

    def patch(self, url, **kwargs):
        return self.request("PATCH", url, **kwargs)


def _bodiless(name, kwargs):
    """These methods take no body, as in the real library."""
    for key in ("content", "data", "files", "json"):
        if key in kwargs:
            raise TypeError(f"Client.{name}() got an unexpected keyword argument '{key}'")


class AsyncClient(BaseClient):
    """Requests that share connections, headers, cookies and time-outs, for coroutines."""

    _pool = None

    async def __aenter__(self):
        self._entered()
        return self

    async def __aexit__(self, *args):
        await self.aclose()

    async def aclose(self):
        """Close the connections. Nothing can be asked any more."""
        if self._state != "closed":
            self._state = "closed"
            if self._pool is not None:
                self._pool.close()

    def _connections(self):
        """The pool of the loop that runs: connections belong to one."""
        loop = asyncio.get_running_loop()
        if self._pool is None or self._pool.loop is not loop:
            limits = self._limits
            self._pool = streams.Pool(
                loop,
                limit=limits.max_connections or 0,
                keep=limits.max_keepalive_connections,
                expiry=limits.keepalive_expiry,
                all_count=True,
            )
        return self._pool

    async def send(self, request, *, stream=False, auth=USE_CLIENT_DEFAULT, follow_redirects=USE_CLIENT_DEFAULT):
        """Send a Request."""
        self._opened()
        follow = self.follow_redirects if follow_redirects is USE_CLIENT_DEFAULT else follow_redirects
        request, history = self._authorized(request, auth), []
        while True:
            self._check_redirects(request, history)
            with about(request):
                response = await self._exchange(request)
            self._took(response, history)
            if not response.has_redirect_location:
                break
            try:
                request = self._redirected(request, response)
                if not follow:
                    response.next_request = request
                    break
                await response.aread()
            except BaseException:
                await response.aclose()
                raise
            history.append(response)
        if not stream:
            await response.aread()
        return response

    async def _exchange(self, request):
        wait = request.extensions.get("timeout") or {}
        address, began, pool = _parsed(request), time.perf_counter(), self._connections()
        lines = [f"{name}: {value}\r\n" for name, value in request.headers._pairs]
        if any("\n" in line[:-2] or "\r" in line[:-2] for line in lines):
            raise ValueError("a header with a line's end in it")
        head = f"{request.method} {address.target} HTTP/1.1\r\n{''.join(lines)}\r\n".encode()
        if request._body is not None and not isinstance(request._body, bytes):
            if not hasattr(request._body, "__aiter__"):
                raise RuntimeError("Attempted to send an sync request with an AsyncClient instance.")
            pieces = [b"%x\r\n%s\r\n" % (len(piece), piece) async for piece in request._body if piece]
            body = b"".join(pieces) + b"0\r\n\r\n"
        else:
            body = request._body or b""
        key, read = address.key, wait.get("read")
        if not pool.try_turn(key):
            try:
                async with asyncio.timeout(wait.get("pool")):
                    await pool.turn(key)
            except TimeoutError as error:
                raise PoolTimeout("") from error
        connection = pool.idle(key)
        if connection is None:
            try:
                async with asyncio.timeout(wait.get("connect")):
                    connection = await pool.connect(key)
            except TimeoutError as error:
                raise ConnectTimeout("") from error
            except streams.ConnectFailed as error:
                text = (
                    str(error.cause)
                    if not isinstance(error.cause, ConnectionError)
                    else "All connection attempts failed"
                )
                raise ConnectError(text) from error
        try:
            connection.send(head + body, bodiless=request.method == "HEAD")
            answer = await connection.answer(read)
        except streams.ReadTimedOut as error:
            raise ReadTimeout("") from error
        except streams.Disconnected as error:
            if error.cause is not None:
                raise ReadError(str(error.cause)) from error
            raise RemoteProtocolError("Server disconnected without sending a response.") from error
        except streams.Trouble as error:
            raise RemoteProtocolError(str(error)) from error
        return Response._of(request, answer, began, self._default_encoding, read)

    async def request(
        self,
        method,
        url,
        *,
        content=None,
        data=None,
        files=None,
        json=None,
        params=None,
        headers=None,
        cookies=None,
        auth=USE_CLIENT_DEFAULT,
        follow_redirects=USE_CLIENT_DEFAULT,
        timeout=USE_CLIENT_DEFAULT,
        extensions=None,
    ):
        """Build a request and send it."""
        request = self.build_request(
            method,
            url,
            content=content,
            data=data,
            files=files,
            json=json,
            params=params,
            headers=headers,
            cookies=cookies,
            timeout=timeout,
            extensions=extensions,
        )
        return await self.send(request, auth=auth, follow_redirects=follow_redirects)

    @asynccontextmanager
    async def stream(self, method, url, *, auth=USE_CLIENT_DEFAULT, follow_redirects=USE_CLIENT_DEFAULT, **kwargs):
        """`async with client.stream("GET", url) as response`: the body is left to be read."""
        request = self.build_request(method, url, **kwargs)
        response = await self.send(request, auth=auth, follow_redirects=follow_redirects, stream=True)
        try:
            yield response
        finally:
            await response.aclose()

    async def get(self, url, **kwargs):
        _bodiless("get", kwargs)
        return await self.request("GET", url, **kwargs)

    async def options(self, url, **kwargs):
        _bodiless("options", kwargs)
        return await self.request("OPTIONS", url, **kwargs)

    async def head(self, url, **kwargs):
        _bodiless("head", kwargs)
        return await self.request("HEAD", url, **kwargs)

    async def delete(self, url, **kwargs):
        _bodiless("delete", kwargs)
        return await self.request("DELETE", url, **kwargs)

    async def post(self, url, **kwargs):
        return await self.request("POST", url, **kwargs)

    async def put(self, url, **kwargs):
        return await self.request("PUT", url, **kwargs)

    async def patch(self, url, **kwargs):
        return await self.request("PATCH", url, **kwargs)
