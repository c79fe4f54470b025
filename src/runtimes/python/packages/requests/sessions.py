"""Sessions: what stays the same from request to request, and the connections that are kept open between them."""

import socket
import time
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from _labhttp import blocking, cookies as _cookies, refusals, urls

from .adapters import HTTPAdapter
from .cookies import RequestsCookieJar, cookiejar_from_dict, merge_cookies
from .exceptions import (
    ChunkedEncodingError,
    ConnectionError,
    ConnectTimeout,
    ContentDecodingError,
    InvalidSchema,
    InvalidURL,
    ReadTimeout,
    SSLError,
    TooManyRedirects,
)
from .models import REDIRECT_STATI, PreparedRequest, Request, _pool_text, response_of
from .structures import CaseInsensitiveDict
from .utils import default_headers

DEFAULT_REDIRECT_LIMIT = 30


def _merged(ours, theirs):
    """A session's setting and a request's, which wins; None in the request's takes the session's away."""
    if ours is None:
        return theirs
    if theirs is None:
        return ours
    if not (hasattr(ours, "items") and hasattr(theirs, "items")):
        return theirs
    kind = CaseInsensitiveDict if isinstance(ours, CaseInsensitiveDict) else dict
    merged = kind(ours)
    merged.update(theirs)
    for name in [name for name, value in merged.items() if value is None]:
        del merged[name]
    return merged


def _timeouts(timeout):
    """(connect, read) of what a program gives as `timeout`."""
    if isinstance(timeout, tuple):
        if len(timeout) != 2:
            raise ValueError(
                f"Invalid timeout {timeout}. Pass a (connect, read) timeout tuple, or a single float to set both timeouts to the same value."
            )
        connect, read = timeout
    else:
        connect = read = timeout
    for name, value in (("connect", connect), ("read", read)):
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError(f"Timeout value {name} was {value}, but it must be an int, float or None.")
        if value <= 0:
            raise ValueError(
                f"Attempted to set {name} timeout to {value}, but the timeout cannot be set to a value less than or equal to 0."
            )
    return connect, read


