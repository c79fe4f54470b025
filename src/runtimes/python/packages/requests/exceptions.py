"""What can go wrong. Everything here is a RequestException, which is an OSError."""

from json import JSONDecodeError as _StandardJSONDecodeError


class RequestException(IOError):
    """Anything that went wrong with a request. `request` and `response` say with which, where there is one."""

    def __init__(self, *args, **kwargs):
        self.response = kwargs.pop("response", None)
        self.request = kwargs.pop("request", None)
        if self.request is None and self.response is not None:
            self.request = getattr(self.response, "request", None)
        super().__init__(*args, **kwargs)


class InvalidJSONError(RequestException):
    """Something is not JSON, or cannot become JSON."""


class JSONDecodeError(InvalidJSONError, _StandardJSONDecodeError):
    """An answer's text is not JSON."""

    def __init__(self, *args, **kwargs):
        _StandardJSONDecodeError.__init__(self, *args)
        InvalidJSONError.__init__(self, *self.args, **kwargs)

    def __reduce__(self):
        return _StandardJSONDecodeError.__reduce__(self)


class HTTPError(RequestException):
    """An answer's status says that the request failed."""


class ConnectionError(RequestException):
    """There was no connection, or it ended too early."""


class ProxyError(ConnectionError):
    """A proxy failed."""


class SSLError(ConnectionError):
    """TLS failed."""


class Timeout(RequestException):
    """It took too long: to connect (ConnectTimeout), or until something came (ReadTimeout)."""


class ConnectTimeout(ConnectionError, Timeout):
    """No connection came about in time. The request was not sent, so it can be sent again."""


class ReadTimeout(Timeout):
    """The server sent nothing for as long as one was ready to wait."""


class URLRequired(RequestException):
    """There is no URL."""


class TooManyRedirects(RequestException):
    """The server sent us on once too often."""


class MissingSchema(RequestException, ValueError):
    """A URL lacks its `http://` or `https://`."""


class InvalidSchema(RequestException, ValueError):
    """A URL is neither http nor https."""


class InvalidURL(RequestException, ValueError):
    """A URL is no URL."""


class InvalidHeader(RequestException, ValueError):
    """A header cannot be sent."""


class InvalidProxyURL(InvalidURL):
    """A proxy's URL is no URL."""


class ChunkedEncodingError(RequestException):
    """An answer's body ended before its end, or its chunks make no sense."""


class ContentDecodingError(RequestException):
    """An answer's body is not compressed the way its header says."""


class StreamConsumedError(RequestException, TypeError):
    """An answer's body was read already."""


class RetryError(RequestException):
    """Every retry failed."""


class UnrewindableBodyError(RequestException):
    """A body cannot be sent a second time."""


class RequestsWarning(Warning):
    """A warning of this library."""


class FileModeWarning(RequestsWarning, DeprecationWarning):
    """A file was opened as text though its bytes are meant."""


class RequestsDependencyWarning(RequestsWarning):
    """A dependency's version does not fit."""
