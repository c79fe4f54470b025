"""The way from images in Python to the functions that work on their bytes (`imaging/module.ts`).

An image's bytes are an `array('B')`, whose place in memory stays the same as long as it lives.
"""

from array import array

import _interleave_imaging as imaging

_ZERO = array("B", b"\0")
_BYTES_OFFSET = bytes.__basicsize__ - 1


def make(length):
    """`length` zeros."""
    return _ZERO * length


def at(data):
    """Where an array's bytes lie."""
    return data.buffer_info()[0]


def at_bytes(data):
    """Where those of a `bytes` object lie: they end it (Include/cpython/bytesobject.h)."""
    return id(data) + _BYTES_OFFSET


def taken(result):
    """What a function gave as bytes of its own."""
    return result.to_bytes()
