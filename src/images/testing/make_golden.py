"""Writes what Pillow makes of small images, for `images.test.ts` to be held against.

    python3 make_golden.py > golden.json          (Pillow 9.4 or later, with libjpeg-turbo)

Every case is `{op, in, args, out}`: an operation of `module.ts`, the image that goes in, and the bytes that come out. The images
are made of arithmetic, with edges, slopes and noise, so that they are the same everywhere.
"""

import base64
import io
import json
import math

from PIL import Image, ImageFilter


def noise(seed):
    while True:
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        yield seed >> 16 & 0xFF


def picture(mode, width, height, seed=1):
    """Something like a photograph: slopes, a disc with a hard edge, and noise."""
    random = noise(seed)
    bands = len(Image.new(mode, (1, 1)).getbands())
    values = bytearray()
    for y in range(height):
        for x in range(width):
            inside = math.hypot(x - width * 0.4, y - height * 0.5) < min(width, height) * 0.3
            for band in range(bands):
                value = 128 + 90 * math.sin((x * (band + 1) + y * 2) / 9.0) + next(random) % 32 - 16
                if inside:
                    value = 255 - value if band % 2 == 0 else 240
                values.append(max(0, min(255, int(value))))
    return Image.frombytes(mode, (width, height), bytes(values))


def text(data):
    return base64.b64encode(data).decode()


images = {}
cases = []


def add(name, image):
    images[name] = {"mode": image.mode, "width": image.width, "height": image.height, "bytes": text(image.tobytes())}
    return image


def case(op, source, out, **args):
    size = getattr(out, "size", None)
    data = out.tobytes() if size else out
    cases.append({"op": op, "in": source, "args": args, "size": size, "out": text(data)})


rgb = add("rgb", picture("RGB", 15, 11))
grey = add("grey", picture("L", 14, 13, 7))
rgba = add("rgba", picture("RGBA", 12, 9, 3))
la = add("la", picture("LA", 9, 8, 4))
cmyk = add("cmyk", picture("CMYK", 8, 7, 5))

FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4, "hamming": 5}
for filter, number in FILTERS.items():
    for size in ((7, 5), (20, 16), (15, 4)):
        case("resize", "rgb", rgb.resize(size, number), filter=filter, box=[0, 0, 15, 11])
    case("resize", "grey", grey.resize((10, 9), number, box=(2.5, 1.25, 12, 12.5)), filter=filter, box=[2.5, 1.25, 12, 12.5])
for factor in ((2, 2), (3, 4)):
    case("reduce", "rgb", rgb.reduce(factor), across=factor[0], down=factor[1])
for method in range(7):
    case("transpose", "rgb", rgb.transpose(method), method=method)
for name, number in (("nearest", 0), ("bilinear", 2), ("bicubic", 3)):
    for matrix in ((0.8, 0.3, -2.0, -0.25, 0.9, 4.0), (0.5, 0.0, 3.25, 0.0, 0.5, 2.75)):
        out = rgb.transform((14, 12), Image.AFFINE, matrix, number)
        case("affine", "rgb", out, matrix=matrix, interpolation=name)
for kernel in ("BLUR", "CONTOUR", "DETAIL", "EDGE_ENHANCE", "EMBOSS", "FIND_EDGES", "SHARPEN", "SMOOTH_MORE"):
    size, scale, offset, weights = getattr(ImageFilter, kernel).filterargs
    case("convolve", "rgb", rgb.filter(getattr(ImageFilter, kernel)), kernel=[w / scale for w in weights], offset=offset)
weights = [1, 2, 3, 4, 5, 6, 7, 8, 9]
case("convolve", "grey", grey.filter(ImageFilter.Kernel((3, 3), weights)), kernel=[w / 45 for w in weights], offset=0)
for radius in (1, 2.5, 30):
    case("box_blur", "rgb", rgb.filter(ImageFilter.BoxBlur(radius)), radius=radius)
