"""
Interleave's small stand-in for `requests`: what tutorials use of it, on the standard library's `http.client`.

It serves where the real library is not at hand. What it lacks it refuses by name with NotImplementedError.
"""

from _labhttp import refusals as _refusals

from . import exceptions, utils
from .api import delete, get, head, options, patch, post, put, request
from .exceptions import (
    ConnectionError,
    ConnectTimeout,
    FileModeWarning,
    HTTPError,
    JSONDecodeError,
    ReadTimeout,
    RequestException,
    Timeout,
    TooManyRedirects,
    URLRequired,
)
from .models import PreparedRequest, Request, Response
from .sessions import Session, session
from .status_codes import codes
from .version import __version__

__all__ = [
    "ConnectTimeout",
    "ConnectionError",
    "FileModeWarning",
    "HTTPError",
    "JSONDecodeError",
    "PreparedRequest",
    "ReadTimeout",
    "Request",
    "RequestException",
    "Response",
    "Session",
    "Timeout",
    "TooManyRedirects",
    "URLRequired",
    "__version__",
    "codes",
    "delete",
    "exceptions",
    "get",
    "head",
    "options",
    "patch",
    "post",
    "put",
    "request",
    "session",
    "utils",
]

__getattr__ = _refusals.module_getattr("requests", __name__, "certs compat hooks packages urllib3 charset_normalizer")
