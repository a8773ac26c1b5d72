#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Only what changed, and every page once: what is known is asked for by its version, addresses that are one page are one,
and spaces without end are left."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import LOCAL, Daemons  # noqa: E402
from hosts import Host  # noqa: E402
from pages import article, page  # noqa: E402


def listing(*links):
    return lambda asked, request: (200, {}, page("列表", "".join(f'<p><a href="{x}">公告{n}</a></p>' for n, x in enumerate(links))))


def versioned(n, **fields):
    """An article that knows its version: 304 to who has it."""
    named = {k.replace("_", "-"): v for k, v in fields.items()}

    def answer(asked, request):
        same = ("ETag" in named and request.headers.get("If-None-Match") == named["ETag"]
                or request.headers.get("If-Modified-Since") == named.get("Last-Modified", "never"))
        return (304, named, b"") if same else (200, named, article(n))
    return answer


class ChangedTest(unittest.TestCase):
    def crawl(self, z, *words):
        job = z.crawl(*words)
        return z.finish(job)["outcomes"], job

    def test_what_is_known_is_unchanged(self):
        rules = {"/etag": versioned(1, ETag='"a1"'), "/date": versioned(2, Last_Modified="Tue, 05 Mar 2024 10:00:00 GMT"),
                 "/neither": lambda asked, r: (200, {}, article(3)),
                 "/noise": lambda asked, r: (200, {}, article(4).replace(b"</body>", b"<!-- %d --></body>" % asked)),
                 "/moving": lambda asked, r: (200, {}, article(5 + asked))}
        with Host(rules) as host, Daemons() as z:
            urls = [host.base + path for path in rules]
            self.assertEqual(self.crawl(z, *urls)[0], {"stored": 5})
            self.assertEqual(self.crawl(z, *urls)[0], {"unchanged": 4, "stored": 1})
            asked = [h for path, h in host.requests if path == "/etag"]
            self.assertEqual([h.get("If-None-Match") for h in asked], [None, '"a1"'])

    def test_parameters_without_meaning_are_learned(self):
        def show(n):
            return lambda asked, request: (200, {}, article(n))

        ways = ["home", "list", "top"]
        rules = {f"/show?id={n}&from={way}": show(n) for n in range(30) for way in ways}
        rules["/list/1"] = listing(*(f"/show?id={n}&from={way}" for n in range(6) for way in ways))
        rules["/list/2"] = listing(*(f"/show?id={n}&from={way}" for n in range(6, 30) for way in ways))
        with Host(rules) as host, Daemons(LOCAL + "  connections_per_host: 1\n") as z:
            outcomes, _ = self.crawl(z, host.base + "/list/1", "--depth", "1")
            self.assertEqual(outcomes["stored"], 6)
            why = z.cli("why", host.base + "/show?id=1&from=home").stdout
            self.assertRegex(why, r"parameter without meaning +\S+/show\?id=#&from, always from=\w+")
            self.assertNotIn("always id=", why)
            outcomes, job = self.crawl(z, host.base + "/list/2", "--depth", "1")
            self.assertEqual(outcomes, {"listed": 1, "stored": 24})
            self.assertEqual(len({u.partition("from=")[2] for u in z.outcomes(job)} - {""}), 1)

    def test_parameters_that_matter_are_kept(self):
        """One error page for all, and lists whose text is the same: neither says anything of their parameters."""
        busy = article(99)
        rules = {f"/busy?id={n}": lambda asked, request: (200, {}, busy) for n in range(9)}
        rules.update({f"/col?c={c}&page={p}": listing(f"/a/{c}{p}") for c in range(4) for p in range(4)})
        rules.update({f"/a/{c}{p}": (lambda n: lambda asked, request: (200, {}, article(n)))(10 * c + p) for c in range(4) for p in range(4)})
        rules["/all"] = listing(*(path for path in rules))
        with Host(rules) as host, Daemons(LOCAL + "  connections_per_host: 1\n") as z:
            outcomes, _ = self.crawl(z, host.base + "/all", "--depth", "2")
            self.assertNotIn("without meaning", z.cli("why", host.base + "/busy?id=1").stdout)
            self.assertEqual(outcomes["stored"] + outcomes.get("duplicate", 0), 9 + 16)
            self.assertTrue(all(len(host.times[path]) == 1 for path in rules), "each was asked for once")

    def test_sessions_and_campaigns_are_no_pages(self):
        ids = ["PHPSESSID=abc", "JSESSIONID=def", "utm_source=x&utm_medium=y", "spm=1.2.3", "sid=0123456789abcdef0123456789abcdef"]
        rules = {"/a": lambda asked, request: (200, {}, article(1)), "/list": listing(*(f"/a?{i}" for i in ids), "/a;jsessionid=0A1B2C3D4E5F", "/a#top")}
        with Host(rules) as host, Daemons() as z:
            self.assertEqual(self.crawl(z, host.base + "/list", "--depth", "1")[0], {"listed": 1, "stored": 1})

    def test_spaces_without_end_are_left(self):
        def calendar(asked, request):
            year, month = (int(x) for x in request.path.split("/")[2:4])
            month, year = month % 12 + 1, year + month // 12
            return 200, {}, page("日历", f'<a href="/cal/{year}/{month:02d}/">下月</a> <a href="/cal/{year}/{month:02d}/?d=1">一日</a>')

        class Endless(dict):
            def get(self, path, default):
                if path.startswith("/cal/"):
                    return calendar
                if path.startswith("/deep/"):
                    return listing("deep/x/", "/deep/" + path.count("/") * "a" + "/")
                if path.startswith("/more?page="):
                    return listing(f"/more?page={int(path.partition('=')[2]) + 1}", "/a")
                return super().get(path, default)

        with Host(Endless({"/a": lambda asked, request: (200, {}, article(1))})) as host, Daemons() as z:
            for path, most in (("/cal/2026/01/", 200), ("/deep/", 200), ("/more?page=1", 120)):
                with self.subTest(path):
                    outcomes, _ = self.crawl(z, host.base + path, "--depth", "1000", "--max-urls", "1000")
                    self.assertLess(sum(outcomes.values()), most, outcomes)

    def test_the_canonical_address_is_asked_for_once(self):
        def named(n, to):
            return lambda asked, request: (200, {}, article(n).replace(b"<title>", f'<link rel="canonical" href="{to}"><title>'.encode(), 1))

        rules = {"/list": listing("/print/1.html", "/m/1.html", "/1.html", "/2.html", "/3.html"),
                 "/print/1.html": named(1, "/1.html"), "/m/1.html": named(1, "/1.html"), "/1.html": named(1, "/1.html"),
                 "/2.html": named(2, "/"), "/3.html": named(3, "http://elsewhere.example/3.html"), "/": listing("/4.html"),
                 "/4.html": lambda asked, request: (200, {}, article(4))}
        rules["/list"] = listing("/print/1.html", "/m/1.html", "/1.html", "/2.html", "/3.html", "/5.html?from=a", "/6.html", "/5.html")
        rules["/5.html?from=a"] = named(5, "/5.html")
        rules["/6.html"] = lambda asked, request: (200, {}, article(6))
        with Host(rules) as host, Daemons(LOCAL.replace("host_delay_ms: 0", "host_delay_ms: 300")) as z:
            outcomes, job = self.crawl(z, host.base + "/list", "--depth", "1")
            self.assertEqual((outcomes["stored"], len(host.times["/1.html"])), (5, 1), z.outcomes(job))
            self.assertEqual(z.outcomes(job)[host.base + "/5.html"][0], "duplicate")
            self.assertNotIn("/5.html", host.times, "it was read by another address")

    def test_a_source_looks_again_only_when_due(self):
        rules = {f"/{n}": versioned(n, ETag=f'"{n}"') for n in range(5)}
        rules["/list"] = listing(*rules)
        with Host(rules) as host, tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "sources.yaml")
            file.write_text(f'sources:\n  - {{name: one, urls: ["{host.base}/list"], interval: 1w, paused: true}}\n')
            with Daemons(LOCAL + f"  sources: {file}\n") as z:
                for _ in range(3):
                    out = z.cli("source", "run", "one")
                    z.finish(out.stdout.split()[1])
                self.assertEqual([len(host.times[f"/{n}"]) for n in range(5)], [1] * 5)
                self.assertEqual(len(host.times["/list"]), 3)


if __name__ == "__main__":
    unittest.main()
