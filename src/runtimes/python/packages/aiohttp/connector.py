"""The connections of a session, and how many there may be."""

import asyncio
import warnings

from _labhttp import refusals, streams

_DEFAULT = object()


class TCPConnector:
    """
    At most `limit` requests have a connection at once (0: any number), at most `limit_per_host` of them with one host. Others
    wait for their turn, in the order they came. Connections stay open for `keepalive_timeout` seconds unless `force_close`.
    """

    def __init__(
        self,
        *,
        verify_ssl=True,
        fingerprint=None,
        use_dns_cache=True,
        ttl_dns_cache=10,
        dns_cache_max_size=1000,
        family=0,
        ssl_context=None,
        ssl=True,
        local_addr=None,
        resolver=None,
        keepalive_timeout=_DEFAULT,
        force_close=False,
        limit=100,
        limit_per_host=0,
        enable_cleanup_closed=False,
        loop=None,
        timeout_ceil_threshold=5,
        happy_eyeballs_delay=0.25,
        interleave=None,
        socket_factory=None,
        ssl_shutdown_timeout=None,
    ):
        for name, value in {
            "fingerprint": fingerprint,
            "local_addr": local_addr,
            "resolver": resolver,
            "socket_factory": socket_factory,
        }.items():
            if value is not None:
                raise refusals.missing("aiohttp", f"TCPConnector({name}=...)")
        if force_close:
            if keepalive_timeout is not _DEFAULT and keepalive_timeout is not None:
                raise ValueError("keepalive_timeout cannot be set if force_close is True")
        elif keepalive_timeout is _DEFAULT:
            keepalive_timeout = 15.0
        self._loop = loop or asyncio.get_running_loop()
        self._limit = limit or 0
        self._limit_per_host = limit_per_host or 0
        self._force_close = force_close
        names = streams.Names(ttl_dns_cache if use_dns_cache else 0)
        self._pool = streams.Pool(
            self._loop,
            limit=self._limit,
            limit_each=self._limit_per_host,
            keep=0 if force_close else None,
            expiry=None if force_close else keepalive_timeout,
            names=names,
        )

    limit = property(lambda self: self._limit)
    limit_per_host = property(lambda self: self._limit_per_host)
    force_close = property(lambda self: self._force_close)
    closed = property(lambda self: self._pool.closed)

    def clear_dns_cache(self, host=None, port=None):
        self._pool.names.clear()

    def close(self):
        """Close every connection. It may be awaited, too."""
        self._pool.close()
        return _Done()

    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        self.close()

    def __del__(self):
        pool = getattr(self, "_pool", None)
        if pool is None or pool.closed or not len(pool):
            return
        warnings.warn(f"Unclosed connector {self!r}", ResourceWarning, source=self)
        context = {"connector": self, "connections": [f"{len(pool)} open"], "message": "Unclosed connector"}
        self._loop.call_exception_handler(context)
        if not self._loop.is_closed():
            pool.close()


class _Done:
    """Something to await that is over already, for calls that need not be awaited."""

    def __await__(self):
        return
        yield
