"""What Interleave's stand-ins for `requests`, `aiohttp` and `httpx` share. Programs have no business here.

The stand-ins serve in the browser when the real libraries are not at hand. They sit on the standard library alone: `blocking` on
`http.client`, `streams` on asyncio's transports. What a real library has and its stand-in lacks is refused by name (`refusals`):
never half of it in silence.
"""
