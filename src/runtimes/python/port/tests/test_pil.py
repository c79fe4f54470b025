"""The stand-in for Pillow (`packages/PIL`): what programs may expect of it.

Natively the same tests run on the real Pillow (9.4 or later, with libjpeg-turbo), so that it can be asked what is right:
`python3 test_pil.py`. Checksums are of bytes that both give; where the two may differ, a test says by how much.
"""

import copy
import io
import math
import multiprocessing
import os
import pickle
import sys
import tempfile
import threading
import unittest
import zlib
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

try:
    import PIL
    from PIL import Image, ImageColor, ImageEnhance, ImageFilter, ImageOps, UnidentifiedImageError
except ModuleNotFoundError:
    raise unittest.SkipTest("Pillow is not installed here") from None

HERE = sys.platform == "emscripten"

RECORDING = "RECORD" in os.environ
"""Natively: print what this Pillow gives, to be put into EXPECTED."""

recorded = {}


def tearDownModule():
    if RECORDING:
        for name, value in recorded.items():
            print(f'    "{name}": {value:#010x},')


class PillowTest(unittest.TestCase):
    def assertGives(self, name, value, delta=0):
        """Holds a checksum, or a sum of values that may be `delta` away, against Pillow's own."""
        if RECORDING:
            recorded[name] = value
        else:
            self.assertAlmostEqual(value, EXPECTED[name], delta=delta, msg=name)


def picture(mode="RGB", size=(61, 47)):
    """Slopes, an edge and something like noise."""
    width, height = size
    bands = len(Image.new(mode, (1, 1)).getbands())
    values = bytearray()
    for y in range(height):
        for x in range(width):
            for band in range(bands):
                value = 120 + 80 * math.sin((x * (band + 1) + 2 * y) / 11) + (x * 7919 + y * 104729 + band * 31) % 29
                values.append(int(value if (x - 30) ** 2 + (y - 20) ** 2 > 150 else 250 - value / 2))
    return Image.frombytes(mode, size, bytes(values))


def checksum(image):
    return zlib.crc32(image.tobytes())


def reopened(image, format, **options):
    """The image as it is after having been in a file."""
    file = io.BytesIO()
    image.save(file, format, **options)
    file.seek(0)
    return Image.open(file)


def farthest(one, other):
    """The largest distance between two images' values."""
    return max(abs(a - b) for a, b in zip(one.tobytes(), other.tobytes(), strict=True))


class MakingTest(PillowTest):
    def test_a_new_image_is_black_unless_a_colour_is_given(self):
        self.assertEqual(Image.new("RGB", (2, 1)).tobytes(), bytes(6))
        self.assertEqual(Image.new("RGBA", (1, 1)).getpixel((0, 0)), (0, 0, 0, 0))
        self.assertEqual(Image.new("L", (2, 2), 7).tobytes(), b"\7\7\7\7")
        self.assertEqual(Image.new("RGB", (1, 1), (1, 2, 3)).getpixel((0, 0)), (1, 2, 3))
        self.assertEqual(Image.new("RGBA", (1, 1), (1, 2, 3)).getpixel((0, 0)), (1, 2, 3, 255))
        self.assertEqual(Image.new("RGB", (1, 1), 0x030201).getpixel((0, 0)), (1, 2, 3))

    def test_colours_have_names(self):
        for color, rgb in (
            ("red", (255, 0, 0)),
            ("RebeccaPurple", (102, 51, 153)),
            ("#0f8", (0, 255, 136)),
            ("#11223344", (17, 34, 51, 68)),
            ("rgb(1, 2, 3)", (1, 2, 3)),
            ("rgb(100%,0%,50%)", (255, 0, 128)),
            ("hsl(120, 100%, 50%)", (0, 255, 0)),
        ):
            self.assertEqual(ImageColor.getrgb(color), rgb)
        self.assertEqual(Image.new("L", (1, 1), "white").getpixel((0, 0)), 255)
        with self.assertRaisesRegex(ValueError, "unknown color specifier"):
            Image.new("RGB", (1, 1), "reddish")

    def test_knows_its_size_and_mode(self):
        image = Image.new("RGBA", (5, 3))
        self.assertEqual((image.size, image.width, image.height), ((5, 3), 5, 3))
        self.assertEqual((image.mode, image.getbands()), ("RGBA", ("R", "G", "B", "A")))
        self.assertEqual((image.format, image.info), (None, {}))
        self.assertRegex(repr(image), r"<PIL\.Image\.Image image mode=RGBA size=5x3 at 0x[0-9A-F]+>")

    def test_refuses_sizes_and_modes_that_make_no_sense(self):
        with self.assertRaises(ValueError):
            Image.new("RGB", (-1, 2))
        with self.assertRaises(ValueError):
            Image.new("RGB", 5)
        with self.assertRaises(ValueError):
            Image.new("WRONG", (1, 1))

    def test_takes_pixels_from_bytes_and_gives_them_back(self):
        for mode, bands in (("L", 1), ("LA", 2), ("RGB", 3), ("RGBA", 4), ("CMYK", 4)):
            data = bytes(range(6 * bands))
            image = Image.frombytes(mode, (3, 2), data)
            self.assertEqual(image.tobytes(), data)
            self.assertEqual(image, Image.frombytes(mode, (3, 2), data))
        self.assertEqual(Image.frombytes("1", (10, 2), b"\xaa\x80\x55\x40").tobytes(), b"\xaa\x80\x55\x40")
        with self.assertRaisesRegex(ValueError, "not enough image data"):
            Image.frombytes("RGB", (2, 2), bytes(11))

    def test_images_are_equal_when_all_of_them_is(self):
        image = picture()
        self.assertEqual(image, image.copy())
        self.assertNotEqual(image, image.convert("RGBA"))
        self.assertNotEqual(image, picture(size=(61, 46)))
        other = image.copy()
        other.putpixel((3, 4), (0, 0, 0))
        self.assertNotEqual(image, other)
        self.assertEqual(copy.copy(image), image)
        self.assertEqual(copy.deepcopy(image), image)


