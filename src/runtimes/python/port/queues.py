"""What is in a queue, for the trace: of `queue.Queue`, its kin and `queue.SimpleQueue`, and of `asyncio.Queue` and its kin.

Each item that is put in is a message that was sent, and received when it is taken out again; it has no bytes, because the object stays
where it is. How deep a queue is follows from that, as it does for pipes.

The queues are the library's own. `sys.monitoring` tells when one of a few methods comes to the line that follows upon the change of what
is in the queue, which is where it wakes who waits:

    queue.Queue.put                self.not_empty.notify()           under the queue's mutex, so that rows stand in the order
    queue.Queue.get                self.not_full.notify()            in which things happened, also for subclasses with a
    queue.Queue.shutdown           self.all_tasks_done.notify_all()  `_put` of their own
    queue.SimpleQueue.put          self._count.release()
    queue.SimpleQueue.get          self._queue.popleft()             (before the change, and nothing can come in between)
    asyncio.Queue.put_nowait       self._wakeup_next(...)            within one step of a task
    asyncio.Queue.get_nowait       self._wakeup_next(...)
    asyncio.Queue.shutdown         while self._getters

All other lines of these methods ask not to be told of again, and a run without a trace pays nothing.

Told is what the learner's program uses. A queue that the library made for itself (an executor's, a pool's) would hide it.
"""

import sys
from _weakref import ref
from collections import deque

import _interleave_host as host

from . import kernel
from .kernel import write_row
from .tasks import running_actor
from .where import HOME, name_of, one, own_frame

_getframe = sys._getframe
_attribute = object.__getattribute__
_DISABLE = sys.monitoring.DISABLE

_MOST_QUEUES = 2_000

_PUT, _GET, _DRAINED = range(3)
_CHANGES = (1, -1, 0)
_SIZED = frozenset((deque, list, dict, set))
_FIFO, _LIFO, _ANY = range(3)

_watched = {}
"""id(code) -> (code, line, what has happened there)."""

_files = frozenset()
_bases = ()
_orders = ()
"""(`_get`, the order in which it takes things out): those of the library's own classes."""

_simple = None

_queues = {}
"""id(queue) -> _Queue. What is destroyed is taken out before its id can be another's."""

_counted = []
"""Those of which not everything is listed."""

_left = 0
_SEND = _RECEIVE = 0


class _Queue:
    """What the trace knows of one queue.

    `inside` items are in it, and `flight` has their numbers: in their order, or (where only the queue knows it) by the items' ids. -1 is
    the number of an item that is not listed. `items` is the attribute in which the queue has them itself, None where that does not help.
    `is_shown`: it is the learner's business.
    """

    __slots__ = ("ref", "order", "flight", "inside", "next", "resource", "is_shown", "items", "omitted")

    def __init__(self, queue):
        kind = type(queue)
        self.ref = _Ref(queue, _destroyed)
        self.ref.key = id(queue)
        get = getattr(kind, "_get", None)
        self.order = _FIFO if _simple in kind.__mro__ else next((order for known, order in _orders if known is get), _ANY)
        self.flight = {} if self.order == _ANY else deque()
        self.inside = 0
        self.next = 0
        self.resource = -1
        self.is_shown = False
        # Two threads that put something into a SimpleQueue may both have done so before the first is told of.
        self.items = None if _simple in kind.__mro__ else "queue" if _bases[0] in kind.__mro__ else "_queue"
        self.omitted = {}


class _Ref(ref):
    __slots__ = ("key",)


def _destroyed(reference):
    _queues.pop(reference.key, None)


# -- beginning -----------------------------------------------------------------------------------------------------------------


def start(budget, tool):
    """Begin to tell of queues: at most `budget` rows. `tool` is sys.monitoring's."""
    global _left, _SEND, _RECEIVE, _files, _bases, _orders, _simple
    queue, queues = sys.modules.get("queue"), sys.modules.get("asyncio.queues")
    if queue is None or queues is None:
        # (`preload` has imported both, also for programs that begin without.)
        return
    _left = budget
    _SEND, _RECEIVE = map(host.event_code, ("send", "receive"))
    _simple = queue.SimpleQueue
    _bases = (queue.Queue, _simple, queues.Queue)
    _orders = tuple(
        (vars(kind)["_get"], order)
        for module in (queue, queues)
        for kind, order in ((module.Queue, _FIFO), (module.LifoQueue, _LIFO))
    )
    _files = frozenset((queue.__file__, queues.__file__))
    for function, name, what in (
        (queue.Queue.put, "notify", _PUT),
        (queue.Queue.get, "notify", _GET),
        (queue.Queue.shutdown, "notify_all", _DRAINED),
        (_simple.put, "release", _PUT),
        (_simple.get, "popleft", _GET),
        (queues.Queue.put_nowait, "_wakeup_next", _PUT),
        (queues.Queue.get_nowait, "_wakeup_next", _GET),
        (queues.Queue.shutdown, "_getters", _DRAINED),
    ):
        code = function.__code__
        line = _line_of(code, name)
        if line is not None:
            _watched[id(code)] = (code, line, what)
    events = sys.monitoring.events
    sys.monitoring.register_callback(tool, events.LINE, _on_line)
    for code, _, _ in _watched.values():
        sys.monitoring.set_local_events(tool, code, events.LINE)
    kernel._queue_resource = _resource_of


