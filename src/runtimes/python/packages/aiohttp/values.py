"""The small values that requests and answers are described with: URLs, headers, time-outs, credentials, forms."""

from collections import namedtuple
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, unquote_plus

from _labhttp import bodies, refusals, urls

HttpVersion = namedtuple("HttpVersion", ["major", "minor"])
HttpVersion10, HttpVersion11 = HttpVersion(1, 0), HttpVersion(1, 1)

RequestInfo = namedtuple("RequestInfo", ["url", "method", "headers", "real_url"])

ConnectionKey = namedtuple(
    "ConnectionKey", ["host", "port", "is_ssl", "ssl", "proxy", "proxy_auth", "proxy_headers_hash", "server_hostname"]
)


class URL:
    """What of yarl's URL answers are asked for: its parts. It becomes a text with `str(url)`."""

    __slots__ = ("_text", "_address")

    def __init__(self, text):
        self._text = str(text)
        self._address = None

    def _parts(self):
        if self._address is None:
            self._address = urls.parse(self._text)
        return self._address

    scheme = property(lambda self: self._parts().scheme)
    host = property(lambda self: self._parts().host)
    port = property(lambda self: self._parts().port)
    user = property(lambda self: self._parts().user)
    password = property(lambda self: self._parts().password or None)
    raw_path = property(lambda self: self._parts().path)
    path = property(lambda self: unquote(self._parts().path))
    raw_query_string = property(lambda self: self._parts().query)
    query_string = property(lambda self: unquote_plus(self._parts().query))
    raw_fragment = property(lambda self: self._parts().fragment)
    fragment = property(lambda self: unquote(self._parts().fragment))
    path_qs = property(lambda self: self.path + (f"?{self.query_string}" if self.query_string else ""))
    name = property(lambda self: self.parts[-1] if len(self.parts) > 1 else "")

    @property
    def parts(self):
        first, *rest = self.path.split("/")
        return ("/", *rest) if rest != [""] or first else ("/",)

    @property
    def query(self):
        return MultiDict(parse_qsl(self._parts().query, keep_blank_values=True))

    def is_absolute(self):
        return True

    def human_repr(self):
        return unquote(self._text)

    def __str__(self):
        return self._text

    def __repr__(self):
        return f"URL({self._text!r})"

    def __eq__(self, other):
        return self._text == other._text if isinstance(other, URL) else NotImplemented

    def __hash__(self):
        return hash(self._text)

    def __lt__(self, other):
        return self._text < other._text if isinstance(other, URL) else NotImplemented

    def __truediv__(self, name):
        raise refusals.missing("yarl", "URL / name")

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        raise refusals.missing("yarl", f"URL.{name}")


class MultiDict(Mapping):
    """Names with one or more values each. `d[name]` is the first, `getall` gives all; it cannot be changed."""

    def __init__(self, pairs):
        self._pairs = pairs

    def _fits(self, name, wanted):
        return name == wanted

    def getall(self, key, *default):
        found = [value for name, value in self._pairs if self._fits(name, key)]
        if found:
            return found
        if default:
            return default[0]
        raise KeyError(f"Key not found: {key!r}")

    def __getitem__(self, key):
        for name, value in self._pairs:
            if self._fits(name, key):
                return value
        raise KeyError(f"Key not found: {key!r}")

    getone = __getitem__

    def get(self, key, default=None):
        for name, value in self._pairs:
            if self._fits(name, key):
                return value
        return default

    def __contains__(self, key):
        return any(self._fits(name, key) for name, _ in self._pairs)

    def __iter__(self):
        return iter([name for name, _ in self._pairs])

    def __len__(self):
        return len(self._pairs)

    def keys(self):
        return [name for name, _ in self._pairs]

    def values(self):
        return [value for _, value in self._pairs]

    def items(self):
        return list(self._pairs)

    def copy(self):
        return type(self)(list(self._pairs))

    def __eq__(self, other):
        return isinstance(other, Mapping) and list(self.items()) == list(other.items())

    def __repr__(self):
        return f"<{type(self).__name__}Proxy({', '.join(f'{name!r}: {value!r}' for name, value in self._pairs)})>"


