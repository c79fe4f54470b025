"""`httpx.codes`: the status codes by name."""

from enum import IntEnum
from http import HTTPStatus


class _Methods(IntEnum):
    @classmethod
    def get_reason_phrase(cls, value):
        try:
            return cls(value).phrase
        except ValueError:
            return ""

    @property
    def phrase(self):
        return HTTPStatus(self.value).phrase if self.value != 418 else "I'm a teapot"

    @classmethod
    def is_informational(cls, value):
        return 100 <= value <= 199

    @classmethod
    def is_success(cls, value):
        return 200 <= value <= 299

    @classmethod
    def is_redirect(cls, value):
        return 300 <= value <= 399

    @classmethod
    def is_client_error(cls, value):
        return 400 <= value <= 499

    @classmethod
    def is_server_error(cls, value):
        return 500 <= value <= 599

    @classmethod
    def is_error(cls, value):
        return 400 <= value <= 599

    def __str__(self):
        return str(self.value)


_names = {status.name: status.value for status in HTTPStatus}
# The names of older documents, which Python has changed.
_names.setdefault("REQUEST_ENTITY_TOO_LARGE", 413)
_names.setdefault("UNPROCESSABLE_ENTITY", 422)

codes = _Methods("codes", {**_names, **{name.lower(): value for name, value in _names.items()}}, module=__name__)
