"""JPEG: baseline and progressive are read, baseline is written, the same bytes as libjpeg's."""

from . import _refuse
from ._core import at, at_bytes, imaging, make, taken
from .ImageFile import ImageFile, opener, read_exactly

_MODES = {1: "L", 3: "RGB", 4: "CMYK"}


class JpegImageFile(ImageFile):
    format = "JPEG"
    format_description = "JPEG (ISO 10918)"

    def _read_head(self, fp):
        """Marker after marker, up to the first scan."""
        if read_exactly(fp, 2) != b"\xff\xd8":
            raise SyntaxError("not a JPEG file")
        profile = []
        while True:
            while read_exactly(fp, 1) != b"\xff":
                pass
            marker = 0xFF
            while marker == 0xFF:
                marker = read_exactly(fp, 1)[0]
            if marker == 0xDA:
                break
            if marker in (0, 1) or 0xD0 <= marker <= 0xD9:
                continue
            length = int.from_bytes(read_exactly(fp, 2), "big")
            self._segment(marker, read_exactly(fp, length - 2), profile)
        if not self._mode:
            raise SyntaxError("a scan without a frame")
        if profile:
            self.info["icc_profile"] = b"".join(part for _, part in sorted(profile))
        if "dpi" not in self.info and "jfif" not in self.info and "exif" in self.info:
            self.info["dpi"] = (72, 72)

    def _segment(self, marker, data, profile):
        info = self.info
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            self._size = (int.from_bytes(data[3:5], "big"), int.from_bytes(data[1:3], "big"))
            if data[0] != 8:
                raise SyntaxError(f"cannot handle {data[0]}-bit layers")
            if data[5] not in _MODES:
                raise SyntaxError(f"cannot handle {data[5]}-layer images")
            self._mode = _MODES[data[5]]
            self.layer = [(*data[i : i + 1], data[i + 1] >> 4, data[i + 1] & 15, data[i + 2]) for i in range(6, len(data), 3)]
            self.bits, self.layers = data[0], data[5]
            if marker in (0xC2, 0xC6, 0xCA, 0xCE):
                info["progressive"] = info["progression"] = 1
        elif marker == 0xE0 and data.startswith(b"JFIF"):
            version = int.from_bytes(data[5:7], "big")
            info["jfif"] = version
            info["jfif_version"] = divmod(version, 256)
            unit, density = data[7], (int.from_bytes(data[8:10], "big"), int.from_bytes(data[10:12], "big"))
            if unit == 1:
                info["dpi"] = density
            elif unit == 2:
                info["dpi"] = tuple(value * 2.54 for value in density)
            info["jfif_unit"] = unit
            info["jfif_density"] = density
        elif marker == 0xE1 and data.startswith(b"Exif\0\0"):
            info.setdefault("exif", data)
        elif marker == 0xE2 and data.startswith(b"ICC_PROFILE\0"):
            profile.append((data[12], data[14:]))
        elif marker == 0xEE and data.startswith(b"Adobe"):
            info["adobe"] = int.from_bytes(data[5:7], "big")
            if len(data) > 11:
                info["adobe_transform"] = data[11]
        elif marker == 0xFE:
            info["comment"] = data

    def _decode(self, fp):
        fp.seek(0)
        file = fp.read()
        width, height = self._size
        bands = len(self.getbands())
        pixels = make(width * height * bands)
        status = imaging.decode_jpeg(at_bytes(file), len(file), at(pixels), width, height, bands)
        if status == 2:
            raise OSError("image file is truncated")
        if status == 3:
            _refuse("reading this kind of JPEG (arithmetic coding, lossless, 12 bits)")
        if status != 0:
            raise OSError("broken data stream when reading image file")
        if self._mode == "CMYK":
            # Such files hold how much light there is, not how much ink.
            turned = bytes(range(255, -1, -1))
            pixels = pixels.__class__("B", pixels.tobytes().translate(turned))
        return pixels


_open = opener(JpegImageFile)

_SUBSAMPLING = {-1: "4:2:0", 0: "4:4:4", 1: "4:2:2", 2: "4:2:0"}
_REFUSED = ("exif", "icc_profile", "progressive", "progression", "qtables", "streamtype", "smooth", "comment", "extra", "keep_rgb")


def _save(image, fp, params):
    for name in _REFUSED:
        if params.get(name):
            _refuse(f"saving JPEG with {name}")
    if image.mode == "CMYK":
        _refuse("saving JPEG in mode CMYK")
    if image.mode not in ("1", "L", "RGB", "YCbCr"):
        raise OSError(f"cannot write mode {image.mode} as JPEG")
    width, height = image.size
    if width == 0 or height == 0:
        raise ValueError("cannot write empty image as JPEG")
    if width > 65500 or height > 65500:
        raise OSError("encoder error -2 when writing image file")
    quality = params.get("quality", -1)
    subsampling = params.get("subsampling", -1)
    if quality == "keep" or isinstance(quality, str) or subsampling == "keep":
        _refuse(f"saving JPEG with quality={quality!r}, subsampling={subsampling!r}")
    if not isinstance(quality, int):
        raise ValueError("Invalid quality setting")
    quality = 75 if quality in (-1, 0) else quality
    subsampling = _SUBSAMPLING.get(subsampling, subsampling)
    if subsampling not in ("4:4:4", "4:2:2", "4:2:0"):
        raise ValueError(f"Invalid subsampling setting: {subsampling!r}")
    dpi = [round(value) for value in params.get("dpi", (0, 0))]
    if image.mode == "YCbCr":
        image = image.convert("RGB")
    pixels = image._pixels()
    bands = 3 if image.mode == "RGB" else 1
    optimize = bool(params.get("optimize", False))
    fp.write(taken(imaging.encode_jpeg(at(pixels), width, height, bands, quality, subsampling, optimize, *dpi)))


