"""`requests.codes`: the status codes by name, `codes.ok`, `codes.not_found`, `codes['teapot']`."""

from http import HTTPStatus

_MORE = {
    "ok": 200,
    "okay": 200,
    "all_ok": 200,
    "all_okay": 200,
    "all_good": 200,
    "partial": 206,
    "moved": 301,
    "other": 303,
    "temporary": 307,
    "temporary_redirect": 307,
    "permanent_redirect": 308,
    "bad": 400,
    "teapot": 418,
    "im_a_teapot": 418,
    "i_am_a_teapot": 418,
    "unprocessable": 422,
    "unprocessable_entity": 422,
    "too_many": 429,
    "server_error": 500,
    "unavailable": 503,
}


class _Codes:
    """Names are attributes and keys, in small or capital letters. A name that nobody knows gives None as a key."""

    def __init__(self):
        for status in HTTPStatus:
            self._add(status.name.lower(), status.value)
        for name, value in _MORE.items():
            self._add(name, value)

    def _add(self, name, value):
        setattr(self, name, value)
        setattr(self, name.upper(), value)

    def __getitem__(self, name):
        return self.__dict__.get(name)

    def get(self, name, default=None):
        return self.__dict__.get(name, default)

    def __repr__(self):
        return "<lookup 'status_codes'>"


codes = _Codes()
