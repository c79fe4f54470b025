"""How a stand-in says that the real library could do this and it cannot."""


def missing(library, feature):
    """The exception to raise. `feature` is named as the program wrote it: `requests.get(proxies=...)`."""
    return NotImplementedError(
        f"{feature} is a part of the real {library} that is missing here: "
        f"Interleave's small stand-in for {library} serves in this browser, and it does not have it"
    )


def refuse_keywords(library, function, given, known):
    """
    Raise for keyword arguments that the stand-in does not take. `known` are those of the real function; None is each one's own
    default there, so that passing it on asks for nothing.
    """
    for name, value in given.items():
        if name not in known:
            raise TypeError(f"{function}() got an unexpected keyword argument '{name}'")
        if value is not None:
            raise missing(library, f"{function}({name}=...)")


def module_getattr(library, module, names):
    """A module's `__getattr__`: refuses what the real module has (`names`), and knows nothing of anything else."""
    known = frozenset(names.split())

    def __getattr__(name):
        if name in known:
            raise missing(library, f"{module}.{name}")
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return __getattr__
