"""Memory that processes share: what `multiprocessing.heap`, `.sharedctypes` and `.shared_memory` get instead of `mmap`.

Each interpreter has a WebAssembly memory of its own, and nothing in it can be another's too. What is shared lies outside, in
objects of the kind `memory`; so every look at a shared value is a load from there and every assignment a store, as it would be
with mapped pages. Nothing is kept or sent along in between: a race on a Value is a race.
"""

import ctypes
import operator
import struct
import sys
import types
import weakref

import _interleave_host as host

from . import descriptors, system
from .descriptors import Description, attach
from .system import MEMORY

_getframe = sys._getframe

_FORMATS = "bBhHiIlLqQfd"
_SIZES = {letter: struct.calcsize("<" + letter) for letter in _FORMATS}


def _get(memory, offset, letter):
    """One number: whole, as a processor loads it."""
    at = _FORMATS.find(letter)
    if at >= 0 and system.shared:
        # JavaScript has one kind of number: a whole one comes as an int.
        number = host.get_number(memory, offset, at)
        return float(number) if letter in "fd" else number
    size = _SIZES.get(letter, 4 if letter == "u" else 1)
    data = system.peek(memory, offset, size, _getframe(1))
    if letter == "c":
        return data
    if letter == "?":
        return data != b"\0"
    if letter == "u":
        return chr(int.from_bytes(data, "little"))
    return struct.unpack("<" + letter, data)[0]


def _put(memory, offset, letter, value):
    at = _FORMATS.find(letter)
    if at >= 0 and system.shared and letter not in "qQ":
        host.put_number(memory, offset, at, value)
    elif letter == "c":
        system.poke(memory, offset, bytes(value), _getframe(1))
    elif letter == "?":
        system.poke(memory, offset, b"\1" if value else b"\0", _getframe(1))
    elif letter == "u":
        system.poke(memory, offset, ord(value).to_bytes(4, "little"), _getframe(1))
    else:
        system.poke(memory, offset, struct.pack("<" + letter, value), _getframe(1))


# -- ctypes objects ----------------------------------------------------------------------------------------------------------
#
# `Value('i')` is a ctypes object whose memory is shared. Here it is an object of a subclass that loads and stores outside;
# `isinstance(v, c_int)`, `v.value`, `a[i]`, slices and fields are as ever.

_shared_types = {}


def at(kind, memory, offset):
    """The object of ctypes type `kind` at a place in shared memory."""
    made = _shared_types.get(kind)
    if made is None:
        made = _shared_types[kind] = _make_type(kind)
    object = made.__new__(made)
    object._memory = memory
    object._offset = offset
    return object


def _make_type(kind):
    if issubclass(kind, ctypes._SimpleCData):
        return _simple(kind)
    if issubclass(kind, ctypes.Array):
        return _array(kind)
    if issubclass(kind, ctypes.Structure):
        return _structure(kind)
    raise TypeError(f"values of type {kind.__name__} cannot be shared between processes here")


def _type(kind, members):
    for name, member in members.items():
        if isinstance(member, types.FunctionType):
            member.__name__ = name
            member.__qualname__ = f"{kind.__qualname__}.{name}"
    names = {"__module__": kind.__module__, "__qualname__": kind.__qualname__, "_shared_base": kind}
    made = type(kind.__name__, (kind,), {"__buffer__": _lend, "__release_buffer__": _take_back, **members, **names})
    for name in ("raw", "value"):
        # ctypes gives arrays of characters these two when the class is made, over ours.
        if name in members:
            setattr(made, name, members[name])
    return made


def _lend(self, flags):
    """A buffer of the value (PEP 688): a copy, whose changes are stored when it is given back."""
    before = system.peek(self._memory, self._offset, ctypes.sizeof(type(self)), _getframe(1))
    lent = memoryview(bytearray(before))
    _lent[id(lent)] = before
    base = type(self)._shared_base
    if issubclass(base, ctypes.Array) and getattr(base._type_, "_type_", "") in _SIZES:
        return _lent_as(lent, base._type_._type_)
    return lent


def _lent_as(lent, letter):
    shown = lent.cast(letter)
    _lent[id(shown)] = _lent.pop(id(lent))
    return shown


def _take_back(self, lent):
    _store_changes(self._memory, self._offset, _lent.pop(id(lent), None), lent)


_lent = {}
"""id(buffer) -> the bytes that were lent in it."""


