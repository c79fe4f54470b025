"""Images: opening, making, changing, saving. See the package's docstring for what this is."""

import builtins
import io
import json
import math
import os
import sys
from array import array
from enum import IntEnum

from . import UnidentifiedImageError, __version__, _refuse  # noqa: F401
from ._core import at, at_bytes, imaging, make, taken  # noqa: F401 (also for the plugins)

MAX_IMAGE_PIXELS = 1024 * 1024 * 1024 // 4 // 3
"""Above this `open` warns, above twice as many it refuses: a small file can describe a very large image."""


class DecompressionBombWarning(RuntimeWarning):
    pass


class DecompressionBombError(Exception):
    pass


class Transpose(IntEnum):
    FLIP_LEFT_RIGHT = 0
    FLIP_TOP_BOTTOM = 1
    ROTATE_90 = 2
    ROTATE_180 = 3
    ROTATE_270 = 4
    TRANSPOSE = 5
    TRANSVERSE = 6


class Transform(IntEnum):
    AFFINE = 0
    EXTENT = 1
    PERSPECTIVE = 2
    QUAD = 3
    MESH = 4


class Resampling(IntEnum):
    NEAREST = 0
    BOX = 4
    BILINEAR = 2
    HAMMING = 5
    BICUBIC = 3
    LANCZOS = 1


class Dither(IntEnum):
    NONE = 0
    ORDERED = 1
    RASTERIZE = 2
    FLOYDSTEINBERG = 3


class Palette(IntEnum):
    WEB = 0
    ADAPTIVE = 1


for _enum in (Transpose, Transform, Resampling, Dither, Palette):
    globals().update({_member.name: _member for _member in _enum})
NEAREST = NONE = Resampling.NEAREST

_FILTERS = {0: "nearest", 1: "lanczos", 2: "bilinear", 3: "bicubic", 4: "box", 5: "hamming"}

_BANDS = {
    "1": ("1",),
    "L": ("L",),
    "P": ("P",),
    "LA": ("L", "A"),
    "La": ("L", "a"),
    "RGB": ("R", "G", "B"),
    "RGBA": ("R", "G", "B", "A"),
    "RGBa": ("R", "G", "B", "a"),
    "CMYK": ("C", "M", "Y", "K"),
    "YCbCr": ("Y", "Cb", "Cr"),
}

_ABSENT_MODES = frozenset(("I", "F", "PA", "RGBX", "LAB", "HSV", "I;16", "I;16L", "I;16B", "I;16N", "BGR;15", "BGR;16", "BGR;24"))

_ABSENT = frozenset((
    "fromarray", "fromarrow", "fromqimage", "fromqpixmap", "effect_mandelbrot", "effect_noise", "linear_gradient", "radial_gradient",
    "register_open", "register_save", "register_mime", "register_extension", "Exif", "Quantize", "ImagePointHandler",
    "ImageTransformHandler",
))  # fmt: skip

_ABSENT_METHODS = frozenset((
    "alpha_composite_", "apply_transparency", "draft", "effect_spread", "entropy", "getexif", "getim", "getprojection", "getxmp",
    "get_child_images", "has_transparency_data", "putpalette", "quantize", "remap_palette", "show", "tobitmap", "toqimage",
    "toqpixmap",
))  # fmt: skip