class PixelTest(PillowTest):
    def test_single_pixels_can_be_read_and_set(self):
        image = Image.new("RGB", (4, 3))
        image.putpixel((3, 2), (9, 8, 7))
        self.assertEqual(image.getpixel((3, 2)), (9, 8, 7))
        self.assertEqual(image.getpixel((-1, -1)), (9, 8, 7))
        pixels = image.load()
        pixels[0, 1] = (1, 2, 3)
        self.assertEqual(pixels[0, 1], (1, 2, 3))
        for outside in ((4, 0), (0, 3), (-5, 0)):
            with self.assertRaises(IndexError):
                image.getpixel(outside)

    def test_all_pixels_come_as_numbers_or_tuples(self):
        image = Image.frombytes("RGB", (2, 1), b"\1\2\3\4\5\6")
        self.assertEqual(list(image.getdata()), [(1, 2, 3), (4, 5, 6)])
        self.assertEqual(list(image.getdata(1)), [2, 5])
        image.putdata([(6, 5, 4), (3, 2, 1)])
        self.assertEqual(image.tobytes(), b"\6\5\4\3\2\1")
        grey = Image.new("L", (3, 1))
        grey.putdata([1, 2, 300])
        self.assertEqual(list(grey.getdata()), [1, 2, 255])

    def test_bands_can_be_taken_apart_and_put_together(self):
        image = picture("RGBA")
        bands = image.split()
        self.assertEqual([band.mode for band in bands], ["L"] * 4)
        self.assertEqual(Image.merge("RGBA", bands), image)
        self.assertEqual(image.getchannel("G"), bands[1])
        self.assertEqual(image.getchannel(3), bands[3])
        with self.assertRaises(ValueError):
            image.getchannel("Z")

    def test_values_go_through_a_table_or_a_function(self):
        grey = picture("L")
        self.assertEqual(grey.point(lambda value: 255 - value), ImageOps.invert(grey))
        self.assertEqual(grey.point([value // 2 for value in range(256)]).getpixel((0, 0)), grey.getpixel((0, 0)) // 2)
        white = grey.point(lambda value: 255 if value > 128 else 0, "1")
        self.assertEqual(white.mode, "1")
        self.assertEqual(set(white.getdata()), {0, 255})

    def test_counts_values(self):
        image = Image.frombytes("RGB", (2, 1), b"\1\2\3\1\5\6")
        counts = image.histogram()
        self.assertEqual(len(counts), 768)
        self.assertEqual((counts[1], counts[256 + 2], counts[512 + 6], sum(counts)), (2, 1, 1, 6))
        self.assertEqual(image.getextrema(), ((1, 1), (2, 5), (3, 6)))
        self.assertEqual(image.convert("L").getextrema(), (2, 4))
        self.assertEqual(sorted(image.getcolors()), [(1, (1, 2, 3)), (1, (1, 5, 6))])

    def test_finds_the_box_around_what_is_not_black(self):
        image = Image.new("L", (9, 7))
        self.assertIsNone(image.getbbox())
        image.putpixel((2, 3), 1)
        image.putpixel((5, 4), 1)
        self.assertEqual(image.getbbox(), (2, 3, 6, 5))


class ConvertTest(PillowTest):
    def test_grey_is_the_luma_of_itu_r_601(self):
        for rgb in ((255, 0, 0), (0, 255, 0), (0, 0, 255), (10, 200, 77)):
            grey = Image.new("RGB", (1, 1), rgb).convert("L").getpixel((0, 0))
            self.assertLessEqual(abs(grey - (rgb[0] * 299 + rgb[1] * 587 + rgb[2] * 114) / 1000), 0.51)

    def test_goes_from_mode_to_mode(self):
        image = picture()
        self.assertEqual(image.convert("RGBA").convert("RGB"), image)
        self.assertEqual(image.convert("RGBA").getchannel("A").getextrema(), (255, 255))
        self.assertEqual(image.convert("CMYK").convert("RGB"), image)
        self.assertEqual(image.convert("L").convert("RGB").getchannel(2), image.convert("L"))
        self.assertEqual(image.convert("LA").getbands(), ("L", "A"))
        self.assertGives("rgba by way of la", checksum(picture("RGBA").convert("LA").convert("RGBA")))
        # Pillow's YCbCr is coarser than JPEG's, which serves here.
        self.assertLessEqual(farthest(image.convert("YCbCr").convert("RGB"), image), 3)

    def test_black_and_white_hands_errors_on_or_cuts(self):
        grey = picture("L")
        self.assertGives("dither", checksum(grey.convert("1")))
        cut = grey.convert("1", dither=Image.Dither.NONE)
        self.assertEqual([value >= 128 for value in grey.getdata()], [value == 255 for value in cut.getdata()])

    def test_a_palette_is_looked_up(self):
        image = picture("L").convert("P")
        self.assertEqual(image.convert("L"), picture("L"))
        self.assertEqual(image.convert("RGB").split()[1], picture("L"))


class SizeTest(PillowTest):
    def test_resizes_as_pillow_does_to_the_byte(self):
        image = picture()
        for filter in Image.Resampling:
            with self.subTest(filter=filter):
                self.assertEqual(image.resize((19, 13), filter).size, (19, 13))
                self.assertGives(f"smaller {filter.name}", checksum(image.resize((19, 13), filter)))
                self.assertGives(f"larger {filter.name}", checksum(image.resize((100, 90), filter)))

    def test_resizes_a_part(self):
        image = picture()
        part = image.resize((20, 20), Image.LANCZOS, box=(10.5, 3.25, 50, 40))
        self.assertGives("part", checksum(part))
        whole = image.crop((10, 5, 30, 25)).resize((7, 7), Image.BOX)
        self.assertLessEqual(farthest(image.resize((7, 7), Image.BOX, box=(10, 5, 30, 25)), whole), 1)

    def test_colours_of_transparent_pixels_do_not_show(self):
        image = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
        image.paste((0, 0, 255, 255), (0, 0, 2, 4))
        red = image.resize((2, 2), Image.BILINEAR).getchannel("R").getextrema()
        self.assertEqual(red[0], 0)
        self.assertLessEqual(red[1], 1)

    def test_the_same_size_is_a_copy(self):
        image = picture()
        same = image.resize(image.size)
        self.assertEqual(same, image)
        self.assertIsNot(same, image)

    def test_refuses_sizes_filters_and_boxes_that_make_no_sense(self):
        image = picture()
        with self.assertRaises(ValueError):
            image.resize((0, 5))
        with self.assertRaisesRegex(ValueError, "Unknown resampling filter"):
            image.resize((5, 5), 17)
        with self.assertRaisesRegex(ValueError, "exceed"):
            image.resize((5, 5), box=(0, 0, 100, 10))

    def test_a_thumbnail_keeps_the_shape_and_never_grows(self):
        for size, wanted in (((30, 30), (30, 23)), ((20, 5), (6, 5)), ((500, 500), (61, 47)), ((61, 10), (13, 10))):
            image = picture()
            self.assertIsNone(image.thumbnail(size))
            self.assertEqual(image.size, wanted)
        image = picture(size=(301, 203))
        image.thumbnail((40, 40))
        self.assertLessEqual(farthest(image, picture(size=(301, 203)).resize((40, 27), Image.BICUBIC)), 12)

    def test_reduces_by_whole_numbers(self):
        image = Image.frombytes("L", (4, 2), bytes((0, 2, 10, 20, 4, 6, 30, 40)))
        self.assertEqual(image.reduce(2).tobytes(), bytes((3, 25)))
        self.assertEqual(picture().reduce((3, 2)).size, (21, 24))

    def test_crops_also_beyond_the_edge(self):
        image = picture()
        part = image.crop((10, 20, 15, 22))
        self.assertEqual(part.size, (5, 2))
        self.assertEqual(part.getpixel((4, 1)), image.getpixel((14, 21)))
        beyond = image.crop((-2, -1, 3, 3))
        self.assertEqual((beyond.size, beyond.getpixel((0, 0)), beyond.getpixel((2, 1))), ((5, 4), (0, 0, 0), image.getpixel((0, 0))))
        with self.assertRaises(ValueError):
            image.crop((5, 5, 1, 9))


class TurnTest(PillowTest):
    def test_mirrors_and_turns_by_quarters(self):
        image = Image.frombytes("L", (3, 2), b"abcdef")
        for method, data in (
            (Image.Transpose.FLIP_LEFT_RIGHT, b"cbafed"),
            (Image.Transpose.FLIP_TOP_BOTTOM, b"defabc"),
            (Image.Transpose.ROTATE_90, b"cfbead"),
            (Image.Transpose.ROTATE_180, b"fedcba"),
            (Image.Transpose.ROTATE_270, b"daebfc"),
            (Image.Transpose.TRANSPOSE, b"adbecf"),
            (Image.Transpose.TRANSVERSE, b"fcebda"),
        ):
            self.assertEqual(image.transpose(method).tobytes(), data, method)
        self.assertEqual(image.transpose(Image.ROTATE_90).size, (2, 3))
        self.assertEqual(image.rotate(90, expand=True), image.transpose(Image.ROTATE_90))
        self.assertEqual(image.rotate(180), image.transpose(Image.ROTATE_180))

    def test_turns_by_any_angle_as_pillow_does(self):
        image = picture()
        self.assertGives("rotate nearest", checksum(image.rotate(33)))
        self.assertGives("rotate bilinear", checksum(image.rotate(-15, Image.Resampling.BILINEAR)))
        self.assertGives("rotate bicubic", checksum(image.rotate(123.4, Image.Resampling.BICUBIC, fillcolor="orange")))
        turned = image.rotate(45, expand=True, fillcolor=(1, 2, 3))
        self.assertEqual((turned.size, turned.getpixel((0, 0))), ((77, 77), (1, 2, 3)))
        self.assertGives("rotate about a corner", checksum(image.rotate(10, center=(0, 0), translate=(5, 6))))
        self.assertGives("rotate with alpha", checksum(picture("RGBA").rotate(20, Image.BICUBIC, expand=1)))


class FilterTest(PillowTest):
    def test_kernels_come_within_one_level_of_pillows(self):
        # Sums of the values: Pillow adds in single precision.
        image = picture()
        for name in ("BLUR", "CONTOUR", "DETAIL", "EDGE_ENHANCE", "EMBOSS", "FIND_EDGES", "SHARPEN", "SMOOTH", "SMOOTH_MORE"):
            with self.subTest(filter=name):
                self.assertGives(name, sum(image.filter(getattr(ImageFilter, name)).tobytes()), delta=9)

    def test_blurs_as_pillow_does_to_the_byte(self):
        image = picture()
        self.assertGives("box blur", checksum(image.filter(ImageFilter.BoxBlur(2))))
        self.assertGives("gaussian blur", checksum(image.filter(ImageFilter.GaussianBlur(1.5))))
        self.assertGives("unsharp mask", checksum(image.filter(ImageFilter.UnsharpMask())))
        self.assertGives("median", checksum(image.filter(ImageFilter.MedianFilter(3))))
        self.assertEqual(image.filter(ImageFilter.GaussianBlur(0)), image)

    def test_takes_a_kernel_of_ones_own(self):
        image = picture("L")
        still = ImageFilter.Kernel((3, 3), (0, 0, 0, 0, 1, 0, 0, 0, 0))
        self.assertEqual(image.filter(still), image)
        with self.assertRaises(ValueError):
            ImageFilter.Kernel((3, 3), (1, 2))

    def test_refuses_what_is_no_filter(self):
        with self.assertRaises(TypeError):
            picture().filter(3)


class SeveralTest(PillowTest):
    def test_pastes_images_and_colours_and_cuts_them_off_at_the_edge(self):
        image = Image.new("RGB", (6, 5))
        image.paste("red", (1, 1, 3, 3))
        self.assertEqual([image.getpixel(xy) for xy in ((0, 0), (1, 1), (2, 2), (3, 3))], [(0, 0, 0), (255, 0, 0), (255, 0, 0), (0, 0, 0)])
        image.paste(Image.new("RGB", (4, 4), "blue"), (4, -2))
        self.assertEqual((image.getpixel((5, 1)), image.getpixel((4, 2)), image.getpixel((3, 0))), ((0, 0, 255), (0, 0, 0), (0, 0, 0)))
        with self.assertRaises(ValueError):
            image.paste(Image.new("RGB", (4, 4)), (0, 0, 3, 3))

    def test_a_mask_lets_through(self):
        image = Image.new("RGB", (3, 1), "white")
        mask = Image.frombytes("L", (3, 1), b"\0\x80\xff")
        image.paste((100, 0, 0), (0, 0), mask)
        self.assertEqual(list(image.getdata()), [(255, 255, 255), (177, 127, 127), (100, 0, 0)])

    def test_blends_and_lays_over(self):
        one, other = picture("RGBA"), picture("RGBA").transpose(Image.FLIP_LEFT_RIGHT)
        self.assertGives("blend", checksum(Image.blend(one, other, 0.3)))
        self.assertGives("alpha composite", checksum(Image.alpha_composite(one, other)))
        self.assertGives("composite", checksum(Image.composite(one, other, picture("L"))))
        self.assertEqual(Image.blend(one, other, 0.0), one)
        with self.assertRaises(ValueError):
            Image.blend(one, other.crop((0, 0, 3, 3)), 0.5)

    def test_operations_and_enhancers(self):
        image = picture()
        self.assertEqual(ImageOps.grayscale(image), image.convert("L"))
        self.assertEqual(ImageOps.invert(ImageOps.invert(image)), image)
        self.assertEqual(ImageOps.mirror(image), image.transpose(Image.FLIP_LEFT_RIGHT))
        self.assertEqual(ImageOps.flip(image), image.transpose(Image.FLIP_TOP_BOTTOM))
        self.assertGives("fit", checksum(ImageOps.fit(image, (30, 30))))
        self.assertEqual(ImageOps.contain(image, (30, 30)).size, (30, 23))
        self.assertEqual(ImageOps.pad(image, (30, 30), color="red").getpixel((0, 0)), (255, 0, 0))
        self.assertEqual(ImageOps.expand(image, 2, "white").size, (65, 51))
        self.assertGives("autocontrast", checksum(ImageOps.autocontrast(image)))
        self.assertGives("equalize", checksum(ImageOps.equalize(image)))
        self.assertGives("posterize", checksum(ImageOps.posterize(image, 3)))
        for name in ("Color", "Contrast", "Brightness", "Sharpness"):
            with self.subTest(enhancer=name):
                enhancer = getattr(ImageEnhance, name)(image)
                self.assertEqual(enhancer.enhance(1.0), image)
                self.assertGives(name, sum(enhancer.enhance(1.6).tobytes()), delta=9)


class FileTest(PillowTest):
    def test_png_gives_back_what_it_was_given(self):
        for mode in ("1", "L", "LA", "RGB", "RGBA", "P"):
            image = picture("L").convert(mode) if mode in ("1", "P") else picture(mode)
            with self.subTest(mode=mode):
                for options in ({}, {"optimize": True}, {"compress_level": 0}):
                    back = reopened(image, "PNG", **options)
                    self.assertEqual((back.format, back.mode, back.size), ("PNG", mode, image.size))
                    self.assertEqual(back.tobytes(), image.tobytes())

    def test_jpeg_is_the_same_file_as_pillows(self):
        for name, image, options in (
            ("jpeg", picture(), {}),
            ("jpeg 85", picture(), {"quality": 85}),
            ("jpeg optimized", picture(), {"quality": 95, "subsampling": 0, "optimize": True}),
            ("jpeg grey", picture("L"), {"quality": 30}),
            ("jpeg with dpi", picture(), {"dpi": (300, 300), "subsampling": "4:2:2"}),
        ):
            with self.subTest(name):
                file = io.BytesIO()
                image.save(file, "JPEG", **options)
                self.assertGives(name, zlib.crc32(file.getvalue()))

    def test_jpeg_is_read_as_pillow_reads_it(self):
        back = reopened(picture(), "JPEG", quality=85)
        self.assertEqual((back.format, back.mode, back.size), ("JPEG", "RGB", (61, 47)))
        self.assertGives("jpeg read", checksum(back))
        self.assertGives("jpeg grey read", checksum(reopened(picture("L"), "JPEG")))
        self.assertEqual(reopened(picture(), "JPEG", dpi=(300, 300)).info["dpi"], (300, 300))

    def test_opening_reads_only_the_head(self):
        file = io.BytesIO()
        picture().save(file, "JPEG")
        for cut, error in ((700, None), (100, OSError)):
            with self.subTest(cut=cut):
                part = io.BytesIO(file.getvalue()[:cut])
                if error is not None:
                    with self.assertRaises(error):
                        Image.open(part)
                    continue
                image = Image.open(part)
                self.assertEqual(image.size, (61, 47))
                with self.assertRaisesRegex(OSError, "truncated"):
                    image.load()

    def test_what_is_no_image_is_not_identified(self):
        for data in (b"", b"no image at all, only words", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
            with self.assertRaisesRegex(UnidentifiedImageError, "cannot identify image file"):
                Image.open(io.BytesIO(data))
        self.assertTrue(issubclass(UnidentifiedImageError, OSError))
        with self.assertRaises(FileNotFoundError):
            Image.open("/there/is/no/such.png")

    def test_files_are_told_by_their_names(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, format in (("a.png", "PNG"), ("b.jpg", "JPEG"), ("c.JPEG", "JPEG")):
                path = os.path.join(folder, name)
                picture().save(path)
                with Image.open(path) as image:
                    self.assertEqual((image.format, image.filename), (format, path))
                    self.assertEqual(image.size, (61, 47))
            with self.assertRaisesRegex(ValueError, "unknown file extension"):
                picture().save(os.path.join(folder, "d.unknown"))
            with self.assertRaisesRegex(OSError, "cannot write mode RGBA as JPEG"):
                picture("RGBA").save(os.path.join(folder, "e.jpg"))
            self.assertEqual(sorted(os.listdir(folder)), ["a.png", "b.jpg", "c.JPEG"])

    def test_a_context_closes_the_file_and_leaves_the_pixels(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.png")
            picture().save(path)
            with Image.open(path) as image:
                image.load()
            self.assertEqual(image.getpixel((0, 0)), picture().getpixel((0, 0)))
            with Image.open(path) as image:
                pass
            with self.assertRaises((ValueError, AttributeError)):
                image.load()
            image = Image.open(path)
            image.close()
            with self.assertRaises((ValueError, AttributeError)):
                image.load()

    def test_verify_finds_damage(self):
        file = io.BytesIO()
        picture().save(file, "PNG")
        data = bytearray(file.getvalue())
        Image.open(io.BytesIO(bytes(data))).verify()
        data[-30] ^= 1
        with self.assertRaises((SyntaxError, OSError)):
            Image.open(io.BytesIO(bytes(data))).verify()

    def test_gif_and_bmp_are_read(self):
        # Four by two pixels: red, green, blue and white, and the same turned round.
        gif = bytes.fromhex(
            "47494638396104000200910000ff000000ff000000ffffffff21f90400000000002c00000000040002000002058404866115003b"
        )
        bmp = bytes.fromhex(
            "424d3e000000000000003600000028000000020000000200000001001800000000000800000000000000000000000000000000000000"
            "ff0000ffffff00000000ff00ff000000"
        )
        bmp = bmp[:2] + (len(bmp)).to_bytes(4, "little") + bmp[6:]
        image = Image.open(io.BytesIO(bmp))
        self.assertEqual((image.format, image.mode, image.size), ("BMP", "RGB", (2, 2)))
        self.assertEqual(list(image.getdata()), [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)])
        image = Image.open(io.BytesIO(gif))
        self.assertEqual((image.format, image.mode, image.size), ("GIF", "P", (4, 2)))

    def test_webp_is_read(self):
        clear = bytes.fromhex(
            "5249464630000000574542505650384c240000002f088001100f700aa82bf89ec2e341ffc103056ddb300a7f9805f2361011fd0f63f48c01"
        )
        image = Image.open(io.BytesIO(clear))
        self.assertEqual((image.format, image.mode, image.size), ("WEBP", "RGBA", (9, 7)))
        self.assertEqual(image.getpixel((3, 3)), (10, 20, 30, 255))
        # A browser multiplies colours by their alpha and divides them again.
        for given, wanted in zip(image.getpixel((0, 0)), (200, 100, 50, 64), strict=True):
            self.assertLessEqual(abs(given - wanted), 2)
        lossy = bytes.fromhex(
            "5249464674000000574542505650382068000000b003009d012a14000e003eb5489e49a72422a1300800e016896c009d0f7ffd26ee955047"
            "c00000f75debf9f27bc8abf4b3a22f7cd21af73eadbddfc16e9f5af1a40912dffb95c47b7ec9af0c3aff70b8ff897c045d79233b17dc2473"
            "481e6cea0ba903ef4be7c000"
        )
        image = Image.open(io.BytesIO(lossy))
        self.assertEqual((image.format, image.mode, image.size), ("WEBP", "RGB", (20, 14)))
        # A browser may make colours of chroma in its own way.
        for xy, color in (((0, 0), (192, 105, 52)), ((8, 7), (29, 208, 141))):
            self.assertLessEqual(max(abs(a - b) for a, b in zip(image.getpixel(xy), color, strict=True)), 4)
        with self.assertRaises(OSError):
            Image.open(io.BytesIO(lossy[:60])).load()
        with ThreadPoolExecutor(4) as pool:
            images = list(pool.map(lambda _: Image.open(io.BytesIO(clear)).copy(), range(8)))
        self.assertTrue(all(checksum(image) == checksum(images[0]) for image in images))

    def test_pickles_with_its_pixels(self):
        for image in (picture(), picture("RGBA"), reopened(picture(), "PNG"), picture("L").convert("P")):
            back = pickle.loads(pickle.dumps(image))
            self.assertEqual(back, image)
            self.assertEqual(back.format, image.format)


def shrink(data):
    image = Image.open(io.BytesIO(data))
    image = image.resize((30, 30), Image.LANCZOS)
    file = io.BytesIO()
    image.save(file, format="JPEG", quality=85)
    return file.getvalue()


def shrink_image(image):
    return os.getpid(), image.resize((30, 30), Image.LANCZOS)


class ConcurrencyTest(PillowTest):
    def files(self, count):
        made = []
        for i in range(count):
            file = io.BytesIO()
            picture(size=(120 + i, 90)).save(file, "JPEG")
            made.append(file.getvalue())
        return made

    def test_threads_each_with_their_images(self):
        files = self.files(8)
        with ThreadPoolExecutor(4) as pool:
            self.assertEqual(list(pool.map(shrink, files)), [shrink(file) for file in files])

    def test_twenty_images_on_two_processes(self):
        files = self.files(20)
        with ProcessPoolExecutor(2) as pool:
            self.assertEqual(list(pool.map(shrink, files)), [shrink(file) for file in files])

    def test_images_themselves_travel_between_processes(self):
        images = [picture(size=(50 + i, 40)) for i in range(6)]
        with multiprocessing.Pool(2) as pool:
            for image, (pid, small) in zip(images, pool.map(shrink_image, images), strict=True):
                self.assertNotEqual(pid, os.getpid())
                self.assertEqual(small, image.resize((30, 30), Image.LANCZOS))

    def test_one_image_read_by_several_threads(self):
        image = reopened(picture(), "PNG")
        image.load()
        sums = []
        threads = [threading.Thread(target=lambda i=i: sums.append(checksum(image.rotate(i * 90)))) for i in (0, 2, 4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(sums), sorted([checksum(image), checksum(image), checksum(image.rotate(180))]))


@unittest.skipUnless(HERE, "of the stand-in alone")
class StandInTest(PillowTest):
    def test_says_what_it_is(self):
        self.assertTrue(PIL.__version__.endswith("+interleave"))

    def test_names_what_it_does_not_do(self):
        image = picture()
        file = io.BytesIO()
        for feature, attempt in (
            ("ImageDraw", lambda: PIL.ImageDraw),
            ("Image.quantize", lambda: image.quantize(16)),
            ("Image.show", lambda: image.show()),
            ("fromarray", lambda: Image.fromarray([])),
            ("mode F", lambda: Image.new("F", (1, 1))),
            ("mode I;16", lambda: Image.new("I;16", (1, 1))),
            ("progressive", lambda: image.save(file, "JPEG", progressive=True)),
            ("GIF", lambda: image.save(file, "GIF")),
            ("TIFF", lambda: Image.open(io.BytesIO(b"II*\0" + bytes(20)))),
            ("exif_transpose", lambda: ImageOps.exif_transpose(image)),
        ):
            with self.subTest(feature=feature), self.assertRaisesRegex(NotImplementedError, "stand-in") as caught:
                attempt()
            self.assertIn(feature, str(caught.exception))
        with self.assertRaises(NotImplementedError):
            from PIL import ImageDraw  # noqa: F401

    def test_has_no_names_that_pillow_has_not(self):
        self.assertFalse(hasattr(picture(), "no_such_thing"))
        with self.assertRaises(AttributeError):
            Image.ANTIALIAS  # noqa: B018 (gone since Pillow 10)


EXPECTED = {
    "dither": 0x223136ba,
    "rgba by way of la": 0x062c1dca,
    "jpeg read": 0x8ae3fb59,
    "jpeg grey read": 0xeb8140f0,
    "jpeg": 0xe2434c7d,
    "jpeg 85": 0xca69ba11,
    "jpeg optimized": 0xd6c0c8ca,
    "jpeg grey": 0xccdb5f98,
    "jpeg with dpi": 0x33e65f47,
    "box blur": 0x83f2a9fa,
    "gaussian blur": 0x7b88a391,
    "unsharp mask": 0x1dc7362b,
    "median": 0xd36382f3,
    "BLUR": 0x001272ae,
    "CONTOUR": 0x001c2db9,
    "DETAIL": 0x00126f44,
    "EDGE_ENHANCE": 0x00124bf0,
    "EMBOSS": 0x0010dcb2,
    "FIND_EDGES": 0x000568db,
    "SHARPEN": 0x00126f54,
    "SMOOTH": 0x001270dc,
    "SMOOTH_MORE": 0x00127142,
    "blend": 0xe75e8320,
    "alpha composite": 0x75c5010a,
    "composite": 0x696fa3b0,
    "fit": 0xc4179269,
    "autocontrast": 0xf100ef74,
    "equalize": 0x2c0fa9b4,
    "posterize": 0x3a3fab23,
    "Color": 0x00125b76,
    "Contrast": 0x001257ca,
    "Brightness": 0x001a32b8,
    "Sharpness": 0x00126424,
    "part": 0x4b49bbd7,
    "smaller NEAREST": 0x0a253855,
    "larger NEAREST": 0x406605a4,
    "smaller BOX": 0x270c345b,
    "larger BOX": 0x406605a4,
    "smaller BILINEAR": 0xc0772bd2,
    "larger BILINEAR": 0xd9bf3d97,
    "smaller HAMMING": 0x57a0476b,
    "larger HAMMING": 0xb5294ae1,
    "smaller BICUBIC": 0xaa01a89b,
    "larger BICUBIC": 0xe52c1472,
    "smaller LANCZOS": 0xbd8805db,
    "larger LANCZOS": 0x238e700e,
    "rotate nearest": 0x4fd58490,
    "rotate bilinear": 0x31071c9b,
    "rotate bicubic": 0xe34d954e,
    "rotate about a corner": 0x541bdefc,
    "rotate with alpha": 0xf44ac0fc,
}
"""What Pillow 9.4 gives (`RECORD=1 python3 test_pil.py`)."""


if __name__ == "__main__":
    unittest.main()
