"""WebP: the first frame is read, by the browser's own decoder."""

import time

from . import _refuse
from ._core import at, at_bytes, imaging, make
from .ImageFile import ImageFile, opener, read_exactly


class WebPImageFile(ImageFile):
    format = "WEBP"
    format_description = "WebP image"

    def _read_head(self, fp):
        head = read_exactly(fp, 30)
        kind, data = head[12:16], head[20:]
        if kind == b"VP8X":
            size = (int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1)
            alpha, self._animated = data[0] & 16, data[0] & 2 != 0
        elif kind == b"VP8L" and data[0] == 0x2F:
            bits = int.from_bytes(data[1:5], "little")
            size = ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
            alpha, self._animated = bits >> 28 & 1, False
        elif kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
            size = (int.from_bytes(data[6:8], "little") & 0x3FFF, int.from_bytes(data[8:10], "little") & 0x3FFF)
            alpha, self._animated = 0, False
        else:
            raise SyntaxError("not a WebP file that makes sense")
        self._size = size
        self._mode = "RGBA" if alpha else "RGB"

    @property
    def is_animated(self):
        return self._animated

    @property
    def n_frames(self):
        if self._animated:
            _refuse("counting the frames of an animated WebP")
        return 1

    def seek(self, frame):
        if frame != 0 and self._animated:
            _refuse("frames of an animated WebP but the first")
        super().seek(frame)

    def _decode(self, fp):
        fp.seek(0)
        file = fp.read()
        width, height = self._size
        job = imaging.begin_decoding(at_bytes(file), len(file), "image/webp")
        # The browser decodes on a thread of its own; other threads of this process run meanwhile.
        while not (state := imaging.decoding(job)):
            time.sleep(0.001)
        pixels = make(width * height * 4)
        if state != 1 or not imaging.take_decoded(job, at(pixels), width, height):
            raise OSError("failed to read next frame")
        if self._mode == "RGBA":
            return pixels
        opaque = make(width * height * 3)
        imaging.convert("RGBA", "RGB", at(pixels), len(pixels), at(opaque), len(opaque))
        return opaque


_open = opener(WebPImageFile)
