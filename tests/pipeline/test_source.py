#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sources: looked at and added with one command, checked against what they used to bring, their alarms."""
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import LOCAL, TOP, Daemons, until  # noqa: E402
from pages import Site, article, page  # noqa: E402

HEADS = "".join(f'<a href="/col{c}/">栏目{c}</a> ' for c in "abcdef")


def listing(form="/xw/2024{0:02d}/t2024{0:02d}05_{0}.html", n=12, extra=""):
    """A column page: navigation with short words, articles with headlines."""
    links = "".join(f'<li><a href="{form.format(k)}">示例区工业运行情况第{k}期发布</a></li>' for k in range(1, n + 1))
    return page("工作动态_示例区政府", f"{HEADS}<ul>{links}</ul>").replace(b"<title>", extra.encode() + b"<title>")


def feed(n=5):
    items = "".join(f"<item><title>第{k}条</title><link>/a/{k}.html</link></item>" for k in range(n))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>要闻</title>{items}</channel></rss>'.encode()


def sitemap(base, n=7):
    urls = "".join(f"<url><loc>{base}/a/{k}.html</loc></url>" for k in range(n))
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


class SourceTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file = pathlib.Path(self.folder.name, "sources.yaml")
        self.site = Site(12)
        self.site.__enter__()
        self.addCleanup(self.site.__exit__)
        self.base = self.site.base
        bodies = self.site.bodies
        bodies["/list"] = (listing(), "text/html")
        bodies["/feed"] = (feed(), "application/rss+xml")
        bodies["/map"] = (sitemap(self.base), "application/xml")
        bodies["/robots.txt"] = (b"User-agent: *\nDisallow: /private\n", "text/plain")
        bodies["/private"] = (listing(), "text/html")
        bodies["/empty"] = (page("空", ""), "text/html")
        bodies["/moves"] = (page("", '<meta http-equiv="refresh" content="0; url=/list">'), "text/html")
        self.z = Daemons(LOCAL + f"  sources: {self.file}\n")

    def add(self, path, *more):
        return self.z.cli("source", "add", self.base + path, *more)

    def refused(self, out, *words, code=1):
        self.assertEqual(out.returncode, code, out)
        self.assertEqual(out.stdout, "")
        for word in words:
            self.assertIn(word, out.stderr)

    def test_each_kind_is_told(self):
        for path, kind, found in (("/list", "list", 12), ("/feed", "feed", 5), ("/map", "sitemap", 7), ("/a/1.html", "page", 1)):
            with self.subTest(kind):
                out = self.add(path, "--dry-run")
                self.assertEqual(out.returncode, 0, out.stderr)
                self.assertRegex(out.stdout, rf"kind +{kind}\n")
                self.assertRegex(out.stdout, rf"finds +{found} ")
        self.assertFalse(self.file.exists())
        out = self.add("/list", "--dry-run").stdout
        self.assertIn(r"/xw/[0-9]+/t[0-9]+_[0-9]+\.html$", out)
        self.assertIn("2024-01-05 to 2024-12-05", out)
        self.site.bodies["/few"] = (page("", "".join(f'<a href="{to}">示例链接</a> ' for to in (
            "/one.html", "/two/", "/three?x=y", "http://elsewhere.example/four"))), "text/html")
        out = self.add("/few", "--dry-run", "--kind", "list")
        self.assertEqual(out.returncode, 0, out)
        self.assertRegex(out.stdout, r"finds +3 ")
        for path in ("one.html", "two/", "three"):
            self.assertRegex(out.stdout, rf"\nyes .*/{path}")
        self.assertRegex(out.stdout, r"\nno +\S.* http://elsewhere")
        self.assertRegex(self.add("/moves", "--dry-run").stdout, r"address +\S+/list +\(moved")

    def test_entries_go_behind_the_last_and_comments_stay(self):
        self.file.write_text((TOP / "config" / "sources.yaml").read_text())
        shipped = self.file.read_text().splitlines()
        self.assertEqual(self.add("/list", "--name", 'a "quoted" \\ name', "--interval", "30m").returncode, 0)
        self.assertEqual(self.add("/feed", "--region", "示例区").returncode, 0)
        lines = self.file.read_text().splitlines()
        self.assertEqual([x for x in shipped if x.startswith("#")], [x for x in lines if x.startswith("#")])
        self.assertEqual(self.z.cli("check-config").returncode, 0)
        out = self.z.cli("source", "check")
        self.assertEqual(out.returncode, 0, out)
        self.assertIn('a "quoted" \\ name', out.stdout)
        self.file.write_text("sources:\n- name: one\n  urls: [\"http://one.example/\"]  # mine\n# end\n")
        self.assertEqual(self.add("/list").returncode, 0)
        text = self.file.read_text()
        self.assertTrue(text.startswith('sources:\n- name: one\n  urls: ["http://one.example/"]  # mine\n- name: '), text)
        self.assertTrue(text.endswith("\n# end\n"), text)

    def test_what_is_no_source(self):
        self.refused(self.add("/private"), "robots_denied", "line 2")
        self.refused(self.add("/none"), "http_404")
        self.refused(self.add("/empty"), "nothing to fetch")
        self.refused(self.add("/list", "--kind", "feed"), "no feed")
        self.refused(self.z.cli("source", "add", "ftp://x/"), "neither http nor https")
        self.refused(self.z.cli("source", "add", "http://127.0.0.1:1/"), "connect_failed")
        self.refused(self.z.cli("source", "add"), "missing", code=2)
        self.refused(self.add("/list", "--interval", "often"), "interval", code=2)
        self.assertFalse(self.file.exists())
        self.assertEqual(self.add("/list", "--name", "one").returncode, 0)
        before = self.file.read_text()
        self.refused(self.add("/list", "--name", "two"), "there is a source", "one")
        self.refused(self.add("/feed", "--name", "one"), "there is a source")
        self.file.write_text('sources: [{name: "x", urls: ["http://x.example/"]}]\n')
        self.assertEqual(self.add("/list").returncode, 1)
        self.file.write_text("sources:\n  - nmae: x\n")
        self.refused(self.add("/list"), "sources.yaml:2", "nmae")
        self.assertNotEqual(before, self.file.read_text())

    def test_check_says_what_is_wrong(self):
        self.assertEqual(self.z.cli("source", "check").returncode, 1)
        self.site.bodies["/list"] = (listing(extra='<meta name="SiteIDCode" content="3100000001">'), "text/html")
        self.assertEqual(self.add("/list", "--name", "list").returncode, 0)
        self.assertEqual(self.add("/feed", "--name", "feed").returncode, 0)
        self.assertEqual(self.z.cli("source", "check").returncode, 0)
        self.refused(self.z.cli("source", "check", "nosuch"), "nosuch")
        self.site.bodies["/list"] = (listing("/{0}", extra='<meta name="SiteIDCode" content="9900000001">'), "text/html")
        del self.site.bodies["/feed"]
        out = self.z.cli("source", "check")
        self.assertEqual(out.returncode, 3, out)
        self.assertRegex(out.stdout, "layout_changed: none of its .*wrong_site_code: 9900000001, not 3100000001")
        self.assertIn("http_404", out.stdout)
        self.assertEqual(self.z.cli("source", "check", "feed").returncode, 3)

    def test_a_running_fetcher_takes_it_and_raises_alarms(self):
        with self.z as z:
            self.site.bodies["/list"] = (listing("/a/{0}.html", 11), "text/html")
            out = self.add("/list", "--name", "list", "--interval", "1w")
            self.assertIn("the fetcher has read it", out.stdout)
            for _ in range(3):
                self.run_source("list")
            self.assertEqual(self.source()["alarms"], [])
            self.site.bodies["/list"] = (listing("/b/{0}.html", 11), "text/html")
            self.run_source("list")
            self.assertEqual(self.source()["alarms"], ["layout_changed"])
            self.assertIn("layout_changed", z.cli("status").stdout)
            self.assertIn("ev=source-alarm", z.log())
            self.assertIn('alarm="layout_changed"', z.cli("metrics").stdout)
            out = z.cli("source", "check")
            self.assertEqual(out.returncode, 3, out)
            self.assertRegex(out.stdout, r"list +\S+/list +0 +\d+ +layout_changed")

    def test_each_alarm(self):
        """What a source brings is compared with what it used to bring; what is wrong stands until it is mended."""
        bodies = self.site.bodies

        def publish(run, make):
            """Eleven pages that nobody has seen, on the list of each source."""
            for name in ("poor", "blank", "moved"):
                bodies[f"/{name}"] = (listing(f"/{name}{run}/{{0}}.html", 11), "text/html")
                for k in range(1, 12):
                    bodies[f"/{name}{run}/{k}.html"] = (make(name, 100 * run + k), "text/html")

        def coded(code):
            return article(500, extra="<p>网站标识码</p>").replace(b"<title>", f'<meta name="SiteIDCode" content="{code}"><title>'.encode())

        def bad(name, n):
            if name == "poor":
                return page(f"第{n}期", f"<p>示例区召开第{n}次会议,与会代表听取了介绍并参观了园区,会议由区领导主持。</p>" * 3)
            return page("", '<div id="app"></div><script src="/a.js"></script>')

        entries = [f'{{name: {name}, urls: ["{self.base}/{name}"], paused: true}}' for name in ("poor", "blank", "moved")]
        entries += [f'{{name: gone, urls: ["http://127.0.0.1:1/"], paused: true}}',
                    f'{{name: coded, kind: page, urls: ["{self.base}/coded"], site_code: "3100000001", paused: true}}']
        self.file.write_text("sources:\n" + "".join(f"  - {entry}\n" for entry in entries))
        bodies["/coded"] = (coded("3100000001"), "text/html")
        with self.z as z:
            self.run_source("coded")
            for run in range(3):
                publish(run, lambda name, n: article(n + {"poor": 1000, "blank": 2000, "moved": 3000}[name]))
                for name in ("poor", "blank", "moved"):
                    self.run_source(name)
            self.assertEqual(self.alarms(), dict.fromkeys(("poor", "blank", "moved", "gone", "coded"), []))
            publish(3, bad)
            del bodies["/moved"]
            bodies["/coded"] = (coded("9900000001"), "text/html")
            for name in ("poor", "blank", "moved", "coded", "gone"):
                self.run_source(name)
            wanted = {"poor": ["no_records"], "blank": ["layout_changed"], "moved": ["zero_yield"], "gone": ["unreachable"], "coded": ["wrong_site_code"]}
            self.assertEqual(self.alarms(), wanted)
            table, metrics, log, report = z.cli("status").stdout, z.cli("metrics").stdout, z.log(), z.cli("source", "report").stdout
            for name, (alarm,) in wanted.items():
                self.assertRegex(table, rf"(?m)^{name} .* {alarm}$")
                self.assertRegex(report, rf"(?m)^{name} .* {alarm}$")
                self.assertIn(f'zhibiao_source_alarm{{source="{name}",alarm="{alarm}"}} 1', metrics)
                self.assertRegex(log, rf'ev=source-alarm source="?{name}"? alarm={alarm}')
            self.assertIn('zhibiao_source_last_success_timestamp_seconds{source="gone"} 0\n', metrics)
            bodies["/moved"] = (listing("/moved0/{0}.html", 11), "text/html")
            self.run_source("moved")
            self.assertEqual(self.alarms()["moved"], [])

    def alarms(self):
        return {s["name"]: s["alarms"] for s in json.loads(self.z.cli("status", "--json").stdout)["sources"]}

    def run_source(self, name):
        job = until(lambda: self.z.cli("source", "run", name).stdout, 5, "the run starts").split()[1]
        return self.z.finish(job)

    def source(self):
        return json.loads(self.z.cli("status", "--json").stdout)["sources"][0]

    def test_robots_of_an_address(self):
        for operand in (self.base, self.base + "/robots.txt"):
            out = self.z.cli("robots", operand, "--agent", "any", self.base + "/private/x", "/list")
            self.assertEqual(out.stdout.splitlines(),
                             [f"denied\t{self.base}/private/x\tline 2: Disallow: /private", "allowed\t/list\tno rule"])
        del self.site.bodies["/robots.txt"]
        self.assertIn("allowed\t/x\tno robots.txt: HTTP 404", self.z.cli("robots", self.base, "/x").stdout)
        self.assertIn("denied\t/x\tno robots.txt: connect_failed", self.z.cli("robots", "http://127.0.0.1:1/", "/x").stdout)


if __name__ == "__main__":
    unittest.main()
