"""Colour, contrast, brightness and sharpness, more or less of it: factor 1.0 is the image itself, 0.0 has none."""

from . import Image as _images
from .ImageFilter import SMOOTH


class _Enhance:
    def enhance(self, factor):
        return _images.blend(self.degenerate, self.image, factor)

    def _keep_alpha(self):
        if "A" in self.image.getbands():
            self.degenerate.putalpha(self.image.getchannel("A"))


class Color(_Enhance):
    def __init__(self, image):
        self.image = image
        self.intermediate_mode = "LA" if "A" in image.getbands() else "L"
        self.degenerate = image.convert(self.intermediate_mode).convert(image.mode)


class Contrast(_Enhance):
    def __init__(self, image):
        self.image = image
        counts = image.convert("L").histogram()
        mean = int(sum(value * count for value, count in enumerate(counts)) / sum(counts) + 0.5)
        self.degenerate = _images.new("L", image.size, mean).convert(image.mode)
        self._keep_alpha()


class Brightness(_Enhance):
    def __init__(self, image):
        self.image = image
        self.degenerate = _images.new(image.mode, image.size, 0)
        self._keep_alpha()


class Sharpness(_Enhance):
    def __init__(self, image):
        self.image = image
        self.degenerate = image.filter(SMOOTH)
        self._keep_alpha()
