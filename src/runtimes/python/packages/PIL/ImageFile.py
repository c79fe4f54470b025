"""What images that come from a file share: the file stays open until the pixels are decoded."""

from . import Image as _images

MAXBLOCK = 65536
LOAD_TRUNCATED_IMAGES = False


class ImageFile(_images.Image):
    """An image whose pixels are still in its file. Subclasses read the head in `_read_head` and the pixels in `_decode`."""

    def __init__(self, fp=None, filename=""):
        super().__init__()
        self.fp = fp
        self.filename = filename
        self._exclusive = False
        self._read_head(fp)

    def _read_head(self, fp):
        """Set `_mode`, `_size` and `info`. SyntaxError: this is no file of the format after all."""
        raise NotImplementedError

    def _decode(self, fp):
        """The pixels as an array. The file may stand anywhere."""
        raise NotImplementedError

    def _pixels(self):
        if self._data is None and not self._closed:
            if self.fp is None:
                raise ValueError("Operation on closed image")
            self._data = self._decode(self.fp)
            self._let_go()
        return super()._pixels()

    def _let_go(self):
        fp, self.fp = self.fp, None
        if self._exclusive and fp is not None:
            fp.close()

    def verify(self):
        """Look whether the file is whole. Afterwards it has to be opened anew to be used."""
        if self.fp is None:
            raise RuntimeError("verify must be called directly after open")
        self._check_file(self.fp)
        self._let_go()

    def _check_file(self, fp):
        pass

    def __exit__(self, *args):
        self._let_go()

    def close(self):
        self._let_go()
        super().close()

    def __setstate__(self, state):
        self.fp = None
        self._exclusive = False
        self.filename = ""
        super().__setstate__(state)


def opener(kind):
    """`_open` of a plugin."""

    def _open(fp, filename, exclusive):
        fp.seek(0)
        image = kind(fp, filename)
        image._exclusive = exclusive
        return image

    return _open


def read_exactly(fp, count):
    data = fp.read(count)
    if len(data) < count:
        raise EOFError("the file ends too early")
    return data
