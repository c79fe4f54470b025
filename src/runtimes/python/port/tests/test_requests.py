"""`requests`, as its documentation has it."""

import datetime
import io
import json
import pickle
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from http_support import BASE, HOST, NOBODY, closed_port, is_real, ok, scripted

import requests


class AskingTest(unittest.TestCase):
    def test_get_gives_an_answer_with_status_text_and_json(self):
        r = requests.get(BASE + "/get", params={"a": "1", "b": ["x y", "ü"], "none": None})
        self.assertEqual((r.status_code, r.reason, r.ok, bool(r)), (200, "OK", True, True))
        self.assertEqual(r.json()["args"], {"a": "1", "b": ["x y", "ü"]})
        self.assertEqual(json.loads(r.text), r.json())
        self.assertEqual(r.content.decode(), r.text)
        self.assertEqual(r.url, BASE + "/get?a=1&b=x+y&b=%C3%BC")
        self.assertEqual(repr(r), "<Response [200]>")

    def test_params_are_added_to_a_query_that_is_there(self):
        self.assertEqual(requests.get(BASE + "/get?a=1", params={"b": 2}).json()["args"], {"a": "1", "b": "2"})
        self.assertEqual(requests.get(BASE + "/get", params="c=3").json()["args"], {"c": "3"})
        self.assertEqual(requests.get(BASE + "/get", params=[("d", 1), ("d", 2)]).json()["args"], {"d": ["1", "2"]})

    def test_each_method_has_a_function(self):
        for name in ("post", "put", "patch", "delete"):
            r = getattr(requests, name)(f"{BASE}/{name}", data={"k": "v"})
            self.assertEqual((r.status_code, r.json()["form"], r.request.method), (200, {"k": "v"}, name.upper()))
        self.assertEqual(requests.head(BASE + "/get").content, b"")
        self.assertEqual(requests.request("get", BASE + "/get").request.method, "GET")
        self.assertTrue(requests.options(BASE + "/get").ok)

    def test_a_form_a_text_and_bytes_are_sent_as_such(self):
        told = requests.post(BASE + "/post", data=[("a", "1"), ("a", "2")]).json()
        self.assertEqual(told["form"], {"a": ["1", "2"]})
        self.assertEqual(told["headers"]["Content-Type"], "application/x-www-form-urlencoded")
        self.assertEqual(requests.post(BASE + "/post", data=b"bytes").json()["data"], "bytes")
        self.assertNotIn("Content-Type", requests.post(BASE + "/post", data=b"bytes").json()["headers"])
        self.assertEqual(requests.post(BASE + "/post").json()["headers"]["Content-Length"], "0")

    def test_json_is_sent_with_its_content_type(self):
        told = requests.post(BASE + "/post", json={"a": [1, None, "ü"]}).json()
        self.assertEqual(told["json"], {"a": [1, None, "ü"]})
        self.assertEqual(told["headers"]["Content-Type"], "application/json")
        with self.assertRaises(requests.exceptions.InvalidJSONError):
            requests.post(BASE + "/post", json=float("nan"))

    def test_files_are_sent_in_parts(self):
        file = io.BytesIO(b"inside")
        told = requests.post(
            BASE + "/post", files={"f": ("a.txt", file, "text/plain"), "g": b"raw"}, data={"k": "v"}
        ).json()
        self.assertEqual((told["files"], told["form"]), ({"f": "inside", "g": "raw"}, {"k": "v"}))
        self.assertTrue(told["headers"]["Content-Type"].startswith("multipart/form-data; boundary="))

    def test_a_generator_is_sent_in_chunks(self):
        told = requests.post(BASE + "/post", data=(piece for piece in (b"one", b"two"))).json()
        self.assertEqual(told["data"], "onetwo")
        self.assertEqual(told["headers"].get("Transfer-Encoding"), "chunked")

    def test_an_open_file_is_sent_with_its_length(self):
        told = requests.post(BASE + "/post", data=io.BytesIO(b"some bytes")).json()
        self.assertEqual((told["data"], told["headers"]["Content-Length"]), ("some bytes", "10"))

    def test_headers_are_sent_and_those_of_the_answer_are_read_in_any_case(self):
        r = requests.get(BASE + "/response-headers", params={"X-Lab": "yes"}, headers={"X-Ours": "1"})
        self.assertEqual((r.headers["x-lab"], r.headers["X-LAB"], "x-lab" in r.headers), ("yes", "yes", True))
        self.assertIsNone(r.headers.get("missing"))
        told = requests.get(BASE + "/headers", headers={"X-Ours": "1", "user-agent": "me"}).json()["headers"]
        self.assertEqual((told["X-Ours"], told["User-Agent"], told["Host"]), ("1", "me", HOST))

    def test_headers_that_could_not_be_sent_are_refused(self):
        for headers in ({"X": 1}, {"X": "a\r\nY: b"}):
            with self.assertRaises(requests.exceptions.InvalidHeader):
                requests.get(BASE + "/get", headers=headers)

    def test_auth_is_user_and_password(self):
        self.assertEqual(requests.get(BASE + "/basic-auth/u/p", auth=("u", "p")).json()["user"], "u")
        self.assertEqual(requests.get(BASE + "/basic-auth/u/p", auth=("u", "no")).status_code, 401)
        self.assertEqual(requests.get(BASE.replace("//", "//u:p@") + "/basic-auth/u/p").status_code, 200)
        self.assertTrue(requests.get(BASE + "/basic-auth/u/p", auth=requests.auth.HTTPBasicAuth("u", "p")).ok)

    def test_cookies_are_sent_with_one_request(self):
        self.assertEqual(requests.get(BASE + "/cookies", cookies={"a": "1"}).json(), {"cookies": {"a": "1"}})

    def test_the_request_that_was_sent_is_told(self):
        r = requests.post(BASE + "/post", data={"a": 1})
        self.assertEqual((r.request.method, r.request.url, r.request.body), ("POST", BASE + "/post", "a=1"))
        self.assertEqual(r.request.headers["Content-Length"], "3")