def __getattr__(name):
    if name in _ABSENT:
        _refuse(f"PIL.Image.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _check_mode(mode):
    if mode not in _BANDS:
        if mode in _ABSENT_MODES:
            _refuse(f"images of mode {mode}")
        raise ValueError(f"unrecognized image mode: {mode!r}")


def _check_size(size):
    if not isinstance(size, (list, tuple)):
        raise ValueError("Size must be a list or tuple")
    if len(size) != 2:
        raise ValueError("Size must be a sequence of length 2")
    if size[0] < 0 or size[1] < 0:
        raise ValueError("Width and height must be >= 0")


def getmodebands(mode):
    _check_mode(mode)
    return len(_BANDS[mode])


def getmodebandnames(mode):
    _check_mode(mode)
    return _BANDS[mode]


def getmodebase(mode):
    _check_mode(mode)
    return "L" if mode in ("1", "L", "LA", "La") else "RGB"


def isImageType(t):
    return isinstance(t, Image)


def _clip(value):
    return 0 if value < 0 else 255 if value > 255 else int(value)


def _pixel(color, mode):
    """The bytes of one pixel of this colour: a number, a tuple or a name."""
    if isinstance(color, str):
        from . import ImageColor

        color = ImageColor.getcolor(color, mode)
    bands = len(_BANDS[mode])
    if isinstance(color, (int, float)) and not isinstance(color, bool) or isinstance(color, bool):
        if bands == 1:
            value = _clip(color)
            return bytes((255 if mode == "1" and value else value,))
        if not isinstance(color, int):
            raise TypeError("color must be int or tuple")
        if bands == 2:
            return bytes((_clip(color & 0xFF), 255))
        # As Pillow has it in memory: red is the lowest byte.
        packed = (color & 0xFFFFFFFF).to_bytes(4, "little")
        return packed[:bands]
    if not isinstance(color, (tuple, list)):
        raise TypeError(f"color must be int or tuple, not {type(color).__name__}")
    if bands == 1:
        if len(color) != 1:
            raise TypeError("color must be int or single-element tuple")
        return _pixel(color[0], mode)
    if bands == 2:
        if len(color) not in (1, 2):
            raise TypeError("color must be int, or tuple of one or two elements")
        return bytes((_clip(color[0]), _clip(color[1]) if len(color) == 2 else 255))
    if len(color) not in (3, 4):
        raise TypeError("color must be int, or tuple of one, three or four elements")
    values = [_clip(value) for value in color]
    return bytes((*values, 255)[:bands]) if len(values) == 3 else bytes(values[:bands])


class PixelAccess:
    """`image.load()`: single pixels, by `pixels[x, y]`."""

    __slots__ = ("_image",)

    def __init__(self, image):
        self._image = image

    def __getitem__(self, xy):
        return self._image.getpixel(xy)

    def __setitem__(self, xy, color):
        self._image.putpixel(xy, color)


class Image:
    """An image. Made by `open`, `new`, `frombytes` and by other images' methods, which leave the image itself as it is."""

    format = None
    format_description = None
    _close_exclusive_fp_after_loading = True

    def __init__(self):
        self._mode = ""
        self._size = (0, 0)
        self._data = None
        self._palette = None
        self._closed = False
        self.info = {}
        self.readonly = 0

    # -- what it is

    @property
    def mode(self):
        return self._mode

    @property
    def size(self):
        return self._size

    @property
    def width(self):
        return self._size[0]

    @property
    def height(self):
        return self._size[1]

    @property
    def palette(self):
        """The palette's bytes for mode P (three a colour), None for other modes."""
        return self._palette

    def getbands(self):
        return _BANDS[self._mode]

    @property
    def is_animated(self):
        return False

    @property
    def n_frames(self):
        return 1

    def __getattr__(self, name):
        if name in _ABSENT_METHODS:
            _refuse(f"Image.{name}")
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __repr__(self):
        kind = type(self)
        return f"<{kind.__module__}.{kind.__name__} image mode={self._mode} size={self.width}x{self.height} at 0x{id(self):X}>"

    def __eq__(self, other):
        if self is other:
            return True
        return (
            type(self) is type(other)
            and self._mode == other._mode
            and self._size == other._size
            and self.info == other.info
            and self._pixels() == other._pixels()
            and self._palette == other._palette
        )

    __hash__ = None

    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass

    def close(self):
        """Give the pixels up; every later use of them is a ValueError."""
        self._data = None
        self._closed = True

    def __getstate__(self):
        return [dict(self.info), self._mode, self._size, self._palette, self._pixels().tobytes()]

    def __setstate__(self, state):
        Image.__init__(self)
        self.info, self._mode, self._size, self._palette, data = state
        self._data = array("B", data)

    # -- its pixels

    def load(self):
        """Have the pixels in memory. Gives access to single ones."""
        self._pixels()
        return PixelAccess(self)

    def verify(self):
        pass

    def _pixels(self):
        """The bytes, decoded now if they were not."""
        if self._data is None:
            if self._closed:
                raise ValueError("Operation on closed image")
            raise ValueError("the image has no pixels")
        return self._data

    def _raw(self):
        """What most functions of `imaging` begin with: address, width, height, bands."""
        return at(self._pixels()), *self._size, len(_BANDS[self._mode])

    def _new(self, mode, size, data=None):
        """Another image with this one's `info`."""
        self._pixels()
        image = Image()
        image._mode = mode
        image._size = size
        image._data = make(size[0] * size[1] * len(_BANDS[mode])) if data is None else data
        image.info = self.info.copy()
        if mode == "P":
            image._palette = self._palette
        return image

    def _replace(self, image):
        self._mode, self._size, self._data, self._palette = image._mode, image._size, image._data, image._palette

    def copy(self):
        return self._new(self._mode, self._size, self._pixels()[:])

    __copy__ = copy

    def tobytes(self, encoder_name="raw", *args):
        """The pixels, row by row; of mode 1 eight to a byte."""
        if encoder_name != "raw" or args and args[0] not in ((), self._mode):
            _refuse(f"tobytes with the encoder {encoder_name} {args}")
        data = self._pixels()
        if self._mode != "1":
            return data.tobytes()
        packed = make((self.width + 7) // 8 * self.height)
        imaging.pack_bits(at(data), *self._size, at(packed))
        return packed.tobytes()

    def frombytes(self, data, decoder_name="raw", *args):
        """Take the pixels from bytes as `tobytes` gives them."""
        if decoder_name != "raw" or args and args[0] not in ((), self._mode):
            _refuse(f"frombytes with the decoder {decoder_name} {args}")
        width, height = self._size
        data = bytes(data)
        needed = (width + 7) // 8 * height if self._mode == "1" else width * height * len(_BANDS[self._mode])
        if len(data) < needed:
            raise ValueError("not enough image data")
        if len(data) > needed:
            raise ValueError("cannot decode image data")
        if self._mode == "1":
            imaging.unpack_bits(at_bytes(data), width, height, at(self._pixels()))
        else:
            self._pixels()
            self._data = array("B", data)

    def _index(self, xy):
        x, y = xy
        x, y = int(x), int(y)
        width, height = self._size
        if x < 0:
            x += width
        if y < 0:
            y += height
        if not (0 <= x < width and 0 <= y < height):
            raise IndexError("image index out of range")
        return (y * width + x) * len(_BANDS[self._mode])

    def getpixel(self, xy):
        data = self._pixels()
        index = self._index(xy)
        bands = len(_BANDS[self._mode])
        return data[index] if bands == 1 else tuple(data[index : index + bands])

    def putpixel(self, xy, value):
        data = self._pixels()
        index = self._index(xy)
        if self._mode == "P" and isinstance(value, (tuple, list)):
            _refuse("putpixel of a colour into an image with a palette")
        pixel = _pixel(value, self._mode)
        data[index : index + len(pixel)] = array("B", pixel)

    def getdata(self, band=None):
        """All pixels, row after row: numbers, or tuples where there are several bands."""
        data = self._pixels()
        bands = len(_BANDS[self._mode])
        if band is not None:
            if not 0 <= band < bands:
                raise ValueError("band index out of range")
            return list(data[band::bands])
        return list(data) if bands == 1 else list(zip(*[iter(data)] * bands))

    get_flattened_data = getdata

    def putdata(self, data, scale=1.0, offset=0.0):
        """Set the pixels, in the order of `getdata`, as far as there are values."""
        pixels = self._pixels()
        bands = len(_BANDS[self._mode])
        values = list(data)
        if len(values) * bands > len(pixels):
            raise TypeError("too many data entries")
        if bands == 1:
            if scale != 1.0 or offset != 0.0:
                values = [value * scale + offset for value in values]
            flat = bytes(map(_clip, values))
            if self._mode == "1":
                flat = flat.translate(b"\0" + b"\xff" * 255)
        else:
            flat = b"".join([_pixel(value, self._mode) for value in values])
        pixels[: len(flat)] = array("B", flat)

    def getchannel(self, channel):
        if isinstance(channel, str):
            try:
                channel = self.getbands().index(channel)
            except ValueError:
                raise ValueError(f'The image has no channel "{channel}"') from None
        bands = len(_BANDS[self._mode])
        if not 0 <= channel < bands:
            raise ValueError("band index out of range")
        image = self._new("L", self._size, self._pixels()[channel::bands])
        return image

    def split(self):
        """One image for each band."""
        if len(_BANDS[self._mode]) == 1:
            return (self.copy(),)
        return tuple(self.getchannel(i) for i in range(len(_BANDS[self._mode])))

    def getpalette(self, rawmode="RGB"):
        self._pixels()
        if self._palette is None:
            return None
        if rawmode not in ("RGB", None):
            _refuse(f"getpalette({rawmode!r})")
        return list(self._palette)

    def getcolors(self, maxcolors=256):
        """[(how often, colour), ...], or None when there are more than `maxcolors`."""
        from collections import Counter

        counts = Counter(self.getdata())
        return None if len(counts) > maxcolors else [(count, color) for color, count in sorted(counts.items())]

    def histogram(self, mask=None, extrema=None):
        """How often each value occurs, 256 for each band."""
        if mask is not None:
            _refuse("histogram with a mask")
        bands = len(_BANDS[self._mode])
        counts = array("I", bytes(1024 * bands))
        data = self._pixels()
        imaging.histogram(at(data), len(data), bands, at(counts))
        return counts.tolist()

    def getextrema(self):
        counts = self.histogram()
        found = []
        for first in range(0, len(counts), 256):
            values = [value for value in range(256) if counts[first + value]]
            found.append((values[0], values[-1]) if values else (0, 0))
        return found[0] if len(found) == 1 else tuple(found)

    def getbbox(self, *, alpha_only=True):
        """The box around everything that is not zero (with `alpha_only`, not transparent); None when all is."""
        address, width, height, bands = self._raw()
        looked = [bands - 1] if alpha_only and self._mode[-1] in "Aa" else range(bands)
        box = json.loads(imaging.bounds(address, width, height, bands, json.dumps(list(looked))))
        return None if box is None else tuple(box)

    # -- other kinds of pixels

    def convert(self, mode=None, matrix=None, dither=None, palette=Palette.WEB, colors=256):
        """The image in another mode. To grey by the luma of ITU-R 601-2: L = R * 299/1000 + G * 587/1000 + B * 114/1000."""
        data = self._pixels()
        if matrix is not None:
            _refuse("convert with a matrix")
        if mode is None:
            if self._mode != "P":
                return self.copy()
            mode = "RGBA" if "transparency" in self.info else "RGB"
        _check_mode(mode)
        if mode == self._mode:
            return self.copy()
        if mode == "P":
            if self._mode not in ("1", "L"):
                _refuse("convert to mode P (choosing a palette)")
            image = self._new("P", self._size, data[:])
            image._palette = bytes(value for value in range(256) for _ in range(3))
            return image
        if self._mode == "P":
            return self._through_palette(mode, dither)
        if "transparency" in self.info and mode in ("LA", "RGBA") and self._mode in ("1", "L", "RGB"):
            return self._with_transparent(mode)
        if mode == "1":
            image = self._new("1", self._size)
            if self._mode in ("L", "LA"):
                grey = self._converted("L")
            else:
                colors = self._converted("RGB")
                grey = self._new("L", self._size)
                imaging.convert("RGB", "luma", at(colors._data), len(colors._data), at(grey._data), len(grey._data))
            if dither is None or dither == Dither.FLOYDSTEINBERG:
                imaging.dither(at(grey._pixels()), *self._size, at(image._data))
            elif dither == Dither.NONE:
                imaging.convert("L", "1", at(grey._pixels()), len(grey._data), at(image._data), len(image._data))
            else:
                _refuse(f"convert with dither {dither!r}")
            return image
        image = self._converted(mode)
        if mode not in ("LA", "RGBA") and mode != self._mode and self._mode == "RGB":
            image.info.pop("transparency", None)
        return image

    def _converted(self, mode):
        source = "L" if self._mode == "1" else self._mode
        data = self._pixels()
        if source == mode:
            return self._new(mode, self._size, data[:])
        image = self._new(mode, self._size)
        if imaging.convert(source, mode, at(data), len(data), at(image._data), len(image._data)):
            return image
        for step in (getmodebase(source), "RGBA", "LA"):
            # By way of another mode, where there is no straight one. (Alpha of its own must not be lost on it.)
            if source == step or mode == step or mode[-1] in "Aa" and source[-1] in "Aa" and step[-1] != "A":
                continue
            between = self._new(step, self._size)
            if imaging.convert(source, step, at(data), len(data), at(between._data), len(between._data)):
                if imaging.convert(step, mode, at(between._data), len(between._data), at(image._data), len(image._data)):
                    return image
        raise ValueError(f"conversion from {self._mode} to {mode} not supported")

    def _through_palette(self, mode, dither):
        entries = bytes(self._palette).ljust(768, b"\0")[:768]
        alpha = "A" in _BANDS[mode] and "transparency" in self.info
        if alpha:
            transparency = self.info["transparency"]
            if isinstance(transparency, bytes):
                alphas = transparency.ljust(256, b"\xff")[:256]
            else:
                alphas = bytes(0 if i == transparency else 255 for i in range(256))
            entries = bytes(v for i in range(256) for v in (*entries[i * 3 : i * 3 + 3], alphas[i]))
        step = "RGBA" if alpha else "RGB"
        image = self._new(step, self._size)
        data = self._pixels()
        imaging.look_up(at(data), len(data), at_bytes(entries), len(step), at(image._data))
        image.info.pop("transparency", None)
        return image if mode == step else image.convert(mode, dither=dither)

    def _with_transparent(self, mode):
        """The one colour that `info` calls transparent becomes so."""
        transparency = self.info["transparency"]
        image = self._converted("RGBA")
        color = (transparency,) * 3 if isinstance(transparency, int) else tuple(transparency)
        imaging.clear_color(at(image._data), len(image._data), *color)
        del image.info["transparency"]
        return image if mode == "RGBA" else image.convert(mode)

    def putalpha(self, alpha):
        """Set the alpha band, by a number or an image of mode L or 1; the image gets one if it has none."""
        self._pixels()
        if self._mode not in ("LA", "RGBA"):
            self._replace(self.convert("LA" if self._mode in ("1", "L") else "RGBA"))
        bands = len(_BANDS[self._mode])
        if isImageType(alpha):
            if alpha.mode not in ("1", "L"):
                raise ValueError("illegal image mode")
            if alpha.size != self._size:
                raise ValueError("images do not match")
            values = alpha._pixels()
        else:
            values = array("B", (_clip(alpha),)) * (self.width * self.height)
        self._data[bands - 1 :: bands] = values

    def point(self, lut, mode=None):
        """Each value through a table of 256 values for each band, or through a function."""
        bands = len(_BANDS[self._mode])
        if callable(lut):
            lut = [lut(value) for value in range(256)] * bands
        if len(lut) != 256 * bands and len(lut) != 256:
            raise ValueError("wrong number of lut entries")
        mode = mode or self._mode
        if mode != self._mode and (bands != 1 or mode not in ("1", "L")):
            _refuse(f"point from mode {self._mode} to {mode}")
        table = bytes(_clip(round(value)) for value in lut)
        if mode == "1":
            table = table.translate(b"\0" + b"\xff" * 255)
        image = self._new(mode, self._size)
        data = self._pixels()
        imaging.map_through(at(data), len(data), bands, at_bytes(table), len(table), at(image._data))
        return image

    # -- other sizes and places

    def resize(self, size, resample=None, box=None, reducing_gap=None):
        """The image in another size. `box` is the part of it that is taken; `reducing_gap` allows to average whole pixels first.

        The work is done with the GIL held (Pillow lets it go): other threads of this process wait, other processes do not.
        """
        if resample is None:
            resample = Resampling.BICUBIC
        elif resample not in _FILTERS:
            known = ", ".join(f"Image.Resampling.{member.name} ({member.value})" for member in Resampling)
            raise ValueError(f"Unknown resampling filter ({resample}). Use {known}")
        if reducing_gap is not None and reducing_gap < 1.0:
            raise ValueError("reducing_gap must be 1.0 or greater")
        width, height = size = _whole_size(size)
        box = (0, 0, *self._size) if box is None else tuple(box)
        self._pixels()
        if self._size == size and box == (0, 0, *size):
            return self.copy()
        if self._mode in ("1", "P"):
            resample = Resampling.NEAREST
        left, top, right, bottom = box
        if width <= 0 or height <= 0:
            raise ValueError("height and width must be > 0")
        if left < 0 or top < 0:
            raise ValueError("box offset can't be negative")
        if right > self.width or bottom > self.height:
            raise ValueError("box can't exceed original image size")
        if right - left < 0 or bottom - top < 0:
            raise ValueError("box can't be empty")
        if self._mode in ("LA", "RGBA") and resample != Resampling.NEAREST:
            # A transparent pixel's colour must not show in its neighbours. (`reducing_gap` has no say here, in Pillow neither.)
            premultiplied = self._converted("La" if self._mode == "LA" else "RGBa")
            return premultiplied.resize(size, resample, box)._converted(self._mode)
        source = self
        if reducing_gap is not None and resample != Resampling.NEAREST:
            across = int((right - left) / width / reducing_gap) or 1
            down = int((bottom - top) / height / reducing_gap) or 1
            if across > 1 or down > 1:
                safe = self._safe_box(size, resample, box)
                source = self.reduce((across, down), box=safe)
                box = (
                    (left - safe[0]) / across,
                    (top - safe[1]) / down,
                    (right - safe[0]) / across,
                    (bottom - safe[1]) / down,
                )
        image = self._new(self._mode, size)
        imaging.resize(*source._raw(), *box, _FILTERS[resample], at(image._data), *size)
        return image

    def _safe_box(self, size, resample, box):
        """Whole pixels, as many around the box as the filter looks at."""
        support = {"lanczos": 3, "bilinear": 1, "bicubic": 2, "box": 0.5, "hamming": 1}[_FILTERS[resample]] - 0.5
        x = support * (box[2] - box[0]) / size[0]
        y = support * (box[3] - box[1]) / size[1]
        return (
            max(0, int(box[0] - x)),
            max(0, int(box[1] - y)),
            min(self.width, math.ceil(box[2] + x)),
            min(self.height, math.ceil(box[3] + y)),
        )

    def reduce(self, factor, box=None):
        """The image `factor` times smaller, each pixel the mean of those that it stands for."""
        across, down = factor if isinstance(factor, (list, tuple)) else (factor, factor)
        box = (0, 0, *self._size) if box is None else tuple(box)
        if (across, down) == (1, 1) and box == (0, 0, *self._size):
            return self.copy()
        if across < 1 or down < 1:
            raise ValueError("scale must be > 0")
        if self._mode in ("1", "P"):
            raise ValueError("image has wrong mode")
        if self._mode in ("LA", "RGBA"):
            return self._converted("La" if self._mode == "LA" else "RGBa").reduce(factor, box)._converted(self._mode)
        size = (-(-(box[2] - box[0]) // across), -(-(box[3] - box[1]) // down))
        image = self._new(self._mode, size)
        imaging.reduce(*self._raw(), *box, across, down, at(image._data))
        return image

    def thumbnail(self, size, resample=Resampling.BICUBIC, reducing_gap=2.0):
        """Make this image itself no larger than `size`, with its shape kept."""
        x, y = (math.floor(value) for value in size)
        if x >= self.width and y >= self.height:
            return
        aspect = self.width / self.height

        def nearest(number, error):
            return max(min(math.floor(number), math.ceil(number), key=error), 1)

        if x / y >= aspect:
            x = nearest(y * aspect, lambda n: abs(aspect - n / y))
        else:
            y = nearest(x / aspect, lambda n: 0 if n == 0 else abs(aspect - x / n))
        if self._size != (x, y):
            self._replace(self.resize((x, y), resample, reducing_gap=reducing_gap))

    def crop(self, box=None):
        """A part of the image; what lies beside it is zero."""
        if box is None:
            return self.copy()
        left, top, right, bottom = (int(round(value)) for value in box)
        if right < left:
            raise ValueError("Coordinate 'right' is less than 'left'")
        if bottom < top:
            raise ValueError("Coordinate 'lower' is less than 'upper'")
        size = (right - left, bottom - top)
        _check_bomb(size)
        image = self._new(self._mode, size)
        _copy_part(self, (left, top), image, (0, 0), size)
        return image

    def transpose(self, method):
        """Mirrored, or turned by quarters (against the clock)."""
        if method not in range(7):
            raise ValueError("No such transpose operation")
        size = self._size if method in (0, 1, 3) else self._size[::-1]
        image = self._new(self._mode, size)
        imaging.transpose(*self._raw(), int(method), at(image._data))
        return image

    def rotate(self, angle, resample=Resampling.NEAREST, expand=0, center=None, translate=None, fillcolor=None):
        """Turned by an angle in degrees, against the clock. With `expand` the result is large enough for all of it."""
        angle %= 360.0
        if not (center or translate):
            if angle == 0:
                return self.copy()
            if angle == 180:
                return self.transpose(Transpose.ROTATE_180)
            if angle in (90, 270) and (expand or self.width == self.height):
                return self.transpose(Transpose.ROTATE_90 if angle == 90 else Transpose.ROTATE_270)
        width, height = self._size
        shift_x, shift_y = translate or (0, 0)
        center_x, center_y = center or (width / 2, height / 2)
        # Rounded, so that a turn by a quarter hits the pixels.
        cos, sin = round(math.cos(-math.radians(angle)), 15), round(math.sin(-math.radians(angle)), 15)

        def source(x, y, dx, dy):
            return cos * x + sin * y + dx, -sin * x + cos * y + dy

        # Where the result's corner comes from: the centre stays where it is.
        dx, dy = source(-center_x - shift_x, -center_y - shift_y, 0.0, 0.0)
        dx += center_x
        dy += center_y
        if expand:
            corners = [source(x, y, dx, dy) for x, y in ((0, 0), (width, 0), (width, height), (0, height))]
            xs, ys = zip(*corners)
            new_width = math.ceil(max(xs)) - math.floor(min(xs))
            new_height = math.ceil(max(ys)) - math.floor(min(ys))
            dx, dy = source(-(new_width - width) / 2.0, -(new_height - height) / 2.0, dx, dy)
            width, height = new_width, new_height
        matrix = (cos, sin, dx, -sin, cos, dy)
        return self.transform((width, height), Transform.AFFINE, matrix, resample, fillcolor=fillcolor)

    def transform(self, size, method, data=None, resample=Resampling.NEAREST, fill=1, fillcolor=None):
        """Pixel (x, y) of the result comes from (ax + by + c, dx + ey + f): `method` AFFINE, `data` (a, b, c, d, e, f)."""
        if method == Transform.EXTENT:
            left, top, right, bottom = data
            data = ((right - left) / size[0], 0, left, 0, (bottom - top) / size[1], top)
        elif method != Transform.AFFINE:
            _refuse(f"transform with the method {method!r}")
        if resample not in (Resampling.NEAREST, Resampling.BILINEAR, Resampling.BICUBIC):
            raise ValueError(
                f"Resampling filter ({resample}) cannot be used: use NEAREST (0), BILINEAR (2) or BICUBIC (3)"
            )
        if self._mode in ("1", "P"):
            resample = Resampling.NEAREST
        if self._mode in ("LA", "RGBA") and resample != Resampling.NEAREST:
            # (The colour to fill with is taken as it is, by Pillow too.)
            premultiplied = self._converted("La" if self._mode == "LA" else "RGBa")
            return premultiplied.transform(size, 0, data, resample, fill, fillcolor)._converted(self._mode)
        image = self._new(self._mode, _whole_size(size))
        if fillcolor is not None:
            image._data = array("B", _pixel(fillcolor, self._mode)) * (image.width * image.height)
        matrix = [float(value) for value in data[:6]]
        imaging.affine(*self._raw(), *matrix, _FILTERS[resample], at(image._data), *image._size)
        return image

    def filter(self, filter):
        """The image through a filter of `ImageFilter`. As with `resize`, the GIL is held."""
        if callable(filter):
            filter = filter()
        if not hasattr(filter, "filter"):
            raise TypeError("filter argument should be ImageFilter.Filter instance or class")
        if self._mode == "P":
            raise ValueError("cannot filter palette images")
        return filter.filter(self)

    # -- several images

    def paste(self, im, box=None, mask=None):
        """Put an image or a colour into this one, where the mask (if any) lets it through."""
        if isImageType(box):
            if mask is not None:
                raise ValueError("If using second argument as mask, third argument must be None")
            box, mask = None, box
        self._pixels()
        box = tuple(box) if box is not None else (0, 0)
        if len(box) == 2:
            size = im.size if isImageType(im) else mask.size if isImageType(mask) else None
            if size is None:
                if box != (0, 0):
                    raise ValueError("cannot determine region size; use 4-item box")
                size = self._size
            box += (box[0] + size[0], box[1] + size[1])
        left, top, right, bottom = (int(value) for value in box)
        size = (right - left, bottom - top)
        if not isImageType(im):
            im = new(self._mode, size, im)
        elif im.mode != self._mode:
            im = im.convert(self._mode)
        if im.size != size or mask is not None and mask.size != size:
            raise ValueError("images do not match")
        if mask is None:
            _copy_part(im, (0, 0), self, (left, top), size)
            return
        if mask.mode in ("LA", "RGBA"):
            mask = mask.getchannel("A")
        elif mask.mode not in ("1", "L"):
            raise ValueError("bad transparency mask")
        part = self.crop((left, top, right, bottom))
        pixels = size[0] * size[1]
        bands = len(_BANDS[self._mode])
        imaging.blend_with(at(part._data), at(im._pixels()), bands, at(mask._pixels()), pixels)
        _copy_part(part, (0, 0), self, (left, top), size)

    def alpha_composite(self, im, dest=(0, 0), source=(0, 0)):
        """Lay an image with alpha over this one, at `dest`."""
        if len(source) == 2:
            source = (*source, *im.size)
        over = im.crop(source)
        box = (*dest, dest[0] + over.width, dest[1] + over.height)
        self.paste(alpha_composite(self.crop(box), over), box)

    # -- to a file

    def save(self, fp, format=None, **params):
        """Write the image to a file, by name or open. Without `format` the name's extension tells it."""
        filename = os.fspath(fp) if isinstance(fp, (str, bytes, os.PathLike)) else getattr(fp, "name", "")
        name = filename.decode() if isinstance(filename, bytes) else filename if isinstance(filename, str) else ""
        extension = os.path.splitext(name)[1].lower()
        if not format:
            if extension not in EXTENSION:
                raise ValueError(f"unknown file extension: {extension}")
            format = EXTENSION[extension]
        self._pixels()
        format = format.upper()
        if format not in _SAVE:
            if format not in _PLUGINS and format not in EXTENSION.values():
                raise KeyError(format)
            _refuse(f"saving images in the format {format}")
        if params.pop("save_all", False):
            _refuse("save_all (several images in one file)")
        save = _plugin(_SAVE[format])._save
        if filename is not fp and not isinstance(fp, os.PathLike):
            save(self, fp, params)
            if hasattr(fp, "flush"):
                fp.flush()
            return
        there = os.path.exists(filename)
        file = builtins.open(filename, "w+b")
        try:
            with file:
                save(self, file, params)
        except BaseException:
            if not there:
                try:
                    os.remove(filename)
                except OSError:
                    pass
            raise

    # -- frames of an animation

    def seek(self, frame):
        if frame != 0:
            raise EOFError("no more images in file")

    def tell(self):
        return 0


def _whole_size(size):
    width, height = size
    return int(width), int(height)


def _copy_part(source, source_at, target, target_at, size):
    """Copy a rectangle from image to image, as far as both have it."""
    sx, sy = source_at
    tx, ty = target_at
    left = max(0, -sx, -tx)
    top = max(0, -sy, -ty)
    right = min(size[0], source.width - sx, target.width - tx)
    bottom = min(size[1], source.height - sy, target.height - ty)
    if right <= left or bottom <= top:
        return
    bands = len(_BANDS[source._mode])
    length = (right - left) * bands
    source_row, target_row = source.width * bands, target.width * bands
    begin = (sy + top) * source_row + (sx + left) * bands
    out = (ty + top) * target_row + (tx + left) * bands
    # Views: a slice of an array would be copied twice.
    with memoryview(source._pixels()) as pixels, memoryview(target._pixels()) as into:
        if length == source_row == target_row:
            rows = (bottom - top) * length
            into[out : out + rows] = pixels[begin : begin + rows]
            return
        for _ in range(bottom - top):
            into[out : out + length] = pixels[begin : begin + length]
            begin += source_row
            out += target_row


# -- making images ---------------------------------------------------------------------------------------------------------


def new(mode, size, color=0):
    """An image of one colour (black, or transparent, unless said otherwise)."""
    _check_size(size)
    _check_mode(mode)
    image = Image()
    image._mode = mode
    image._size = _whole_size(size)
    pixels = image.width * image.height
    if mode == "P":
        image._palette = b""
        if isinstance(color, (tuple, list, str)):
            if isinstance(color, str):
                from . import ImageColor

                color = ImageColor.getrgb(color)
            image._palette, color = bytes(color[:3]), 0
    pixel = bytes(len(_BANDS[mode])) if color is None else _pixel(color, mode)
    image._data = array("B", pixel) * pixels if any(pixel) else make(pixels * len(pixel))
    return image


def frombytes(mode, size, data, decoder_name="raw", *args):
    """An image of pixels that are bytes already, row by row."""
    _check_size(size)
    image = new(mode, size, None)
    if image.width and image.height:
        image.frombytes(data, decoder_name, *args)
    return image


def frombuffer(mode, size, data, decoder_name="raw", *args):
    """Like `frombytes`: the bytes are copied (Pillow may share them)."""
    return frombytes(mode, size, data, decoder_name)


def merge(mode, bands):
    """One image of single bands."""
    _check_mode(mode)
    if len(bands) != len(_BANDS[mode]) or mode in ("1", "P"):
        raise ValueError("wrong number of bands")
    for band in bands:
        if band.mode != "L":
            raise ValueError("mode mismatch")
        if band.size != bands[0].size:
            raise ValueError("size mismatch")
    image = new(mode, bands[0].size, None)
    for i, band in enumerate(bands):
        image._data[i :: len(bands)] = band._pixels()
    return image


def blend(im1, im2, alpha):
    """im1 * (1 - alpha) + im2 * alpha; beyond 0 and 1 as well, as far as bytes go."""
    _check_alike(im1, im2)
    if im1.mode in ("1", "P"):
        raise ValueError("image has wrong mode")
    if alpha == 0.0:
        return im1.copy()
    if alpha == 1.0:
        return im2.copy()
    image = im1._new(im1.mode, im1.size)
    imaging.interpolate(at(im1._pixels()), at(im2._pixels()), float(alpha), at(image._data), len(image._data))
    return image


def composite(image1, image2, mask):
    """The first image where the mask is 255, the second where it is 0."""
    image = image2.copy()
    image.paste(image1, None, mask)
    return image


def alpha_composite(im1, im2):
    """The second image over the first, both with alpha."""
    if im1.mode != "RGBA" or im2.mode != "RGBA":
        raise ValueError("image has wrong mode")
    _check_alike(im1, im2)
    image = im1._new("RGBA", im1.size)
    imaging.composite(at(im1._pixels()), at(im2._pixels()), at(image._data), len(image._data))
    return image


def eval(image, *args):
    return image.point(args[0])


def _check_alike(im1, im2):
    if im1.mode != im2.mode or im1.size != im2.size:
        raise ValueError("images do not match")


# -- files -----------------------------------------------------------------------------------------------------------------

_PLUGINS = {
    "JPEG": "JpegImagePlugin",
    "PNG": "PngImagePlugin",
    "GIF": "GifImagePlugin",
    "BMP": "BmpImagePlugin",
    "WEBP": "WebPImagePlugin",
}
"""format -> the module that reads it; imported when the first such file comes."""

_SAVE = {"JPEG": "JpegImagePlugin", "JPG": "JpegImagePlugin", "PNG": "PngImagePlugin"}

EXTENSION = {
    ".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".jfif": "JPEG", ".png": "PNG", ".apng": "PNG", ".gif": "GIF", ".bmp": "BMP",
    ".webp": "WEBP", ".tif": "TIFF", ".tiff": "TIFF", ".ico": "ICO", ".ppm": "PPM", ".pgm": "PPM", ".pdf": "PDF", ".avif": "AVIF",
}  # fmt: skip


def registered_extensions():
    return dict(EXTENSION)


def init():
    return True


preinit = init


def _plugin(name):
    from importlib import import_module

    return import_module(f"PIL.{name}")


def _format_of(prefix):
    if prefix[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if prefix[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if prefix[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if prefix[:2] == b"BM":
        return "BMP"
    if prefix[:4] == b"RIFF" and prefix[8:12] == b"WEBP":
        return "WEBP"
    if prefix[:4] in (b"II*\0", b"MM\0*"):
        return "TIFF"
    if prefix[4:12] in (b"ftypavif", b"ftypavis"):
        return "AVIF"
    return None


def _check_bomb(size):
    pixels = max(1, size[0]) * max(1, size[1])
    if MAX_IMAGE_PIXELS is None or pixels <= MAX_IMAGE_PIXELS:
        return
    what = f"Image size ({pixels} pixels) exceeds limit of"
    why = "could be decompression bomb DOS attack."
    if pixels > 2 * MAX_IMAGE_PIXELS:
        raise DecompressionBombError(f"{what} {2 * MAX_IMAGE_PIXELS} pixels, {why}")
    import warnings

    warnings.warn(f"{what} {MAX_IMAGE_PIXELS} pixels, {why}", DecompressionBombWarning, stacklevel=3)


def open(fp, mode="r", formats=None):
    """Open an image file, by name or as an object with `read` and `seek`. Reads its head only: the pixels are decoded when
    they are first needed."""
    if mode != "r":
        raise ValueError(f"bad mode {mode!r}")
    if isinstance(fp, io.StringIO):
        raise ValueError("StringIO cannot be used to open an image. Binary data must be used instead.")
    filename = ""
    exclusive = False
    if isinstance(fp, (str, bytes, os.PathLike)):
        filename = os.fspath(fp)
        fp = builtins.open(filename, "rb")
        exclusive = True
    else:
        fp.seek(0)
    try:
        format = _format_of(fp.read(16))
        if format is not None and formats is not None and format not in {name.upper() for name in formats}:
            format = None
        if format is None:
            raise UnidentifiedImageError(f"cannot identify image file {filename if filename else fp!r}")
        if format not in _PLUGINS:
            _refuse(f"reading images in the format {format}")
        try:
            image = _plugin(_PLUGINS[format])._open(fp, filename, exclusive)
        except (SyntaxError, IndexError, TypeError, KeyError, EOFError):
            raise UnidentifiedImageError(f"cannot identify image file {filename if filename else fp!r}") from None
        _check_bomb(image.size)
        return image
    except BaseException:
        if exclusive:
            fp.close()
        raise
