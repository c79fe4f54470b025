"""Sockets, names, `ssl`, `http.client` and `urllib.request` on the lab network. Natively there is no such network: the file skips."""

import asyncio
import errno
import http.client
import json
import select
import socket
import ssl
import sys
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

PORT = sys.platform == "emscripten"
HOST = "httpbin.org"


def exchange(request, host=HOST, port=80):
    """Bytes to a host and everything that comes back until it hangs up."""
    with socket.create_connection((host, port)) as connection:
        connection.sendall(request)
        pieces = []
        while piece := connection.recv(1000):
            pieces.append(piece)
    return b"".join(pieces)


@unittest.skipUnless(PORT, "the lab network is the browser's")
class NetworkTest(unittest.TestCase):
    pass


class NamesTest(NetworkTest):
    def test_a_host_has_an_address_of_the_documentation_ranges_always_the_same(self):
        address = socket.gethostbyname(HOST)
        self.assertRegex(address, r"^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$")
        self.assertEqual(socket.gethostbyname(HOST.upper()), address)
        self.assertEqual(socket.getaddrinfo(HOST, "https", type=socket.SOCK_STREAM)[0][4], (address, 443))

    def test_an_unknown_host_raises_gaierror_and_says_which_hosts_there_are(self):
        with self.assertRaises(socket.gaierror) as caught:
            socket.getaddrinfo("nowhere.invalid", 80)
        self.assertEqual(caught.exception.errno, socket.EAI_NONAME)
        self.assertIn("no host 'nowhere.invalid'", str(caught.exception))
        self.assertIn(HOST, str(caught.exception))


class ConnectionTest(NetworkTest):
    def test_bytes_go_and_come(self):
        answer = exchange(b"GET /get?a=1 HTTP/1.1\r\nHost: httpbin.org\r\nConnection: close\r\n\r\n")
        head, _, body = answer.partition(b"\r\n\r\n")
        self.assertTrue(head.startswith(b"HTTP/1.1 200 OK"))
        self.assertEqual(json.loads(body)["args"], {"a": "1"})

    def test_the_other_side_has_a_name(self):
        with socket.create_connection((HOST, 80)) as connection:
            self.assertEqual(connection.getpeername()[1], 80)

    def test_a_port_where_nobody_listens_refuses(self):
        with self.assertRaises(ConnectionRefusedError) as caught:
            socket.create_connection((HOST, 12345))
        self.assertEqual(caught.exception.errno, errno.ECONNREFUSED)

    def test_an_address_that_nobody_has_is_unreachable(self):
        with self.assertRaises(OSError) as caught:
            socket.create_connection(("10.1.2.3", 80))
        self.assertEqual(caught.exception.errno, errno.ENETUNREACH)

    def test_a_time_out_ends_a_wait_for_bytes(self):
        with socket.create_connection((HOST, 80)) as connection:
            connection.settimeout(0.05)
            connection.sendall(b"GET /delay/2 HTTP/1.1\r\nHost: httpbin.org\r\n\r\n")
            with self.assertRaises(TimeoutError):
                connection.recv(100)

    def test_a_socket_that_does_not_block_tells_when_it_is_connected(self):
        with socket.socket() as connection:
            connection.setblocking(False)
            self.assertEqual(connection.connect_ex((HOST, 80)), errno.EINPROGRESS)
            self.assertEqual(select.select([], [connection], [], 0)[1], [])
            self.assertEqual(select.select([], [connection], [], 10)[1], [connection])
            self.assertEqual(connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), 0)
            connection.send(b"GET /get HTTP/1.1\r\nHost: httpbin.org\r\n\r\n")
            with self.assertRaises(BlockingIOError):
                connection.recv(100)
            select.select([connection], [], [], 10)
            self.assertTrue(connection.recv(100).startswith(b"HTTP/1.1 200"))

    def test_a_socket_that_does_not_block_tells_when_it_is_refused(self):
        with socket.socket() as connection:
            connection.setblocking(False)
            connection.connect_ex((HOST, 12345))
            select.select([], [connection], [], 10)
            self.assertEqual(connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), errno.ECONNREFUSED)

    def test_ten_threads_wait_at_the_same_time(self):
        def timed(count):
            threads = [threading.Thread(target=urllib.request.urlopen, args=("http://httpbin.org/delay/0.5",)) for _ in range(count)]
            begin = time.perf_counter()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return time.perf_counter() - begin

        self.assertLess(timed(10), 4 * timed(1))

    def test_listening_is_for_the_program_itself(self):
        with socket.socket() as listener, self.assertRaises(OSError) as caught:
            listener.bind((HOST, 80))
        self.assertIn("localhost", str(caught.exception))

    def test_other_kinds_of_sockets_are_refused_in_words(self):
        for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
            with self.assertRaises(OSError) as caught:
                socket.socket(socket.AF_INET, kind)
            self.assertIn("browser", str(caught.exception))