class CIMultiDict(MultiDict):
    """A MultiDict whose names differ by more than upper and lower case: an answer's headers."""

    def _fits(self, name, wanted):
        return name.lower() == wanted.lower()


@dataclass(frozen=True)
class ClientTimeout:
    """
    How many seconds a request may take: in `total`, until it has a connection (`connect`, with the wait for a free one), to connect
    (`sock_connect`), and without a sign of the server (`sock_read`). None and 0 mean any time.
    """

    total: float | None = None
    connect: float | None = None
    sock_read: float | None = None
    sock_connect: float | None = None
    ceil_threshold: float = 5


DEFAULT_TIMEOUT = ClientTimeout(total=5 * 60, sock_connect=30)


class BasicAuth(namedtuple("BasicAuth", ["login", "password", "encoding"])):
    """User and password."""

    def __new__(cls, login, password="", encoding="latin1"):
        if login is None or password is None:
            raise ValueError(f"None is not allowed as {'login' if login is None else 'password'} value")
        if ":" in login:
            raise ValueError('A ":" is not allowed in login (RFC 1945#section-11.1)')
        return super().__new__(cls, login, password, encoding)

    def encode(self):
        return bodies.basic(self.login.encode(self.encoding), self.password.encode(self.encoding))

    @classmethod
    def decode(cls, auth_header, encoding="latin1"):
        raise refusals.missing("aiohttp", "BasicAuth.decode")


class FormData:
    """A form, field by field. With a file or a content type in it, it goes out as multipart."""

    def __init__(self, fields=(), quote_fields=True, charset=None, *, default_to_multipart=False):
        self._fields = []
        self._multipart = default_to_multipart
        self._charset = charset
        if isinstance(fields, (str, bytes)) or not hasattr(fields, "__iter__"):
            raise TypeError(
                "Only io.IOBase, multidict and (name, file) pairs allowed, use .add_field() for passing more complex parameters"
            )
        for name, value in fields.items() if hasattr(fields, "items") else fields:
            self.add_field(name, value)

    @property
    def is_multipart(self):
        return self._multipart

    def add_field(self, name, value, *, content_type=None, filename=None, content_transfer_encoding=None):
        if content_transfer_encoding is not None:
            raise refusals.missing("aiohttp", "FormData.add_field(content_transfer_encoding=...)")
        if filename is None and hasattr(value, "read"):
            filename = bodies.file_name(value) or name
        if filename is not None or content_type is not None or isinstance(value, (bytes, bytearray, memoryview)):
            self._multipart = True
        self._fields.append((name, value, content_type, filename))

    def add_fields(self, *fields):
        for field in fields:
            if hasattr(field, "items"):
                for name, value in field.items():
                    self.add_field(name, value)
            else:
                self.add_field(*field)

    def encoded(self):
        """(body, content type)."""
        if not self._multipart:
            for _, value, _, _ in self._fields:
                if not isinstance(value, (str, int, float)):
                    raise TypeError(f"expected str or numbers in a form, got {type(value)}")
            charset = self._charset or "utf-8"
            kind = "application/x-www-form-urlencoded"
            body = urls.encode_pairs([(name, value) for name, value, _, _ in self._fields])
            return body.encode(charset), kind if charset == "utf-8" else f"{kind}; charset={charset}"
        parts = []
        for name, value, content_type, filename in self._fields:
            if content_type is None:
                if filename is not None:
                    content_type = bodies.content_type_of(filename)
                elif isinstance(value, str):
                    content_type = "text/plain; charset=utf-8"
                else:
                    content_type = "application/octet-stream"
            parts.append((name, filename, content_type, (), bodies.to_bytes(value)))
        return bodies.multipart(parts)
