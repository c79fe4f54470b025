"""The values that requests and answers are described with: URLs, queries, headers, cookies, time-outs, limits."""

from collections.abc import Mapping, MutableMapping
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from _labhttp import bodies, cookies as _cookies, refusals, urls

from ._exceptions import CookieConflict, InvalidURL

UNSET = object()


def _text(value):
    """A value in a query or a form."""
    return "true" if value is True else "false" if value is False else "" if value is None else str(value)


class QueryParams(Mapping):
    """A query: names with one or more values each. It cannot be changed; `set`, `add`, `remove` and `merge` give another."""

    def __init__(self, *args, **kwargs):
        value = args[0] if args else kwargs
        if isinstance(value, bytes):
            value = value.decode("ascii")
        if value is None:
            pairs = []
        elif isinstance(value, str):
            pairs = parse_qsl(value.lstrip("?"), keep_blank_values=True)
        elif isinstance(value, QueryParams):
            pairs = value._pairs
        else:
            pairs = []
            for name, values in value.items() if hasattr(value, "items") else value:
                for one in values if isinstance(values, (list, tuple)) else [values]:
                    pairs.append((str(name), _text(one)))
        self._pairs = list(pairs)

    def keys(self):
        return dict(self._pairs).keys()

    def values(self):
        return {name: self[name] for name in self}.values()

    def items(self):
        return {name: self[name] for name in self}.items()

    def multi_items(self):
        return list(self._pairs)

    def get(self, key, default=None):
        return next((value for name, value in self._pairs if name == str(key)), default)

    def get_list(self, key):
        return [value for name, value in self._pairs if name == str(key)]

    def set(self, key, value=None):
        return QueryParams([pair for pair in self._pairs if pair[0] != str(key)] + [(key, value)])

    def add(self, key, value=None):
        return QueryParams([*self._pairs, (key, value)])

    def remove(self, key):
        return QueryParams([pair for pair in self._pairs if pair[0] != str(key)])

    def merge(self, params=None):
        more = QueryParams(params)
        return QueryParams([pair for pair in self._pairs if pair[0] not in more] + more._pairs)

    def __getitem__(self, key):
        for name, value in self._pairs:
            if name == key:
                return value
        raise KeyError(key)

    def __contains__(self, key):
        return any(name == key for name, _ in self._pairs)

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self.keys())

    def __bool__(self):
        return bool(self._pairs)

    def __hash__(self):
        return hash(str(self))

    def __eq__(self, other):
        return isinstance(other, QueryParams) and sorted(self._pairs) == sorted(other._pairs)

    def __str__(self):
        return urls.encode_pairs(self._pairs)

    def __repr__(self):
        return f"QueryParams({str(self)!r})"


class URL:
    """A URL and its parts; it equals a text that is the same URL."""

    __slots__ = ("_text", "_address")

    def __init__(self, url="", **kwargs):
        params = kwargs.pop("params", None)
        if kwargs:
            raise refusals.missing("httpx", f"URL({next(iter(kwargs))}=...)")
        if not isinstance(url, (str, URL)):
            raise TypeError(f"Invalid type for url.  Expected str or httpx.URL, got {type(url)}: {url!r}")
        text = str(url)
        if any(ord(character) < 32 or ord(character) == 127 for character in text):
            raise InvalidURL("Invalid non-printable ASCII character in URL.")
        self._address = None
        try:
            self._address = urls.parse(text)
            user = text.partition("://")[2].rpartition("@")[0] if self._address.user is not None else ""
            scheme, _, rest = self._address.text.partition("://")
            text = f"{scheme}://{user}@{rest}" if user else self._address.text
        except urls.BadURL as error:
            if error.why == "other":
                raise InvalidURL(f"Invalid URL {text!r}: {error}") from None
            if not text.startswith(("http://", "https://")):
                text = urls.requote(text)
        self._text = text
        if params is not None:
            bare, hash_, fragment = text.partition("#")
            query = str(QueryParams(params))
            merged = URL(bare.partition("?")[0] + (f"?{query}" if query else "") + hash_ + fragment)
            self._text, self._address = merged._text, merged._address

    def _part(self, name):
        if self._address is None:
            # It cannot be asked, but it has parts: a path alone, or another scheme.
            parts = urlsplit(self._text)
            scheme, host, path, query = parts.scheme, parts.hostname or "", parts.path, parts.query
            address = self._address = urls.Address()
            address.scheme, address.host, address.path, address.query, address.fragment = (
                scheme,
                host,
                path,
                query,
                parts.fragment,
            )
            address.port, address.user, address.password = parts.port, parts.username, parts.password or ""
            address.host_field = parts.netloc.rpartition("@")[2]
            address.target = f"{path}?{query}" if query else path
        return getattr(self._address, name)

    scheme = property(lambda self: self._part("scheme"))
    host = property(lambda self: self._part("host"))
    raw_host = property(lambda self: self.host.encode("ascii"))
    username = property(lambda self: self._part("user") or "")
    password = property(lambda self: self._part("password"))
    fragment = property(lambda self: unquote(self._part("fragment")))
    query = property(lambda self: self._part("query").encode("ascii"))
    params = property(lambda self: QueryParams(self.query))
    path = property(lambda self: unquote(self._part("path")))
    raw_path = property(lambda self: self._part("target").encode("ascii"))
    netloc = property(lambda self: self._part("host_field").encode("ascii"))
    is_absolute_url = property(lambda self: bool(self.scheme and self.host))
    is_relative_url = property(lambda self: not self.is_absolute_url)

    @property
    def port(self):
        port = self._part("port")
        return None if port == urls.PORTS.get(self.scheme) else port

    def join(self, url):
        return URL(urljoin(self._text, str(URL(url))))

    def copy_merge_params(self, params):
        return URL(self, params=self.params.merge(params))

    def __str__(self):
        return self._text

    def __repr__(self):
        text = self._text
        if self.password:
            text = text.replace(f":{self.password}@", ":[secure]@", 1)
        return f"URL({text!r})"

    def __eq__(self, other):
        return isinstance(other, (str, URL)) and self._text == str(URL(other))

    def __hash__(self):
        return hash(self._text)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        raise refusals.missing("httpx", f"URL.{name}")


