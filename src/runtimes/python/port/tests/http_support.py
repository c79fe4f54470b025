"""What the tests of the HTTP clients share: somebody who answers.

In the browser that is `httpbin.org` of the lab network; where there is none (natively, or in a browser without the network) it is a
server in a thread of this process, with the same routes. `scripted` answers with exact bytes, for what no proper server does.

Every file of tests runs natively too, against the stand-ins, or with REAL=1 against the real libraries (which must be on
PYTHONPATH), so that those can be asked what is right.
"""

import contextlib
import gzip
import json
import os
import socket
import sys
import threading
import time
import uuid
import zlib
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

HERE = sys.platform == "emscripten"

REAL = bool(os.environ.get("REAL"))

if not HERE and not REAL:
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "packages"))



def is_real(module):
    """Is this the real library? Natively whoever starts the tests says so; in the browser it is what the site has (`npm run wheels`)."""
    return "/site-packages/" in module.__file__ if HERE else REAL


PATIENCE = 20
"""Ends a test that hangs."""

NOBODY = "http://no-such-host.invalid/"
"""A host that nobody knows."""


def _plain(pairs):
    """Pairs as httpbin tells them: a name with several values has a list."""
    told = {}
    for name, value in pairs:
        if name in told:
            told[name] = [*(told[name] if isinstance(told[name], list) else [told[name]]), value]
        else:
            told[name] = value
    return told


