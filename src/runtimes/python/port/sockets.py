"""Sockets: `socketpair`, AF_UNIX, and AF_INET on the loopback and to the hosts of the lab network.

A connection is a pair of pipes. Within the program, listening makes a pipe of its own, through which the numbers of each new
connection's two pipes come to whoever accepts. The other ends of a connection to a host are held in the realm's frame
(`system/line.ts`), where the lab network answers. There is no way from here to any other machine.
"""

import errno
import os
import sys

import _interleave_host as host
import _socket

from . import descriptors, system
from .descriptors import Description, attach
from .system import PIPE, fail

_getframe = sys._getframe

_UNIX = getattr(_socket, "AF_UNIX", 1)
_INET = _socket.AF_INET
_STREAM = _socket.SOCK_STREAM
_SOL_SOCKET, _SO_ERROR = 1, 4
_LOOPBACK = ("", "localhost", "127.0.0.1", "0.0.0.0")
_SERVICES = {"http": 80, "https": 443, "http-alt": 8080}
_next_port = 49152
_names = {}
"""What was asked for, by the address that it has: for people to read."""


def _numbers(address):
    """The 32 bits of `a.b.c.d`, or None."""
    parts = address.split(".")
    if len(parts) == 4 and all(part.isdecimal() and int(part) < 256 for part in parts):
        return int.from_bytes(bytes(map(int, parts)), "big")
    return None


def resolve(name, frame):
    """The address of a host, as a string."""
    if isinstance(name, (bytes, bytearray)):
        name = bytes(name).decode("idna")
    if name in _LOOPBACK:
        return "127.0.0.1" if name != "0.0.0.0" else name
    if _numbers(name) is not None:
        return name
    number = system.value_of(system.ask_named("resolve", name.rstrip(".").lower(), frame=frame))
    if number == 0:
        known = ", ".join(system.hosts(frame)) or "none"
        raise _socket.gaierror(
            _socket.EAI_NONAME, f"Name or service not known: the lab network has no host {name!r}. Its hosts are: {known}"
        )
    address = ".".join(map(str, number.to_bytes(4, "big")))
    _names[address] = name
    return address


def _name_of(family, address, frame):
    """What the kernel calls an address."""
    if family == _UNIX:
        return "unix:" + os.fsdecode(address)
    if not isinstance(address, tuple):
        raise TypeError(f"AF_INET address must be tuple, not {type(address).__name__}")
    host_name, port = address[:2]
    if not 0 <= port <= 65535:
        raise OverflowError("port must be 0-65535.")
    number = _numbers(resolve(host_name, frame))
    return f"inet:{port}" if number in (0, 0x7F000001) else f"net:{number}:{port}"


