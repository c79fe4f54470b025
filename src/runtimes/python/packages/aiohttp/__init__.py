"""
Interleave's small stand-in for `aiohttp`: its client, as tutorials use it, on asyncio's own transports.

It serves where the real library is not at hand. What it lacks (servers, websockets, tracing, proxies) it refuses by name with
NotImplementedError.
"""

from _labhttp import refusals as _refusals

from .client import ClientSession, request
from .client_exceptions import (
    ClientConnectionError,
    ClientConnectionResetError,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientError,
    ClientOSError,
    ClientPayloadError,
    ClientResponseError,
    ClientSSLError,
    ConnectionTimeoutError,
    ContentTypeError,
    InvalidURL,
    InvalidUrlClientError,
    InvalidUrlRedirectClientError,
    NonHttpUrlClientError,
    NonHttpUrlRedirectClientError,
    RedirectClientError,
    ServerConnectionError,
    ServerDisconnectedError,
    ServerTimeoutError,
    SocketTimeoutError,
    TooManyRedirects,
)
from .client_reqrep import ClientResponse
from .connector import TCPConnector
from .cookiejar import CookieJar, DummyCookieJar
from .streams import StreamReader
from .values import BasicAuth, ClientTimeout, FormData, HttpVersion, HttpVersion10, HttpVersion11, RequestInfo
from .version import __version__

__all__ = [
    "BasicAuth",
    "ClientConnectionError",
    "ClientConnectionResetError",
    "ClientConnectorDNSError",
    "ClientConnectorError",
    "ClientError",
    "ClientOSError",
    "ClientPayloadError",
    "ClientResponse",
    "ClientResponseError",
    "ClientSSLError",
    "ClientSession",
    "ClientTimeout",
    "ConnectionTimeoutError",
    "ContentTypeError",
    "CookieJar",
    "DummyCookieJar",
    "FormData",
    "HttpVersion",
    "HttpVersion10",
    "HttpVersion11",
    "InvalidURL",
    "InvalidUrlClientError",
    "InvalidUrlRedirectClientError",
    "NonHttpUrlClientError",
    "NonHttpUrlRedirectClientError",
    "RedirectClientError",
    "RequestInfo",
    "ServerConnectionError",
    "ServerDisconnectedError",
    "ServerTimeoutError",
    "SocketTimeoutError",
    "StreamReader",
    "TCPConnector",
    "TooManyRedirects",
    "__version__",
    "request",
]

__getattr__ = _refusals.module_getattr(
    "aiohttp",
    __name__,
    "web hdrs AddrInfoType AsyncIterablePayload AsyncResolver BadContentDispositionHeader BadContentDispositionParam BaseConnector "
    "BodyPartReader BufferedReaderPayload BytesIOPayload BytesPayload ChainMapProxy ClientConnectorCertificateError "
    "ClientConnectorSSLError ClientHandlerType ClientHttpProxyError ClientMiddlewareType ClientProxyConnectionError ClientRequest "
    "ClientWSTimeout ClientWebSocketResponse DataQueue DefaultResolver DigestAuthMiddleware EMPTY_PAYLOAD ETag EofStream Fingerprint "
    "FlowControlDataQueue GunicornUVLoopWebWorker GunicornWebWorker IOBasePayload JsonPayload MultipartReader MultipartWriter "
    "NamedPipeConnector PAYLOAD_REGISTRY Payload ServerFingerprintMismatch SocketFactoryType StringIOPayload StringPayload "
    "TextIOPayload ThreadedResolver TraceConfig TraceConnectionCreateEndParams TraceConnectionCreateStartParams "
    "TraceConnectionQueuedEndParams TraceConnectionQueuedStartParams TraceConnectionReuseconnParams TraceDnsCacheHitParams "
    "TraceDnsCacheMissParams TraceDnsResolveHostEndParams TraceDnsResolveHostStartParams TraceRequestChunkSentParams "
    "TraceRequestEndParams TraceRequestExceptionParams TraceRequestHeadersSentParams TraceRequestRedirectParams "
    "TraceRequestStartParams TraceResponseChunkReceivedParams UnixConnector WSCloseCode WSMessage WSMessageTypeError WSMsgType "
    "WSServerHandshakeError WebSocketError content_disposition_filename encode_basic_auth get_payload parse_content_disposition "
    "payload_type set_zlib_backend streamer",
)
