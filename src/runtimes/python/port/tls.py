"""The module `ssl`, modelled: the lab network keeps no secrets, so a "TLS" connection is the plain one under it.

What a client sees is there: contexts, `wrap_socket`, the handshake's extra round trip (the network adds it on port 443), names and
errors. Nothing is encrypted and no certificate exists; `SSLSocket.cipher()` and `OPENSSL_VERSION` say so. What would need the real
thing raises NotImplementedError.
"""

import enum
import os
import sys
import types

_MODELLED = "modelled by Interleave's lab network"


def _refuse(what):
    raise NotImplementedError(f"{what}: TLS is {_MODELLED}, and this is not in the model")


def make():
    """The module. Made when it is first imported, because `socket` must be there."""
    import socket

    ssl = types.ModuleType("ssl", __doc__)

    class SSLError(OSError):
        """An error of TLS. The model raises none; programs name it in `except`."""

        reason = library = None

    def error(name, *bases):
        kind = type(name, bases or (SSLError,), {"__module__": "ssl"})
        setattr(ssl, name, kind)
        return kind

    SSLError.__module__ = "ssl"
    ssl.SSLError = ssl.socket_error = SSLError
    for name in ("SSLZeroReturnError", "SSLWantReadError", "SSLWantWriteError", "SSLSyscallError", "SSLEOFError"):
        error(name)
    ssl.CertificateError = error("SSLCertVerificationError", SSLError, ValueError)

    class VerifyMode(enum.IntEnum):
        CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED = range(3)

    class TLSVersion(enum.IntEnum):
        MINIMUM_SUPPORTED, TLSv1, TLSv1_1, TLSv1_2, TLSv1_3, MAXIMUM_SUPPORTED = -2, 769, 770, 771, 772, -1

    class SSLErrorNumber(enum.IntEnum):
        SSL_ERROR_SSL, SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE, SSL_ERROR_WANT_X509_LOOKUP = range(1, 5)
        SSL_ERROR_SYSCALL, SSL_ERROR_ZERO_RETURN, SSL_ERROR_WANT_CONNECT, SSL_ERROR_EOF = range(5, 9)

    class Purpose(enum.Enum):
        SERVER_AUTH, CLIENT_AUTH = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"

    ssl.VerifyMode, ssl.TLSVersion, ssl.SSLErrorNumber, ssl.Purpose = VerifyMode, TLSVersion, SSLErrorNumber, Purpose
    for member in (*VerifyMode, *SSLErrorNumber):
        setattr(ssl, member.name, member)
    ssl.PROTOCOL_TLS, ssl.PROTOCOL_SSLv23, ssl.PROTOCOL_TLS_CLIENT, ssl.PROTOCOL_TLS_SERVER = 2, 2, 16, 17
    for name in ("OP_ALL", "OP_NO_SSLv2", "OP_NO_SSLv3", "OP_NO_TLSv1", "OP_NO_TLSv1_1", "OP_NO_COMPRESSION", "OP_NO_TICKET"):
        setattr(ssl, name, 0)
    ssl.VERIFY_X509_STRICT, ssl.VERIFY_X509_PARTIAL_CHAIN = 32, 0x80000
    ssl.HAS_SNI = ssl.HAS_ALPN = ssl.HAS_TLSv1_2 = ssl.HAS_TLSv1_3 = True
    ssl.HAS_NPN = ssl.HAS_NEVER_CHECK_COMMON_NAME = False
    # It begins like the real thing's: urllib3 warns of any other.
    ssl.OPENSSL_VERSION = f"OpenSSL 3.0.0, {_MODELLED}"
    ssl.OPENSSL_VERSION_NUMBER, ssl.OPENSSL_VERSION_INFO = 0x30000000, (3, 0, 0, 0, 0)

    class Described:
        """What a connection says of its TLS, over a socket or not."""

        def pending(self):
            return 0

        def version(self):
            return "TLSv1.3"

        def cipher(self):
            return (_MODELLED, "TLSv1.3", 0)

        def shared_ciphers(self):
            return None

        def getpeercert(self, binary_form=False):
            if binary_form:
                _refuse("getpeercert(binary_form=True)")
            name = self.server_hostname or ""
            return {"subject": ((("commonName", name),),), "subjectAltName": (("DNS", name),), "issuer": ((("commonName", _MODELLED),),)}

        def get_channel_binding(self, cb_type="tls-unique"):
            _refuse("get_channel_binding")

        def selected_alpn_protocol(self):
            return None

        selected_npn_protocol = compression = selected_alpn_protocol

    class SSLSocket(Described, socket.socket):
        """A connected socket that says that it is wrapped."""

        def __init__(self, *args, **kwargs):
            raise TypeError("SSLSocket does not have a public constructor. Instances are returned by SSLContext.wrap_socket().")

        @classmethod
        def _wrap(cls, sock, context, server_hostname):
            self = cls.__new__(cls)
            timeout, peer = sock.gettimeout(), sock._peer
            socket.socket.__init__(self, sock.family, sock.type, sock.proto, sock.detach())
            self.settimeout(timeout)
            self._peer = peer
            self.context, self.server_hostname, self.server_side = context, server_hostname, False
            return self

        def do_handshake(self, block=False):
            self.getpeername()

        def read(self, len=1024, buffer=None):
            return self.recv(len) if buffer is None else self.recv_into(buffer, len)

        def write(self, data):
            return self.send(data)

        def unwrap(self):
            plain = socket.socket(self.family, self.type, self.proto, self.detach())
            return plain

        @property
        def _sslobj(self):
            # CPython's private half of a wrapped socket: httpcore asks it what was agreed on.
            return self

    class MemoryBIO:
        """Bytes on their way between a connection's TLS and whoever carries them."""

        def __init__(self):
            self._bytes = bytearray()
            self._ended = False

        @property
        def pending(self):
            return len(self._bytes)

        @property
        def eof(self):
            return self._ended and not self._bytes

        def read(self, size=-1, /):
            size = len(self._bytes) if size < 0 else size
            data = bytes(self._bytes[:size])
            del self._bytes[:size]
            return data

        def write(self, data, /):
            if self._ended:
                raise SSLError("cannot write() after write_eof()")
            self._bytes += data
            return memoryview(data).nbytes

        def write_eof(self):
            self._ended = True

    class SSLObject(Described):
        """A connection without a socket: what is written comes out as it is, what comes in is read as it is."""

        def __init__(self, *args, **kwargs):
            raise TypeError("SSLObject does not have a public constructor. Instances are returned by SSLContext.wrap_bio().")

        @classmethod
        def _wrap(cls, incoming, outgoing, context, server_hostname):
            self = cls.__new__(cls)
            self._incoming, self._outgoing = incoming, outgoing
            self.context, self.server_hostname, self.server_side = context, server_hostname, False
            self.session, self.session_reused = None, False
            return self

        def do_handshake(self):
            pass

        def unwrap(self):
            pass

        def pending(self):
            return self._incoming.pending

        def read(self, len=1024, buffer=None):
            data = self._incoming.read(len)
            if len and not data and not self._incoming.eof:
                raise ssl.SSLWantReadError(SSLErrorNumber.SSL_ERROR_WANT_READ, "The operation did not complete (read)")
            if buffer is None:
                return data
            memoryview(buffer).cast("B")[: memoryview(data).nbytes] = data
            return memoryview(data).nbytes

        def write(self, data):
            return self._outgoing.write(data)

    class SSLContext:
        """What a client sets and the model does not need is kept, so that it can be read again."""

        sslsocket_class, sslobject_class = SSLSocket, SSLObject

        def __init__(self, protocol=ssl.PROTOCOL_TLS_CLIENT, *args, **kwargs):
            self.protocol = protocol
            client = protocol == ssl.PROTOCOL_TLS_CLIENT
            self.check_hostname = client
            self.verify_mode = VerifyMode.CERT_REQUIRED if client else VerifyMode.CERT_NONE
            self.verify_flags = self.options = 0
            self.minimum_version, self.maximum_version = TLSVersion.TLSv1_2, TLSVersion.MAXIMUM_SUPPORTED
            self.post_handshake_auth, self.keylog_filename = False, None

        def _accept(self, *args, **kwargs):
            pass

        load_verify_locations = load_default_certs = set_default_verify_paths = load_cert_chain = _accept
        set_ciphers = set_alpn_protocols = set_npn_protocols = set_ecdh_curve = _accept

        def wrap_socket(
            self, sock, server_side=False, do_handshake_on_connect=True, suppress_ragged_eofs=True, server_hostname=None, session=None
        ):
            self._check("wrap_socket", server_side, server_hostname)
            return SSLSocket._wrap(sock, self, server_hostname)

        def wrap_bio(self, incoming, outgoing, server_side=False, server_hostname=None, session=None):
            self._check("wrap_bio", server_side, server_hostname)
            if isinstance(server_hostname, (bytes, bytearray)):
                server_hostname = bytes(server_hostname).decode("ascii")
            return self.sslobject_class._wrap(incoming, outgoing, self, server_hostname)

        def _check(self, what, server_side, server_hostname):
            if server_side:
                _refuse(f"{what}(server_side=True)")
            if self.check_hostname and not server_hostname:
                raise ValueError("check_hostname requires server_hostname")

        def get_ciphers(self):
            return []

        def get_ca_certs(self, binary_form=False):
            return []

        def cert_store_stats(self):
            return {"x509": 0, "crl": 0, "x509_ca": 0}

    def RAND_bytes(n, /):
        """Chance is real: it comes from where `os.urandom` has it."""
        return os.urandom(n)

    def RAND_status():
        return True

    def RAND_add(string, entropy, /):
        pass

    def create_default_context(purpose=Purpose.SERVER_AUTH, *, cafile=None, capath=None, cadata=None):
        return SSLContext(ssl.PROTOCOL_TLS_CLIENT if purpose is Purpose.SERVER_AUTH else ssl.PROTOCOL_TLS_SERVER)

    def _create_unverified_context(protocol=None, **kwargs):
        context = SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, VerifyMode.CERT_NONE
        return context

    def get_default_verify_paths():
        from collections import namedtuple

        return namedtuple("DefaultVerifyPaths", "cafile capath")(None, None)

    for thing in (
        SSLSocket, SSLContext, MemoryBIO, SSLObject, RAND_bytes, RAND_status, RAND_add, create_default_context, get_default_verify_paths,
    ):  # fmt: skip
        thing.__module__ = "ssl"
        setattr(ssl, thing.__name__, thing)
    ssl._create_unverified_context = _create_unverified_context
    ssl._create_default_https_context = ssl._create_stdlib_context = create_default_context
    return ssl


class _Finder:
    """Makes `import ssl` find the model. First in line: real TLS could not speak with the lab network."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name != "ssl":
            return None
        from importlib.machinery import ModuleSpec

        return ModuleSpec(name, _Finder)

    @staticmethod
    def create_module(spec):
        return make()

    @staticmethod
    def exec_module(module):
        pass


def install():
    sys.meta_path.insert(0, _Finder)


def connect_asyncio():
    """asyncio's own TLS works on encrypted bytes. Here its TLS connections are plain ones, as those of `wrap_socket` are."""
    from asyncio import selector_events

    def make_ssl_transport(self, sock, protocol, sslcontext, waiter=None, *, extra=None, server=None, **kwargs):
        return self._make_socket_transport(sock, protocol, waiter, extra=extra, server=server)

    selector_events.BaseSelectorEventLoop._make_ssl_transport = make_ssl_transport
