#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a site may ask for and is given: rests, delays, its own headers, cookies, certificates."""
import email.utils
import json
import pathlib
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import LOCAL, PATIENCE, Daemons, until  # noqa: E402
from hosts import Host  # noqa: E402
from pages import article, page  # noqa: E402


def good(n):
    return lambda _, request: (200, {}, article(n))


def fails_once(n, status, **fields):
    """At the first time of asking; then it is article n."""
    named = {k.replace("_", "-"): v for k, v in fields.items()}
    return lambda asked, request: (status, named, b"") if asked == 1 else (200, {}, article(n))


class PoliteTest(unittest.TestCase):
    def crawl(self, z, *urls, seconds=40):
        return z.finish(z.crawl(*urls), seconds=seconds)["outcomes"]

    def test_a_failing_page_waits_and_the_others_go_on(self):
        rules = {f"/{n}": fails_once(n, 503, Retry_After="3") if n % 10 == 0 else good(n) for n in range(60)}
        with Host(rules) as host, Daemons() as z:
            began = time.monotonic()
            self.assertEqual(self.crawl(z, *(f"{host.base}/{n}" for n in range(60))), {"stored": 60})
            took = time.monotonic() - began
            for n in range(0, 60, 10):
                first, second = host.times[f"/{n}"]
                self.assertGreaterEqual(second - first, 3)
            self.assertLess(took, 12 * PATIENCE, "a page's Retry-After stopped the whole host")
            # Retry-After is 3 s: in that time the others were asked for, not after it.
            refused = min(host.times[f"/{n}"][0] for n in range(0, 60, 10))
            others = [host.times[f"/{n}"][0] for n in range(60) if n % 10 != 0]
            self.assertGreater(sum(t - refused < 3 for t in others), 10, "the others waited")

    def test_too_many_requests_rest_the_host(self):
        when = []

        def refuse(asked, request):
            when.append(time.monotonic())
            return 429, {"Retry-After": email.utils.formatdate(time.time() + 4, usegmt=True)}, b""

        rules = {f"/{n}": good(n) for n in range(8)}
        rules["/no"] = lambda asked, r: refuse(asked, r) if asked == 1 else (200, {}, article(90))
        with Host(rules) as host, Daemons() as z:
            self.assertEqual(self.crawl(z, host.base + "/no", *(f"{host.base}/{n}" for n in range(8))), {"stored": 9})
            later = [t for times in host.times.values() for t in times if t > when[0] + 0.2]
            self.assertGreaterEqual(min(later) - when[0], 2.9)  # whole seconds: up to one less than four

    def test_a_host_under_repair_is_left_alone(self):
        until_ms = time.monotonic() + 4
        rules = {f"/{n}": (lambda n: lambda asked, r: (503, {"Retry-After": "4"}, b"") if time.monotonic() < until_ms
                           else (200, {}, article(n)))(n) for n in range(30)}
        with Host(rules) as host, Daemons(LOCAL + "  connections_per_host: 1\n") as z:
            self.assertEqual(self.crawl(z, *(f"{host.base}/{n}" for n in range(30))), {"stored": 30})
            early = [t for path, times in host.times.items() if path != "/robots.txt" for t in times if t < until_ms - 0.5]
            self.assertLessEqual(len(early), 4)

    def test_delays_hold_between_all_requests(self):
        rules = {f"/{n}": good(n) for n in range(6)}
        rules["/robots.txt"] = lambda asked, r: (200, {"Content-Type": "text/plain"}, b"User-agent: *\nCrawl-delay: 0.5\n")
        with Host(rules) as host, Daemons(LOCAL.replace("host_delay_ms: 0", "host_delay_ms: 200")) as z:
            self.assertEqual(self.crawl(z, *(f"{host.base}/{n}" for n in range(6))), {"stored": 6})
            gaps = host.gaps()
            self.assertGreaterEqual(min(gaps[1:]), 0.499, gaps)
            self.assertLess(sum(gaps), 6 * 0.5 * 1.5 * PATIENCE)

    def test_what_a_source_asks_for_differently(self):
        def login(asked, request):
            return 200, {"Set-Cookie": "session=1; Path=/"}, page("一", '<a href="/in.html">公告</a>' * 2)

        rules = {"/list": login, "/in.html": good(1)}
        with Host(rules) as host, tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "sources.yaml")
            file.write_text(f'sources:\n  - {{name: with, urls: ["{host.base}/list"], cookies: true, headers: ["X-Desk: 产业"]}}\n'
                            f'  - {{name: without, urls: ["{host.base}/list"]}}\n')
            with Daemons(LOCAL + f"  sources: {file}\n") as z:
                for name in ("with", "without"):
                    self.run_source(z, name)
                seen = [(path, "session=1" in h.get("Cookie", ""), "X-Desk" in h) for path, h in host.requests if path != "/robots.txt"]
                self.assertIn(("/in.html", True, True), seen)
                self.assertIn(("/list", False, False), seen[2:])
                agents = {h["User-Agent"] for _, h in host.requests}
                self.assertEqual(len(agents), 1)
                self.assertIn("+http", agents.pop())

    def test_a_proxy_leads_to_no_private_address(self):
        def proxied(asked, request):
            return 302, {"Location": "http://0x7f.1:9/secret"}, b""

        with Host({"http://public.example/page": good(1), "http://public.example/moves": proxied}) as proxy, \
                Daemons(f"fetcher:\n  host_delay_ms: 0\n  respect_robots: false\n  proxy: {proxy.base}\n") as z:
            urls = ["http://public.example/page", "http://public.example/moves", "http://localhost/x", "http://[::ffff:127.0.0.1]/"]
            job = z.crawl(*urls, "--any-site")
            z.finish(job)
            ends = {url: outcome for url, (outcome, _) in z.outcomes(job).items()}
            self.assertEqual([ends[u] for u in urls[:3]], ["stored", "address_denied", "address_denied"])
            self.assertEqual(list(ends.values()).count("address_denied"), 4, ends)
            self.assertFalse([p for p in proxy.times if "secret" in p or "localhost" in p])

    def test_certificates(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "100", "-subj", "/CN=127.0.0.1",
                            "-keyout", f"{folder}/key", "-out", f"{folder}/cert"], check=True, capture_output=True)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(f"{folder}/cert", f"{folder}/key")
            with Host({"/1": good(1), "/2": good(2)}, context) as host:
                file = pathlib.Path(folder, "sources.yaml")
                file.write_text(f'sources:\n  - {{name: strict, kind: page, urls: ["{host.base}/1"]}}\n'
                                f'  - {{name: lax, kind: page, urls: ["{host.base}/2"], verify_tls: false}}\n')
                with Daemons(LOCAL + f"  sources: {file}\n") as z:
                    self.run_source(z, "lax")
                    self.run_source(z, "strict")
                    alarms = {s["name"]: s["alarms"] for s in json.loads(z.cli("status", "--json").stdout)["sources"]}
                    self.assertEqual(alarms, {"strict": ["certificate"], "lax": []})
                    out = z.cli("source", "check")
                    self.assertEqual(out.returncode, 3, out)
                    self.assertRegex(out.stdout, "certificate: .*tls_failed")

    def test_what_grows_without_end_is_left(self):
        """Searches that offer searches, relative links that grow a tree: twice as many with each step."""
        class Grows(dict):
            def get(self, path, none=None):
                if path.startswith("/s?q="):
                    return lambda asked, r: (200, {}, page("检索", f'<a href="{path}a">甲</a> <a href="{path}b">乙</a> <a href="/list">要闻</a>'))
                if path.startswith("/tree/"):
                    return lambda asked, r: (200, {}, page("栏目", '<a href="x/">甲</a> <a href="y/">乙</a> <a href="/list">要闻</a>'))
                return super().get(path, none)

        rules = Grows({f"/{n}": good(n) for n in range(40)})
        rules["/list"] = lambda asked, r: (200, {}, page("一", "".join(f'<a href="/{n}">公告{n}</a>' for n in range(40))))
        rules["/"] = lambda asked, r: (200, {}, page("一", '<a href="/s?q=">检索</a> <a href="/tree/">栏目</a> <a href="/list">要闻</a>'))
        with Host(rules) as host, Daemons() as z:
            job = z.crawl(host.base + "/", "--depth", "60")
            outcomes = z.finish(job, seconds=120)["outcomes"]
            self.assertEqual(outcomes["stored"], 40)
            self.assertLess(len(host.requests), 3000)
            trapped = {url: detail for url, (outcome, detail) in z.outcomes(job).items() if outcome == "trap"}
            self.assertIn("of a kind of pages that lead only to each other", trapped.values())
            self.assertIn("trap", z.cli("why", next(iter(trapped))).stdout)

    def test_a_check_takes_its_turn(self):
        """`source check` asks the host beside the daemon: the delay holds between all of their requests."""
        rules = {f"/{n}": good(n) for n in range(12)}
        rules["/list"] = lambda asked, r: (200, {}, page("一", "".join(f'<a href="/{n}">公告{n}</a>' for n in range(12))))
        rules["/moved"] = lambda asked, r: (302, {"Location": "/list"}, b"")
        with Host(rules) as host, tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "sources.yaml")
            file.write_text(f'sources:\n  - {{name: one, urls: ["{host.base}/list", "{host.base}/moved"]}}\n')
            with Daemons(LOCAL.replace("host_delay_ms: 0", "host_delay_ms: 400") + f"  sources: {file}\n") as z:
                until(lambda: len(host.requests) > 2, 20, "the run is under way")
                self.assertEqual(z.cli("source", "check").returncode, 0)
                until(lambda: len(host.times) == 15 and len(host.requests) >= 18, 30, "both are done")
                self.assertGreaterEqual(min(host.gaps()), 0.399, host.gaps())
                self.assertEqual(len(host.times["/robots.txt"]), 2)  # once each

    def test_a_check_obeys_robots_where_it_is_led(self):
        closed = {"/robots.txt": lambda asked, r: (200, {}, b"user-agent: *\ndisallow: /\n"), "/list": good(1)}
        with Host(closed) as there:
            rules = {"/robots.txt": lambda asked, r: (200, {}, b"user-agent: *\ncrawl-delay: 0.7\n"),
                     "/list": lambda asked, r: (302, {"Location": there.base + "/list"}, b""),
                     "/round": lambda asked, r: (302, {"Location": "/round"}, b"")}
            with Host(rules) as host, tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder, "sources.yaml")
                file.write_text(f'sources:\n  - {{name: one, urls: ["{host.base}/list"]}}\n  - {{name: two, urls: ["{host.base}/round"]}}\n')
                z = Daemons(LOCAL + f"  max_redirects: 2\n  sources: {file}\n")
                out = z.cli("source", "check").stdout
                self.assertRegex(out, "one .*robots_denied: robots.txt line 2: disallow: /")
                self.assertRegex(out, "two .*too_many_redirects")
                self.assertEqual(list(there.times), ["/robots.txt"])
                self.assertGreaterEqual(min(host.gaps()[1:]), 0.699)

    def test_a_paused_source_is_left_alone_in_the_middle_of_a_run(self):
        rules = {f"/{n}": good(n) for n in range(40)}
        rules["/list"] = lambda asked, r: (200, {}, page("一", "".join(f'<a href="/{n}">公告{n}</a>' for n in range(40))))
        with Host(rules) as host, tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "sources.yaml")
            file.write_text(f'sources:\n  - {{name: one, urls: ["{host.base}/list"]}}\n')
            with Daemons(LOCAL.replace("host_delay_ms: 0", "host_delay_ms: 150") + f"  sources: {file}\n") as z:
                until(lambda: len(host.requests) > 5, 20, "the run is under way")
                self.assertEqual(z.cli("source", "pause", "one").returncode, 0)
                time.sleep(0.5)
                asked = len(host.requests)
                self.assertLess(asked, 30)
                time.sleep(3)
                self.assertEqual(len(host.requests), asked)
                waiting = next(f"{host.base}/{n}" for n in range(40) if f"/{n}" not in host.times)
                self.assertRegex(z.cli("why", waiting).stdout, "rests +its source is paused")
                self.assertEqual(self.states(z), {"one": "paused"})
                self.assertEqual(z.stop(), 0)
                z.start()
                time.sleep(1)
                self.assertEqual(len(host.requests), asked)  # a restart wakes nobody
                self.assertEqual(z.cli("source", "resume", "one").returncode, 0)
                self.assertEqual(self.states(z), {"one": "running"})
                until(lambda: len(host.requests) >= 42, 40, "it goes on")

    def test_a_look_at_a_site_takes_robots_as_a_run_does(self):
        """A file that breaks off forbids everything, one that only redirects is none."""
        broken = {"/robots.txt": lambda asked, r: (200, {"Content-Length": "500"}, b"User-agent: *\n")}
        round_ = {"/robots.txt": lambda asked, r: (302, {"Location": "/robots.txt"}, b"")}
        for rules, code, asked in ((broken, 1, 1), (round_, 0, 6)):
            with Host({"/a": good(1), **rules}) as host:
                z = Daemons(LOCAL + "  max_redirects: 2\n  timeout_ms: 2000\n")
                out = z.cli("source", "add", host.base + "/a", "--dry-run")
                self.assertEqual(out.returncode, code, out)
                self.assertEqual(len(host.times["/robots.txt"]), asked)
                self.assertEqual("/a" in host.times, code == 0)
                said = z.cli("robots", host.base, "/a").stdout
                if code:
                    self.assertRegex(out.stderr, "robots.txt: (timeout|bad_response)")
                    self.assertRegex(said, "denied\t/a\tno robots.txt: (timeout|bad_response)")
                else:
                    self.assertEqual(said, "allowed\t/a\tno robots.txt: redirects that lead to none\n")

    def test_the_file_of_sources_is_obeyed_in_the_middle_of_a_run(self):
        """Hours that change are kept at once; a run whose source is taken out ends, paused or not."""
        now = time.gmtime(time.time() + 8 * 3600)
        closed = f"{(now.tm_hour + 3) % 24:02}:00-{(now.tm_hour + 4) % 24:02}:00"
        rules = {f"/{n}": good(n) for n in range(60)}
        rules["/list"] = lambda asked, r: (200, {}, page("一", "".join(f'<a href="/{n}">公告{n}</a>' for n in range(60))))
        with Host(rules) as host, tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "sources.yaml")

            def write(text):
                file.write_text(text)
                out = z.cli("source", "reload")
                self.assertEqual(out.returncode, 0, out)

            def stands_still(seconds):
                time.sleep(0.5)
                asked = len(host.requests)
                time.sleep(seconds)
                self.assertEqual(len(host.requests), asked)
                return asked

            entry = f'{{name: one, urls: ["{host.base}/list"]'
            with Daemons(LOCAL.replace("host_delay_ms: 0", "host_delay_ms: 150") + f"  sources: {file}\n") as z:
                write(f"sources:\n  - {entry}}}\n")
                until(lambda: len(host.requests) > 5, 20, "the run is under way")
                write(f'sources:\n  - {entry}, window: "{closed}"}}\n')
                asked = stands_still(2)
                write(f"sources:\n  - {entry}}}\n")
                until(lambda: len(host.requests) > asked, 25, "it goes on in its new hours")
                self.assertEqual(z.cli("source", "pause", "one").returncode, 0)
                asked = stands_still(1)
                self.assertLess(asked, 55)
                write("sources: []\n")
                job = json.loads(z.cli("jobs", "--json").stdout.splitlines()[0])["job"]
                self.assertGreater(z.finish(job)["outcomes"]["no_source"], 1)
                self.assertEqual(len(host.requests), asked)

    def states(self, z):
        return {s["name"]: s["state"] for s in json.loads(z.cli("status", "--json").stdout)["sources"]}

    def run_source(self, z, name):
        out = z.cli("source", "run", name)
        self.assertEqual(out.returncode, 0, out.stderr)
        return z.finish(out.stdout.split()[1])


if __name__ == "__main__":
    unittest.main()
