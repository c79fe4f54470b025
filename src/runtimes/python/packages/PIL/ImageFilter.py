"""Filters for `Image.filter`."""

import json

from . import _refuse
from ._core import at, imaging


class Filter:
    pass


class MultibandFilter(Filter):
    pass


class BuiltinFilter(MultibandFilter):
    filterargs = ()

    def filter(self, image):
        size, scale, offset, kernel = self.filterargs
        weights = json.dumps([weight / scale for weight in kernel])
        result = image._new(image.mode, image.size)
        imaging.convolve(*image._raw(), weights, offset, at(result._data))
        return result


class Kernel(BuiltinFilter):
    """A kernel of 3 by 3 or 5 by 5 weights, divided by `scale` (their sum, if it is not given), plus `offset`."""

    name = "Kernel"

    def __init__(self, size, kernel, scale=None, offset=0):
        if scale is None:
            scale = sum(kernel)
        if size[0] * size[1] != len(kernel):
            raise ValueError("not enough coefficients in kernel")
        if tuple(size) not in ((3, 3), (5, 5)):
            raise ValueError("bad kernel size")
        self.filterargs = tuple(size), scale or 1, offset, list(kernel)


class _Blur(MultibandFilter):
    name = ""

    def __init__(self, radius):
        x, y = radius if isinstance(radius, (tuple, list)) else (radius, radius)
        if x < 0 or y < 0:
            raise ValueError("radius must be >= 0")
        self.radius = radius
        self._xy = (float(x), float(y))

    def _blurred(self, image, function):
        if image.mode == "1":
            raise ValueError("image has wrong mode")
        if not any(self._xy):
            return image.copy()
        result = image._new(image.mode, image.size)
        function(*image._raw(), *self._xy, at(result._data))
        return result


class BoxBlur(_Blur):
    """Each pixel becomes the mean of those `radius` around it; the radius need not be a whole number."""

    name = "BoxBlur"

    def filter(self, image):
        return self._blurred(image, imaging.box_blur)


class GaussianBlur(_Blur):
    """A Gaussian of this deviation, by three boxes one after the other."""

    name = "GaussianBlur"

    def __init__(self, radius=2):
        super().__init__(radius)

    def filter(self, image):
        return self._blurred(image, imaging.gaussian_blur)


class UnsharpMask(MultibandFilter):
    """Takes the blurred image away, in part, where they differ by more than `threshold`: edges become clearer."""

    name = "UnsharpMask"

    def __init__(self, radius=2, percent=150, threshold=3):
        self.radius = radius
        self.percent = percent
        self.threshold = threshold

    def filter(self, image):
        result = GaussianBlur(self.radius).filter(image)
        pixels = image._pixels()
        imaging.sharpen_by(at(pixels), len(pixels), at(result._data), self.percent, self.threshold)
        return result


class RankFilter(Filter):
    """The pixel of this rank among the `size` by `size` around each."""

    name = "Rank"

    def __init__(self, size, rank):
        self.size = size
        self.rank = rank

    def filter(self, image):
        if self.size % 2 == 0 or self.size < 1:
            raise ValueError("bad filter size")
        if not 0 <= self.rank < self.size * self.size:
            raise ValueError("bad rank value")
        result = image._new(image.mode, image.size)
        imaging.rank_filter(*image._raw(), self.size, self.rank, at(result._data))
        return result


class MedianFilter(RankFilter):
    name = "Median"

    def __init__(self, size=3):
        super().__init__(size, size * size // 2)


class MinFilter(RankFilter):
    name = "Min"

    def __init__(self, size=3):
        super().__init__(size, 0)


class MaxFilter(RankFilter):
    name = "Max"

    def __init__(self, size=3):
        super().__init__(size, size * size - 1)


def _builtin(name, scale, offset, rows):
    kernel = [int(weight) for weight in rows.split()]
    side = 3 if len(kernel) == 9 else 5
    made = type(name.upper(), (BuiltinFilter,), {"name": name, "filterargs": ((side, side), scale, offset, kernel)})
    made.__module__ = __name__
    return made


BLUR = _builtin("Blur", 16, 0, "1 1 1 1 1  1 0 0 0 1  1 0 0 0 1  1 0 0 0 1  1 1 1 1 1")
CONTOUR = _builtin("Contour", 1, 255, "-1 -1 -1  -1 8 -1  -1 -1 -1")
DETAIL = _builtin("Detail", 6, 0, "0 -1 0  -1 10 -1  0 -1 0")
EDGE_ENHANCE = _builtin("Edge_enhance", 2, 0, "-1 -1 -1  -1 10 -1  -1 -1 -1")
EDGE_ENHANCE_MORE = _builtin("Edge_enhance_more", 1, 0, "-1 -1 -1  -1 9 -1  -1 -1 -1")
EMBOSS = _builtin("Emboss", 1, 128, "-1 0 0  0 1 0  0 0 0")
FIND_EDGES = _builtin("Find_edges", 1, 0, "-1 -1 -1  -1 8 -1  -1 -1 -1")
SHARPEN = _builtin("Sharpen", 16, 0, "-2 -2 -2  -2 32 -2  -2 -2 -2")
SMOOTH = _builtin("Smooth", 13, 0, "1 1 1  1 5 1  1 1 1")
SMOOTH_MORE = _builtin("Smooth_more", 100, 0, "1 1 1 1 1  1 5 5 5 1  1 5 44 5 1  1 5 5 5 1  1 1 1 1 1")


def __getattr__(name):
    if name in ("ModeFilter", "Color3DLUT"):
        _refuse(f"ImageFilter.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
