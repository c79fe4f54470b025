"""Where in the learner's program is this frame, and what does the learner call that object?

Everything here is for people to read: places for the trace, the call that waits, names of locks. Nothing here decides
anything.
"""

import sys

HOME = "/home/learner/"
"""The learner's files live below this folder; everything else is the library's."""

_PORT = "/lib/interleave/"

_STDLIB_THREAD_FRAMES = frozenset({"Thread._bootstrap", "Thread._bootstrap_inner", "Thread.run"})

_WITHOUT_OWN_CODE = {"_worker": "between two tasks", "_shutdown": "at the program's end"}
"""What a thread waits in when no line of the learner's is on its stack."""


def is_port(frame):
    """True for a frame of the port itself, where a switch would tear the scheduler's books."""
    return frame.f_code.co_filename.startswith(_PORT)


def own_frame(frame):
    """The innermost frame of the learner's own code at or above `frame`, or None."""
    while frame is not None and not frame.f_code.co_filename.startswith(HOME):
        frame = frame.f_back
    return frame


def describe_wait(frame):
    """Tell what the learner's code called that now waits.

    Returns `(own, via, subject)`: the learner's frame or None; the call as `Queue.get`, empty when the learner's own line
    waits directly; and the object it was called on, or None.
    """
    call = None
    starts = False
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(HOME):
            break
        if not code.co_filename.startswith(_PORT) and code.co_qualname not in _STDLIB_THREAD_FRAMES:
            call = frame
            starts = starts or code.co_qualname == "Thread.start"
        frame = frame.f_back
    if call is None:
        return frame, "", None
    # (`queue.SimpleQueue` is a `_PySimpleQueue` here, and the results of a pool's `map` come out of a function inside it.)
    name = call.f_code.co_qualname.removeprefix("_Py").partition(".<locals>.")[0]
    if frame is None:
        name = _WITHOUT_OWN_CODE.get(name, name)
    # Whoever makes a thread waits until it has begun. A pool that makes one is not what is waited for.
    subject = call.f_locals.get("self") if call.f_code.co_argcount and not starts else None
    return frame, name, subject


def _is(value, thing):
    return value is thing


def name_of(thing, frame=None, is_it=_is):
    """What the program calls `thing`: a global of `__main__`, a local of `frame`, an item or attribute of one; or None.

    `is_it(value, thing)` tells whether a value of the program's is meant; without it, the thing itself is.
    """
    spaces = []
    if frame is not None:
        spaces.append(frame.f_locals)
    main = sys.modules.get("__main__")
    if main is not None:
        spaces.append(vars(main))
    # Globals first, also `forks[1]` and `account.lock`: threads should call a shared thing by one name, and `left` and `right`
    # are another fork to each philosopher.
    for space in reversed(spaces):
        for name, value in list(space.items()):
            if not name.startswith("__") and is_it(value, thing):
                return name
        for name, value in list(space.items()):
            found = _inside(name, value, thing, is_it)
            if found is not None:
                return found
    return None


def one(kind):
    """`a Queue`, `an Event`: a thing that the program has no name for."""
    kind = kind.removeprefix("_Py")
    return f"{'an' if kind[:1] in 'AEIOUaeiou' else 'a'} {kind}"


def _inside(name, value, thing, is_it):
    """`forks[2]`, `locks['a']`, `account._lock`: one level deep, small containers only, and never the program's own code."""
    kind = type(value)
    if kind is list or kind is tuple:
        if len(value) <= 1000:
            for index, item in enumerate(value):
                if is_it(item, thing):
                    return f"{name}[{index}]"
    elif kind is dict:
        if len(value) <= 1000 and not name.startswith("__"):
            for key, item in list(value.items()):
                if is_it(item, thing):
                    return f"{name}[{key!r}]" if type(key) in (str, int) else f"{name}[...]"
    else:
        # object.__getattribute__ and not getattr: a learner's property must not run because we look for a name.
        try:
            attributes = object.__getattribute__(value, "__dict__")
        except Exception:
            return None
        if type(attributes) is dict and len(attributes) <= 200 and kind is not type(sys):
            for attribute, item in list(attributes.items()):
                if is_it(item, thing):
                    return f"{name}.{attribute}"
    return None
