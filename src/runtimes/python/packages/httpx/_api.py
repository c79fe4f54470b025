"""A request at a time, each with a client of its own."""

from contextlib import contextmanager

from ._client import Client
from ._values import DEFAULT_TIMEOUT


def request(
    method,
    url,
    *,
    params=None,
    content=None,
    data=None,
    files=None,
    json=None,
    headers=None,
    cookies=None,
    auth=None,
    proxy=None,
    timeout=DEFAULT_TIMEOUT,
    follow_redirects=False,
    verify=True,
    trust_env=True,
):
    """Send a request; the arguments are those of `Client.request` and of `Client`."""
    with Client(cookies=cookies, proxy=proxy, verify=verify, timeout=timeout, trust_env=trust_env) as client:
        return client.request(
            method,
            url,
            content=content,
            data=data,
            files=files,
            json=json,
            params=params,
            headers=headers,
            auth=auth,
            follow_redirects=follow_redirects,
        )


@contextmanager
def stream(method, url, *, cookies=None, proxy=None, timeout=DEFAULT_TIMEOUT, verify=True, trust_env=True, **kwargs):
    """`with httpx.stream("GET", url) as response`: the body is left to be read."""
    with Client(cookies=cookies, proxy=proxy, verify=verify, timeout=timeout, trust_env=trust_env) as client:
        with client.stream(method, url, **kwargs) as response:
            yield response


def _without_body(name, kwargs):
    for key in ("content", "data", "files", "json"):
        if key in kwargs:
            raise TypeError(f"{name}() got an unexpected keyword argument '{key}'")


def get(url, **kwargs):
    _without_body("get", kwargs)
    return request("GET", url, **kwargs)


def options(url, **kwargs):
    _without_body("options", kwargs)
    return request("OPTIONS", url, **kwargs)


def head(url, **kwargs):
    _without_body("head", kwargs)
    return request("HEAD", url, **kwargs)


def delete(url, **kwargs):
    _without_body("delete", kwargs)
    return request("DELETE", url, **kwargs)


def post(url, **kwargs):
    return request("POST", url, **kwargs)


def put(url, **kwargs):
    return request("PUT", url, **kwargs)


def patch(url, **kwargs):
    return request("PATCH", url, **kwargs)
