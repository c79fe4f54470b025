"""A dictionary for headers, whose names differ by more than upper and lower case."""

from collections.abc import Mapping, MutableMapping


class CaseInsensitiveDict(MutableMapping):
    """A mapping from texts in which `d['Accept']` and `d['accept']` are one; it keeps the spelling last set."""

    def __init__(self, data=None, **kwargs):
        self._items = {}
        self.update(data or {}, **kwargs)

    def __setitem__(self, name, value):
        self._items[name.lower()] = (name, value)

    def __getitem__(self, name):
        return self._items[name.lower()][1]

    def __delitem__(self, name):
        del self._items[name.lower()]

    def __iter__(self):
        return (name for name, _ in self._items.values())

    def __len__(self):
        return len(self._items)

    def lower_items(self):
        return ((name, value) for name, (_, value) in self._items.items())

    def __eq__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        return dict(self.lower_items()) == dict(CaseInsensitiveDict(other).lower_items())

    def copy(self):
        return CaseInsensitiveDict(self)

    def __repr__(self):
        return str(dict(self.items()))
