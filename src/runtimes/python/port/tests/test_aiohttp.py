"""`aiohttp`'s client, as its documentation has it."""

import asyncio
import gc
import importlib
import io
import json
import logging
import threading
import time
import unittest
import warnings

from http_support import BASE, HOST, NOBODY, closed_port, is_real, ok, scripted

import aiohttp


class ClientTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.session = aiohttp.ClientSession()
        self.addAsyncCleanup(self.session.close)

    async def told(self, method, route, **kwargs):
        async with self.session.request(method, BASE + route, **kwargs) as r:
            return await r.json()


class AskingTest(ClientTest):
    async def test_get_gives_an_answer_with_status_text_and_json(self):
        async with self.session.get(BASE + "/get", params={"a": "1", "b": "x y", "n": 2}) as r:
            self.assertEqual((r.status, r.reason, r.ok, r.method), (200, "OK", True, "GET"))
            told = await r.json()
            self.assertEqual(told["args"], {"a": "1", "b": "x y", "n": "2"})
            self.assertEqual(json.loads(await r.text()), told)
            self.assertEqual(json.loads(await r.read()), told)
            self.assertEqual(str(r.url), BASE + "/get?a=1&b=x+y&n=2")
            self.assertEqual((r.url.host, r.url.path, r.url.query["a"]), (HOST.split(":")[0], "/get", "1"))
            self.assertEqual(r.content_type, "application/json")

    async def test_a_request_can_be_awaited_instead(self):
        r = await self.session.get(BASE + "/get")
        self.assertEqual(r.status, 200)
        await r.read()
        r.release()

    async def test_a_request_can_be_gathered_and_made_a_task(self):
        one, two = await asyncio.gather(
            self.session.get(BASE + "/get"), asyncio.create_task(self.session.get(BASE + "/get"))
        )
        self.assertEqual((one.status, two.status), (200, 200))
        one.release()
        two.release()

    async def test_each_method_has_a_function(self):
        for name in ("post", "put", "patch", "delete"):
            async with getattr(self.session, name)(f"{BASE}/{name}", data={"k": "v"}) as r:
                self.assertEqual((r.status, (await r.json())["form"], r.method), (200, {"k": "v"}, name.upper()))
        async with self.session.head(BASE + "/get") as r:
            self.assertEqual(await r.read(), b"")
        async with self.session.options(BASE + "/get") as r:
            self.assertTrue(r.ok)

    async def test_bodies_are_sent_as_what_they_are(self):
        for data, kind in ((b"bytes", "application/octet-stream"), ("text", "text/plain; charset=utf-8")):
            told = await self.told("POST", "/post", data=data)
            self.assertEqual(
                (told["data"], told["headers"]["Content-Type"]),
                (data if isinstance(data, str) else data.decode(), kind),
            )
        told = await self.told("POST", "/post", json={"a": [1, None]})
        self.assertEqual((told["json"], told["headers"]["Content-Type"]), ({"a": [1, None]}, "application/json"))
        told = await self.told("POST", "/post", data=io.BytesIO(b"from a file"))
        self.assertEqual(told["data"], "from a file")
        with self.assertRaises(ValueError):
            await self.session.post(BASE + "/post", data=b"x", json={})

    async def test_a_form_with_a_file_is_sent_in_parts(self):
        form = aiohttp.FormData()
        form.add_field("f", b"inside", filename="a.txt", content_type="text/plain")
        form.add_field("k", "v")
        told = await self.told("POST", "/post", data=form)
        self.assertEqual((told["files"], told["form"]), ({"f": "inside"}, {"k": "v"}))
        plain = aiohttp.FormData({"a": "1"})
        self.assertEqual((await self.told("POST", "/post", data=plain))["form"], {"a": "1"})

    async def test_headers_of_the_session_and_the_request(self):
        async with aiohttp.ClientSession(headers={"X-Kept": "1", "User-Agent": "me"}) as session:
            async with session.get(BASE + "/headers", headers={"X-Once": "2", "x-kept": "3"}) as r:
                told = (await r.json())["headers"]
        self.assertEqual((told["X-Kept"], told["X-Once"], told["User-Agent"]), ("3", "2", "me"))

    async def test_the_answers_headers_are_read_in_any_case(self):
        with scripted(ok(b"", "X-A: 1", "X-A: 2")) as (url, _):
            async with self.session.get(url) as r:
                self.assertEqual(
                    (r.headers["x-a"], r.headers.getall("X-A"), "X-a" in r.headers), ("1", ["1", "2"], True)
                )
                self.assertIsNone(r.headers.get("missing"))

    async def test_base_url(self):
        async with aiohttp.ClientSession(base_url=BASE) as session, session.get("/get") as r:
            self.assertEqual(str(r.url), BASE + "/get")

    async def test_auth_is_user_and_password(self):
        async with self.session.get(BASE + "/basic-auth/u/p", auth=aiohttp.BasicAuth("u", "p")) as r:
            self.assertEqual((await r.json())["user"], "u")
        async with self.session.get(BASE.replace("//", "//u:p@") + "/basic-auth/u/p") as r:
            self.assertEqual(r.status, 200)
        async with self.session.get(BASE + "/basic-auth/u/p") as r:
            self.assertEqual(r.status, 401)

    async def test_cookies(self):
        async with aiohttp.ClientSession(cookies={"a": "1"}, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            async with session.get(BASE + "/cookies", cookies={"b": "2"}) as r:
                self.assertEqual((await r.json())["cookies"], {"a": "1", "b": "2"})
            async with session.get(BASE + "/cookies/set?c=3", allow_redirects=False) as r:
                self.assertEqual(r.cookies["c"].value, "3")
            async with session.get(BASE + "/cookies") as r:
                self.assertEqual((await r.json())["cookies"], {"a": "1", "c": "3"})
            self.assertEqual({morsel.key: morsel.value for morsel in session.cookie_jar}, {"a": "1", "c": "3"})

    async def test_params_that_mean_nothing_are_refused(self):
        for params in ({"a": None}, {"a": True}):
            with self.assertRaises(TypeError):
                await self.session.get(BASE + "/get", params=params)

    async def test_one_request_can_do_without_a_session(self):
        async with aiohttp.request("GET", BASE + "/get") as r:
            self.assertEqual(r.status, 200)

    async def test_threads_each_with_a_loop_of_their_own(self):
        async def ask(n):
            async with aiohttp.ClientSession() as session, session.get(BASE + "/get", params={"n": n}) as r:
                return (await r.json())["args"]["n"]

        got = []
        threads = [threading.Thread(target=lambda n=n: got.append(asyncio.run(ask(n)))) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            await asyncio.to_thread(thread.join)
        self.assertEqual(sorted(got), ["0", "1", "2", "3"])


class AnswersTest(ClientTest):
    async def test_an_error_status_raises_on_demand(self):
        async with self.session.get(BASE + "/status/404") as r:
            self.assertFalse(r.ok)
            with self.assertRaises(aiohttp.ClientResponseError) as caught:
                r.raise_for_status()
        error = caught.exception
        self.assertEqual((error.status, error.message), (404, r.reason))
        self.assertEqual(str(error), f"404, message={r.reason!r}, url='{BASE}/status/404'")
        self.assertEqual(str(error.request_info.real_url), BASE + "/status/404")
        with self.assertRaises(aiohttp.ClientResponseError):
            await self.session.get(BASE + "/status/500", raise_for_status=True)
        async with aiohttp.ClientSession(raise_for_status=True) as session:
            with self.assertRaises(aiohttp.ClientResponseError):
                async with session.get(BASE + "/status/500"):
                    self.fail("it was entered")
            async with session.get(BASE + "/status/500", raise_for_status=False) as r:
                self.assertEqual(r.status, 500)

    async def test_json_of_another_content_type_is_refused_unless_asked_for(self):
        with scripted(*[ok(b'{"a": 1}', "Content-Type: text/html")] * 3) as (url, _):
            async with self.session.get(url) as r:
                with self.assertRaises(aiohttp.ContentTypeError) as caught:
                    await r.json()
                self.assertEqual(caught.exception.message, "Attempt to decode JSON with unexpected mimetype: text/html")
                self.assertEqual(await r.json(content_type=None), {"a": 1})
                self.assertEqual(await r.json(content_type="text/html"), {"a": 1})
        with scripted(ok(b"{}", "Content-Type: application/problem+json")) as (url, _):
            async with self.session.get(url) as r:
                self.assertEqual(await r.json(), {})

    async def test_text_goes_by_the_charset(self):
        for kind, body, text in (
            ("text/plain", "grün".encode(), "grün"),
            ("text/plain; charset=latin-1", "grün".encode("latin-1"), "grün"),
        ):
            with scripted(ok(body, f"Content-Type: {kind}")) as (url, _):
                async with self.session.get(url) as r:
                    self.assertEqual(await r.text(), text)
        with scripted(ok("grün".encode("latin-1"))) as (url, _):
            async with self.session.get(url) as r:
                with self.assertRaises(UnicodeDecodeError):
                    await r.text()
                self.assertEqual(await r.text(encoding="latin-1"), "grün")
                self.assertEqual(await r.text(errors="replace"), "gr�n")

    async def test_compressed_bodies_are_unpacked(self):
        self.assertTrue((await self.told("GET", "/gzip"))["gzipped"])
        self.assertTrue((await self.told("GET", "/deflate"))["deflated"])

    async def test_what_was_not_read_cannot_be_read_after_the_block(self):
        async with self.session.get(BASE + "/get") as r:
            pass
        self.assertTrue(r.closed)
        with self.assertRaisesRegex(aiohttp.ClientConnectionError, "Connection closed"):
            await r.text()
        async with self.session.get(BASE + "/get") as r:
            await r.read()
        self.assertIn("args", await r.text())

    async def test_redirects_are_followed_and_remembered(self):
        async with self.session.get(BASE + "/redirect/3") as r:
            self.assertEqual((r.status, str(r.url), [one.status for one in r.history]), (200, BASE + "/get", [302] * 3))
        async with self.session.get(BASE + "/redirect/1", allow_redirects=False) as r:
            self.assertEqual((r.status, r.history), (302, ()))
        with self.assertRaises(aiohttp.TooManyRedirects):
            await self.session.get(BASE + "/redirect/5", max_redirects=3)

    async def test_a_post_becomes_a_get_unless_the_status_says_that_it_stays(self):
        for status, method in ((301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")):
            told = await self.told("POST", f"/redirect-to?url=/anything&status_code={status}", data={"a": "1"})
            self.assertEqual((told["method"], told["form"]), (method, {"a": "1"} if method == "POST" else {}))


class ContentTest(ClientTest):
    async def test_the_body_is_read_piece_by_piece(self):
        async with self.session.get(BASE + "/bytes/1000") as r:
            sizes = [len(piece) async for piece in r.content.iter_chunked(300)]
        self.assertEqual((sum(sizes), max(sizes) <= 300), (1000, True))
        async with self.session.get(BASE + "/bytes/1000") as r:
            data = b""
            while piece := await r.content.read(64):
                data += piece
        self.assertEqual(len(data), 1000)
        async with self.session.get(BASE + "/stream-bytes/5000") as r:
            self.assertEqual(sum([len(piece) async for piece in r.content.iter_any()]), 5000)
            self.assertTrue(r.content.at_eof())

    async def test_lines_come_with_their_ends(self):
        async with self.session.get(BASE + "/stream/5") as r:
            self.assertEqual([json.loads(line)["id"] async for line in r.content], [0, 1, 2, 3, 4])
        with scripted(ok(b"one\n\ntwo")) as (url, _):
            async with self.session.get(url) as r:
                self.assertEqual([await r.content.readline() for _ in range(4)], [b"one\n", b"\n", b"two", b""])

    async def test_exactly_so_many_bytes(self):
        with scripted(ok(b"abcdef")) as (url, _):
            async with self.session.get(url) as r:
                self.assertEqual(await r.content.readexactly(4), b"abcd")
                with self.assertRaises(asyncio.IncompleteReadError) as caught:
                    await r.content.readexactly(4)
                self.assertEqual(caught.exception.partial, b"ef")

    async def test_pieces_come_as_soon_as_they_are_there(self):
        began = time.monotonic()
        async with self.session.get(BASE + "/drip?numbytes=4&duration=2&delay=0") as r:
            self.assertEqual(await r.content.read(1), b"*")
            first = time.monotonic() - began
            self.assertEqual(await r.content.read(), b"***")
        self.assertLess(first, (time.monotonic() - began) / 2)

    async def test_a_large_body_that_nobody_reads_yet_does_not_pile_up(self):
        async with self.session.get(BASE + "/bytes/100000") as r:
            await asyncio.sleep(0.1)
            self.assertEqual(len(await r.read()), 100000)

    async def test_chunks_are_put_together_in_any_split(self):
        body = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n"

        async def serve(reader, writer):
            for at in range(len(body)):
                if at == 0:
                    await reader.readuntil(b"\r\n\r\n")
                writer.write(body[at : at + 1])
                await writer.drain()
                await asyncio.sleep(0)
            await reader.readuntil(b"\r\n\r\n")
            writer.write(ok(b"next"))
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for expected in (b"abc0123456789", b"next"):
            async with self.session.get(url) as r:
                self.assertEqual(await r.read(), expected)
        server.close()


class ConnectionsTest(ClientTest):
    async def test_a_connection_is_used_again(self):
        with scripted([ok(b"1"), ok(b"2")]) as (url, _):
            for expected in ("1", "2"):
                async with self.session.get(url) as r:
                    self.assertEqual(await r.text(), expected)

    async def test_force_close_uses_none_again(self):
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
            with scripted(ok(b"1"), ok(b"2")) as (url, asked):
                for expected in ("1", "2"):
                    async with session.get(url) as r:
                        self.assertEqual(await r.text(), expected)
                self.assertIn(b"connection: close", asked[0].lower())

    async def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again(self):
        with scripted(ok(b"1"), ok(b"2")) as (url, _):
            for expected in ("1", "2"):
                async with self.session.get(url) as r:
                    self.assertEqual(await r.text(), expected)
                await asyncio.sleep(0.2)

    async def test_an_answer_without_a_length_ends_with_its_connection(self):
        with scripted(b"HTTP/1.1 200 OK\r\n\r\nall of it", ok(b"2")) as (url, _):
            for expected in ("all of it", "2"):
                async with self.session.get(url) as r:
                    self.assertEqual(await r.text(), expected)

    async def test_an_answer_that_is_left_half_way_does_not_disturb_the_next(self):
        async with self.session.get(BASE + "/drip?numbytes=10&duration=5&delay=0") as r:
            await r.content.read(1)
        self.assertIn("args", await self.told("GET", "/get"))

    async def most_at_once(self, connector, count=8):
        now = most = 0

        async def ask(session):
            nonlocal now, most
            async with session.get(BASE + "/drip?numbytes=1&duration=0.1&delay=0") as r:
                now += 1
                most = max(most, now)
                await asyncio.sleep(0.01)
                now -= 1
                await r.read()

        async with aiohttp.ClientSession(connector=connector) as session:
            await asyncio.gather(*[ask(session) for _ in range(count)])
        return most

    async def test_at_most_so_many_connections_at_once(self):
        self.assertLessEqual(await self.most_at_once(aiohttp.TCPConnector(limit=3)), 3)
        self.assertLessEqual(await self.most_at_once(aiohttp.TCPConnector(limit_per_host=2)), 2)
        self.assertEqual(aiohttp.TCPConnector().limit, 100)
        self.assertEqual(aiohttp.TCPConnector(limit=0).limit, 0)

    async def test_who_waits_for_a_connection_is_served_in_order(self):
        order = []

        async def ask(session, n):
            async with session.get(BASE + ("/delay/0.3" if n == 0 else "/get")) as r:
                await r.read()
                order.append(n)

        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
            tasks = []
            for n in range(10):
                tasks.append(asyncio.create_task(ask(session, n)))
                await asyncio.sleep(0)
            await asyncio.gather(*tasks)
        self.assertEqual(order, list(range(10)))

    async def test_cancelling_a_request_frees_its_connection(self):
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
            for route in ("/delay/5", "/drip?numbytes=2&duration=8&delay=0"):

                async def ask():
                    async with session.get(BASE + route) as r:
                        await r.read()

                task = asyncio.create_task(ask())
                await asyncio.sleep(0.2)
                task.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await task
                async with asyncio.timeout(3), session.get(BASE + "/get") as r:
                    self.assertEqual(r.status, 200)

    async def test_cancelling_who_waits_for_a_connection_leaves_the_others_in_order(self):
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:

            async def ask():
                async with session.get(BASE + "/delay/0.2") as r:
                    return await r.read()

            tasks = [asyncio.create_task(ask()) for _ in range(4)]
            await asyncio.sleep(0.1)
            tasks[1].cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            self.assertIsInstance(results[1], asyncio.CancelledError)
            self.assertEqual([type(one) for one in results[:1] + results[2:]], [bytes] * 3)

    async def test_many_requests_wait_at_the_same_time(self):
        began = time.monotonic()
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

            async def ask():
                async with session.get(BASE + "/delay/0.5") as r:
                    return r.status

            await ask()
            one = time.monotonic() - began
            self.assertEqual(await asyncio.gather(*[ask() for _ in range(100)]), [200] * 100)
        self.assertLess(time.monotonic() - began, 20 * one)


class TroubleTest(ClientTest):
    async def test_a_request_that_takes_too_long_in_all(self):
        for route in ("/delay/5", "/drip?numbytes=2&duration=8&delay=0"):
            with self.assertRaises(asyncio.TimeoutError) as caught:
                async with self.session.get(BASE + route, timeout=aiohttp.ClientTimeout(total=0.3)) as r:
                    await r.read()
            self.assertNotIsInstance(caught.exception, aiohttp.ClientError)
        self.assertEqual(self.session.timeout.total, 300)

    async def test_a_server_that_says_nothing_for_too_long(self):
        for route in ("/delay/5", "/drip?numbytes=2&duration=8&delay=0"):
            with self.assertRaises(aiohttp.ServerTimeoutError) as caught:
                async with self.session.get(BASE + route, timeout=aiohttp.ClientTimeout(sock_read=0.3)) as r:
                    await r.read()
            self.assertIsInstance(caught.exception, asyncio.TimeoutError)
            self.assertEqual(str(caught.exception), "Timeout on reading data from socket")

    async def test_a_connection_that_does_not_become_free_in_time(self):
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
            first = asyncio.create_task(session.get(BASE + "/delay/1"))
            await asyncio.sleep(0.1)
            with self.assertRaisesRegex(aiohttp.ServerTimeoutError, "Connection timeout to host"):
                await session.get(BASE + "/get", timeout=aiohttp.ClientTimeout(connect=0.2))
            with self.assertRaises(asyncio.TimeoutError):
                await session.get(BASE + "/get", timeout=aiohttp.ClientTimeout(total=0.2))
            (await first).release()

    async def test_asyncio_timeout_works_around_a_request(self):
        with self.assertRaises(TimeoutError):
            async with asyncio.timeout(0.2), self.session.get(BASE + "/delay/5"):
                self.fail("it was entered")

    async def test_nobody_who_listens(self):
        with self.assertRaises(aiohttp.ClientConnectorError) as caught:
            await self.session.get(closed_port())
        self.assertRegex(str(caught.exception), r"^Cannot connect to host 127.0.0.1:\d+ ssl:default \[.+\]$")
        self.assertIsInstance(caught.exception, OSError)
        self.assertIsInstance(caught.exception.os_error, ConnectionRefusedError)

    async def test_a_host_that_nobody_knows(self):
        with self.assertRaises(aiohttp.ClientConnectorDNSError) as caught:
            await self.session.get(NOBODY)
        self.assertRegex(str(caught.exception), r"^Cannot connect to host no-such-host.invalid:80 ssl:default \[.+\]$")

    async def test_a_server_that_hangs_up(self):
        with scripted(b"", b"") as (url, asked):
            with self.assertRaisesRegex(aiohttp.ServerDisconnectedError, "Server disconnected"):
                await self.session.post(url)
            self.assertEqual(len(asked), 1)

    async def test_a_get_is_sent_once_more_when_the_server_hangs_up(self):
        with scripted(b"", ok(b"then")) as (url, asked):
            async with self.session.get(url) as r:
                self.assertEqual(await r.text(), "then")
            self.assertEqual(len(asked), 2)

    async def test_a_body_that_ends_early(self):
        for answer, text in (
            (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "received 4 of 10 bytes"),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal", "Response payload is not completed"),
        ):
            with scripted(answer) as (url, _), self.assertRaisesRegex(aiohttp.ClientPayloadError, text):
                async with self.session.get(url) as r:
                    await r.read()

    async def test_an_answer_that_is_no_http(self):
        with scripted(b"garbage\r\n\r\n") as (url, _), self.assertRaises(aiohttp.ClientResponseError) as caught:
            await self.session.get(url)
        self.assertEqual(caught.exception.status, 400)

    async def test_urls_that_are_none(self):
        for url in ("nothing", "http://", "http:///x"):
            with self.assertRaises(aiohttp.InvalidURL):
                await self.session.get(url)
        with self.assertRaises(aiohttp.NonHttpUrlClientError):
            await self.session.get("ftp://example.com")

    async def test_the_errors_hierarchy(self):
        for name, *bases in (
            ("ClientConnectorError", aiohttp.ClientOSError),
            ("ClientOSError", aiohttp.ClientConnectionError, OSError),
            ("ServerDisconnectedError", aiohttp.ServerConnectionError),
            ("ServerTimeoutError", aiohttp.ServerConnectionError, asyncio.TimeoutError),
            ("ContentTypeError", aiohttp.ClientResponseError),
            ("ClientPayloadError", aiohttp.ClientError),
            ("InvalidURL", aiohttp.ClientError, ValueError),
        ):
            for base in (*bases, aiohttp.ClientError):
                self.assertTrue(issubclass(getattr(aiohttp, name), base), name)


class SessionTest(unittest.IsolatedAsyncioTestCase):
    async def test_a_closed_session_asks_nothing(self):
        session = aiohttp.ClientSession()
        self.assertFalse(session.closed)
        await session.close()
        await session.close()
        self.assertTrue(session.closed)
        with self.assertRaisesRegex(RuntimeError, "Session is closed"):
            await session.get(BASE + "/get")

    async def test_a_session_that_nobody_closed_is_told_of(self):
        said = []
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: said.append(context["message"]))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            session = aiohttp.ClientSession()
            del session
            gc.collect()
        self.assertIn("Unclosed client session", said)
        self.assertTrue(
            any(
                issubclass(one.category, ResourceWarning) and "Unclosed client session" in str(one.message)
                for one in caught
            )
        )

    async def test_a_connector_of_ones_own_may_outlive_its_session(self):
        connector = aiohttp.TCPConnector()
        for _ in range(2):
            async with (
                aiohttp.ClientSession(connector=connector, connector_owner=False) as session,
                session.get(BASE + "/get") as r,
            ):
                self.assertEqual(r.status, 200)
        self.assertFalse(connector.closed)
        await connector.close()
        self.assertTrue(connector.closed)

    async def test_a_session_is_entered_with_async_with(self):
        session = aiohttp.ClientSession()
        with self.assertRaisesRegex(TypeError, "Use async with instead"):
            session.__enter__()
        await session.close()


class OutsideTest(unittest.TestCase):
    def test_a_session_needs_a_running_loop(self):
        with self.assertRaisesRegex(RuntimeError, "no running event loop"):
            aiohttp.ClientSession()

    @unittest.skipIf(is_real(aiohttp), "of the stand-in")
    def test_what_is_missing_is_named(self):
        self.assertTrue(aiohttp.__version__.endswith("+interleave"))

        async def ask(**kwargs):
            async with aiohttp.ClientSession() as session:
                await session.get(BASE + "/get", **kwargs)

        async def session(**kwargs):
            await aiohttp.ClientSession(**kwargs).close()

        for name, act in {
            "proxy": lambda: asyncio.run(ask(proxy="http://p")),
            "compress": lambda: asyncio.run(ask(compress=True)),
            "trace_configs": lambda: asyncio.run(session(trace_configs=[1])),
            "web": lambda: aiohttp.web,
            "TraceConfig": lambda: aiohttp.TraceConfig,
        }.items():
            with self.assertRaisesRegex(NotImplementedError, f"{name}.*Interleave's small stand-in for aiohttp"):
                act()
        with self.assertRaises(NotImplementedError):
            importlib.import_module("aiohttp.web")
        with self.assertRaises(TypeError):
            asyncio.run(ask(colour="blue"))


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    unittest.main(verbosity=1)
