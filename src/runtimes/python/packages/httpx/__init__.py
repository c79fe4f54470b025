"""
Interleave's small stand-in for `httpx`: `Client` on the standard library's `http.client`, `AsyncClient` on asyncio's transports.

It serves where the real library is not at hand. What it lacks (HTTP/2, proxies, transports of one's own, event hooks) it refuses by
name with NotImplementedError.
"""

from _labhttp import refusals as _refusals

from ._api import delete, get, head, options, patch, post, put, request, stream
from ._client import USE_CLIENT_DEFAULT, AsyncClient, Client
from ._exceptions import (
    CloseError,
    ConnectError,
    ConnectTimeout,
    CookieConflict,
    DecodingError,
    HTTPError,
    HTTPStatusError,
    InvalidURL,
    LocalProtocolError,
    NetworkError,
    PoolTimeout,
    ProtocolError,
    ProxyError,
    ReadError,
    ReadTimeout,
    RemoteProtocolError,
    RequestError,
    RequestNotRead,
    ResponseNotRead,
    StreamClosed,
    StreamConsumed,
    StreamError,
    TimeoutException,
    TooManyRedirects,
    TransportError,
    UnsupportedProtocol,
    WriteError,
    WriteTimeout,
)
from ._models import Request, Response
from ._status_codes import codes
from ._values import URL, BasicAuth, Cookies, Headers, Limits, QueryParams, Timeout
from ._version import __version__

__all__ = [
    "AsyncClient",
    "BasicAuth",
    "Client",
    "CloseError",
    "ConnectError",
    "ConnectTimeout",
    "CookieConflict",
    "Cookies",
    "DecodingError",
    "HTTPError",
    "HTTPStatusError",
    "Headers",
    "InvalidURL",
    "Limits",
    "LocalProtocolError",
    "NetworkError",
    "PoolTimeout",
    "ProtocolError",
    "ProxyError",
    "QueryParams",
    "ReadError",
    "ReadTimeout",
    "RemoteProtocolError",
    "Request",
    "RequestError",
    "RequestNotRead",
    "Response",
    "ResponseNotRead",
    "StreamClosed",
    "StreamConsumed",
    "StreamError",
    "Timeout",
    "TimeoutException",
    "TooManyRedirects",
    "TransportError",
    "URL",
    "USE_CLIENT_DEFAULT",
    "UnsupportedProtocol",
    "WriteError",
    "WriteTimeout",
    "__version__",
    "codes",
    "delete",
    "get",
    "head",
    "options",
    "patch",
    "post",
    "put",
    "request",
    "stream",
]

# Tracebacks name things by where programs find them.
for _name in __all__:
    if isinstance(globals()[_name], type) or callable(globals()[_name]):
        globals()[_name].__module__ = __name__
del _name

__getattr__ = _refusals.module_getattr(
    "httpx",
    __name__,
    "ASGITransport AsyncBaseTransport AsyncByteStream AsyncHTTPTransport Auth BaseTransport ByteStream DigestAuth FunctionAuth "
    "HTTPTransport MockTransport NetRCAuth Proxy SyncByteStream WSGITransport create_ssl_context main",
)
