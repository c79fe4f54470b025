"""GIF: the first frame is read."""

from . import _refuse
from ._core import at, at_bytes, imaging, make
from .ImageFile import ImageFile, opener, read_exactly


class GifImageFile(ImageFile):
    format = "GIF"
    format_description = "Compuserve GIF"

    def _read_head(self, fp):
        head = read_exactly(fp, 13)
        self.info["version"] = head[:6]
        width, height = int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
        flags = head[10]
        colors = read_exactly(fp, 3 << (flags & 7) + 1) if flags & 128 else None
        if colors is not None:
            self.info["background"] = head[11]
        self._size = (width, height)
        transparency = None
        while True:
            kind = read_exactly(fp, 1)
            if kind == b"!":
                label = read_exactly(fp, 1)[0]
                blocks = list(_blocks(fp))
                if label == 249 and blocks and len(blocks[0]) >= 4:
                    if blocks[0][0] & 1:
                        transparency = blocks[0][3]
                    self.info["duration"] = int.from_bytes(blocks[0][1:3], "little") * 10
                elif label == 254:
                    self.info["comment"] = b"".join(blocks)
                elif label == 255 and blocks and blocks[0][:11] == b"NETSCAPE2.0" and len(blocks) > 1:
                    self.info["loop"] = int.from_bytes(blocks[1][1:3], "little")
            elif kind == b",":
                break
            elif kind != b"\0":
                raise SyntaxError("not a GIF file that makes sense")
        place = read_exactly(fp, 9)
        left, top, wide, high = (int.from_bytes(place[i : i + 2], "little") for i in (0, 2, 4, 6))
        if place[8] & 128:
            colors = read_exactly(fp, 3 << (place[8] & 7) + 1)
        if colors is None:
            raise SyntaxError("a frame without colours")
        if left + wide > width or top + high > height:
            self._size = (max(width, left + wide), max(height, top + high))
        self._frame = (left, top, wide, high)
        self._rows_apart = place[8] & 64 != 0
        self._begin = fp.tell()
        if transparency is not None:
            self.info["transparency"] = transparency
        # A palette of greys in their order is no palette.
        grey = all(colors[i : i + 3] == bytes((i // 3,)) * 3 for i in range(0, len(colors), 3))
        self._mode = "L" if grey else "P"
        self._palette = None if grey else colors

    @property
    def n_frames(self):
        _refuse("counting a GIF's frames")

    @property
    def is_animated(self):
        _refuse("counting a GIF's frames")

    def seek(self, frame):
        if frame != 0:
            _refuse("frames of a GIF but the first")

    def _decode(self, fp):
        fp.seek(self._begin)
        minimum = read_exactly(fp, 1)[0]
        data = b"".join(_blocks(fp))
        left, top, wide, high = self._frame
        frame = make(wide * high)
        if not imaging.decode_lzw(at_bytes(data), len(data), minimum, wide, high, self._rows_apart, at(frame)):
            raise OSError("image file is truncated")
        width, height = self._size
        if self._frame == (0, 0, width, height):
            return frame
        # Around the frame there is what is transparent, or the background.
        around = self.info.get("transparency", self.info.get("background", 0))
        pixels = frame.__class__("B", (around,)) * (width * height)
        for y in range(high):
            at_row = (top + y) * width + left
            pixels[at_row : at_row + wide] = frame[y * wide : (y + 1) * wide]
        return pixels


def _blocks(fp):
    while length := fp.read(1):
        if length == b"\0":
            return
        yield fp.read(length[0])


_open = opener(GifImageFile)
