#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The figures of the daemons as a scraper reads them: well-formed, true, and there when a daemon is not."""
import pathlib
import socket
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import BIN, Daemons, until  # noqa: E402
from pages import Site  # noqa: E402


def fetched(url, body=None):
    """(status, Content-Type, text); status 0 where nobody listens."""
    try:
        with urllib.request.urlopen(url, data=body, timeout=30) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, "", ""
    except OSError:
        return 0, "", ""


def free_address():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return "127.0.0.1:%d" % free.getsockname()[1]


class MetricsTest(unittest.TestCase):
    def samples(self, text):
        """Value by name and labels; every line must be a comment or a sample, none twice."""
        found = {}
        for line in text.splitlines():
            if line.startswith("#"):
                self.assertRegex(line, r"^# (HELP|TYPE) zhibiao_[a-z0-9_]+ \S")
                continue
            self.assertRegex(line, r'^zhibiao_[a-z0-9_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.]+$')
            name, value = line.rsplit(" ", 1)
            self.assertNotIn(name, found)
            found[name] = float(value)
        return found

    def test_printed(self):
        with Site(4) as site, Daemons() as z:
            z.finish(z.crawl(site.base + "/", "--depth", "2"))
            have = self.samples(z.cli("metrics").stdout)
            self.assertEqual(have['zhibiao_up{service="store"}'], 1)
            self.assertEqual(have["zhibiao_store_documents"], 4)
            self.assertEqual(have['zhibiao_extractor_up{extractor="x0"}'], 1)
            self.assertEqual(z.cli("metrics", "--listen", "nowhere").returncode, 2)
            self.assertEqual(z.cli("metrics", "--listen", "192.0.2.1:1").returncode, 1)

    def test_served(self):
        address = free_address()
        base = f"http://{address}"
        with Daemons() as z:
            server = subprocess.Popen([BIN, "metrics", "-c", z.config, "-d", z.data, "--listen", address])
            try:
                until(lambda: fetched(base + "/metrics")[0] == 200, 20, "the metrics are served")
                _, kind, text = fetched(base + "/metrics")
                self.assertIn("version=0.0.4", kind)
                self.assertEqual(self.samples(text)['zhibiao_up{service="fetcher"}'], 1)
                self.assertEqual(fetched(base + "/")[0], 404)
                self.assertEqual(fetched(base + "/metrics", b"x")[0], 405)
                self.assertEqual(z.stop(), 0)
                down = self.samples(fetched(base + "/metrics")[2])
                self.assertEqual(down['zhibiao_up{service="fetcher"}'], 0)
            finally:
                server.terminate()
                self.assertEqual(server.wait(20), 0)


if __name__ == "__main__":
    unittest.main()