class AnswersTest(unittest.TestCase):
    def test_an_error_status_makes_the_answer_false_and_raises_on_demand(self):
        r = requests.get(BASE + "/status/404")
        self.assertEqual((r.ok, bool(r)), (False, False))
        with self.assertRaises(requests.exceptions.HTTPError) as caught:
            r.raise_for_status()
        self.assertEqual(str(caught.exception), f"404 Client Error: {r.reason} for url: {BASE}/status/404")
        self.assertIs(caught.exception.response, r)
        with self.assertRaisesRegex(requests.HTTPError, "^500 Server Error: "):
            requests.get(BASE + "/status/500").raise_for_status()
        self.assertIsNone(requests.get(BASE + "/get").raise_for_status())

    def test_codes_have_names(self):
        self.assertEqual(
            (requests.codes.ok, requests.codes.not_found, requests.codes["teapot"], requests.codes.NOT_FOUND),
            (200, 404, 418, 404),
        )
        self.assertEqual(requests.get(BASE + "/status/418").status_code, requests.codes.teapot)

    def test_text_goes_by_the_charset(self):
        r = requests.get(BASE + "/html")
        self.assertEqual(r.encoding.lower(), "utf-8")
        for kind, expected in (
            ("text/plain", "ISO-8859-1"),
            ("application/json", "utf-8"),
            ("application/octet-stream", None),
            ("text/plain; charset=KOI8-R", "KOI8-R"),
        ):
            with scripted(ok("ä".encode(), f"Content-Type: {kind}")) as (url, _):
                self.assertEqual(requests.get(url).encoding, expected)
        with scripted(ok("grüße, schöne".encode())) as (url, _):
            r = requests.get(url)
            self.assertEqual((r.text, r.apparent_encoding), ("grüße, schöne", "utf-8"))
            r.encoding = "latin-1"
            self.assertEqual(r.text, "grüße, schöne".encode().decode("latin-1"))

    def test_what_is_not_json_raises_and_is_a_value_error_too(self):
        r = requests.get(BASE + "/html")
        with self.assertRaises(requests.exceptions.JSONDecodeError) as caught:
            r.json()
        self.assertIsInstance(caught.exception, ValueError)
        self.assertIsInstance(caught.exception, json.JSONDecodeError)
        self.assertIsInstance(caught.exception, requests.RequestException)

    def test_elapsed_is_the_time_to_the_head_of_the_answer(self):
        r = requests.get(BASE + "/delay/0.2")
        self.assertIsInstance(r.elapsed, datetime.timedelta)
        self.assertGreaterEqual(r.elapsed.total_seconds(), 0.19)

    def test_compressed_bodies_are_unpacked(self):
        self.assertTrue(requests.get(BASE + "/gzip").json()["gzipped"])
        self.assertTrue(requests.get(BASE + "/deflate").json()["deflated"])

    def test_headers_that_come_twice_are_one(self):
        with scripted(ok(b"", "X-A: 1", "X-A: 2")) as (url, _):
            self.assertEqual(requests.get(url).headers["X-A"], "1, 2")

    def test_an_answer_can_be_pickled(self):
        r = pickle.loads(pickle.dumps(requests.get(BASE + "/get?a=1")))
        self.assertEqual((r.status_code, r.json()["args"], r.request.method), (200, {"a": "1"}, "GET"))

    def test_a_head_has_no_body_whatever_its_length_says(self):
        with scripted([b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", ok(b"next")]) as (url, asked):
            with requests.Session() as session:
                self.assertEqual(session.head(url).headers["Content-Length"], "10")
                self.assertEqual(session.get(url).content, b"next")
            self.assertEqual(len(asked), 2)


class StreamTest(unittest.TestCase):
    def test_iter_content_gives_pieces_of_the_size_asked_for(self):
        with requests.get(BASE + "/bytes/1000", stream=True) as r:
            pieces = list(r.iter_content(300))
        self.assertEqual([len(piece) for piece in pieces], [300, 300, 300, 100])
        r = requests.get(BASE + "/bytes/1000")
        self.assertEqual([len(piece) for piece in r.iter_content(400)], [400, 400, 200])
        self.assertEqual(b"".join(r), r.content)

    def test_a_stream_is_read_once(self):
        with requests.get(BASE + "/bytes/10", stream=True) as r:
            self.assertEqual(len(b"".join(r.iter_content(3))), 10)
            with self.assertRaises(requests.exceptions.StreamConsumedError):
                r.iter_content(3)
            with self.assertRaises(RuntimeError):
                r.content

    def test_pieces_come_as_soon_as_they_are_there(self):
        began = time.monotonic()
        with requests.get(BASE + "/drip?numbytes=4&duration=2&delay=0", stream=True) as r:
            pieces = r.iter_content(1)
            next(pieces)
            first = time.monotonic() - began
            self.assertEqual(len(list(pieces)), 3)
        self.assertLess(first, (time.monotonic() - began) / 2)

    def test_iter_lines_gives_lines_without_their_ends(self):
        with requests.get(BASE + "/stream/5", stream=True) as r:
            self.assertEqual([json.loads(line)["id"] for line in r.iter_lines()], [0, 1, 2, 3, 4])
        with scripted(ok(b"one\ntw\r\no\n\nlast")) as (url, _):
            self.assertEqual(
                list(requests.get(url, stream=True).iter_lines(chunk_size=3)), [b"one", b"tw", b"o", b"", b"last"]
            )
        with scripted(ok(b"a;b;c")) as (url, _):
            self.assertEqual(list(requests.get(url, stream=True).iter_lines(delimiter=b";")), [b"a", b"b", b"c"])

    def test_chunks_are_put_together(self):
        self.assertEqual(len(requests.get(BASE + "/stream-bytes/5000?chunk_size=700").content), 5000)
        answer = (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: 1\r\n\r\n"
        )
        with scripted([answer, ok(b"next")]) as (url, _), requests.Session() as session:
            self.assertEqual([session.get(url).content, session.get(url).content], [b"abcde", b"next"])

    def test_raw_is_read_like_a_file(self):
        with requests.get(BASE + "/bytes/10", stream=True) as r:
            self.assertEqual([len(r.raw.read(4)) for _ in range(4)], [4, 4, 2, 0])


class RedirectsTest(unittest.TestCase):
    def test_redirects_are_followed_and_remembered(self):
        r = requests.get(BASE + "/redirect/3")
        self.assertEqual((r.status_code, r.url), (200, BASE + "/get"))
        self.assertEqual([one.status_code for one in r.history], [302, 302, 302])
        self.assertEqual(requests.get(BASE + "/absolute-redirect/2").url, BASE + "/get")

    def test_redirects_are_not_followed_unless_asked(self):
        r = requests.get(BASE + "/redirect/1", allow_redirects=False)
        self.assertEqual((r.status_code, r.is_redirect, r.history), (302, True, []))
        self.assertEqual(requests.head(BASE + "/redirect/1").status_code, 302)

    def test_too_many_redirects_are_refused(self):
        with requests.Session() as session:
            session.max_redirects = 3
            self.assertEqual(session.get(BASE + "/redirect/3").status_code, 200)
            with self.assertRaisesRegex(requests.TooManyRedirects, "Exceeded 3 redirects."):
                session.get(BASE + "/redirect/4")

    def test_a_post_becomes_a_get_unless_the_status_says_that_it_stays(self):
        url = BASE + "/redirect-to?url=/anything&status_code="
        for status, method in ((301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")):
            told = requests.post(url + str(status), data={"a": "1"}).json()
            self.assertEqual((told["method"], told["form"]), (method, {"a": "1"} if method == "POST" else {}))

    def test_credentials_do_not_go_to_another_host(self):
        with scripted(ok(b"{}")) as (other, asked):
            requests.get(f"{BASE}/redirect-to", params={"url": other}, auth=("u", "p"))
        self.assertNotIn(b"authorization", asked[0].lower())


class TroubleTest(unittest.TestCase):
    def test_a_server_that_is_too_slow_is_a_read_timeout(self):
        for timeout in (0.2, (5, 0.2)):
            with self.assertRaises(requests.exceptions.ReadTimeout) as caught:
                requests.get(BASE + "/delay/3", timeout=timeout)
            self.assertIn("Read timed out. (read timeout=0.2)", str(caught.exception))
            self.assertIsInstance(caught.exception, requests.Timeout)
            self.assertNotIsInstance(caught.exception, requests.ConnectionError)
        self.assertEqual(requests.get(BASE + "/delay/0", timeout=5).status_code, 200)

    def test_a_body_that_stops_is_a_connection_error(self):
        with self.assertRaisesRegex(requests.exceptions.ConnectionError, "Read timed out"):
            requests.get(BASE + "/drip?numbytes=2&duration=6&delay=0", timeout=0.5)

    def test_nobody_who_listens_is_a_connection_error(self):
        url = closed_port()
        with self.assertRaises(requests.exceptions.ConnectionError) as caught:
            requests.get(url)
        self.assertIn("Max retries exceeded with url: /", str(caught.exception))
        self.assertIn("Connection refused", str(caught.exception))
        self.assertIsInstance(caught.exception, OSError)

    def test_a_host_that_nobody_knows_is_a_connection_error(self):
        with self.assertRaises(requests.exceptions.ConnectionError) as caught:
            requests.get(NOBODY)
        self.assertIn("Failed to resolve 'no-such-host.invalid'", str(caught.exception))
        self.assertEqual(caught.exception.request.url, NOBODY)

    def test_a_server_that_hangs_up_is_a_connection_error(self):
        with (
            scripted(b"") as (url, _),
            self.assertRaisesRegex(requests.exceptions.ConnectionError, "Connection aborted"),
        ):
            requests.get(url)

    def test_a_body_that_ends_early_is_broken(self):
        for answer in (
            b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal",
        ):
            with scripted(answer) as (url, _), self.assertRaises(requests.exceptions.ChunkedEncodingError) as caught:
                requests.get(url)
            self.assertIn("Connection broken", str(caught.exception))

    def test_a_body_that_is_not_what_its_encoding_says_cannot_be_decoded(self):
        with scripted(ok(b"no gzip", "Content-Encoding: gzip")) as (url, _):
            with self.assertRaises(requests.exceptions.ContentDecodingError):
                requests.get(url)

    def test_urls_that_are_none_are_refused(self):
        for url, kind in (
            ("example.com/x", requests.exceptions.MissingSchema),
            ("ftp://example.com", requests.exceptions.InvalidSchema),
            ("http://", requests.exceptions.InvalidURL),
            ("http://*x", requests.exceptions.InvalidURL),
        ):
            with self.assertRaises(kind) as caught:
                requests.get(url)
            self.assertIsInstance(caught.exception, ValueError)
        with self.assertRaisesRegex(requests.exceptions.MissingSchema, "Perhaps you meant https://example.com/x?"):
            requests.get("example.com/x")

    def test_timeouts_that_are_none_are_refused(self):
        for timeout in (0, -1, "soon", (1, 2, 3)):
            with self.assertRaises(ValueError):
                requests.get(BASE + "/get", timeout=timeout)

    def test_every_error_is_a_request_exception(self):
        for name in (
            "HTTPError ConnectionError Timeout ConnectTimeout ReadTimeout TooManyRedirects InvalidURL MissingSchema InvalidSchema "
            "JSONDecodeError ChunkedEncodingError ContentDecodingError SSLError ProxyError RetryError URLRequired"
        ).split():
            self.assertTrue(issubclass(getattr(requests.exceptions, name), requests.exceptions.RequestException), name)
        self.assertTrue(issubclass(requests.ConnectTimeout, requests.ConnectionError))
        self.assertTrue(issubclass(requests.ConnectTimeout, requests.Timeout))


class SessionTest(unittest.TestCase):
    def test_a_session_keeps_headers_params_auth_and_cookies(self):
        with requests.Session() as session:
            session.headers.update({"X-Kept": "1"})
            session.params = {"k": "v"}
            session.auth = ("u", "p")
            told = session.get(BASE + "/get", params={"a": "b"}, headers={"X-Once": "2"}).json()
            self.assertEqual(told["args"], {"k": "v", "a": "b"})
            self.assertEqual((told["headers"]["X-Kept"], told["headers"]["X-Once"]), ("1", "2"))
            self.assertTrue(told["headers"]["Authorization"].startswith("Basic "))
            self.assertNotIn("X-Kept", session.get(BASE + "/get", headers={"X-Kept": None}).json()["headers"])

    def test_cookies_that_a_server_sets_are_sent_back(self):
        session = requests.Session()
        self.assertEqual(session.get(BASE + "/cookies/set?a=1").json()["cookies"], {"a": "1"})
        self.assertEqual(session.cookies["a"], "1")
        session.cookies.set("b", "2")
        self.assertEqual(
            session.get(BASE + "/cookies", cookies={"c": "3"}).json()["cookies"], {"a": "1", "b": "2", "c": "3"}
        )
        self.assertEqual(session.get(BASE + "/cookies").json()["cookies"], {"a": "1", "b": "2"})
        self.assertEqual(session.cookies.get_dict(), {"a": "1", "b": "2"})
        self.assertEqual(dict(session.get(BASE + "/cookies/set?x=y", allow_redirects=False).cookies), {"x": "y"})

    def test_a_session_uses_its_connection_again_and_a_lone_request_does_not(self):
        with scripted([ok(b"1"), ok(b"2")]) as (url, _), requests.Session() as session:
            self.assertEqual([session.get(url).text, session.get(url).text], ["1", "2"])
        with scripted(ok(b"1"), ok(b"2")) as (url, _):
            self.assertEqual([requests.get(url).text, requests.get(url).text], ["1", "2"])

    def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again(self):
        with scripted(ok(b"1"), ok(b"2")) as (url, _), requests.Session() as session:
            self.assertEqual(session.get(url).text, "1")
            time.sleep(0.3)
            self.assertEqual(session.get(url).text, "2")

    def test_a_connection_that_the_server_wants_closed_is_not_used_again(self):
        with scripted(ok(b"1", "Connection: close"), ok(b"2")) as (url, _), requests.Session() as session:
            self.assertEqual([session.get(url).text, session.get(url).text], ["1", "2"])

    def test_an_answer_without_a_length_ends_with_its_connection(self):
        with scripted(b"HTTP/1.1 200 OK\r\n\r\nall of it", ok(b"2")) as (url, _), requests.Session() as session:
            self.assertEqual([session.get(url).text, session.get(url).text], ["all of it", "2"])

    def test_an_answer_that_is_left_half_way_does_not_disturb_the_next(self):
        with requests.Session() as session:
            with session.get(BASE + "/bytes/100000", stream=True) as r:
                next(r.iter_content(10))
            self.assertEqual(session.get(BASE + "/get?a=1").json()["args"], {"a": "1"})

    def test_threads_may_share_a_session(self):
        with requests.Session() as session, ThreadPoolExecutor(12) as pool:
            got = list(pool.map(lambda n: session.get(BASE + "/get", params={"n": n}).json()["args"]["n"], range(60)))
        self.assertEqual(got, [str(n) for n in range(60)])

    def test_threads_wait_at_the_same_time(self):
        began = time.monotonic()
        requests.get(BASE + "/delay/0.5")
        one = time.monotonic() - began
        with ThreadPoolExecutor(10) as pool:
            statuses = list(pool.map(lambda _: requests.get(BASE + "/delay/0.5").status_code, range(10)))
        self.assertEqual(statuses, [200] * 10)
        self.assertLess(time.monotonic() - began, 6 * one)

    def test_a_session_is_usable_after_close(self):
        session = requests.Session()
        session.close()
        self.assertEqual(session.get(BASE + "/get").status_code, 200)

    def test_an_adapter_says_how_many_connections_are_kept(self):
        from requests.adapters import HTTPAdapter

        session = requests.Session()
        session.mount("http://", HTTPAdapter(pool_connections=2, pool_maxsize=2, pool_block=True))
        most, now, lock = [0], [0], threading.Lock()

        def ask(_):
            with session.get(BASE + "/drip?numbytes=1&duration=0.1&delay=0", stream=True) as r:
                with lock:
                    now[0] += 1
                    most[0] = max(most[0], now[0])
                time.sleep(0.02)
                # Counted out before the answer's end frees the connection for another thread.
                with lock:
                    now[0] -= 1
                r.content

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(ask, range(8)))
        self.assertLessEqual(most[0], 2)

    def test_a_request_can_be_prepared_and_sent_later(self):
        session = requests.Session()
        prepared = session.prepare_request(requests.Request("POST", BASE + "/post", json={"a": 1}))
        prepared.headers["X-Late"] = "1"
        told = session.send(prepared).json()
        self.assertEqual((told["json"], told["headers"]["X-Late"]), ({"a": 1}, "1"))


@unittest.skipIf(is_real(requests), "of the stand-in")
class RefusalsTest(unittest.TestCase):
    def test_the_version_says_whose_it_is(self):
        self.assertTrue(requests.__version__.endswith("+interleave"))

    def test_what_is_missing_is_named(self):
        session = requests.Session()
        for name, act in {
            "proxies": lambda: requests.get(BASE, proxies={"http": "http://p"}),
            "cert": lambda: requests.get(BASE, cert="c.pem"),
            "hooks": lambda: requests.get(BASE, hooks={"response": print}),
            "links": lambda: requests.get(BASE + "/get").links,
            "HTTPDigestAuth": lambda: requests.auth.HTTPDigestAuth,
            "packages": lambda: requests.packages,
            "mount": lambda: session.mount("x://", object()),
            "Session.proxies": lambda: session.proxies,
        }.items():
            with self.assertRaisesRegex(NotImplementedError, f"{name}.*Interleave's small stand-in for requests"):
                act()
        with self.assertRaises(ImportError):
            from requests import nothing_of_the_kind  # noqa: F401
        with self.assertRaises(TypeError):
            requests.get(BASE, colour="blue")


if __name__ == "__main__":
    unittest.main(verbosity=1)
