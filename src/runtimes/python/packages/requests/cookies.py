"""Cookies: `http.cookiejar`'s jar as a dictionary."""

from collections.abc import MutableMapping

from _labhttp import cookies as _shared


class CookieConflictError(RuntimeError):
    """Two cookies fit: say of which domain and path."""


def create_cookie(name, value, **kwargs):
    """A cookie that holds until its jar is gone, for every host unless `domain` is given."""
    return _shared.cookie(name, value, **kwargs)


class RequestsCookieJar(MutableMapping):
    """
    As a dictionary it goes by the cookies' names, whatever their domain and path; iterating over it gives the cookies. It has the
    methods of `http.cookiejar.CookieJar`, one of which is behind it from the first cookie on.
    """

    def __init__(self, policy=None):
        self._policy = policy
        self._jar = None

    @property
    def _cookie_jar(self):
        if self._jar is None:
            from http.cookiejar import CookieJar

            self._jar = CookieJar(self._policy)
        return self._jar

    def __iter__(self):
        return iter(()) if self._jar is None else iter(self._jar)

    def __len__(self):
        return sum(1 for _ in self)

    def extract_cookies(self, response, request):
        self._cookie_jar.extract_cookies(response, request)

    def add_cookie_header(self, request):
        if self._jar is not None:
            self._jar.add_cookie_header(request)

    def clear(self, domain=None, path=None, name=None):
        if self._jar is not None:
            self._jar.clear(domain, path, name)

    def clear_expired_cookies(self):
        if self._jar is not None:
            self._jar.clear_expired_cookies()

    def clear_session_cookies(self):
        if self._jar is not None:
            self._jar.clear_session_cookies()

    def set_policy(self, policy):
        self._policy = policy
        self._cookie_jar.set_policy(policy)

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

    def set_cookie(self, cookie):
        # A value in quotes is kept without those that were escaped for the header's sake.
        if isinstance(cookie.value, str) and cookie.value.startswith('"') and cookie.value.endswith('"'):
            cookie.value = cookie.value.replace('\\"', "")
        self._cookie_jar.set_cookie(cookie)

    def _fits(self, name, domain, path):
        return [
            cookie
            for cookie in self
            if cookie.name == name
            and (domain is None or cookie.domain == domain)
            and (path is None or cookie.path == path)
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
        return [cookie.name for cookie in self]

    def values(self):
        return [cookie.value for cookie in self]

    def items(self):
        return [(cookie.name, cookie.value) for cookie in self]

    iterkeys, itervalues, iteritems = keys, values, items

    def get_dict(self, domain=None, path=None):
        return {
            cookie.name: cookie.value
            for cookie in self
            if (domain is None or cookie.domain == domain) and (path is None or cookie.path == path)
        }

    def list_domains(self):
        return list(dict.fromkeys(cookie.domain for cookie in self))

    def list_paths(self):
        return list(dict.fromkeys(cookie.path for cookie in self))

    def multiple_domains(self):
        domains = [cookie.domain for cookie in self if cookie.domain is not None]
        return len(set(domains)) < len(domains)

    def update(self, other):
        if is_jar(other):
            for cookie in other:
                self.set_cookie(cookie)
        else:
            super().update(other)

    def copy(self):
        copied = RequestsCookieJar(self._policy)
        copied.update(self)
        return copied

    def get_policy(self):
        return self._policy

    # A lock cannot be pickled, so the cookies go without their jar.
    def __getstate__(self):
        return list(self)

    def __setstate__(self, cookies):
        self.__init__()
        for cookie in cookies:
            self.set_cookie(cookie)

    def __repr__(self):
        return f"<RequestsCookieJar[{', '.join(repr(cookie) for cookie in self)}]>"


def is_jar(value):
    """Whether something is a jar of cookies, ours or `http.cookiejar`'s."""
    return hasattr(value, "set_cookie") and hasattr(value, "extract_cookies")


def cookiejar_from_dict(cookie_dict, cookiejar=None, overwrite=True):
    """A jar with the cookies of a dictionary."""
    jar = RequestsCookieJar() if cookiejar is None else cookiejar
    for name, value in (cookie_dict or {}).items():
        if overwrite or name not in [cookie.name for cookie in jar]:
            jar.set_cookie(create_cookie(name, value))
    return jar


def merge_cookies(cookiejar, cookies):
    """`cookiejar` with the cookies of a dictionary or a jar added."""
    if not is_jar(cookiejar):
        raise ValueError("You can only merge into CookieJar")
    if is_jar(cookies):
        for cookie in cookies:
            cookiejar.set_cookie(cookie)
    elif cookies:
        cookiejar_from_dict(cookies, cookiejar, overwrite=False)
    return cookiejar


__all__ = [
    "CookieConflictError",
    "RequestsCookieJar",
    "cookiejar_from_dict",
    "create_cookie",
    "is_jar",
    "merge_cookies",
]
