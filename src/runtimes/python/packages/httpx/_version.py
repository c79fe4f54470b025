__version__ = "0.28.1+interleave"
"""The version of the real library whose behaviour this stand-in follows."""
