"""What goes wrong on a network, through each client: it raises what the real library raises. On the lab network, whose hosts here are
declared by the command that runs these tests (authoring/port-tests.ts)."""

import asyncio
import sys
import threading
import time
import unittest
import urllib.error
import urllib.request

PORT = sys.platform == "emscripten"
if PORT:
    import aiohttp
    import httpx
    import requests

FLAKY, REFUSING, SILENT, SLOW, UNKNOWN = (
    f"http://{name}/" for name in ("flaky.lab", "refusing.lab", "silent.lab", "slow.lab", "unknown.lab")
)
SHORT = 0.2


@unittest.skipUnless(PORT, "the hosts are the lab network's")
class FailureTest(unittest.TestCase):
    pass


class RequestsTest(FailureTest):
    def test_a_refused_connection(self):
        with self.assertRaises(requests.exceptions.ConnectionError) as caught:
            requests.get(REFUSING)
        self.assertIn("refused", str(caught.exception))

    def test_an_unknown_host_names_those_there_are(self):
        with self.assertRaises(requests.exceptions.ConnectionError) as caught:
            requests.get(UNKNOWN)
        self.assertIn("flaky.lab", str(caught.exception))

    def test_a_connection_that_is_never_made_times_out(self):
        with self.assertRaises(requests.exceptions.ConnectTimeout):
            requests.get(SILENT, timeout=SHORT)

    def test_an_answer_that_does_not_come_times_out(self):
        with self.assertRaises(requests.exceptions.ReadTimeout):
            requests.get(SLOW, timeout=SHORT)

    def test_retries_get_through_where_three_in_ten_fail(self):
        failures, kinds = 0, set()
        for _ in range(30):
            for _attempt in range(20):
                try:
                    answer = requests.get(FLAKY, timeout=5)
                    answer.raise_for_status()
                    break
                except (requests.exceptions.ConnectionError, requests.exceptions.HTTPError) as error:
                    kinds.add(type(error).__name__)
                    failures += 1
            else:
                self.fail("twenty attempts, and none got through")
            self.assertEqual(answer.text, "got through")
        # 30 successes at 30 % leave 13 failures to expect; the seed makes it the same each time.
        self.assertTrue(3 <= failures <= 30, failures)
        self.assertEqual(kinds, {"ConnectionError", "HTTPError"})


class UrllibTest(FailureTest):
    def test_a_refused_connection(self):
        with self.assertRaises(urllib.error.URLError) as caught:
            urllib.request.urlopen(REFUSING)
        self.assertIsInstance(caught.exception.reason, ConnectionRefusedError)

    def test_a_time_out(self):
        for url in (SILENT, SLOW):
            with self.assertRaises((urllib.error.URLError, TimeoutError)) as caught:
                urllib.request.urlopen(url, timeout=SHORT)
            self.assertIsInstance(getattr(caught.exception, "reason", caught.exception), TimeoutError)

    def test_a_connection_that_breaks(self):
        seen = set()
        for _ in range(40):
            try:
                urllib.request.urlopen(FLAKY).close()
            except urllib.error.HTTPError as error:
                seen.add(error.code)
                error.close()
            except ConnectionResetError:
                seen.add("reset")
        self.assertIn("reset", seen)
        self.assertTrue(seen & {500, 503}, seen)


class HttpxTest(FailureTest):
    def test_a_refused_connection(self):
        with self.assertRaises(httpx.ConnectError):
            httpx.get(REFUSING)

    def test_time_outs(self):
        with self.assertRaises(httpx.ConnectTimeout):
            httpx.get(SILENT, timeout=SHORT)
        with self.assertRaises(httpx.ReadTimeout):
            httpx.get(SLOW, timeout=SHORT)


class AiohttpTest(FailureTest):
    def run_with(self, work):
        async def main():
            async with aiohttp.ClientSession() as session:
                return await work(session)

        return asyncio.run(main())

    def test_a_refused_connection(self):
        with self.assertRaises(aiohttp.ClientConnectorError):
            self.run_with(lambda session: session.get(REFUSING))

    def test_an_unknown_host(self):
        with self.assertRaises(aiohttp.ClientConnectorDNSError) as caught:
            self.run_with(lambda session: session.get(UNKNOWN))
        self.assertIn("flaky.lab", str(caught.exception))

    def test_time_outs(self):
        for url in (SILENT, SLOW):
            with self.assertRaises(asyncio.TimeoutError):
                self.run_with(lambda session, url=url: session.get(url, timeout=aiohttp.ClientTimeout(total=SHORT)))

    def test_a_cancelled_request_ends_at_once_and_frees_its_connection(self):
        async def main():
            connector = aiohttp.TCPConnector(limit=1)
            async with aiohttp.ClientSession(connector=connector) as session:
                task = asyncio.create_task(session.get(SLOW).__aenter__())
                await asyncio.sleep(0.1)
                task.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await task
                # The one connection that it may have is free again.
                async with session.get("http://httpbin.org/get") as answer:
                    return answer.status

        self.assertEqual(asyncio.run(main()), 200)

    def test_gather_tells_failures_apart(self):
        async def work(session):
            async def get(url):
                async with session.get(url, timeout=aiohttp.ClientTimeout(total=SHORT)) as answer:
                    return answer.status

            return await asyncio.gather(*map(get, (REFUSING, SLOW, "http://httpbin.org/get")), return_exceptions=True)

        refused, late, status = self.run_with(work)
        self.assertIsInstance(refused, aiohttp.ClientConnectorError)
        self.assertIsInstance(late, asyncio.TimeoutError)
        self.assertEqual(status, 200)


class ThreadsTest(FailureTest):
    def test_one_threads_time_out_is_not_anothers(self):
        results = {}

        def get(name, url, timeout):
            begin = time.perf_counter()
            try:
                results[name] = requests.get(url, timeout=timeout).status_code
            except requests.exceptions.Timeout:
                results[name] = "late"
            results[name + " took"] = time.perf_counter() - begin

        threads = [
            threading.Thread(target=get, args=("short", "http://httpbin.org/delay/2", SHORT)),
            threading.Thread(target=get, args=("long", "http://httpbin.org/delay/1", 30)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((results["short"], results["long"]), ("late", 200))
        self.assertLess(results["short took"], results["long took"])


if __name__ == "__main__":
    unittest.main()
