"""BMP: without compression, of 1, 4, 8, 24 or 32 bits."""

from array import array

from . import _refuse
from .ImageFile import ImageFile, opener, read_exactly


class BmpImageFile(ImageFile):
    format = "BMP"
    format_description = "Windows Bitmap"

    def _read_head(self, fp):
        head = read_exactly(fp, 18)
        self._begin = int.from_bytes(head[10:14], "little")
        length = int.from_bytes(head[14:18], "little")
        if length < 40 or length > 256:
            _refuse("reading BMP files of OS/2") if length == 12 else None
            raise SyntaxError("not a BMP file that makes sense")
        head = read_exactly(fp, length - 4)
        width = int.from_bytes(head[0:4], "little", signed=True)
        height = int.from_bytes(head[4:8], "little", signed=True)
        self._upside_down = height > 0
        self._bits = int.from_bytes(head[10:12], "little")
        compression = int.from_bytes(head[12:16], "little")
        colors = int.from_bytes(head[28:32], "little") or 1 << self._bits
        if width <= 0 or height == 0 or self._bits not in (1, 4, 8, 24, 32):
            raise SyntaxError("not a BMP file that makes sense")
        masks = tuple(int.from_bytes(head[i : i + 4], "little") for i in (36, 40, 44, 48)) if length >= 56 else ()
        if compression not in (0, 3) or compression == 3 and (self._bits, masks[:3]) != (32, (0xFF0000, 0xFF00, 0xFF)):
            _refuse("reading compressed BMP files")
        self._size = (width, abs(height))
        self.info["compression"] = compression
        per_meter = (int.from_bytes(head[20:24], "little"), int.from_bytes(head[24:28], "little"))
        self.info["dpi"] = tuple(value / 39.3701 for value in per_meter)
        self._alpha = compression == 3 and masks[3:] == (0xFF000000,)
        self._mode = "RGBA" if self._alpha else "RGB"
        if self._bits <= 8:
            table = read_exactly(fp, colors * 4)
            self._palette = b"".join(table[i : i + 3][::-1] for i in range(0, len(table), 4))
            self._mode = "P"
            step = 255 if self._bits == 1 else 1
            if self._bits in (1, 8) and all(
                self._palette[i * 3 : i * 3 + 3] == bytes((i * step,)) * 3 for i in range(colors)
            ):
                self._mode = "1" if self._bits == 1 else "L"
                self._palette = None

    def _decode(self, fp):
        width, height = self._size
        stride = (width * self._bits + 31) // 32 * 4
        fp.seek(self._begin)
        data = fp.read(stride * height)
        if len(data) < stride * height:
            raise OSError("image file is truncated")
        order = range(height - 1, -1, -1) if self._upside_down else range(height)
        if self._bits < 8:
            # Every byte is a row of pixels of its own.
            factor = 255 if self._mode == "1" else 1
            each = 8 // self._bits
            mask = (1 << self._bits) - 1
            spread = [
                bytes((byte >> (8 - self._bits * (i + 1)) & mask) * factor for i in range(each)) for byte in range(256)
            ]
            rows = (b"".join([spread[b] for b in data[y * stride : (y + 1) * stride]])[:width] for y in order)
            return array("B", b"".join(rows))
        length = width * self._bits // 8
        pixels = array("B", b"".join([data[y * stride : y * stride + length] for y in order]))
        if self._bits == 8:
            return pixels
        step = self._bits // 8
        if step == 4 and not self._alpha:
            three = array("B", bytes(width * height * 3))
            for band in range(3):
                three[band::3] = pixels[2 - band :: 4]
            return three
        pixels[0::step], pixels[2::step] = pixels[2::step], pixels[0::step]
        return pixels


_open = opener(BmpImageFile)