def _store_changes(memory, offset, before, lent):
    if before is None:
        return
    after = bytes(lent)
    if after != before:
        first = next(i for i, (a, b) in enumerate(zip(before, after)) if a != b)
        last = next(i for i in range(len(after), 0, -1) if after[i - 1] != before[i - 1])
        system.poke(memory, offset + first, after[first:last], _getframe(2))


def _simple(kind):
    letter = kind._type_

    def get(self):
        return _get(self._memory, self._offset, letter)

    def put(self, value):
        # ctypes itself checks the value and cuts it to size.
        _put(self._memory, self._offset, letter, kind(value).value)

    def init(self, *args):
        if args:
            put(self, *args)

    def show(self):
        return f"{kind.__name__}({get(self)!r})"

    return _type(kind, {"value": property(get, put), "__init__": init, "__repr__": show})


def _load(kind, memory, offset):
    """What reading an element or field of this type gives."""
    if kind.__base__ is ctypes._SimpleCData:
        return _get(memory, offset, kind._type_)
    return at(kind, memory, offset)


def _store(kind, memory, offset, value):
    if kind.__base__ is ctypes._SimpleCData:
        _put(memory, offset, kind._type_, kind(value).value)
        return
    base = getattr(type(value), "_shared_base", None)
    if base is kind:
        data = system.peek(value._memory, value._offset, ctypes.sizeof(kind), _getframe(1))
    elif isinstance(value, kind):
        data = bytes(value)
    elif issubclass(kind, ctypes._SimpleCData):
        data = bytes(kind(value))
    elif isinstance(value, tuple):
        data = bytes(kind(*value))
    else:
        raise TypeError(f"incompatible types, {type(value).__name__} instance instead of {kind.__name__} instance")
    system.poke(memory, offset, data, _getframe(1))


def _array(kind):
    element, length = kind._type_, kind._length_
    step = ctypes.sizeof(element)
    letter = element._type_ if issubclass(element, ctypes._SimpleCData) else ""

    def place(self, index):
        if index < 0:
            index += length
        if not 0 <= index < length:
            raise IndexError("invalid index")
        return self._offset + index * step

    def get(self, index):
        if isinstance(index, slice):
            items = [_load(element, self._memory, place(self, i)) for i in range(*index.indices(length))]
            return b"".join(items) if letter == "c" else "".join(items) if letter == "u" else items
        return _load(element, self._memory, place(self, index.__index__()))

    def put(self, index, value):
        if isinstance(index, slice):
            places = range(*index.indices(length))
            if letter == "c":
                value = [bytes([byte]) for byte in value]
            if len(places) != len(value):
                raise ValueError("Can only assign sequence of same size")
            for i, item in zip(places, value):
                _store(element, self._memory, place(self, i), item)
            return
        _store(element, self._memory, place(self, index.__index__()), value)

    def init(self, *args):
        if len(args) > length:
            raise IndexError("invalid index")
        for i, item in enumerate(args):
            put(self, i, item)

    def show(self):
        return f"<{kind.__name__} object at {id(self):#x}>"

    members = {"__getitem__": get, "__setitem__": put, "__init__": init, "__repr__": show}
    if letter == "c":

        def raw(self):
            return system.peek(self._memory, self._offset, length, _getframe(1))

        def set_raw(self, data):
            if len(data) > length:
                raise ValueError("byte string too long")
            system.poke(self._memory, self._offset, bytes(data), _getframe(1))

        def value(self):
            return raw(self).split(b"\0", 1)[0]

        def set_value(self, data):
            if len(data) > length:
                raise ValueError("byte string too long")
            set_raw(self, data + b"\0" if len(data) < length else data)

        members["raw"] = property(raw, set_raw)
        members["value"] = property(value, set_value)
    if letter == "u":

        def text(self):
            return "".join(get(self, i) for i in range(length)).split("\0", 1)[0]

        def set_text(self, value):
            if len(value) > length:
                raise ValueError("string too long")
            for i, character in enumerate(value + "\0" if len(value) < length else value):
                put(self, i, character)

        members["value"] = property(text, set_text)
    return _type(kind, members)


def _structure(kind):
    fields = []
    for base in reversed(kind.__mro__):
        for field in vars(base).get("_fields_", ()):
            if len(field) > 2:
                raise TypeError(f"{kind.__name__}.{field[0]} is a bit field, which cannot be shared between processes here")
            fields.append(field)

    def field(name, of):
        offset = getattr(kind, name).offset

        def get(self):
            return _load(of, self._memory, self._offset + offset)

        def put(self, value):
            _store(of, self._memory, self._offset + offset, value)

        return property(get, put)

    def init(self, *args, **kwargs):
        if len(args) > len(fields):
            raise TypeError("too many initializers")
        for (name, _), value in zip(fields, args):
            setattr(self, name, value)
        for name, value in kwargs.items():
            setattr(self, name, value)

    members = {name: field(name, of) for name, of in fields}
    return _type(kind, {**members, "__init__": init})


