"""`httpx`, with threads and with coroutines, as its documentation has it."""

import asyncio
import datetime
import json
import pickle
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from http_support import BASE, NOBODY, closed_port, is_real, ok, scripted

import httpx


class AskingTest(unittest.TestCase):
    def setUp(self):
        self.client = httpx.Client()
        self.addCleanup(self.client.close)

    def test_get_gives_an_answer_with_status_text_and_json(self):
        r = httpx.get(BASE + "/get", params={"a": "1", "b": "x y", "c": True, "d": None, "e": [1, 2]})
        self.assertEqual((r.status_code, r.reason_phrase, r.is_success, r.is_error), (200, "OK", True, False))
        self.assertEqual(r.json()["args"], {"a": "1", "b": "x y", "c": "true", "d": "", "e": ["1", "2"]})
        self.assertEqual((json.loads(r.text), json.loads(r.content)), (r.json(), r.json()))
        self.assertEqual(r.url, BASE + "/get?a=1&b=x+y&c=true&d=&e=1&e=2")
        self.assertEqual((r.request.method, r.http_version), ("GET", "HTTP/1.1"))

    def test_params_take_the_place_of_the_urls_own(self):
        self.assertEqual(httpx.get(BASE + "/get?a=1", params={"b": "2"}).json()["args"], {"b": "2"})

    def test_each_method_has_a_function(self):
        for name in ("post", "put", "patch"):
            r = getattr(httpx, name)(f"{BASE}/{name}", data={"k": ["v", "w"]})
            self.assertEqual((r.json()["form"], r.request.method), ({"k": ["v", "w"]}, name.upper()))
        self.assertEqual(httpx.delete(BASE + "/delete").status_code, 200)
        self.assertEqual(httpx.head(BASE + "/get").content, b"")
        self.assertEqual(httpx.request("get", BASE + "/get").request.method, "GET")
        with self.assertRaises(TypeError):
            httpx.get(BASE + "/get", data={})

    def test_bodies_are_sent_as_what_they_are(self):
        told = self.client.post(BASE + "/post", json={"a": [1, None]}).json()
        self.assertEqual((told["json"], told["headers"]["Content-Type"]), ({"a": [1, None]}, "application/json"))
        self.assertEqual(self.client.post(BASE + "/post", content="text").json()["data"], "text")
        self.assertEqual(self.client.post(BASE + "/post", content=(x for x in (b"a", b"b"))).json()["data"], "ab")
        told = self.client.post(BASE + "/post", files={"f": ("a.txt", b"inside")}, data={"k": "v"}).json()
        self.assertEqual((told["files"], told["form"]), ({"f": "inside"}, {"k": "v"}))

    def test_a_client_keeps_what_it_was_given(self):
        with httpx.Client(
            base_url=BASE + "/anything", headers={"X-Kept": "1"}, params={"k": "v"}, auth=("u", "p"), cookies={"c": "d"}
        ) as client:
            told = client.get("/x", params={"a": "b"}, headers={"X-Once": "2"}).json()
        self.assertEqual(told["url"].partition("?")[0], BASE + "/anything/x")
        self.assertEqual(told["args"], {"k": "v", "a": "b"})
        headers = told["headers"]
        self.assertEqual((headers["X-Kept"], headers["X-Once"], headers["Cookie"]), ("1", "2", "c=d"))
        self.assertTrue(headers["Authorization"].startswith("Basic "))

    def test_cookies_that_a_server_sets_are_sent_back(self):
        r = self.client.get(BASE + "/cookies/set?a=1", follow_redirects=True)
        self.assertEqual((r.json()["cookies"], dict(self.client.cookies)), ({"a": "1"}, {"a": "1"}))
        self.assertEqual(dict(r.history[0].cookies), {"a": "1"})

    def test_redirects_are_followed_when_asked(self):
        r = self.client.get(BASE + "/redirect/2")
        self.assertEqual((r.status_code, r.is_redirect, r.has_redirect_location), (302, True, True))
        self.assertEqual(r.next_request.method, "GET")
        r = self.client.get(BASE + "/redirect/2", follow_redirects=True)
        self.assertEqual(
            (r.status_code, str(r.url), [one.status_code for one in r.history]), (200, BASE + "/get", [302, 302])
        )
        with httpx.Client(follow_redirects=True, max_redirects=2) as client:
            self.assertEqual(client.get(BASE + "/redirect/2").status_code, 200)
            with self.assertRaisesRegex(httpx.TooManyRedirects, "Exceeded maximum allowed redirects."):
                client.get(BASE + "/redirect/3")

    def test_a_post_becomes_a_get_unless_the_status_says_that_it_stays(self):
        for status, method in ((301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")):
            url = f"{BASE}/redirect-to?url=/anything&status_code={status}"
            told = self.client.post(url, data={"a": "1"}, follow_redirects=True).json()
            self.assertEqual((told["method"], told["form"]), (method, {"a": "1"} if method == "POST" else {}))

    def test_credentials_do_not_go_to_another_host(self):
        with scripted(ok(b"{}")) as (other, asked):
            self.client.get(f"{BASE}/redirect-to", params={"url": other}, auth=("u", "p"), follow_redirects=True)
        self.assertNotIn(b"authorization", asked[0].lower())

    def test_a_request_can_be_built_and_sent_later(self):
        request = self.client.build_request("POST", BASE + "/post", json={"a": 1})
        request.headers["X-Late"] = "1"
        self.assertEqual((request.method, request.content), ("POST", b'{"a":1}'))
        self.assertEqual(self.client.send(request).json()["headers"]["X-Late"], "1")


class AnswersTest(unittest.TestCase):
    def test_an_error_status_raises_on_demand(self):
        r = httpx.get(BASE + "/status/404")
        with self.assertRaises(httpx.HTTPStatusError) as caught:
            r.raise_for_status()
        self.assertTrue(
            str(caught.exception).startswith(f"Client error '404 {r.reason_phrase}' for url '{BASE}/status/404'\n")
        )
        self.assertIs(caught.exception.response, r)
        self.assertEqual(caught.exception.request.method, "GET")
        self.assertTrue(r.is_client_error)
        self.assertTrue(httpx.get(BASE + "/status/500").is_server_error)
        r = httpx.get(BASE + "/get")
        self.assertIs(r.raise_for_status(), r)
        with self.assertRaisesRegex(httpx.HTTPStatusError, "Redirect response '302"):
            httpx.get(BASE + "/redirect/1").raise_for_status()

    def test_headers_are_read_in_any_case(self):
        with scripted(ok(b"", "X-A: 1", "X-A: 2")) as (url, _):
            headers = httpx.get(url).headers
        self.assertEqual((headers["x-a"], headers.get_list("X-A"), "X-a" in headers), ("1, 2", ["1", "2"], True))

    def test_text_goes_by_the_charset(self):
        with scripted(ok("grün".encode("latin-1"), "Content-Type: text/plain; charset=latin-1")) as (url, _):
            r = httpx.get(url)
            self.assertEqual((r.text, r.encoding, r.charset_encoding), ("grün", "latin-1", "latin-1"))
        with scripted(ok("grün".encode("latin-1"))) as (url, _):
            r = httpx.get(url)
            self.assertEqual((r.text, r.encoding), ("gr�n", "utf-8"))

    def test_elapsed_is_a_timedelta(self):
        elapsed = httpx.get(BASE + "/delay/0.2").elapsed
        self.assertIsInstance(elapsed, datetime.timedelta)
        self.assertGreaterEqual(elapsed.total_seconds(), 0.19)

    def test_compressed_bodies_are_unpacked(self):
        self.assertTrue(httpx.get(BASE + "/gzip").json()["gzipped"])
        with scripted(ok(b"no gzip", "Content-Encoding: gzip")) as (url, _), self.assertRaises(httpx.DecodingError):
            httpx.get(url)

    def test_an_answer_can_be_pickled(self):
        r = pickle.loads(pickle.dumps(httpx.get(BASE + "/get?a=1")))
        self.assertEqual((r.status_code, r.json()["args"]), (200, {"a": "1"}))

    def test_codes_have_names(self):
        self.assertEqual(
            (httpx.codes.OK, httpx.codes.NOT_FOUND, httpx.codes.get_reason_phrase(404)), (200, 404, "Not Found")
        )


class StreamTest(unittest.TestCase):
    def test_the_body_is_read_piece_by_piece(self):
        with httpx.stream("GET", BASE + "/bytes/100") as r:
            with self.assertRaises(httpx.ResponseNotRead):
                r.content
            with self.assertRaises(RuntimeError):
                r.elapsed
            self.assertEqual([len(piece) for piece in r.iter_bytes(30)], [30, 30, 30, 10])
            with self.assertRaises(httpx.StreamConsumed):
                r.read()
            self.assertEqual(r.num_bytes_downloaded, 100)
        with httpx.stream("GET", BASE + "/stream/3") as r:
            self.assertEqual([json.loads(line)["id"] for line in r.iter_lines()], [0, 1, 2])
        with httpx.stream("GET", BASE + "/bytes/100") as r:
            self.assertEqual(len(r.read()), 100)
        with httpx.stream("GET", BASE + "/bytes/100") as r:
            pass
        with self.assertRaises(httpx.StreamClosed):
            r.read()

    def test_lines_end_in_any_of_three_ways(self):
        with scripted(ok(b"one\r\n\ntwo\rthree")) as (url, _), httpx.stream("GET", url) as r:
            self.assertEqual(list(r.iter_lines()), ["one", "", "two", "three"])


class TroubleTest(unittest.TestCase):
    def test_a_server_that_is_too_slow(self):
        for route in ("/delay/3", "/drip?numbytes=2&duration=6&delay=0"):
            with self.assertRaises(httpx.ReadTimeout) as caught:
                httpx.get(BASE + route, timeout=0.3)
            self.assertIsInstance(caught.exception, httpx.TimeoutException)
            self.assertEqual(str(caught.exception.request.url), BASE + route)

    def test_nobody_who_listens_and_nobody_who_is_known(self):
        for url in (closed_port(), NOBODY):
            with self.assertRaises(httpx.ConnectError):
                httpx.get(url)

    def test_a_server_that_hangs_up(self):
        with (
            scripted(b"") as (url, _),
            self.assertRaisesRegex(httpx.RemoteProtocolError, "Server disconnected without sending a response."),
        ):
            httpx.get(url)

    def test_a_body_that_ends_early(self):
        for answer, text in (
            (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", r"received 4 bytes, expected 10\)"),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal", r"incomplete chunked read\)"),
        ):
            with scripted(answer) as (url, _), self.assertRaisesRegex(httpx.RemoteProtocolError, text):
                httpx.get(url)

    def test_urls_that_are_none(self):
        for url in ("/relative", "nothing", "http://", "ftp://example.com"):
            with self.assertRaises(httpx.UnsupportedProtocol):
                httpx.get(url)

    def test_a_closed_client_asks_nothing(self):
        with httpx.Client() as client:
            self.assertFalse(client.is_closed)
        self.assertTrue(client.is_closed)
        with self.assertRaisesRegex(RuntimeError, "Cannot send a request, as the client has been closed."):
            client.get(BASE + "/get")

    def test_the_errors_hierarchy(self):
        for name, base in (
            ("ConnectTimeout", httpx.TimeoutException),
            ("ReadTimeout", httpx.TimeoutException),
            ("PoolTimeout", httpx.TimeoutException),
            ("TimeoutException", httpx.TransportError),
            ("ConnectError", httpx.NetworkError),
            ("ReadError", httpx.NetworkError),
            ("NetworkError", httpx.TransportError),
            ("TransportError", httpx.RequestError),
            ("TooManyRedirects", httpx.RequestError),
            ("RequestError", httpx.HTTPError),
            ("HTTPStatusError", httpx.HTTPError),
        ):
            self.assertTrue(issubclass(getattr(httpx, name), base), name)

    def test_time_outs_are_written_in_several_ways(self):
        self.assertEqual(httpx.Client().timeout, httpx.Timeout(5.0))
        self.assertEqual(httpx.Timeout(5, connect=1).as_dict(), {"connect": 1, "read": 5, "write": 5, "pool": 5})
        self.assertEqual(httpx.Timeout(None).read, None)
        with self.assertRaises(ValueError):
            httpx.Timeout(connect=5)


class ConnectionsTest(unittest.TestCase):
    def test_a_client_uses_its_connection_again(self):
        with scripted([ok(b"1"), ok(b"2")]) as (url, _), httpx.Client() as client:
            self.assertEqual([client.get(url).text, client.get(url).text], ["1", "2"])

    def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again(self):
        with scripted(ok(b"1"), ok(b"2")) as (url, _), httpx.Client() as client:
            self.assertEqual(client.get(url).text, "1")
            time.sleep(0.3)
            self.assertEqual(client.get(url).text, "2")

    def test_threads_may_share_a_client(self):
        with httpx.Client(limits=httpx.Limits(max_connections=4)) as client, ThreadPoolExecutor(12) as pool:
            got = list(pool.map(lambda n: client.get(BASE + "/get", params={"n": n}).json()["args"]["n"], range(40)))
        self.assertEqual(got, [str(n) for n in range(40)])

    def test_a_connection_that_does_not_become_free_in_time(self):
        limits, timeout = httpx.Limits(max_connections=1), httpx.Timeout(5, pool=0.1)
        with httpx.Client(limits=limits, timeout=timeout) as client, ThreadPoolExecutor(1) as pool:
            first = pool.submit(client.get, BASE + "/delay/1")
            time.sleep(0.3)
            with self.assertRaises(httpx.PoolTimeout):
                client.get(BASE + "/get")
            self.assertEqual(first.result().status_code, 200)


class AsyncTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.client = httpx.AsyncClient()
        self.addAsyncCleanup(self.client.aclose)

    async def test_get_and_post(self):
        r = await self.client.get(BASE + "/get", params={"a": "1"})
        self.assertEqual((r.status_code, r.json()["args"]), (200, {"a": "1"}))
        r = await self.client.post(BASE + "/post", json={"a": 1})
        self.assertEqual(r.json()["json"], {"a": 1})

        async def pieces():
            yield b"a"
            await asyncio.sleep(0)
            yield b"b"

        r = await self.client.post(BASE + "/post", content=pieces())
        self.assertEqual(r.json()["data"], "ab")
        with self.assertRaises(RuntimeError):
            await self.client.post(BASE + "/post", content=iter([b"a"]))
        self.assertEqual((await self.client.head(BASE + "/get")).content, b"")
        self.assertIsInstance(r.elapsed, datetime.timedelta)

    async def test_redirects_auth_and_cookies(self):
        async with httpx.AsyncClient(follow_redirects=True, auth=("u", "p"), base_url=BASE) as client:
            self.assertEqual(str((await client.get("/redirect/2")).url), BASE + "/get")
            self.assertTrue((await client.get("/basic-auth/u/p")).is_success)
            self.assertEqual((await client.get("/cookies/set?a=1")).json()["cookies"], {"a": "1"})

    async def test_the_body_is_read_piece_by_piece(self):
        async with self.client.stream("GET", BASE + "/bytes/100") as r:
            self.assertEqual([len(piece) async for piece in r.aiter_bytes(30)], [30, 30, 30, 10])
        async with self.client.stream("GET", BASE + "/stream/3") as r:
            self.assertEqual([json.loads(line)["id"] async for line in r.aiter_lines()], [0, 1, 2])
        async with self.client.stream("GET", BASE + "/bytes/100") as r:
            self.assertEqual(len(await r.aread()), 100)
            self.assertEqual(len(r.content), 100)
        async with self.client.stream("GET", BASE + "/bytes/100") as r:
            with self.assertRaises(RuntimeError):
                r.read()

    async def test_many_wait_at_the_same_time(self):
        began = time.monotonic()
        await self.client.get(BASE + "/delay/0.5")
        one = time.monotonic() - began
        answers = await asyncio.gather(*[self.client.get(BASE + "/delay/0.5") for _ in range(50)])
        self.assertEqual([r.status_code for r in answers], [200] * 50)
        self.assertLess(time.monotonic() - began, 20 * one)

    async def test_a_connection_is_used_again(self):
        with scripted([ok(b"1"), ok(b"2")]) as (url, _):
            self.assertEqual([(await self.client.get(url)).text, (await self.client.get(url)).text], ["1", "2"])

    async def test_a_connection_that_does_not_become_free_in_time(self):
        limits, timeout = httpx.Limits(max_connections=1), httpx.Timeout(5, pool=0.1)
        async with httpx.AsyncClient(limits=limits, timeout=timeout) as client:
            first = asyncio.create_task(client.get(BASE + "/delay/0.5"))
            await asyncio.sleep(0.05)
            with self.assertRaises(httpx.PoolTimeout):
                await client.get(BASE + "/get")
            self.assertEqual((await first).status_code, 200)
            self.assertEqual((await client.get(BASE + "/get")).status_code, 200)

    async def test_trouble(self):
        for route in ("/delay/3", "/drip?numbytes=2&duration=6&delay=0"):
            with self.assertRaises(httpx.ReadTimeout):
                await self.client.get(BASE + route, timeout=0.3)
        for url in (closed_port(), NOBODY):
            with self.assertRaises(httpx.ConnectError):
                await self.client.get(url)
        with scripted(b"") as (url, _), self.assertRaises(httpx.RemoteProtocolError):
            await self.client.get(url)
        with scripted(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf") as (url, _):
            with self.assertRaisesRegex(httpx.RemoteProtocolError, r"received 4 bytes, expected 10\)"):
                await self.client.get(url)

    async def test_cancelling_a_request_frees_its_connection(self):
        async with httpx.AsyncClient(limits=httpx.Limits(max_connections=1)) as client:
            task = asyncio.create_task(client.get(BASE + "/delay/4"))
            await asyncio.sleep(0.2)
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task
            self.assertEqual((await client.get(BASE + "/get")).status_code, 200)

    async def test_a_closed_client_asks_nothing(self):
        async with httpx.AsyncClient() as client:
            pass
        with self.assertRaisesRegex(RuntimeError, "Cannot send a request, as the client has been closed."):
            await client.get(BASE + "/get")


@unittest.skipIf(is_real(httpx), "of the stand-in")
class RefusalsTest(unittest.TestCase):
    def test_what_is_missing_is_named(self):
        self.assertTrue(httpx.__version__.endswith("+interleave"))
        for name, act in {
            "http2": lambda: httpx.Client(http2=True),
            "proxy": lambda: httpx.get(BASE, proxy="http://p"),
            "transport": lambda: httpx.AsyncClient(transport=object()),
            "event_hooks": lambda: httpx.Client(event_hooks={"request": []}),
            "MockTransport": lambda: httpx.MockTransport,
            "links": lambda: httpx.get(BASE + "/get").links,
        }.items():
            with self.assertRaisesRegex(NotImplementedError, f"{name}.*Interleave's small stand-in for httpx"):
                act()
        with self.assertRaises(TypeError):
            httpx.get(BASE, colour="blue")


if __name__ == "__main__":
    unittest.main(verbosity=1)