class Session:
    """
    Requests that share headers, parameters, cookies, credentials and open connections. Several threads may share one: each
    request takes a connection of its own from the pool.
    """

    __attrs__ = ["headers", "cookies", "auth", "params", "stream", "verify", "max_redirects", "trust_env", "_adapters"]

    def __init__(self):
        self.headers = default_headers()
        self.auth = None
        self.params = {}
        self.cookies = cookiejar_from_dict({})
        self.stream = False
        self.verify = True
        self.cert = None
        self.max_redirects = DEFAULT_REDIRECT_LIMIT
        self.trust_env = True
        self._adapters = {"https://": HTTPAdapter(), "http://": HTTPAdapter()}
        self._pools = {}

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def __getstate__(self):
        return {name: getattr(self, name) for name in self.__attrs__}

    def __setstate__(self, state):
        self.__init__()
        self.__dict__.update(state)

    @property
    def proxies(self):
        raise refusals.missing("requests", "Session.proxies")

    @proxies.setter
    def proxies(self, value):
        if value:
            raise refusals.missing("requests", "Session.proxies")

    @property
    def hooks(self):
        raise refusals.missing("requests", "Session.hooks")

    @hooks.setter
    def hooks(self, value):
        raise refusals.missing("requests", "Session.hooks")

    @property
    def adapters(self):
        return dict(self._adapters)

    def mount(self, prefix, adapter):
        """Have URLs that begin with `prefix` served by an HTTPAdapter, that is: by a pool of the sizes that it names."""
        if not isinstance(adapter, HTTPAdapter):
            raise refusals.missing("requests", "Session.mount with an adapter of one's own")
        self._adapters[prefix] = adapter

    def get_adapter(self, url):
        for prefix in sorted(self._adapters, key=len, reverse=True):
            if url.lower().startswith(prefix.lower()):
                return self._adapters[prefix]
        raise InvalidSchema(f"No connection adapters were found for {url!r}")

    def _pool(self, adapter, key):
        """The connections to one host. Hosts that were asked for longest ago lose theirs when there are too many."""
        pools = self._pools
        name = (id(adapter), key)
        pool = pools.get(name)
        if pool is None:
            limit = adapter.pool_maxsize if adapter.pool_block else None
            pool = pools.setdefault(name, blocking.Pool(limit=limit, keep=adapter.pool_maxsize))
            for other in list(pools)[: -adapter.pool_connections or None]:
                if other != name and (left := pools.pop(other, None)) is not None:
                    left.close()
        return pool

    def prepare_request(self, request):
        """A Request with what the session adds."""
        cookies = request.cookies or {}
        jar = merge_cookies(merge_cookies(RequestsCookieJar(), self.cookies), cookies)
        prepared = PreparedRequest()
        prepared.prepare(
            method=request.method,
            url=request.url,
            files=request.files,
            data=request.data,
            json=request.json,
            headers=_merged(self.headers, CaseInsensitiveDict(request.headers)),
            params=_merged(self.params, request.params),
            auth=request.auth or self.auth,
            cookies=jar,
        )
        return prepared

    def request(
        self,
        method,
        url,
        params=None,
        data=None,
        headers=None,
        cookies=None,
        files=None,
        auth=None,
        timeout=None,
        allow_redirects=True,
        proxies=None,
        hooks=None,
        stream=None,
        verify=None,
        cert=None,
        json=None,
    ):
        """
        Send a request and give its Response. `timeout` is in seconds, or a pair (to connect, to wait for bytes); without it a
        request waits for ever. `stream=True` leaves the body to be read by the program.
        """
        for name, value in (("proxies", proxies), ("hooks", hooks), ("cert", cert)):
            if value:
                raise refusals.missing("requests", f"requests.{method.lower()}({name}=...)")
        request = Request(method.upper(), url, headers, files, data, params, auth, cookies, json=json)
        prepared = self.prepare_request(request)
        return self.send(
            prepared,
            timeout=timeout,
            allow_redirects=allow_redirects,
            stream=self.stream if stream is None else stream,
            verify=self.verify if verify is None else verify,
        )

    def get(self, url, **kwargs):
        kwargs.setdefault("allow_redirects", True)
        return self.request("GET", url, **kwargs)

    def options(self, url, **kwargs):
        kwargs.setdefault("allow_redirects", True)
        return self.request("OPTIONS", url, **kwargs)

    def head(self, url, **kwargs):
        kwargs.setdefault("allow_redirects", False)
        return self.request("HEAD", url, **kwargs)

    def post(self, url, data=None, json=None, **kwargs):
        return self.request("POST", url, data=data, json=json, **kwargs)

    def put(self, url, data=None, **kwargs):
        return self.request("PUT", url, data=data, **kwargs)

    def patch(self, url, data=None, **kwargs):
        return self.request("PATCH", url, data=data, **kwargs)

    def delete(self, url, **kwargs):
        return self.request("DELETE", url, **kwargs)

    def send(self, request, *, timeout=None, allow_redirects=True, stream=None, verify=None, proxies=None, cert=None):
        """Send a PreparedRequest."""
        for name, value in (("proxies", proxies), ("cert", cert)):
            if value:
                raise refusals.missing("requests", f"Session.send({name}=...)")
        if not isinstance(request, PreparedRequest):
            raise ValueError("You can only send PreparedRequests.")
        stream = self.stream if stream is None else stream
        verify = self.verify if verify is None else verify
        waits = _timeouts(timeout)
        response = self._send_once(request, waits, timeout, verify)
        history = []
        while allow_redirects and response.is_redirect:
            try:
                response.content
            except (ChunkedEncodingError, ContentDecodingError, RuntimeError):
                response.close()
            if len(history) >= self.max_redirects:
                raise TooManyRedirects(f"Exceeded {self.max_redirects} redirects.", response=response)
            response.history = list(history)
            history.append(response)
            response = self._send_once(self._redirected(response), waits, timeout, verify)
        response.history = history
        if not stream:
            response.content
        return response

    def _send_once(self, request, waits, timeout, verify):
        adapter = self.get_adapter(request.url)
        try:
            address = urls.parse(request.url)
        except urls.BadURL as error:
            raise InvalidURL(str(error), request=request) from None
        headers = [
            (name, value.decode("latin-1") if isinstance(value, bytes) else value)
            for name, value in request.headers.items()
            if name.lower() != "transfer-encoding"
        ]
        body = request.body.encode() if isinstance(request.body, str) else request.body
        pool = self._pool(adapter, address.key)
        began = time.perf_counter()
        for attempt in range(adapter.max_retries + 1):
            try:
                answer = blocking.exchange(
                    pool,
                    address,
                    request.method,
                    headers,
                    body,
                    connect=waits[0],
                    write=waits[0],
                    read=waits[1],
                    verify=verify,
                )
                break
            except (blocking.ConnectTimedOut, blocking.ConnectFailed) as error:
                if attempt == adapter.max_retries:
                    raise self._trouble(error, request, address, waits) from error
            except blocking.Trouble as error:
                raise self._trouble(error, request, address, waits) from error
        response = response_of(request, answer, timedelta(seconds=time.perf_counter() - began))
        set_cookies = [value for name, value in answer.headers if name.lower() == "set-cookie"]
        _cookies.learn(self.cookies, request.url, set_cookies)
        return response

    def _trouble(self, error, request, address, waits):
        """The library's own exception for what went wrong on the way."""
        cause = error.cause
        place = _pool_text(request.url)
        connection = f"{'HTTPSConnection' if address.scheme == 'https' else 'HTTPConnection'}(host={address.host!r}, port={address.port})"
        retries = f"{place}: Max retries exceeded with url: {address.target}"
        if isinstance(error, blocking.ConnectTimedOut):
            why = f"Connection to {address.host} timed out. (connect timeout={waits[0]})"
            return ConnectTimeout(
                f"{retries} (Caused by ConnectTimeoutError(<{connection}>, {why!r}))", request=request
            )
        if isinstance(error, blocking.ConnectFailed):
            if isinstance(cause, socket.gaierror):
                why = f"{connection}: Failed to resolve {address.host!r} ({cause})"
                return ConnectionError(f"{retries} (Caused by NameResolutionError({why!r}))", request=request)
            if type(cause).__module__ == "ssl":
                return SSLError(f"{retries} (Caused by SSLError({cause!r}))", request=request)
            why = f"{connection}: Failed to establish a new connection: {cause}"
            return ConnectionError(f"{retries} (Caused by NewConnectionError({why!r}))", request=request)
        if isinstance(error, blocking.ReadTimedOut):
            return ReadTimeout(f"{place}: Read timed out. (read timeout={waits[1]})", request=request)
        return ConnectionError("Connection aborted.", cause, request=request)

    def _redirected(self, response):
        """The request that a redirect asks for."""
        before = response.request
        request = before.copy()
        location = response.headers["location"]
        # Headers come as Latin-1, but servers write UTF-8.
        location = (
            location.encode("latin-1", "replace").decode("utf-8", "replace") if not location.isascii() else location
        )
        if location.startswith("//"):
            location = f"{urlsplit(response.url).scheme}:{location}"
        fragment = urlsplit(response.url).fragment
        url = urljoin(response.url, urls.requote(location))
        if fragment and not urlsplit(url).fragment:
            url = f"{url}#{fragment}"
        request.prepare_url(url, None)
        status, method = response.status_code, before.method
        if (
            status == 303
            and method != "HEAD"
            or status == 302
            and method != "HEAD"
            or status == 301
            and method == "POST"
        ):
            request.method = "GET"
        if status not in (307, 308):
            for name in ("Content-Length", "Content-Type", "Transfer-Encoding"):
                request.headers.pop(name, None)
            request.body = None
        elif request.body is not None and hasattr(request.body, "seek"):
            request.body.seek(0)
        if "Authorization" in request.headers and _strip_auth(before.url, request.url):
            del request.headers["Authorization"]
        request.headers.pop("Cookie", None)
        jar = merge_cookies(merge_cookies(RequestsCookieJar(), request._cookies), self.cookies)
        request.prepare_cookies(jar)
        return request

    def close(self):
        """Close the connections that are kept open. The session stays usable."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()


def _strip_auth(before, after):
    """Whether another host must not learn what the first one may."""
    one, other = urls.parse(before), urls.parse(after)
    if one.host != other.host:
        return True
    if (one.scheme, one.port, other.scheme, other.port) == ("http", 80, "https", 443):
        return False
    return (one.scheme, one.port) != (other.scheme, other.port)


def session():
    return Session()


__all__ = ["REDIRECT_STATI", "Session", "session"]
