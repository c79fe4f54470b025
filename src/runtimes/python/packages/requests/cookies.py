"""Cookies: `http.cookiejar`'s jar that also works as a dictionary."""

from collections.abc import MutableMapping
from http.cookiejar import Cookie, CookieJar

from _labhttp import cookies as _shared


class CookieConflictError(RuntimeError):
    """Two cookies fit: say of which domain and path."""


def create_cookie(name, value, **kwargs):
    """A cookie that holds until its jar is gone, for every host unless `domain` is given."""
    return _shared.cookie(name, value, **kwargs)


class RequestsCookieJar(CookieJar, MutableMapping):
    """As a dictionary it goes by the cookies' names, whatever their domain and path."""

    def get(self, name, default=None, domain=None, path=None):
        try:
            return self._find(name, domain, path)
        except KeyError:
            return default

    def set(self, name, value, **kwargs):
        """Set a cookie; None takes it away."""
        if value is None:
            self._remove(name, kwargs.get("domain"), kwargs.get("path"))
            return None
        cookie = create_cookie(name, value, **kwargs)
        self.set_cookie(cookie)
        return cookie

    def set_cookie(self, cookie, *args, **kwargs):
        # A value in quotes is kept without those that were escaped for the header's sake.
        if isinstance(cookie.value, str) and cookie.value.startswith('"') and cookie.value.endswith('"'):
            cookie.value = cookie.value.replace('\\"', "")
        return super().set_cookie(cookie, *args, **kwargs)

    def _fits(self, name, domain, path):
        return [
            cookie
            for cookie in CookieJar.__iter__(self)
            if cookie.name == name and (domain is None or cookie.domain == domain) and (path is None or cookie.path == path)
        ]

    def _find(self, name, domain=None, path=None):
        found = self._fits(name, domain, path)
        if not found:
            raise KeyError(f"name={name!r}, domain={domain!r}, path={path!r}")
        if len(found) > 1:
            raise CookieConflictError(f"There are multiple cookies with name, {name!r}")
        return found[0].value

    def _remove(self, name, domain=None, path=None):
        found = self._fits(name, domain, path)
        for cookie in found:
            self.clear(cookie.domain, cookie.path, cookie.name)
        return bool(found)

    def __getitem__(self, name):
        return self._find(name)

    def __setitem__(self, name, value):
        self.set(name, value)

    def __delitem__(self, name):
        if not self._remove(name):
            raise KeyError(name)

    def __contains__(self, name):
        return bool(self._fits(name, None, None)) if isinstance(name, str) else any(name is one for one in self)

    def keys(self):
        return [cookie.name for cookie in CookieJar.__iter__(self)]

    def values(self):
        return [cookie.value for cookie in CookieJar.__iter__(self)]

    def items(self):
        return [(cookie.name, cookie.value) for cookie in CookieJar.__iter__(self)]

    iterkeys, itervalues, iteritems = keys, values, items

    def get_dict(self, domain=None, path=None):
        return {
            cookie.name: cookie.value
            for cookie in CookieJar.__iter__(self)
            if (domain is None or cookie.domain == domain) and (path is None or cookie.path == path)
        }

    def list_domains(self):
        return list(dict.fromkeys(cookie.domain for cookie in CookieJar.__iter__(self)))

    def list_paths(self):
        return list(dict.fromkeys(cookie.path for cookie in CookieJar.__iter__(self)))

    def multiple_domains(self):
        domains = [cookie.domain for cookie in CookieJar.__iter__(self) if cookie.domain is not None]
        return len(set(domains)) < len(domains)

    def update(self, other):
        if isinstance(other, CookieJar):
            for cookie in CookieJar.__iter__(other):
                self.set_cookie(cookie)
        else:
            super().update(other)

    def copy(self):
        copied = RequestsCookieJar(self._policy)
        copied.update(self)
        return copied

    def get_policy(self):
        return self._policy

    # A lock cannot be pickled.
    def __getstate__(self):
        return {name: value for name, value in self.__dict__.items() if name != "_cookies_lock"}

    def __setstate__(self, state):
        fresh = RequestsCookieJar()
        self.__dict__.update(fresh.__dict__)
        self.__dict__.update(state)


def cookiejar_from_dict(cookie_dict, cookiejar=None, overwrite=True):
    """A jar with the cookies of a dictionary."""
    jar = RequestsCookieJar() if cookiejar is None else cookiejar
    for name, value in (cookie_dict or {}).items():
        if overwrite or name not in [cookie.name for cookie in CookieJar.__iter__(jar)]:
            jar.set_cookie(create_cookie(name, value))
    return jar


def merge_cookies(cookiejar, cookies):
    """`cookiejar` with the cookies of a dictionary or a jar added."""
    if not isinstance(cookiejar, CookieJar):
        raise ValueError("You can only merge into CookieJar")
    if isinstance(cookies, CookieJar):
        for cookie in CookieJar.__iter__(cookies):
            cookiejar.set_cookie(cookie)
    elif cookies:
        cookiejar_from_dict(cookies, cookiejar, overwrite=False)
    return cookiejar


__all__ = ["Cookie", "CookieConflictError", "CookieJar", "RequestsCookieJar", "cookiejar_from_dict", "create_cookie", "merge_cookies"]
