"""
`http.cookiejar` for clients that are not `urllib`: what it needs to be told of a request and an answer. That module brings half of
the standard library along, so it is imported when there is a first cookie.
"""

from . import urls


class _Asked:
    """A request as a CookieJar looks at it."""

    unverifiable = False

    def __init__(self, url, headers=None):
        address = urls.parse(url)
        self._url = url
        self.type = address.scheme
        self.host = self.origin_req_host = address.host
        self._headers = headers or {}
        self.cookie = None

    def get_full_url(self):
        return self._url

    def is_unverifiable(self):
        return False

    def has_header(self, name):
        return name in self._headers

    def get_header(self, name, default=None):
        return self._headers.get(name, default)

    def header_items(self):
        return list(self._headers.items())

    def add_unredirected_header(self, name, value):
        if name == "Cookie":
            self.cookie = value


class _Answered:
    def __init__(self, set_cookies):
        from email.message import Message

        self._message = Message()
        for value in set_cookies:
            self._message["Set-Cookie"] = value

    def info(self):
        return self._message


def learn(jar, url, set_cookies):
    """Put into a CookieJar what the Set-Cookie headers of an answer say."""
    if set_cookies:
        jar.extract_cookies(_Answered(set_cookies), _Asked(url))


def header(jar, url):
    """The Cookie header for a request, or None."""
    asked = _Asked(url)
    jar.add_cookie_header(asked)
    return asked.cookie


def cookie(name, value, domain="", path="/", **rest):
    """A Cookie that holds until its jar is gone, of any host when no domain is given."""
    from http.cookiejar import Cookie

    settings = {
        "version": 0,
        "port": None,
        "port_specified": False,
        "domain_specified": bool(domain),
        "domain_initial_dot": domain.startswith("."),
        "path_specified": bool(path),
        "secure": False,
        "expires": None,
        "discard": True,
        "comment": None,
        "comment_url": None,
        "rest": {"HttpOnly": None},
        "rfc2109": False,
    }
    settings.update(rest)
    return Cookie(name=name, value=value, domain=domain, path=path, **settings)
