"""What can go wrong. Everything here is a ClientError."""

import asyncio


class ClientError(Exception):
    """Anything that went wrong with a request."""


class ClientResponseError(ClientError):
    """An answer came, but not one to go on with: `status`, `message` and `headers` are the answer's."""

    def __init__(self, request_info, history, *, status=None, message="", headers=None):
        self.request_info = request_info
        self.history = history
        self.status = 0 if status is None else status
        self.message = message
        self.headers = headers
        self.args = (request_info, history)

    def __str__(self):
        return f"{self.status}, message={self.message!r}, url={str(self.request_info.real_url)!r}"

    def __repr__(self):
        args = f"{self.request_info!r}, {self.history!r}"
        if self.status != 0:
            args += f", status={self.status!r}"
        if self.message != "":
            args += f", message={self.message!r}"
        if self.headers is not None:
            args += f", headers={self.headers!r}"
        return f"{type(self).__name__}({args})"


class ContentTypeError(ClientResponseError):
    """The body is not of the kind that was asked for."""


class TooManyRedirects(ClientResponseError):
    """The server sent us on once too often."""


class ClientConnectionError(ClientError):
    """There was no connection, or it did not last."""


class ClientOSError(ClientConnectionError, OSError):
    """The operating system would not."""


class ClientConnectionResetError(ClientConnectionError, ConnectionResetError):
    """The connection was reset."""


class ClientConnectorError(ClientOSError):
    """No connection came about."""

    def __init__(self, connection_key, os_error):
        self._conn_key = connection_key
        self._os_error = os_error
        super().__init__(os_error.errno, os_error.strerror)
        self.args = (connection_key, os_error)

    @property
    def os_error(self):
        return self._os_error

    @property
    def host(self):
        return self._conn_key.host

    @property
    def port(self):
        return self._conn_key.port

    @property
    def ssl(self):
        return self._conn_key.ssl

    def __str__(self):
        ssl = "default" if self.ssl is True else self.ssl
        return f"Cannot connect to host {self.host}:{self.port} ssl:{ssl} [{self.strerror}]"


class ClientConnectorDNSError(ClientConnectorError):
    """Nobody knows the host's name."""


class ClientSSLError(ClientConnectorError):
    """TLS failed."""


class ServerConnectionError(ClientConnectionError):
    """The server broke off."""


class ServerDisconnectedError(ServerConnectionError):
    """The server closed the connection instead of answering."""

    def __init__(self, message=None):
        self.message = "Server disconnected" if message is None else message
        self.args = (self.message,)


class ServerTimeoutError(ServerConnectionError, asyncio.TimeoutError):
    """The server took too long."""


class ConnectionTimeoutError(ServerTimeoutError):
    """No connection came about in time, or none became free."""


class SocketTimeoutError(ServerTimeoutError):
    """The server sent nothing for as long as one was ready to wait."""


class ClientPayloadError(ClientError):
    """An answer's body ended before its end, or makes no sense."""


class InvalidURL(ClientError, ValueError):
    """A URL is no URL."""

    def __init__(self, url, description=None):
        self._url = url
        self._description = description
        super().__init__(*([url] if description is None else [url, description]))

    @property
    def url(self):
        return self._url

    @property
    def description(self):
        return self._description

    def __str__(self):
        return f"{self._url} - {self._description}" if self._description else str(self._url)

    def __repr__(self):
        return f"<{type(self).__name__} {self}>"


class InvalidUrlClientError(InvalidURL):
    """A request's URL is no URL."""


class RedirectClientError(ClientError):
    """A redirect leads nowhere."""


class NonHttpUrlClientError(ClientError):
    """A URL is neither http nor https."""


class InvalidUrlRedirectClientError(InvalidUrlClientError, RedirectClientError):
    """A redirect's URL is no URL."""


class NonHttpUrlRedirectClientError(NonHttpUrlClientError, RedirectClientError):
    """A redirect's URL is neither http nor https."""