def patch_sharedctypes(module):
    """`multiprocessing.sharedctypes`: where its objects lie."""

    def rebuild_ctype(kind, wrapper, length):
        if length is not None:
            kind = kind * length
        (arena, start, _), _ = wrapper._state
        system.ensure(arena.memory, "memory", _getframe(1))
        made = at(kind, arena.memory, start)
        made._wrapper = wrapper
        module._ForkingPickler.register(type(made), reduce_ctype)
        return made

    def reduce_ctype(made):
        module.assert_spawning(made)
        base = type(made)._shared_base
        if issubclass(base, ctypes.Array):
            return module.rebuild_ctype, (base._type_, made._wrapper, base._length_)
        return module.rebuild_ctype, (base, made._wrapper, None)

    def _new_value(kind):
        size = ctypes.sizeof(kind)
        wrapper = module.heap.BufferWrapper(size)
        # A block that was in use before holds what it held.
        (arena, start, _), _ = wrapper._state
        system.poke(arena.memory, start, bytes(size), _getframe(1))
        return module.rebuild_ctype(kind, wrapper, None)

    def copy(made):
        base = type(made)._shared_base
        new = module._new_value(base)
        _store(base, new._memory, new._offset, made)
        return new

    for function in (rebuild_ctype, reduce_ctype, _new_value, copy):
        # Found again by pickle where they are put.
        function.__module__, function.__qualname__ = module.__name__, function.__name__
        setattr(module, function.__name__, function)


class Arena:
    """`multiprocessing.heap.Arena`: a segment of shared memory."""

    def __init__(self, size, memory=-1):
        self.size = size
        self.memory = system.make(MEMORY, size) if memory < 0 else memory
        system.ensure(self.memory, "memory", _getframe(1))
        self.buffer = SharedView(self.memory, 0, size)

    def __reduce__(self):
        return Arena, (self.size, self.memory)


def patch_heap(module):
    """`multiprocessing.heap`: what its arenas are made of, and what a view of one is."""
    module.Arena = Arena
    module.memoryview = _view


# -- SharedMemory ------------------------------------------------------------------------------------------------------------


