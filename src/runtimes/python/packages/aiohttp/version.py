__version__ = "3.14.3+interleave"
"""The version of the real library whose behaviour this stand-in follows."""
