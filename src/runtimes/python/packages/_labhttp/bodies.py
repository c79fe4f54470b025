"""What goes out as a request's body and how an answer's bytes are read: forms, files, charsets, compression."""

import codecs
import os
from base64 import b64encode

try:
    import zlib
except ImportError:
    zlib = None

ENCODINGS = "gzip, deflate" if zlib else "identity"
"""For Accept-Encoding: what can be undone here."""


def basic(user, password):
    """The value of an Authorization header."""
    if isinstance(user, str):
        user = user.encode("latin-1")
    if isinstance(password, str):
        password = password.encode("latin-1")
    return "Basic " + b64encode(user + b":" + password).decode("ascii")


# -- files


def _quoted(text):
    return text.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def file_name(file):
    """The name of an open file, when it has one that is a path."""
    name = getattr(file, "name", None)
    return os.path.basename(name) if isinstance(name, str) and name and not name.startswith("<") else None


def content_type_of(name):
    """What a file of that name probably holds."""
    import mimetypes

    return mimetypes.guess_type(name or "")[0] or "application/octet-stream"


def to_bytes(value):
    """The bytes of a part: of bytes, a text, a number, or an open file."""
    if hasattr(value, "read"):
        value = value.read()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    return str(value).encode()


def multipart(parts, boundary=None):
    """
    (body, content type) of parts (name, file name or None, content type or None, extra headers, bytes).
    """
    boundary = boundary or os.urandom(16).hex()
    lines = []
    for name, filename, content_type, headers, data in parts:
        disposition = f'form-data; name="{_quoted(name)}"'
        if filename is not None:
            disposition += f'; filename="{_quoted(filename)}"'
        head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\n"
        if content_type:
            head += f"Content-Type: {content_type}\r\n"
        for key, value in headers:
            head += f"{key}: {value}\r\n"
        lines.append(head.encode() + b"\r\n" + data + b"\r\n")
    lines.append(f"--{boundary}--\r\n".encode())
    return b"".join(lines), f"multipart/form-data; boundary={boundary}"


# -- answers


def media_type(value):
    """(type in lower case, parameters) of a Content-Type."""
    kind, *rest = (value or "").split(";")
    parameters = {}
    for item in rest:
        name, _, text = item.partition("=")
        parameters[name.strip().lower()] = text.strip().strip("'\"")
    return kind.strip().lower(), parameters


def known_charset(name):
    """The name when Python has a codec for it, else None."""
    try:
        return codecs.lookup(name).name if name else None
    except LookupError:
        return None


def guess_charset(data):
    """What encoding bytes are probably in. A guess: a mark at their beginning, then ASCII, UTF-8, and Windows' Latin."""
    for mark, name in (
        (codecs.BOM_UTF8, "UTF-8-SIG"),
        (codecs.BOM_UTF32_LE, "UTF-32"),
        (codecs.BOM_UTF32_BE, "UTF-32"),
        (codecs.BOM_UTF16_LE, "UTF-16"),
        (codecs.BOM_UTF16_BE, "UTF-16"),
    ):
        if data.startswith(mark):
            return name
    if data.isascii():
        return "ascii"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def json_charset(data):
    """JSON's own rule for its encoding: UTF-8, 16 or 32 by where the first zero bytes are."""
    head = data[:4]
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = head.count(0)
    if zeros == 0:
        return "utf-8"
    if zeros >= 3:
        return "utf-32-be" if head.startswith(b"\0") else "utf-32-le"
    return "utf-16-be" if head.startswith(b"\0") else "utf-16-le"


class Undecodable(Exception):
    """An answer's body is not what its Content-Encoding says."""


class Decoder:
    """Undoes one Content-Encoding, piece by piece: `decode` takes bytes and gives what they stand for so far."""

    def __init__(self, name):
        self._gzip = name in ("gzip", "x-gzip")
        self._inner = zlib.decompressobj(31 if self._gzip else 15)
        self._first = True

    def decode(self, data):
        if not data:
            return b""
        try:
            if self._first and not self._gzip:
                self._first = False
                try:
                    return self._inner.decompress(data)
                except zlib.error:
                    # Some servers send "deflate" without the wrapping that its definition asks for.
                    self._inner = zlib.decompressobj(-15)
            done = self._inner.decompress(data)
            while self._gzip and self._inner.eof and self._inner.unused_data:
                data = self._inner.unused_data
                self._inner = zlib.decompressobj(31)
                done += self._inner.decompress(data)
            return done
        except zlib.error as error:
            raise Undecodable(f"Error {error}") from error

    def finish(self):
        return self._inner.flush()


class _Chain:
    """Several encodings, the last applied undone first."""

    def __init__(self, decoders):
        self._decoders = decoders

    def decode(self, data):
        for decoder in self._decoders:
            data = decoder.decode(data)
        return data

    def finish(self):
        data = b""
        for decoder in self._decoders:
            data = decoder.decode(data) + decoder.finish()
        return data


def decoder_of(content_encoding):
    """What undoes a Content-Encoding header, or None when there is nothing to undo (or it is none of those asked for)."""
    if not content_encoding or zlib is None:
        return None
    names = [name.strip().lower() for name in content_encoding.split(",")]
    names = [name for name in names if name != "identity"]
    if not names or any(name not in ("gzip", "x-gzip", "deflate") for name in names):
        return None
    decoders = [Decoder(name) for name in reversed(names)]
    return decoders[0] if len(decoders) == 1 else _Chain(decoders)