def _parts(body, boundary):
    """(name, file name or None, bytes) of a multipart body."""
    for part in body.split(b"--" + boundary.encode())[1:-1]:
        head, _, data = part[2:-2].partition(b"\r\n\r\n")
        disposition = next(
            line for line in head.decode().split("\r\n") if line.lower().startswith("content-disposition")
        )
        names = {}
        for item in disposition.split(";")[1:]:
            key, _, value = item.strip().partition("=")
            names[key] = value.strip('"')
        yield names["name"], names.get("filename"), data


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "interleave-lab"
    sys_version = ""

    def log_message(self, *args):
        pass

    def address_string(self):
        return self.client_address[0]

    # -- what was asked

    def _read_body(self):
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _told(self, body=True):
        told = {
            "args": _plain(parse_qsl(self.query, keep_blank_values=True)),
            "headers": _plain(
                [
                    ("-".join(word.capitalize() for word in name.split("-")), value)
                    for name, value in self.headers.items()
                ]
            ),
            "origin": "127.0.0.1",
            "url": f"http://{self.headers.get('Host')}{self.path}",
        }
        if not body:
            return told
        form, files, data, parsed = {}, {}, "", None
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("application/x-www-form-urlencoded"):
            form = _plain(parse_qsl(self.body.decode(), keep_blank_values=True))
        elif kind.startswith("multipart/form-data"):
            fields = []
            for name, filename, content in _parts(self.body, kind.split("boundary=")[1].strip('"')):
                if filename is None:
                    fields.append((name, content.decode()))
                else:
                    files[name] = content.decode("utf-8", "replace")
            form = _plain(fields)
        else:
            data = self.body.decode("utf-8", "replace")
            with contextlib.suppress(ValueError):
                parsed = json.loads(data)
        return {**told, "data": data, "files": files, "form": form, "json": parsed}

    # -- answers

    def _answer(self, status=200, body=b"", kind="text/html; charset=utf-8", headers=()):
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _json(self, value, status=200, headers=()):
        self._answer(status, (json.dumps(value, indent=2) + "\n").encode(), "application/json", headers)

    def _chunks(self, chunks, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for chunk in chunks:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        self.wfile.write(b"0\r\n\r\n")

    def _cookies(self):
        items = (item.strip().partition("=") for item in self.headers.get("Cookie", "").split(";") if item.strip())
        return {name: value for name, _, value in items}

    def _serve(self):
        parts = urlsplit(self.path)
        self.query = parts.query
        self.body = self._read_body()
        arguments = dict(parse_qsl(parts.query, keep_blank_values=True))
        name, *rest = [unquote(part) for part in parts.path.split("/")[1:]]
        route = getattr(self, "route_" + name.replace("-", "_"), None)
        try:
            if route is None:
                self._answer(404, b"<h1>Not Found</h1>")
            else:
                route(rest, arguments)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _serve

    # -- routes

    def _only(self, *methods):
        if self.command in methods:
            return True
        self._answer(405, b"<h1>Method Not Allowed</h1>", headers=[("Allow", ", ".join(methods))])
        return False

    def route_get(self, rest, arguments):
        if self._only("GET", "HEAD", "OPTIONS"):
            self._json(self._told(body=False))

    def route_post(self, rest, arguments):
        if self._only("POST"):
            self._json(self._told())

    def route_put(self, rest, arguments):
        if self._only("PUT"):
            self._json(self._told())

    def route_patch(self, rest, arguments):
        if self._only("PATCH"):
            self._json(self._told())

    def route_delete(self, rest, arguments):
        if self._only("DELETE"):
            self._json(self._told())

    def route_anything(self, rest, arguments):
        self._json({**self._told(), "method": self.command})

    def route_delay(self, rest, arguments):
        time.sleep(min(10, float(rest[0])))
        self._json(self._told())

    def route_status(self, rest, arguments):
        status = int(rest[0])
        reasons = {404: "NOT FOUND", 418: "I'M A TEAPOT", 500: "INTERNAL SERVER ERROR"}
        self.send_response(status, reasons.get(status))
        if status in (301, 302, 303, 307, 308):
            self.send_header("Location", "/redirect/1")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def route_bytes(self, rest, arguments):
        self._answer(200, bytes(at % 256 for at in range(int(rest[0]))), "application/octet-stream")

    def route_stream(self, rest, arguments):
        lines = ({**self._told(body=False), "id": at} for at in range(min(100, int(rest[0]))))
        self._chunks(((json.dumps(line) + "\n").encode() for line in lines), "application/json")

    def route_stream_bytes(self, rest, arguments):
        count, size = int(rest[0]), int(arguments.get("chunk_size", 10240))
        data = bytes(at % 256 for at in range(count))
        self._chunks((data[at : at + size] for at in range(0, count, size)), "application/octet-stream")

    def route_headers(self, rest, arguments):
        self._json({"headers": self._told(body=False)["headers"]})

    def route_user_agent(self, rest, arguments):
        self._json({"user-agent": self.headers.get("User-Agent")})

    def route_ip(self, rest, arguments):
        self._json({"origin": "127.0.0.1"})

    def route_uuid(self, rest, arguments):
        self._json({"uuid": str(uuid.uuid4())})

    def route_html(self, rest, arguments):
        self._answer(200, "<!DOCTYPE html><p>Grüße from the lab</p>".encode())

    def route_drip(self, rest, arguments):
        count, duration = int(arguments.get("numbytes", 10)), float(arguments.get("duration", 2))
        time.sleep(float(arguments.get("delay", 0)))
        self.send_response(int(arguments.get("code", 200)))
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(count))
        self.end_headers()
        for _ in range(count):
            self.wfile.write(b"*")
            time.sleep(duration / count)

    def _redirect(self, location, status=302, headers=()):
        self._answer(status, b"", headers=[("Location", location), *headers])

    def route_redirect(self, rest, arguments):
        count = int(rest[0])
        self._redirect(f"/relative-redirect/{count - 1}" if count > 1 else "/get")

    route_relative_redirect = route_redirect

    def route_absolute_redirect(self, rest, arguments):
        count, host = int(rest[0]), self.headers.get("Host")
        self._redirect(f"http://{host}/absolute-redirect/{count - 1}" if count > 1 else f"http://{host}/get")

    def route_redirect_to(self, rest, arguments):
        self._redirect(arguments["url"], int(arguments.get("status_code", 302)))

    def route_cookies(self, rest, arguments):
        if rest[:1] == ["set"]:
            self._redirect(
                "/cookies", headers=[("Set-Cookie", f"{name}={value}; Path=/") for name, value in arguments.items()]
            )
        elif rest[:1] == ["delete"]:
            gone = "=; Expires=Thu, 01-Jan-1970 00:00:00 GMT; Max-Age=0; Path=/"
            self._redirect("/cookies", headers=[("Set-Cookie", name + gone) for name in arguments])
        else:
            self._json({"cookies": self._cookies()})

    def route_basic_auth(self, rest, arguments):
        user, password = rest
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic" and b64decode(given) == f"{user}:{password}".encode():
            self._json({"authenticated": True, "user": user})
        else:
            self._answer(401, b"", headers=[("WWW-Authenticate", 'Basic realm="Fake Realm"')])

    def route_gzip(self, rest, arguments):
        body = gzip.compress(json.dumps({**self._told(body=False), "gzipped": True}).encode())
        self._answer(200, body, "application/json", [("Content-Encoding", "gzip")])

    def route_deflate(self, rest, arguments):
        body = zlib.compress(json.dumps({**self._told(body=False), "deflated": True}).encode())
        self._answer(200, body, "application/json", [("Content-Encoding", "deflate")])

    def route_response_headers(self, rest, arguments):
        pairs = parse_qsl(self.query, keep_blank_values=True)
        kind = dict((name.lower(), value) for name, value in pairs).get("content-type", "application/json")
        headers = [(name, value) for name, value in pairs if name.lower() not in ("content-type", "content-length")]
        self._answer(200, json.dumps(_plain(pairs)).encode(), kind, headers)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def server_bind(self):
        # `http.server` would ask who it is, which the browser does not know.
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "localhost", self.server_address[1]

    def handle_error(self, request, client_address):
        pass


