"""Ready-made operations on images: each gives a new one."""

from . import Image as _images
from . import _refuse

_BICUBIC = _images.Resampling.BICUBIC


def grayscale(image):
    return image.convert("L")


def _by_table(image, table):
    if image.mode == "P":
        _refuse("this operation on images with a palette")
    if image.mode not in ("L", "RGB"):
        raise OSError("not supported for this image mode")
    table = list(table)
    return image.point(table if len(table) > 256 else table * len(image.getbands()))


def invert(image):
    if image.mode == "1":
        return image.point(range(255, -1, -1))
    return _by_table(image, range(255, -1, -1))


def solarize(image, threshold=128):
    return _by_table(image, [i if i < threshold else 255 - i for i in range(256)])


def posterize(image, bits):
    mask = ~(2 ** (8 - bits) - 1)
    return _by_table(image, [i & mask for i in range(256)])


def mirror(image):
    return image.transpose(_images.Transpose.FLIP_LEFT_RIGHT)


def flip(image):
    return image.transpose(_images.Transpose.FLIP_TOP_BOTTOM)


def scale(image, factor, resample=_BICUBIC):
    if factor == 1:
        return image.copy()
    if factor <= 0:
        raise ValueError("the factor must be greater than 0")
    return image.resize((round(factor * image.width), round(factor * image.height)), resample=resample)


def _border(border):
    if not isinstance(border, tuple):
        return (border,) * 4
    return border * 2 if len(border) == 2 else border


def crop(image, border=0):
    left, top, right, bottom = _border(border)
    return image.crop((left, top, image.width - right, image.height - bottom))


def expand(image, border=0, fill=0):
    left, top, right, bottom = _border(border)
    result = _images.new(image.mode, (left + image.width + right, top + image.height + bottom), fill)
    result.paste(image, (left, top))
    return result


def _shaped(image, size, outside):
    """The size that `image` gets to lie within (or, `outside`, around) `size` with its shape kept."""
    width, height = size
    image_ratio, wanted = image.width / image.height, width / height
    if image_ratio != wanted:
        if (image_ratio > wanted) is not outside:
            height = round(image.height / image.width * width)
        else:
            width = round(image.width / image.height * height)
    return width, height


def contain(image, size, method=_BICUBIC):
    return image.resize(_shaped(image, size, False), resample=method)


def cover(image, size, method=_BICUBIC):
    return image.resize(_shaped(image, size, True), resample=method)


def pad(image, size, method=_BICUBIC, color=None, centering=(0.5, 0.5)):
    resized = contain(image, size, method)
    if resized.size == tuple(size):
        return resized
    result = _images.new(image.mode, size, color)
    if resized.width != size[0]:
        result.paste(resized, (round((size[0] - resized.width) * max(0, min(centering[0], 1))), 0))
    else:
        result.paste(resized, (0, round((size[1] - resized.height) * max(0, min(centering[1], 1)))))
    return result


def fit(image, size, method=_BICUBIC, bleed=0.0, centering=(0.5, 0.5)):
    """Exactly this size: what does not have the shape is cut off, `centering` says where from."""
    x, y = (value if 0.0 <= value <= 1.0 else 0.5 for value in centering)
    if not 0.0 <= bleed < 0.5:
        bleed = 0.0
    margin = (bleed * image.width, bleed * image.height)
    width, height = image.width - margin[0] * 2, image.height - margin[1] * 2
    ratio, wanted = width / height, size[0] / size[1]
    crop_width, crop_height = width, height
    if ratio > wanted:
        crop_width = wanted * height
    elif ratio < wanted:
        crop_height = width / wanted
    left = margin[0] + (width - crop_width) * x
    top = margin[1] + (height - crop_height) * y
    return image.resize(size, method, box=(left, top, left + crop_width, top + crop_height))


def autocontrast(image, cutoff=0, ignore=None, mask=None, preserve_tone=False):
    """Stretch each band, so that its darkest pixel is black and its lightest white."""
    if cutoff or ignore is not None or mask is not None or preserve_tone:
        _refuse("autocontrast with cutoff, ignore, mask or preserve_tone")
    counts = image.histogram()
    table = []
    for first in range(0, len(counts), 256):
        used = [value for value in range(256) if counts[first + value]]
        low, high = (used[0], used[-1]) if used else (0, 0)
        if high <= low:
            table += range(256)
        else:
            factor = 255.0 / (high - low)
            table += [max(0, min(255, int(value * factor - low * factor))) for value in range(256)]
    return _by_table(image, table)


def equalize(image, mask=None):
    """Spread the values, so that each is about as frequent as the others."""
    if mask is not None:
        _refuse("equalize with a mask")
    counts = image.histogram()
    table = []
    for first in range(0, len(counts), 256):
        used = [count for count in counts[first : first + 256] if count]
        step = (sum(used) - used[-1]) // 255 if len(used) > 1 else 0
        if not step:
            table += range(256)
            continue
        sum_so_far = step // 2
        for value in range(256):
            table.append(min(255, sum_so_far // step))
            sum_so_far += counts[first + value]
    return _by_table(image, table)


def __getattr__(name):
    if name in ("colorize", "deform", "exif_transpose"):
        _refuse(f"ImageOps.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