def _line_of(code, name):
    """The first line of a method's that speaks of `name`."""
    import dis

    return next((each.line_number for each in dis.get_instructions(code) if each.argval == name), None)


# -- what sys.monitoring tells ---------------------------------------------------------------------------------------------------


def _on_line(code, line):
    _, wanted, what = _watched[id(code)]
    if line != wanted:
        return _DISABLE
    try:
        _tell(_getframe(1), what)
    except RecursionError:
        # At the end of the stack: the program's own call goes on, and the next one finds what was not told.
        pass
    # (A tick that came meanwhile is seen to at the port's next call, which is the one that wakes who waits.)


def _tell(frame, what):
    values = frame.f_locals
    queue = values["self"]
    known = _queues.get(id(queue))
    if known is None or not known.is_shown:
        known = _meet(queue, known, frame)
        if known is None:
            return
    actor = running_actor()
    if known.items is not None:
        # No code of the learner's is to run because somebody watches: neither a `__getattr__` nor a `__len__`.
        items = _attribute(queue, "__dict__").get(known.items)
        if type(items) in _SIZED and len(items) != known.inside + _CHANGES[what]:
            _agree(known, len(items) - _CHANGES[what], actor)
    if what == _PUT:
        _put(known, values["item"], actor)
    elif what == _GET:
        _take(known, values["item"] if known.order == _ANY else None, actor)


def _put(known, item, actor):
    global _left
    number = -1
    if _left > 0:
        # What takes it out is paid for as well, so that nothing seems to stay in for want of a row.
        _left -= 2
        number = known.next
        known.next += 1
        write_row(_SEND, actor, known.resource, number, 0)
        if _left <= 0:
            host.mark(actor, "From here on, what goes through queues is counted and not drawn", 0, -1)
    else:
        if not known.omitted:
            _counted.append(known)
        known.omitted[actor] = known.omitted.get(actor, 0) + 1
    if known.order == _ANY:
        known.flight.setdefault(id(item), []).append(number)
    else:
        known.flight.append(number)
    known.inside += 1


def _take(known, item, actor):
    flight = known.flight
    if not flight:
        return
    if known.order == _FIFO:
        number = flight.popleft()
    elif known.order == _LIFO:
        number = flight.pop()
    else:
        key = id(item)
        if key not in flight:
            # It was made into something else inside, or came in by another way.
            key = next(iter(flight))
        number = flight[key].pop()
        if not flight[key]:
            del flight[key]
    known.inside -= 1
    if number >= 0:
        write_row(_RECEIVE, actor, known.resource, number, 0)


def _agree(known, size, actor):
    """Programs also reach inside (`jobs.queue.clear()`): what has come or gone that way by now is told before the present change."""
    while known.inside < size:
        _put(known, None, actor)
    while known.inside > size and known.flight:
        _take(known, None, actor)


# -- which queue it is -----------------------------------------------------------------------------------------------------------


def _meet(queue, known, frame):
    """A queue that is new, or was not the learner's business so far. None if it still is not."""
    caller = frame
    while caller is not None and caller.f_code.co_filename in _files:
        caller = caller.f_back
    is_direct = caller is not None and caller.f_code.co_filename.startswith(HOME)
    if known is None:
        if len(_queues) >= _MOST_QUEUES:
            return None
        known = _queues[id(queue)] = _Queue(queue)
    elif not is_direct:
        return None
    own = own_frame(frame)
    if known.resource < 0:
        name = name_of(queue, own)
        if not is_direct and (name is None or "._" in name):
            return None
        known.resource = host.resource("queue", name or one(type(queue).__name__), False)
    known.is_shown = True
    return known


def _resource_of(queue, own):
    """The trace's id of a queue that somebody waits for, `own` being the learner's frame; None for what is none of the library's."""
    known = _queues.get(id(queue))
    if known is None:
        if len(_queues) >= _MOST_QUEUES or not any(base in type(queue).__mro__ for base in _bases):
            return None
        known = _queues[id(queue)] = _Queue(queue)
    if known.resource < 0:
        name = name_of(queue, own) or one(type(queue).__name__)
        known.resource = host.resource("queue", name, own is None)
        known.is_shown = own is not None
    return known.resource


def omitted_counts():
    """[actor, resource, count] of items that were put in and not listed, for the end of the trace."""
    return [(actor, known.resource, count) for known in _counted for actor, count in known.omitted.items()]