class Headers(MutableMapping):
    """Headers, whose names differ by more than upper and lower case. Several of a name are one with commas."""

    def __init__(self, headers=None, encoding=None):
        self.encoding = encoding or "utf-8"
        if headers is None:
            pairs = []
        elif isinstance(headers, Headers):
            pairs = headers._pairs
        else:
            pairs = [
                (self._told(name), self._told(value))
                for name, value in (headers.items() if hasattr(headers, "items") else headers)
            ]
        self._pairs = list(pairs)

    def _told(self, text):
        if isinstance(text, bytes):
            return text.decode(self.encoding)
        if not isinstance(text, str):
            raise TypeError(f"Header value must be str or bytes, not {type(text)}")
        return text

    @property
    def raw(self):
        return [(name.encode(), value.encode("latin-1", "replace")) for name, value in self._pairs]

    def keys(self):
        return {name.lower(): None for name, _ in self._pairs}.keys()

    def values(self):
        return {name: self[name] for name in self.keys()}.values()

    def items(self):
        return {name: self[name] for name in self.keys()}.items()

    def multi_items(self):
        return [(name.lower(), value) for name, value in self._pairs]

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def get_list(self, key, split_commas=False):
        found = [value for name, value in self._pairs if name.lower() == key.lower()]
        return [item.strip() for value in found for item in value.split(",")] if split_commas else found

    def update(self, headers=None, **kwargs):
        for name, value in Headers(headers if headers is not None else kwargs)._pairs:
            self[name] = value

    def copy(self):
        return Headers(self)

    def __getitem__(self, key):
        found = self.get_list(key)
        if not found:
            raise KeyError(key)
        return ", ".join(found)

    def __setitem__(self, key, value):
        key, value = self._told(key), self._told(value)
        for at, (name, _) in enumerate(self._pairs):
            if name.lower() == key.lower():
                rest = [pair for pair in self._pairs[at + 1 :] if pair[0].lower() != key.lower()]
                self._pairs[at:] = [(key, value), *rest]
                return
        self._pairs.append((key, value))

    def __delitem__(self, key):
        kept = [pair for pair in self._pairs if pair[0].lower() != key.lower()]
        if len(kept) == len(self._pairs):
            raise KeyError(key)
        self._pairs = kept

    def __contains__(self, key):
        return any(name.lower() == key.lower() for name, _ in self._pairs)

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self._pairs)

    def __eq__(self, other):
        try:
            return sorted(self.multi_items()) == sorted(Headers(other).multi_items())
        except (TypeError, ValueError, AttributeError):
            return False

    def __repr__(self):
        secret = ("authorization", "proxy-authorization")
        shown = [(name, "[secure]" if name in secret else value) for name, value in self.multi_items()]
        return f"Headers({dict(shown)!r})" if len(dict(shown)) == len(shown) else f"Headers({shown!r})"


