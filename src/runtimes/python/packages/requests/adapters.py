"""How connections are kept. Only that: no retries by status, no proxies, no transport of one's own."""

from _labhttp import refusals

DEFAULT_POOLSIZE = 10


class HTTPAdapter:
    """
    Mounted on a Session, says how many connections it keeps open to each host (`pool_maxsize`), for how many hosts
    (`pool_connections`), whether more than that may be open at all (`pool_block`), and how often connecting is tried again.
    """

    def __init__(
        self, pool_connections=DEFAULT_POOLSIZE, pool_maxsize=DEFAULT_POOLSIZE, max_retries=0, pool_block=False
    ):
        if max_retries is not False and not isinstance(max_retries, int):
            raise refusals.missing("requests", "HTTPAdapter(max_retries=Retry(...))")
        self.max_retries = int(max_retries)
        self.pool_connections = pool_connections
        self.pool_maxsize = pool_maxsize
        self.pool_block = pool_block


__getattr__ = refusals.module_getattr(
    "requests", __name__, "BaseAdapter Retry PoolManager SOCKSProxyManager proxy_from_url select_proxy"
)
