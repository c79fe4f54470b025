"""Who asks: user and password."""

from _labhttp import bodies, refusals


class AuthBase:
    """Something that is called with a PreparedRequest, adds what says who asks, and returns it."""

    def __call__(self, r):
        raise NotImplementedError("Auth hooks must be callable.")


class HTTPBasicAuth(AuthBase):
    """User and password in the `Authorization` header; `auth=(user, password)` means the same."""

    def __init__(self, username, password):
        self.username = username
        self.password = password

    def __eq__(self, other):
        return (self.username, self.password) == (getattr(other, "username", None), getattr(other, "password", None))

    def __call__(self, r):
        r.headers["Authorization"] = bodies.basic(self.username, self.password)
        return r


__getattr__ = refusals.module_getattr("requests", __name__, "HTTPDigestAuth HTTPProxyAuth")