def _lab():
    """The lab's base URL, when this is the browser and it has the network."""
    if not HERE:
        return None
    try:
        socket.create_connection(("httpbin.org", 80), timeout=5).close()
    except OSError:
        return None
    return "http://httpbin.org"


def _own():
    server = _Server(("127.0.0.1", 0), _Handler)
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True, name="http server"
    ).start()
    return f"http://127.0.0.1:{server.server_port}"


BASE = _lab() or _own()
"""Where the routes are."""

HOST = urlsplit(BASE).netloc

LAB = BASE == "http://httpbin.org"


@contextlib.contextmanager
def scripted(*answers, wait=None):
    """
    A server that gives each connection that comes the next of `answers`: bytes, or a list of them, of which each is the answer to
    one request on that connection. Then it closes the connection; with `wait` (an Event) only after that is set. Gives the base
    URL and the list of requests so far, as bytes.
    """
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(16)
    asked = []

    def serve(connection, answers):
        with connection:
            try:
                for answer in answers:
                    head = b""
                    while b"\r\n\r\n" not in head:
                        piece = connection.recv(65536)
                        if not piece:
                            return
                        head += piece
                    asked.append(head)
                    connection.sendall(answer)
                if wait is not None:
                    wait.wait(PATIENCE)
            except OSError:
                pass

    def accept():
        for answer in answers:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            one = answer if isinstance(answer, list) else [answer]
            threading.Thread(target=serve, args=(connection, one), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
    finally:
        # Whoever still waits for a connection gets one that ends at once.
        with contextlib.suppress(OSError):
            while thread.is_alive():
                socket.create_connection(listener.getsockname(), timeout=1).close()
                thread.join(0.05)
        listener.close()


def ok(body=b"ok", *headers):
    """The bytes of a proper answer."""
    lines = b"".join(header.encode() + b"\r\n" for header in headers)
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s\r\n%s" % (len(body), lines, body)


def closed_port():
    """A URL where nobody listens."""
    probe = socket.socket()
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
    probe.close()
    return f"http://127.0.0.1:{port}/"