class SharedView:
    """What `SharedMemory.buf` is: a memoryview of shared memory, as far as one can be made.

    Items and slices are loaded and stored at once. To something that wants a buffer (`struct.pack_into`, `bytes`) it lends a
    copy, and stores what was changed in it when it is given back.
    """

    __slots__ = ("_memory", "_offset", "_length", "_letter", "_step", "_users", "_released", "__weakref__")

    readonly = False
    ndim = 1
    contiguous = c_contiguous = f_contiguous = True
    suboffsets = ()

    def __init__(self, memory, offset, length, letter="B", users=None):
        self._memory = memory
        self._offset = offset
        self._length = length
        self._letter = letter
        self._step = 1 if letter == "c" else _SIZES[letter]
        self._released = False
        # Who still looks at the segment: as long as somebody does, it cannot be unmapped.
        self._users = users
        if users is not None:
            users[id(self)] = self

    def _check(self):
        if self._released:
            raise ValueError("operation forbidden on released memoryview object")

    nbytes = property(lambda self: self._length)
    itemsize = property(lambda self: self._step)
    format = property(lambda self: self._letter)
    shape = property(lambda self: (len(self),))
    strides = property(lambda self: (self._step,))
    obj = property(lambda self: self)

    def __len__(self):
        self._check()
        return self._length // self._step

    def _place(self, index):
        length = len(self)
        index = index.__index__()
        if index < 0:
            index += length
        if not 0 <= index < length:
            raise IndexError("index out of bounds on dimension 1")
        return self._offset + index * self._step

    def __getitem__(self, index):
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step != 1:
                return memoryview(self.tobytes()).cast(self._letter)[index]
            length = max(0, stop - start) * self._step
            return SharedView(self._memory, self._offset + start * self._step, length, self._letter, self._users)
        return _get(self._memory, self._place(index), self._letter)

    def __setitem__(self, index, value):
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            data = bytes(value)
            places = range(start, stop, step)
            if len(data) != len(places) * self._step:
                raise ValueError("memoryview assignment: lvalue and rvalue have different structures")
            if step == 1:
                system.poke(self._memory, self._offset + start * self._step, data, _getframe(1))
            else:
                for at_, place in enumerate(places):
                    piece = data[at_ * self._step : (at_ + 1) * self._step]
                    system.poke(self._memory, self._offset + place * self._step, piece, _getframe(1))
            return
        place = self._place(index)
        if self._letter in "bBhHiIlLqQ":
            try:
                value = operator.index(value)
            except TypeError:
                raise TypeError(f"memoryview: invalid type for format '{self._letter}'") from None
            try:
                struct.pack("<" + self._letter, value)
            except struct.error:
                raise ValueError(f"memoryview: invalid value for format '{self._letter}'") from None
        _put(self._memory, place, self._letter, value)

    def __iter__(self):
        return iter(self.tolist())

    def __eq__(self, other):
        try:
            return self.tobytes() == bytes(other)
        except TypeError:
            return NotImplemented

    __hash__ = None

    def tobytes(self, order="C"):
        self._check()
        return system.peek(self._memory, self._offset, self._length, _getframe(1))

    def tolist(self):
        return memoryview(self.tobytes()).cast(self._letter).tolist()

    def hex(self, *args):
        return self.tobytes().hex(*args)

    def cast(self, format, shape=None):
        self._check()
        letter = format.lstrip("@")
        if letter not in _SIZES and letter != "c":
            raise ValueError(f"memoryview: destination format must be a native single character format, not {format!r}")
        view = SharedView(self._memory, self._offset, self._length, letter, self._users)
        if self._length % view._step:
            raise TypeError("memoryview: length is not a multiple of itemsize")
        return view

    def toreadonly(self):
        return memoryview(self.tobytes())

    def release(self):
        self._released = True
        if self._users is not None:
            self._users.pop(id(self), None)

    def __enter__(self):
        self._check()
        return self

    def __exit__(self, *args):
        self.release()

    def __buffer__(self, flags):
        before = self.tobytes()
        lent = memoryview(bytearray(before))
        _lent[id(lent)] = before
        return lent

    def __release_buffer__(self, lent):
        _store_changes(self._memory, self._offset, _lent.pop(id(lent), None), lent)

    def __repr__(self):
        return f"<{'released ' if self._released else ''}memory at {id(self):#x}>"


class _Map:
    """What `mmap.mmap(fd, size)` is for a segment of ours."""

    def __init__(self, fd, size):
        self._description = descriptors.find(fd)
        self._size = size
        self._users = weakref.WeakValueDictionary()

    def view(self):
        return SharedView(self._description.memory, 0, self._size, "B", self._users)

    def close(self):
        if any(not view._released for view in self._users.values()):
            raise BufferError("cannot close exported pointers exist")


def set_size(description, size):
    """`os.ftruncate` of a new segment: it comes to be now."""
    memory = system.make(MEMORY, size)
    system.value_of(system.ask_named("open-memory", description.name, memory, size, _getframe(2)), description.name)
    description.memory, description.size = memory, size


def shm_open(path, flags, mode=0o777):
    """Open a named segment; a new one has no size yet."""
    import os

    frame = _getframe(1)
    description = Description()
    description.name = path
    number = system.call(lambda thread: host.ask_named(thread, "open-memory", path, -1, -1), frame)
    memory = host.take_object(number, -1, "memory")
    if flags & os.O_CREAT:
        if memory >= 0 and flags & os.O_EXCL:
            import errno

            system.fail(errno.EEXIST, path)
    if memory >= 0:
        description.memory = memory
        description.size = host.size(memory) if system.shared else system.ask("size", memory, frame=frame)
    elif not flags & os.O_CREAT:
        import errno

        system.fail(errno.ENOENT, path)
    return attach(description)


def shm_unlink(path):
    system.value_of(system.ask_named("unlink-memory", path, frame=_getframe(1)), path)


def patch_shared_memory(module):
    """`multiprocessing.shared_memory`: what it maps, and what it makes a view of."""
    module.mmap = types.SimpleNamespace(mmap=_Map, PAGESIZE=module.mmap.PAGESIZE)
    module.memoryview = _view


def _view(of):
    return of.view() if isinstance(of, _Map) else of if isinstance(of, SharedView) else memoryview(of)


def install():
    module = types.ModuleType("_posixshmem", "POSIX shared memory module")
    module.shm_open = shm_open
    module.shm_unlink = shm_unlink
    sys.modules["_posixshmem"] = module
