"""A stand-in for Pillow, the Python imaging library, made for Interleave's lessons.

Programs that open, make, resize, turn, filter and save images run on it unmodified; what it cannot do raises NotImplementedError
and says so. The pixels are worked on outside Python (`imaging/` in Interleave's sources), by the rules that Pillow documents, so
that results are the same, nearly always to the byte.

Where it differs: Pillow lets go of the GIL while it resizes, filters, decodes or encodes. Here such a call keeps it, since the threads
of one interpreter share one processor anyway: only processes make it quicker.
"""

__version__ = "12.0.0+interleave"

_ABSENT = frozenset((
    "BlpImagePlugin", "ExifTags", "features", "FontFile", "IcnsImagePlugin", "IcoImagePlugin", "ImageChops", "ImageCms",
    "ImageDraw", "ImageDraw2", "ImageFont", "ImageGrab", "ImageMath", "ImageMode", "ImageMorph", "ImagePalette", "ImagePath",
    "ImageQt", "ImageSequence", "ImageShow", "ImageStat", "ImageText", "ImageTk", "ImageTransform", "ImageWin", "PSDraw",
    "TiffImagePlugin", "TiffTags",
))  # fmt: skip
"""Modules of Pillow's that are not here."""


class UnidentifiedImageError(OSError):
    """`Image.open` does not know what kind of file it is."""


def _refuse(feature):
    raise NotImplementedError(f"{feature}: not part of Interleave's stand-in for Pillow, which serves here")


def __getattr__(name):
    if name in _ABSENT:
        _refuse(f"PIL.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