class socket:
    """`_socket.socket`: what `socket.socket` is built on."""

    __slots__ = ("_fd", "_family", "_type", "_proto", "_timeout", "_address", "_peer", "_name")

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        self._fd = -1
        self._timeout = None
        self._address = self._peer = "" if family == _UNIX else ("0.0.0.0", 0)
        self._name = None
        self._family = int(_INET if family == -1 else family)
        self._type = int(_STREAM if type == -1 else type)
        self._proto = 0 if proto == -1 else int(proto)
        if fileno is None:
            if self._family not in (_UNIX, _INET) or self._type & 0xF != _STREAM:
                raise OSError(errno.EAFNOSUPPORT, "a browser has no sockets of this kind, only streams within the program")
            self._fd = attach(Description())
        else:
            if descriptors.find(fileno) is None:
                fail(errno.EBADF)
            self._fd = fileno

    # The standard library's class has properties of these names, which ask these.
    family = property(lambda self: self._family)
    type = property(lambda self: self._type)
    proto = property(lambda self: self._proto)

    def _description(self):
        description = descriptors.find(self._fd)
        if description is None:
            fail(errno.EBADF)
        return description

    def _connected(self):
        description = self._description()
        if description.reads < 0 and description.writes < 0:
            fail(errno.ENOTCONN)
        return description

    # -- making connections

    def bind(self, address, /):
        global _next_port
        if self._family == _INET and address[1] == 0:
            _next_port += 1
            address = (address[0] or "0.0.0.0", _next_port + (os.getpid() - system.ROOT_PID) * 64)
        self._name = _name_of(self._family, address, _getframe(1))
        if self._name.startswith("net:"):
            raise OSError(errno.EADDRNOTAVAIL, "a program in a browser can only listen on 'localhost', for its own threads and processes")
        if self._family == _UNIX:
            # The name is a file, which whoever closes the listener removes.
            try:
                os.close(os.open(address, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            except FileExistsError:
                fail(errno.EADDRINUSE)
        self._address = address

    def listen(self, backlog=0, /):
        description = self._description()
        if self._name is None:
            self.bind(("0.0.0.0", 0))
        if description.reads >= 0:
            return
        queue = system.make(PIPE)
        system.value_of(system.ask_named("listen", self._name, queue, frame=_getframe(1)))
        # Only to read: connections are put in by the kernel, which is no holder, so the writing end stays held here.
        description.reads = description.writes = queue
        description.changed()

    def _accept(self):
        frame = _getframe(1)
        description = self._description()
        if description.reads < 0:
            fail(errno.EINVAL)
        data = descriptors.receive(description, 8, frame, self._deadline())
        if len(data) < 8:
            fail(errno.EINVAL)
        reads, writes = (int.from_bytes(data[at : at + 4], "little", signed=True) for at in (0, 4))
        system.ensure(reads, "pipe", frame)
        system.ensure(writes, "pipe", frame)
        return attach(Description(reads, writes)), "" if self._family == _UNIX else ("127.0.0.1", 0)

    def connect(self, address, /):
        frame = _getframe(1)
        description = self._description()
        if description.writes >= 0:
            if description.remote and system.line(description.writes, frame) == system.CONNECTING:
                fail(errno.EALREADY)
            fail(errno.EISCONN)
        name = _name_of(self._family, address, frame)
        theirs, ours = system.make(PIPE), system.make(PIPE)
        self._peer = address
        if name.startswith("net:"):
            return self._connect_out(description, name, theirs, ours, frame, _names.get(address[0], address[0]))
        try:
            system.value_of(system.ask_named("connect", name, theirs, ours, frame))
        except OSError as error:
            host.hold(theirs, -1, -1)
            host.hold(ours, -1, -1)
            if error.errno == errno.ECONNREFUSED and self._family == _UNIX and not os.path.exists(address):
                fail(errno.ENOENT)
            raise
        # The listener's process holds its two ends now.
        host.hold(theirs, -1, 0)
        host.hold(ours, 0, -1)
        description.reads, description.writes = ours, theirs
        description.changed()

    def _connect_out(self, description, name, theirs, ours, frame, machine):
        """To a host of the network: the line of `theirs` tells how it goes."""
        host.connect_line(theirs, ours, name)
        description.reads, description.writes, description.remote = ours, theirs, machine
        description.changed()
        if not description.blocking:
            raise BlockingIOError(errno.EINPROGRESS, os.strerror(errno.EINPROGRESS))
        deadline = self._deadline()
        try:
            while (line := system.line(theirs, frame)) == system.CONNECTING:
                if descriptors.wait(description, theirs, deadline, frame, "waiting") == system.TIMED_OUT:
                    raise TimeoutError("timed out")
            if line:
                fail(line)
        except BaseException:
            description.let_go()
            raise

    def connect_ex(self, address, /):
        try:
            self.connect(address)
        except TimeoutError:
            return errno.EAGAIN
        except OSError as error:
            return error.errno
        return 0

    # -- bytes

    def recv(self, bufsize, flags=0, /):
        return descriptors.receive(self._connected(), bufsize, _getframe(1), self._deadline())

    def recv_into(self, buffer, nbytes=0, flags=0, /):
        view = memoryview(buffer).cast("B")
        data = descriptors.receive(self._connected(), nbytes or len(view), _getframe(1), self._deadline())
        view[: len(data)] = data
        return len(data)

    def send(self, data, flags=0, /):
        return descriptors.send(self._connected(), data, _getframe(1), self._deadline())

    def sendall(self, data, flags=0, /):
        descriptors.send(self._connected(), data, _getframe(1), self._deadline())

    def shutdown(self, how, /):
        description = self._connected()
        if how in (0, 2) and description.reads >= 0:
            host.hold(description.reads, -1, 0)
            description.reads = -1
        if how in (1, 2) and description.writes >= 0:
            host.hold(description.writes, 0, -1)
            description.writes = -1
        description.changed()

    # -- what it is

    def fileno(self):
        return self._fd

    def detach(self):
        fd, self._fd = self._fd, -1
        return fd

    def close(self):
        fd, self._fd = self._fd, -1
        if descriptors.find(fd) is not None:
            descriptors.close(fd)

    def getsockname(self):
        return self._address

    def getpeername(self):
        self._connected()
        return self._peer

    def setsockopt(self, *args):
        pass

    def getsockopt(self, level, optname, buflen=0, /):
        if (level, optname) == (_SOL_SOCKET, _SO_ERROR):
            description = self._description()
            if not description.remote:
                return 0
            line = system.line(description.writes, _getframe(1))
            return 0 if line == system.CONNECTING else line
        return bytes(buflen) if buflen else 0

    def _deadline(self):
        return system.deadline_of(self._timeout)

    def settimeout(self, timeout, /):
        if timeout is not None and timeout < 0:
            raise ValueError("Timeout value out of range")
        self._timeout = timeout
        self._description().blocking = timeout != 0

    def gettimeout(self):
        return self._timeout

    @property
    def timeout(self):
        return self._timeout

    def setblocking(self, flag, /):
        self.settimeout(None if flag else 0.0)

    def getblocking(self):
        return self._timeout != 0

    def __del__(self):
        if getattr(self, "_fd", -1) >= 0 and descriptors is not None and descriptors.find(self._fd) is not None:
            descriptors.close(self._fd)


def socketpair(family=_UNIX, type=_STREAM, proto=0, /):
    there, back = system.make(PIPE), system.make(PIPE)
    return (
        socket(family, type, proto, attach(Description(back, there))),
        socket(family, type, proto, attach(Description(there, back))),
    )


# -- names


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    if isinstance(port, (bytes, bytearray)):
        port = bytes(port).decode()
    if isinstance(port, str):
        if not port.isdecimal() and port not in _SERVICES:
            raise _socket.gaierror(getattr(_socket, "EAI_SERVICE", -8), "Servname not supported for ai_socktype")
        port = int(port) if port.isdecimal() else _SERVICES[port]
    if family not in (0, _INET):
        raise _socket.gaierror(getattr(_socket, "EAI_FAMILY", -6), "ai_family not supported")
    address = "127.0.0.1" if host is None and not flags & 1 else "0.0.0.0" if host is None else resolve(host, _getframe(1))
    canonical = host if flags & 2 and isinstance(host, str) else ""
    return [(_INET, _STREAM, proto or 6, canonical, (address, port or 0))]


def gethostbyname(hostname, /):
    return resolve(hostname, _getframe(1))


def gethostbyname_ex(hostname, /):
    return hostname, [], [resolve(hostname, _getframe(1))]


def gethostname():
    return "localhost"


def getnameinfo(sockaddr, flags, /):
    address, port = sockaddr[:2]
    return address, str(port)


def install():
    for function in (getaddrinfo, gethostbyname, gethostbyname_ex, gethostname, getnameinfo):
        setattr(_socket, function.__name__, function)
    _socket.socket = _socket.SocketType = socket
    _socket.socketpair = socketpair
    _socket.close = descriptors.close
    _socket.dup = descriptors.dup
    # What this platform's module leaves out, with Linux's numbers: options that are accepted and mean nothing here.
    for name, number in {"AF_UNIX": _UNIX, "SOL_SOCKET": 1, "SO_REUSEADDR": 2, "SO_REUSEPORT": 15, "SO_KEEPALIVE": 9, "SOMAXCONN": 4096, "SO_ERROR": 4, "SO_SNDBUF": 7, "SO_RCVBUF": 8, "SO_BROADCAST": 6, "IPPROTO_TCP": 6, "TCP_NODELAY": 1, "AI_PASSIVE": 1, "AI_CANONNAME": 2, "AI_NUMERICHOST": 4, "AI_ADDRCONFIG": 32, "EAI_NONAME": -2, "SHUT_RD": 0, "SHUT_WR": 1, "SHUT_RDWR": 2}.items():
        if not hasattr(_socket, name):
            setattr(_socket, name, number)
