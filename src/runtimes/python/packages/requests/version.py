__version__ = "2.34.2+interleave"
"""The version of the real library whose behaviour this stand-in follows."""
