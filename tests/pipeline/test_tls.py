#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""HTTPS with a real server: HTTP/2, certificates that are good, bad, about to end, and what is told of them."""
import datetime
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import LOCAL, Daemons  # noqa: E402
from nginx import Nginx  # noqa: E402
from pages import article, page  # noqa: E402

ARTICLES = 20
PAGES = {f"/a/{n}.html": article(n) for n in range(ARTICLES)}
PAGES["/index.html"] = page("要闻", "".join(f'<a href="/a/{n}.html">{n}</a> ' for n in range(ARTICLES)))
# Kind of certificate: what a refusal says, and the alarm of its source.
REFUSED = {"expired": ("certificate has expired", "certificate_expired"), "self": ("self-signed certificate", "certificate"),
           "stranger": ("no alternative certificate subject name matches", "certificate")}


class TlsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.nginx = cls.enterClassContext(Nginx(PAGES))
        cls.config = LOCAL + f"  ca_file: {cls.nginx.ca}\n"

    def sources(self, *entries):
        """A sources file with such entries, as a configuration."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        file = pathlib.Path(folder.name, "sources.yaml")
        file.write_text("sources:\n" + "".join(f"  - {{paused: true, {entry}}}\n" for entry in entries))
        return self.config + f"  sources: {file}\n"

    def run_source(self, z, name):
        out = z.cli("source", "run", name)
        self.assertEqual(out.returncode, 0, out.stderr)
        return z.finish(out.stdout.split()[1])["outcomes"]

    def alarms(self, z):
        return {s["name"]: s["alarms"] for s in json.loads(z.cli("status", "--json").stdout)["sources"]}

    def test_http2(self):
        with Daemons(self.config + "  connections_per_host: 4\n") as z:
            job = z.finish(z.crawl(self.nginx.base("good") + "/", "--depth", "1"))
            self.assertEqual(job["outcomes"].get("stored"), ARTICLES, job)
        requests = self.nginx.requests("good")
        self.assertEqual(len(requests), ARTICLES + 2)  # the index and robots.txt
        self.assertEqual({protocol for protocol, *_ in requests}, {"HTTP/2.0"})
        self.assertLessEqual(len({connection for _, connection, *_ in requests}), 4)

    def test_each_refusal_has_its_reason(self):
        for robots in ("true", "false"):
            with Daemons(self.config + f"  respect_robots: {robots}\n") as z:
                urls = {kind: self.nginx.base(kind) + "/a/1.html" for kind in REFUSED}
                job = z.crawl(*urls.values())
                self.assertEqual(z.finish(job)["outcomes"], {"tls_failed": len(REFUSED)})
                ends = z.outcomes(job)
                for kind, url in urls.items():
                    self.assertIn(REFUSED[kind][0], ends[url][1], kind)
                    self.assertIn(REFUSED[kind][0], z.cli("why", url).stdout)

    def test_an_authority_nobody_named(self):
        with Daemons(LOCAL) as z:
            job = z.crawl(self.nginx.base("good") + "/a/1.html")
            self.assertEqual(z.finish(job)["outcomes"], {"tls_failed": 1})
            self.assertIn("unable to get local issuer", str(z.outcomes(job)))

    def test_exceptions_are_one_sources_own(self):
        entries = [f'name: {kind}-{strict}, kind: page, urls: ["{self.nginx.base(kind)}/a/{n}.html"], verify_tls: {strict}'
                   for kind in REFUSED for n, strict in enumerate(("false", "true"))]
        with Daemons(self.sources(*entries)) as z:
            for kind, (_, alarm) in REFUSED.items():
                self.assertIn(self.run_source(z, f"{kind}-false"), ({"stored": 1}, {"duplicate": 1}))
                self.assertEqual(self.run_source(z, f"{kind}-true"), {"tls_failed": 1})
                self.assertEqual(self.alarms(z)[f"{kind}-true"], [alarm])
            # That nobody checks it keeps no certificate from having ended.
            self.assertEqual(self.alarms(z)["expired-false"], ["certificate_expired"])
            self.assertEqual(self.alarms(z)["self-false"], [])
            out = z.cli("source", "check")
            self.assertEqual(out.returncode, 3, out)
            self.assertRegex(out.stdout, "expired-true .* certificate_expired: (robots.txt: )?tls_failed: .*has expired")
            self.assertRegex(out.stdout, "self-true .* certificate: ")

    def test_the_end_of_a_certificate_is_told_before(self):
        entries = [f'name: {kind}, urls: ["{self.nginx.base(kind)}/"]' for kind in ("good", "expires")]
        with Daemons(self.sources(*entries)) as z:
            for kind in ("good", "expires"):
                self.assertLessEqual(set(self.run_source(z, kind)), {"stored", "duplicate", "listed"})
            end = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=5)).strftime("%Y-%m-%d")
            self.assertEqual(self.alarms(z), {"good": [], "expires": ["certificate_expires"]})
            self.assertIn(f"certificate_expires ({end})", z.cli("status").stdout)
            self.assertRegex(z.log(), f"ev=source-alarm source=\"?expires\"? alarm=certificate_expires ends={end}")
            metrics = z.cli("metrics").stdout
            self.assertIn('zhibiao_source_alarm{source="expires",alarm="certificate_expires"} 1', metrics)
            self.assertEqual(metrics.count("\nzhibiao_source_certificate_end_timestamp_seconds{"), 2)
            self.assertRegex(z.cli("source", "check", "expires").stdout, f"certificate_expires: {end}")
            self.assertEqual(z.cli("source", "check", "good").returncode, 0)
            report = [line.split() for line in z.cli("source", "report").stdout.splitlines()]
            self.assertEqual(report[0], "SOURCE DAY RUNS DOCUMENTS NEW RECORDS FAILED ALARMS".split())
            self.assertEqual([row[0] for row in report[1:]], ["good", "expires"])
            self.assertEqual(report[2][2:4] + report[2][6:], ["1", str(ARTICLES + 1), "0", "certificate_expires"])
            self.assertEqual(z.cli("source", "report", "nosuch").returncode, 1)


if __name__ == "__main__":
    unittest.main()
