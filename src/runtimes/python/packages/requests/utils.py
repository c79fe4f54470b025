"""The few helpers that programs import from here."""

from urllib.parse import quote, unquote, urlparse

from _labhttp import bodies, refusals
from _labhttp.urls import requote as requote_uri

from .cookies import cookiejar_from_dict
from .structures import CaseInsensitiveDict
from .version import __version__


def default_user_agent(name="python-requests"):
    return f"{name}/{__version__}"


def default_headers():
    return CaseInsensitiveDict(
        {
            "User-Agent": default_user_agent(),
            "Accept-Encoding": bodies.ENCODINGS,
            "Accept": "*/*",
            "Connection": "keep-alive",
        }
    )


def dict_from_cookiejar(cj):
    return {cookie.name: cookie.value for cookie in list(cj)}


def get_encoding_from_headers(headers):
    """The charset of the Content-Type, or what holds for its kind when it names none."""
    kind, parameters = bodies.media_type(headers.get("content-type"))
    if "charset" in parameters:
        return parameters["charset"]
    if kind.startswith("text/"):
        return "ISO-8859-1"
    return "utf-8" if kind == "application/json" else None


__all__ = [
    "cookiejar_from_dict",
    "default_headers",
    "default_user_agent",
    "dict_from_cookiejar",
    "get_encoding_from_headers",
    "quote",
    "requote_uri",
    "unquote",
    "urlparse",
]

__getattr__ = refusals.module_getattr(
    "requests",
    __name__,
    "add_dict_to_cookiejar get_auth_from_url get_encodings_from_content get_environ_proxies get_netrc_auth "
    "get_unicode_from_response getproxies guess_filename guess_json_utf iter_slices parse_dict_header parse_header_links "
    "parse_list_header parse_url prepend_scheme_if_needed proxy_bypass resolve_proxies rewind_body select_proxy set_environ "
    "should_bypass_proxies stream_decode_response_unicode super_len to_key_val_list unquote_header_value unquote_unreserved urldefragauth",
)
