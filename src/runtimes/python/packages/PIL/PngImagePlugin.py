"""PNG: all kinds are read but grey of 16 bits; compression is zlib's."""

import struct
import zlib

from . import _refuse
from ._core import at, at_bytes, imaging, make
from .ImageFile import ImageFile, opener, read_exactly

_MAGIC = b"\x89PNG\r\n\x1a\n"

# Colour type -> (mode, channels). Grey of one bit has a mode of its own.
_KINDS = {0: ("L", 1), 2: ("RGB", 3), 3: ("P", 1), 4: ("LA", 2), 6: ("RGBA", 4)}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}


class PngImageFile(ImageFile):
    format = "PNG"
    format_description = "Portable network graphics"

    def _read_head(self, fp):
        if read_exactly(fp, 8) != _MAGIC:
            raise SyntaxError("not a PNG file")
        self._kind = None
        self.text = {}
        while True:
            length, name = struct.unpack(">I4s", read_exactly(fp, 8))
            if name == b"IDAT":
                break
            self._chunk(name, read_exactly(fp, length))
            fp.read(4)
        if self._kind is None:
            raise SyntaxError("pixels without a head")

    def _chunk(self, name, data):
        info = self.info
        if name == b"IHDR":
            width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", data[:13])
            if depth not in _DEPTHS.get(kind, ()) or width == 0 or height == 0:
                raise SyntaxError("not a PNG file that makes sense")
            if kind == 0 and depth == 16:
                _refuse("reading grey images of 16 bits (mode I;16)")
            self._size = (width, height)
            self._kind, self._depth, self._interlaced = kind, depth, interlaced != 0
            self._mode = "1" if kind == 0 and depth == 1 else _KINDS[kind][0]
            if interlaced:
                info["interlace"] = 1
        elif name == b"PLTE" and self._mode == "P":
            self._palette = data
        elif name == b"tRNS":
            if self._kind == 3:
                # One transparent colour is told by its number, several by all their values.
                only = data.find(b"\0")
                simple = only >= 0 and all(value == 255 for i, value in enumerate(data) if i != only)
                info["transparency"] = only if simple else data
            elif self._kind == 0:
                info["transparency"] = struct.unpack(">H", data[:2])[0] * (255 if self._depth == 1 else 1)
            elif self._kind == 2:
                info["transparency"] = struct.unpack(">HHH", data[:6])
        elif name == b"gAMA":
            info["gamma"] = int.from_bytes(data[:4], "big") / 100000.0
        elif name == b"pHYs":
            x, y, unit = struct.unpack(">IIB", data[:9])
            if unit == 1:
                info["dpi"] = (x * 0.0254, y * 0.0254)
            else:
                info["aspect"] = (x, y)
        elif name == b"sRGB":
            info["srgb"] = data[0]
        elif name == b"iCCP":
            _, _, packed = data.partition(b"\0")
            try:
                info["icc_profile"] = zlib.decompress(packed[1:])
            except zlib.error:
                info["icc_profile"] = None
        elif name == b"tEXt":
            key, _, value = data.partition(b"\0")
            if key:
                key, value = key.decode("latin-1"), value.decode("latin-1")
                info[key] = self.text[key] = value

    def _chunks(self, fp):
        fp.seek(8)
        while True:
            head = fp.read(8)
            if len(head) < 8:
                return
            length, name = struct.unpack(">I4s", head)
            data = fp.read(length)
            check = fp.read(4)
            yield name, data, len(data) == length and len(check) == 4, check
            if name == b"IEND":
                return

    def _check_file(self, fp):
        last = None
        for last, data, whole, check in self._chunks(fp):
            if not whole:
                raise OSError("image file is truncated")
            if zlib.crc32(last + data).to_bytes(4, "big") != check:
                raise SyntaxError(f"broken PNG file (bad header checksum in {last!r})")
        if last != b"IEND":
            raise OSError("image file is truncated")

    def _decode(self, fp):
        packed = []
        for name, data, _, _ in self._chunks(fp):
            if name == b"IDAT":
                packed.append(data)
            elif packed and name in (b"tEXt",):
                self._chunk(name, data)
        unpack = zlib.decompressobj()
        try:
            rows = unpack.decompress(b"".join(packed))
        except zlib.error:
            raise OSError("broken data stream when reading image file") from None
        width, height = self._size
        channels = _KINDS[self._kind][1]
        pixels = make(width * height * channels)
        stretch = self._kind == 0
        done = imaging.decode_rows(
            at_bytes(rows), len(rows), width, height, self._depth, channels, self._interlaced, stretch, at(pixels)
        )
        if not done:
            raise OSError("broken data stream when reading image file" if unpack.eof else "image file is truncated")
        return pixels


_open = opener(PngImageFile)

_COLOR_TYPES = {"1": 0, "L": 0, "P": 3, "LA": 4, "RGB": 2, "RGBA": 6}
_REFUSED = ("pnginfo", "exif", "bits", "dictionary", "default_image", "append_images")


def _save(image, fp, params):
    for name in _REFUSED:
        if params.get(name):
            _refuse(f"saving PNG with {name}")
    mode = image.mode
    if mode not in _COLOR_TYPES:
        raise OSError(f"cannot write mode {mode} as PNG")
    width, height = image.size
    if width == 0 or height == 0:
        raise ValueError("cannot write empty image as PNG")
    info = {**image.info, **params}

    def chunk(name, data):
        fp.write(struct.pack(">I", len(data)) + name + data + zlib.crc32(name + data).to_bytes(4, "big"))

    fp.write(_MAGIC)
    depth = 1 if mode == "1" else 8
    chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, _COLOR_TYPES[mode], 0, 0, 0))
    if info.get("icc_profile"):
        chunk(b"iCCP", b"ICC Profile\0\0" + zlib.compress(info["icc_profile"]))
    if mode == "P":
        chunk(b"PLTE", (bytes(image._palette) or b"\0\0\0")[:768])
    transparency = info.get("transparency")
    if transparency is not None:
        if mode == "P":
            alphas = transparency if isinstance(transparency, bytes) else b"\xff" * transparency + b"\0"
            chunk(b"tRNS", alphas)
        elif mode in ("1", "L"):
            chunk(b"tRNS", struct.pack(">H", max(0, min(65535, transparency))))
        elif mode == "RGB":
            chunk(b"tRNS", struct.pack(">HHH", *transparency))
    if params.get("dpi"):
        chunk(b"pHYs", struct.pack(">IIB", *(int(value / 0.0254 + 0.5) for value in params["dpi"]), 1))
    bands = len(image.getbands())
    row_bytes = (width + 7) // 8 if mode == "1" else width * bands
    if mode in ("1", "P"):
        # Neighbouring numbers of colours say nothing of each other: filters would only do harm.
        data = image.tobytes()
        rows = b"".join(b"\0" + data[i : i + row_bytes] for i in range(0, len(data), row_bytes))
    else:
        rows = make((row_bytes + 1) * height)
        imaging.encode_rows(at(image._pixels()), row_bytes, height, bands, at(rows))
    level = 9 if params.get("optimize") else params.get("compress_level", -1)
    chunk(b"IDAT", zlib.compress(rows, level))
    chunk(b"IEND", b"")
