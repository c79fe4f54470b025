"""URLs taken apart once, as clients need them: where to connect, and what to ask for."""

import re
from functools import lru_cache
from urllib.parse import quote, unquote, urlencode, urlsplit

PORTS = {"http": 80, "https": 443}

_SAFE = "!#$%&'()*+,/:;=?@[]~"
_plain = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/?]*\Z").match
_escape = re.compile(r"%([0-9A-Fa-f]{2})")
_lone_percent = re.compile(r"%(?![0-9A-Fa-f]{2})")
_unreserved = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class Address:
    """
    An absolute http or https URL. `url` is its normal form, without user and password, as requests tells it; `text` is the one
    that aiohttp and httpx tell, where the default port and a lone slash are left out. `key` is what a pool keeps it under.
    """

    __slots__ = (
        "url",
        "text",
        "scheme",
        "host",
        "port",
        "key",
        "host_field",
        "path",
        "query",
        "target",
        "fragment",
        "user",
        "password",
    )


class BadURL(ValueError):
    """`why` is 'scheme' (there is none), 'protocol' (neither http nor https), 'host' (there is none) or 'other'."""

    def __init__(self, why, text):
        super().__init__(text)
        self.why = why


def _unescape_unreserved(match):
    character = chr(int(match[1], 16))
    return character if character in _unreserved else match[0].upper()


def requote(text):
    """A path or a query with exactly what must be escaped escaped; what is escaped already stays so."""
    if _plain(text):
        return text
    return quote(_escape.sub(_unescape_unreserved, _lone_percent.sub("%25", text)), safe=_SAFE)


@lru_cache(maxsize=4096)
def parse(url):
    """The Address of a URL, which callers share and must not change. Raises BadURL."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise BadURL("other", str(error)) from None
    if not parts.scheme:
        raise BadURL("scheme", "no scheme")
    if parts.scheme not in PORTS:
        raise BadURL("protocol", parts.scheme)
    if not parts.hostname:
        raise BadURL("host", "no host")
    host = parts.hostname
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise BadURL("other", "invalid label") from None
    if any(character in host for character in " \t\r\n*") or host.startswith("."):
        raise BadURL("other", "invalid label")
    address = Address()
    address.scheme = parts.scheme
    address.host = host
    address.port = PORTS[parts.scheme] if port is None else port
    address.key = (address.scheme, host, address.port)
    bracketed = f"[{host}]" if ":" in host else host
    address.host_field = bracketed if address.port == PORTS[parts.scheme] else f"{bracketed}:{address.port}"
    address.path = requote(parts.path) or "/"
    address.query = requote(parts.query)
    address.fragment = requote(parts.fragment)
    address.target = f"{address.path}?{address.query}" if address.query else address.path
    address.user = None if parts.username is None else unquote(parts.username)
    address.password = unquote(parts.password or "")
    place = bracketed if port is None else f"{bracketed}:{port}"
    address.url = f"{parts.scheme}://{place}{address.target}" + (f"#{address.fragment}" if address.fragment else "")
    query, fragment = f"?{address.query}" if address.query else "", f"#{address.fragment}" if address.fragment else ""
    address.text = f"{parts.scheme}://{address.host_field}{requote(parts.path)}{query}{fragment}"
    return address


def with_query(url, query):
    """`url` with an encoded query added to its own."""
    if not query:
        return url
    url, hash_, fragment = url.partition("#")
    joint = "" if url.endswith(("?", "&")) else "&" if "?" in url else "?"
    return f"{url}{joint}{query}{hash_}{fragment}"


def encode_pairs(pairs):
    """(name, value) pairs as a form or a query: `a=1&b=2`."""
    return urlencode(pairs)
