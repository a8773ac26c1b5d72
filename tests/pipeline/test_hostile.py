#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every misbehaviour of tests/support/hostile.py ends in its named outcome within its bound, and
none of them keeps a well-behaved page from being read."""
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import LOCAL, PATIENCE, Daemons  # noqa: E402
from hostile import BEHAVIOURS, Hostile  # noqa: E402
from pages import Site  # noqa: E402

CONFIG = LOCAL + "  timeout_ms: 3000\n  connect_timeout_ms: 2000\n  max_body_bytes: 1M\n  max_attempts: 2\n"
BOUND = 60


class HostileTest(unittest.TestCase):
    def test_each_ends_in_its_outcome(self):
        with Hostile() as hostile, Site(4) as good, Daemons(CONFIG, extractors=2) as z:
            began = time.monotonic()
            urls = {name: hostile.url(name) for name in BEHAVIOURS}
            job = z.crawl(*urls.values(), good.base + "/a/0.html", "--depth", "0")
            z.finish(job, BOUND)
            print(f"{len(urls)} behaviours in {time.monotonic() - began:.1f} s")
            ends = z.outcomes(job)
            self.assertEqual(ends[good.base + "/a/0.html"][0], "stored")
            for name, url in urls.items():
                outcome, detail = ends.get(url, ("missing", ""))
                with self.subTest(name):
                    self.assertEqual(outcome, BEHAVIOURS[name][0], detail)
            # Whatever came in, the daemons that took it are the ones that were started.
            self.assertNotIn("ev=daemon-died", z.log())
            self.assertEqual(z.stop(), 0)
            self.assertEqual(z.cli("verify").returncode, 0)
            self.assertLess(time.monotonic() - began, (BOUND + 30) * PATIENCE)


if __name__ == "__main__":
    unittest.main()