class TlsTest(NetworkTest):
    def test_a_wrapped_socket_speaks(self):
        context = ssl.create_default_context()
        with socket.create_connection((HOST, 443)) as plain, context.wrap_socket(plain, server_hostname=HOST) as wrapped:
            wrapped.sendall(b"GET /status/204 HTTP/1.1\r\nHost: httpbin.org\r\nConnection: close\r\n\r\n")
            self.assertTrue(wrapped.recv(100).startswith(b"HTTP/1.1 204"))
            self.assertIn("modelled", wrapped.cipher()[0])

    def test_a_connection_without_a_socket_speaks_through_its_buffers(self):
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        wrapped = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname=HOST)
        wrapped.do_handshake()
        with socket.create_connection((HOST, 443)) as plain:
            self.assertEqual(wrapped.write(b"GET /status/204 HTTP/1.1\r\nHost: httpbin.org\r\nConnection: close\r\n\r\n"), 66)
            plain.sendall(outgoing.read())
            self.assertEqual(outgoing.pending, 0)
            got = b""
            while True:
                try:
                    data = wrapped.read(7)
                except ssl.SSLWantReadError:
                    if piece := plain.recv(1000):
                        incoming.write(piece)
                    else:
                        incoming.write_eof()
                    continue
                if not data:
                    break
                got += data
        self.assertTrue(got.startswith(b"HTTP/1.1 204"))
        self.assertTrue(incoming.eof)
        self.assertIn("modelled", wrapped.cipher()[0])

    def test_asyncio_turns_a_plain_connection_into_a_tls_one(self):
        async def main():
            reader, writer = await asyncio.open_connection(HOST, 443)
            await writer.start_tls(ssl.create_default_context(), server_hostname=HOST)
            writer.write(b"GET /status/204 HTTP/1.1\r\nHost: httpbin.org\r\nConnection: close\r\n\r\n")
            try:
                return await reader.readline(), writer.get_extra_info("cipher")[0]
            finally:
                writer.close()

        line, cipher = asyncio.run(main())
        self.assertTrue(line.startswith(b"HTTP/1.1 204"))
        self.assertIn("modelled", cipher)

    def test_what_is_not_in_the_model_says_so(self):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        with self.assertRaisesRegex(NotImplementedError, "modelled by Interleave"):
            context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_side=True)
        with socket.socket() as plain, self.assertRaisesRegex(NotImplementedError, "modelled by Interleave"):
            context.wrap_socket(plain, server_side=True)


class HttpTest(NetworkTest):
    def test_http_client_keeps_its_connection(self):
        connection = http.client.HTTPSConnection(HOST, timeout=10)
        self.addCleanup(connection.close)
        for number in range(3):
            connection.request("POST", "/post", body=json.dumps({"n": number}), headers={"Content-Type": "application/json"})
            answer = connection.getresponse()
            self.assertEqual((answer.status, json.load(answer)["json"]), (200, {"n": number}))

    def test_urlopen_reads_and_is_a_context_manager(self):
        with urllib.request.urlopen("https://httpbin.org/get?x=%20y", timeout=10) as answer:
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.headers.get_content_type(), "application/json")
            self.assertEqual(json.load(answer)["args"], {"x": " y"})

    def test_urlopen_sends_what_a_request_says(self):
        data = urllib.parse.urlencode({"a": 1}).encode()
        request = urllib.request.Request("http://httpbin.org/post", data, {"X-Own": "yes"})
        with urllib.request.urlopen(request) as answer:
            seen = json.load(answer)
        self.assertEqual(seen["form"], {"a": "1"})
        self.assertEqual(seen["headers"]["X-Own"], "yes")

    def test_urlopen_follows_redirects(self):
        with urllib.request.urlopen("https://httpbin.org/redirect/2") as answer:
            self.assertEqual(answer.url, "https://httpbin.org/get")

    def test_a_status_of_an_error_raises_http_error_with_its_body(self):
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen("https://httpbin.org/status/404")
        self.assertEqual(caught.exception.code, 404)
        caught.exception.close()

    def test_what_fails_below_raises_url_error_with_the_reason(self):
        for url, kind in (("http://httpbin.org:12345/", ConnectionRefusedError), ("http://nowhere.invalid/", socket.gaierror)):
            with self.assertRaises(urllib.error.URLError) as caught:
                urllib.request.urlopen(url)
            self.assertIsInstance(caught.exception.reason, kind)

    def test_a_time_out_of_urlopen_raises(self):
        with self.assertRaises(TimeoutError):
            urllib.request.urlopen("http://httpbin.org/delay/3", timeout=0.1)

    def test_a_large_body_arrives_whole(self):
        with urllib.request.urlopen("http://httpbin.org/bytes/100000?seed=1") as answer:
            self.assertEqual(len(answer.read()), 100_000)


if __name__ == "__main__":
    unittest.main()
