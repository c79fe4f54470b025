"""Cookies that a session keeps. The standard library's modules for them are imported when there is a first one."""

from _labhttp import refusals, urls


def _morsels(cookies):
    """(name, value) pairs of a mapping, of pairs, or of `http.cookies`' own."""
    for name, value in cookies.items() if hasattr(cookies, "items") else cookies:
        yield (name, value.value) if hasattr(value, "coded_value") else (name, value)


class CookieJar:
    """
    Keeps what servers set and sends it back to them. Like the real one it takes no cookies from a host that is named by its IP
    address unless it is `unsafe`. What a program puts in without a URL goes to every host.
    """

    def __init__(self, *, unsafe=False, quote_cookie=True, treat_as_secure_origin=None, loop=None):
        if treat_as_secure_origin is not None:
            raise refusals.missing("aiohttp", "CookieJar(treat_as_secure_origin=...)")
        self._unsafe = unsafe
        self._shared = {}
        self._jar = None

    @property
    def is_empty(self):
        return self._jar is None and not self._shared

    def _safe(self, host):
        return self._unsafe or not (host.replace(".", "").isdigit() or ":" in host)

    def learn(self, url, set_cookies):
        """What the Set-Cookie headers of an answer say."""
        from http.cookiejar import CookieJar as StandardJar

        from _labhttp import cookies

        if self._safe(urls.parse(url).host):
            if self._jar is None:
                self._jar = StandardJar()
            cookies.learn(self._jar, url, set_cookies)

    def pairs_for(self, url):
        """(name, value) of what goes to a URL."""
        pairs = dict(self._shared)
        if self._jar is not None and self._safe(urls.parse(url).host):
            from _labhttp import cookies

            header = cookies.header(self._jar, url)
            for item in header.split("; ") if header else ():
                name, _, value = item.partition("=")
                pairs[name] = value
        return pairs

    def update_cookies(self, cookies, response_url=None):
        if response_url is None or not str(response_url):
            self._shared.update(_morsels(cookies))
        else:
            self.learn(str(response_url), [f"{name}={value}" for name, value in _morsels(cookies)])

    def filter_cookies(self, request_url):
        from http.cookies import SimpleCookie

        return SimpleCookie(self.pairs_for(str(request_url)))

    def clear(self, predicate=None):
        if predicate is not None:
            raise refusals.missing("aiohttp", "CookieJar.clear(predicate)")
        self._shared.clear()
        self._jar = None

    def __iter__(self):
        for name, value in self._shared.items():
            yield _morsel(name, value, "", "")
        for cookie in self._jar or ():
            yield _morsel(cookie.name, cookie.value, cookie.domain.lstrip("."), cookie.path)

    def __len__(self):
        return len(self._shared) + (0 if self._jar is None else len(self._jar))

    def __getattr__(self, name):
        if name in ("save", "load", "clear_domain"):
            raise refusals.missing("aiohttp", f"CookieJar.{name}")
        raise AttributeError(name)


def _morsel(name, value, domain, path):
    from http.cookies import Morsel

    morsel = Morsel()
    morsel.set(name, value or "", value or "")
    morsel["domain"] = domain
    morsel["path"] = path
    return morsel


class DummyCookieJar(CookieJar):
    """Keeps nothing."""

    def learn(self, url, set_cookies):
        pass

    def update_cookies(self, cookies, response_url=None):
        pass