class Cookies(MutableMapping):
    """Cookies as a dictionary; `jar` is the `http.cookiejar` behind it."""

    def __init__(self, cookies=None):
        self._jar = None
        if cookies is None or isinstance(cookies, Cookies) and not cookies:
            return
        if hasattr(cookies, "extract_cookies") and not isinstance(cookies, Cookies):
            self._jar = cookies
        elif isinstance(cookies, Cookies):
            for cookie in cookies.jar:
                self.jar.set_cookie(cookie)
        else:
            for name, value in cookies.items() if hasattr(cookies, "items") else cookies:
                self.set(name, value)

    @property
    def jar(self):
        if self._jar is None:
            from http.cookiejar import CookieJar

            self._jar = CookieJar()
        return self._jar

    @jar.setter
    def jar(self, jar):
        self._jar = jar

    def set(self, name, value, domain="", path="/"):
        self.jar.set_cookie(_cookies.cookie(name, value, domain, path))

    def get(self, name, default=None, domain=None, path=None):
        found = [
            cookie.value
            for cookie in self.jar
            if cookie.name == name
            and (domain is None or cookie.domain == domain)
            and (path is None or cookie.path == path)
        ]
        if len(found) > 1:
            raise CookieConflict(f"Multiple cookies exist with name={name}")
        return found[0] if found else default

    def delete(self, name, domain=None, path=None):
        for cookie in list(self.jar):
            if (
                cookie.name == name
                and (domain is None or cookie.domain == domain)
                and (path is None or cookie.path == path)
            ):
                self.jar.clear(cookie.domain, cookie.path, cookie.name)

    def clear(self, domain=None, path=None):
        self.jar.clear(*[item for item in (domain, path) if item is not None])

    def update(self, cookies=None):
        for cookie in Cookies(cookies).jar:
            self.jar.set_cookie(cookie)

    def extract_cookies(self, response):
        if set_cookies := response.headers.get_list("set-cookie"):
            _cookies.learn(self.jar, str(response.request.url), set_cookies)

    def __getitem__(self, name):
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __setitem__(self, name, value):
        self.set(name, value)

    def __delitem__(self, name):
        self.delete(name)

    def __iter__(self):
        return iter([cookie.name for cookie in self._jar or ()])

    def __len__(self):
        return len(list(self._jar or ()))

    def __bool__(self):
        return self._jar is not None and any(True for _ in self._jar)

    def __repr__(self):
        shown = ", ".join(f"<Cookie {cookie.name}={cookie.value} for {cookie.domain} />" for cookie in self.jar)
        return f"<Cookies[{shown}]>"


class Timeout:
    """How many seconds one is ready to wait: to connect, for bytes to come, for bytes to go, for a free connection. None: for ever."""

    def __init__(self, timeout=UNSET, *, connect=UNSET, read=UNSET, write=UNSET, pool=UNSET):
        given = (connect, read, write, pool)
        if isinstance(timeout, Timeout):
            if any(one is not UNSET for one in given):
                raise AssertionError("a Timeout takes no more settings")
            values = (timeout.connect, timeout.read, timeout.write, timeout.pool)
        elif isinstance(timeout, tuple):
            values = (timeout + (None,) * 4)[:4]
        elif timeout is UNSET:
            if any(one is UNSET for one in given):
                raise ValueError("httpx.Timeout must either include a default, or set all four parameters explicitly.")
            values = given
        else:
            values = tuple(timeout if one is UNSET else one for one in given)
        self.connect, self.read, self.write, self.pool = values

    def as_dict(self):
        return {"connect": self.connect, "read": self.read, "write": self.write, "pool": self.pool}

    def __eq__(self, other):
        return isinstance(other, Timeout) and self.as_dict() == other.as_dict()

    def __repr__(self):
        values = self.as_dict()
        if len(set(values.values())) == 1:
            return f"Timeout(timeout={self.connect})"
        return f"Timeout({', '.join(f'{name}={value}' for name, value in values.items())})"


class Limits:
    """How many connections there may be at once, how many are kept idle, and for how many seconds. None: without limit."""

    def __init__(self, *, max_connections=None, max_keepalive_connections=None, keepalive_expiry=5.0):
        self.max_connections = max_connections
        self.max_keepalive_connections = max_keepalive_connections
        self.keepalive_expiry = keepalive_expiry

    def __eq__(self, other):
        return isinstance(other, Limits) and self.__dict__ == other.__dict__

    def __repr__(self):
        return (
            f"Limits(max_connections={self.max_connections}, "
            f"max_keepalive_connections={self.max_keepalive_connections}, keepalive_expiry={self.keepalive_expiry})"
        )


class BasicAuth:
    """User and password; `auth=(user, password)` means the same."""

    def __init__(self, username, password):
        self._header = bodies.basic(str(username).encode(), str(password).encode())

    def __call__(self, request):
        request.headers["Authorization"] = self._header
        return request


DEFAULT_TIMEOUT = Timeout(5.0)
DEFAULT_LIMITS = Limits(max_connections=100, max_keepalive_connections=20)
