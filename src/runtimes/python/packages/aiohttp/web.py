"""The server side, which is refused."""

from _labhttp import refusals

raise refusals.missing("aiohttp", "aiohttp.web (servers)")
