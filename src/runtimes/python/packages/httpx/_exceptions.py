"""What can go wrong. Everything about a request is an HTTPError."""

from contextlib import contextmanager


class HTTPError(Exception):
    """Anything that went wrong with a request, or an answer that says so."""

    def __init__(self, message):
        super().__init__(message)
        self._request = None

    @property
    def request(self):
        if self._request is None:
            raise RuntimeError("The .request property has not been set.")
        return self._request

    @request.setter
    def request(self, request):
        self._request = request


class RequestError(HTTPError):
    """There was no answer."""

    def __init__(self, message, *, request=None):
        super().__init__(message)
        self._request = request


class TransportError(RequestError):
    """Something went wrong on the way."""


class TimeoutException(TransportError):
    """It took too long."""


class ConnectTimeout(TimeoutException):
    """No connection came about in time."""


class ReadTimeout(TimeoutException):
    """The server sent nothing for as long as one was ready to wait."""


class WriteTimeout(TimeoutException):
    """The server took nothing for as long as one was ready to wait."""


class PoolTimeout(TimeoutException):
    """No connection became free in time."""


class NetworkError(TransportError):
    """The network failed."""


class ReadError(NetworkError):
    """Nothing could be read."""


class WriteError(NetworkError):
    """Nothing could be sent."""


class ConnectError(NetworkError):
    """No connection came about."""


class CloseError(NetworkError):
    """A connection could not be closed."""


class ProxyError(TransportError):
    """A proxy failed."""


class UnsupportedProtocol(TransportError):
    """A URL is neither http nor https."""


class ProtocolError(TransportError):
    """Somebody did not speak HTTP."""


class LocalProtocolError(ProtocolError):
    """We did not."""


class RemoteProtocolError(ProtocolError):
    """The server did not."""


class DecodingError(RequestError):
    """An answer's body is not compressed the way its header says."""


class TooManyRedirects(RequestError):
    """The server sent us on once too often."""


class HTTPStatusError(HTTPError):
    """An answer's status says that the request failed."""

    def __init__(self, message, *, request, response):
        super().__init__(message)
        self.request = request
        self.response = response


class InvalidURL(Exception):
    """A URL is no URL."""


class CookieConflict(Exception):
    """Two cookies fit: say of which domain and path."""


class StreamError(RuntimeError):
    """A program read a body in a way that cannot be."""


class StreamConsumed(StreamError):
    """The body was read already."""

    def __init__(self):
        super().__init__(
            "Attempted to read or stream some content, but the content has already been streamed. "
            "Read it once with .read(), which keeps it."
        )


class StreamClosed(StreamError):
    """The body was left."""

    def __init__(self):
        super().__init__("Attempted to read or stream content, but the stream has been closed.")


class ResponseNotRead(StreamError):
    """The body is still to be read."""

    def __init__(self):
        super().__init__("Attempted to access streaming response content, without having called `read()`.")


class RequestNotRead(StreamError):
    """A request's body is still to be read."""

    def __init__(self):
        super().__init__("Attempted to access streaming request content, without having called `read()`.")


@contextmanager
def about(request):
    """Say of which request an error is that leaves the block."""
    try:
        yield
    except RequestError as error:
        if error._request is None:
            error.request = request
        raise