for radius in (0.7, 2, 5):
    case("gaussian_blur", "rgb", rgb.filter(ImageFilter.GaussianBlur(radius)), radius=radius)
case("unsharp", "rgb", rgb.filter(ImageFilter.UnsharpMask(2, 150, 3)), radius=2, percent=150, threshold=3)
for filter in (ImageFilter.MinFilter, ImageFilter.MedianFilter, ImageFilter.MaxFilter):
    ranks = {"MinFilter": 0, "MedianFilter": 12, "MaxFilter": 24}
    case("rank_filter", "rgb", rgb.filter(filter(5)), size=5, rank=ranks[filter.__name__])

for name, image, targets in (
    ("grey", grey, ("LA", "RGB", "RGBA", "CMYK")),
    ("rgb", rgb, ("L", "LA", "RGBA", "CMYK", "YCbCr")),
    ("rgba", rgba, ("L", "LA", "RGB", "RGBa")),
    ("la", la, ("L", "RGB", "RGBA", "La")),
    ("cmyk", cmyk, ("RGB",)),
):
    for target in targets:
        case("convert", name, image.convert(target), **{"from": image.mode, "to": target})
ycc = add("ycc", rgb.convert("YCbCr"))
case("convert", "ycc", ycc.convert("RGB"), **{"from": "YCbCr", "to": "RGB"})
multiplied = add("multiplied", rgba.convert("RGBa"))
case("convert", "multiplied", multiplied.convert("RGBA"), **{"from": "RGBa", "to": "RGBA"})
case("dither", "grey", grey.convert("1").convert("L"))
other = add("other", picture("RGBA", 12, 9, 11))
case("composite", "rgba", Image.alpha_composite(rgba, other), above="other")
for share in (0.3, 1.7, -0.5):
    case("interpolate", "rgba", Image.blend(rgba, other, share), second="other", share=share)
mask = add("mask", picture("L", 12, 9, 13))
case("blend_with", "rgba", Image.composite(other, rgba, mask), over="other", mask="mask")

wide = add("wide", picture("RGB", 37, 29, 17))
for name, quality, subsampling, optimize in (
    ("rgb", 75, 2, False),
    ("rgb", 10, 1, False),
    ("wide", 95, 0, False),
    ("wide", 85, 2, True),
    ("wide", 75, 1, True),
    ("grey", 60, 2, False),
    ("grey", 100, 2, True),
):
    image = {"rgb": rgb, "wide": wide, "grey": grey}[name]
    file = io.BytesIO()
    # (Asked for by a number, Pillow writes it into the head of a grey file too, where it means nothing.)
    image.save(file, "JPEG", quality=quality, subsampling=-1 if image is grey else subsampling, optimize=optimize)
    sampling = ("4:4:4", "4:2:2", "4:2:0")[subsampling]
    case("encode_jpeg", name, file.getvalue(), quality=quality, subsampling=sampling, optimize=optimize)
for name, image, options in (
    ("grey", grey, {}),
    ("wide", wide, {"quality": 90, "subsampling": 0}),
    ("wide", wide, {"subsampling": 1}),
    ("wide", wide, {"subsampling": 2}),
    ("wide", wide, {"progressive": True, "quality": 60}),
    ("wide", wide, {"progressive": True, "quality": 98, "subsampling": 0}),
    ("grey", grey, {"progressive": True}),
    ("cmyk", cmyk, {"quality": 90}),
    ("narrow", picture("RGB", 3, 40, 19), {}),
):
    file = io.BytesIO()
    image.save(file, "JPEG", **options)
    decoded = Image.open(io.BytesIO(file.getvalue()))
    # (Pillow turns the colours of a CMYK file round; that is done in Python here as well.)
    data = bytes(255 - b for b in decoded.tobytes()) if image.mode == "CMYK" else decoded.tobytes()
    cases.append({"op": "decode_jpeg", "file": text(file.getvalue()), "args": options, "size": decoded.size, "out": text(data)})

print(json.dumps({"images": images, "cases": cases}, separators=(",", ":")))
