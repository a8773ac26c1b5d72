#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 of each daemon, and of the supervisor, at each step of a crawl: nothing lost, nothing twice."""
import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import LOCAL, Daemons, Late, digest, extract, until  # noqa: E402
from pages import Site  # noqa: E402

ARTICLES = 60
# How much of the crawl is done when the blow falls: just asked for, first documents, half, nearly all.
STEPS = (0, 1, ARTICLES // 2, ARTICLES - 5)


class KillTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = Site(ARTICLES)
        cls.site.__enter__()
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="zhibiao-test-"))
        cls.wanted = {}
        for n in range(ARTICLES):
            path = cls.folder / f"{n}.html"
            path.write_bytes(cls.site.bodies[f"/a/{n}.html"][0])
            cls.wanted[f"{cls.site.base}/a/{n}.html"] = digest(extract(path))

    @classmethod
    def tearDownClass(cls):
        cls.site.__exit__()
        shutil.rmtree(cls.folder)

    def reach(self, z, job, done):
        def there():
            now = z.job(job)
            return now and (now["state"] == "finished" or now["outcomes"].get("stored", 0) >= done)
        until(there, 30, f"{done} documents are stored")

    def check(self, z, job):
        end = z.finish(job)
        # Stored, but its acknowledgement was lost: the next time it is unchanged.
        outcomes = end["outcomes"]
        self.assertEqual(outcomes.get("stored", 0) + outcomes.get("unchanged", 0), ARTICLES, end)
        have = {}
        for r in z.records():
            have.setdefault(r["document"], []).append(r)
        for url, want in self.wanted.items():
            self.assertEqual(digest(have.get(url, [])), want, url)
        self.assertEqual(z.stop(), 0)
        out = z.cli("verify")
        self.assertEqual(out.returncode, 0, out.stderr)

    def test_backups_of_a_running_crawl(self):
        with Daemons(LOCAL + "store:\n  commit_interval_ms: 5\n", extractors=2) as z:
            job = z.crawl(self.site.base + "/", "--depth", "2")
            homes = [pathlib.Path(tempfile.mkdtemp(prefix="zhibiao-test-")) for _ in range(2)]
            for n, home in enumerate(homes):
                self.reach(z, job, 1 + n * ARTICLES // 3)
                out = z.cli("backup", home / "data")
                self.assertEqual(out.returncode, 0, out.stderr)
        for home in homes:
            with self.subTest(home), Daemons(extractors=2, folder=home) as restored:
                self.check(restored, job)

    def blows(self, name):
        for step in STEPS:
            with self.subTest(step), Daemons(extractors=2) as z:
                job = z.crawl(self.site.base + "/", "--depth", "2")
                self.reach(z, job, step)
                self.assertGreater(z.kill(name), 0)
                self.check(z, job)

    def test_store(self):
        self.blows("stored")

    def test_fetcher(self):
        self.blows("fetcherd")

    def test_extractors(self):
        self.blows("extractord")

    def test_all_at_once(self):
        self.blows("")

    def test_supervisor(self):
        for step in STEPS:
            with self.subTest(step), Daemons(extractors=2) as z:
                job = z.crawl(self.site.base + "/", "--depth", "2")
                self.reach(z, job, step)
                pids = z.children()
                z.process.kill()
                z.process.wait(10)
                until(lambda: not any(pathlib.Path(f"/proc/{p}/exe").exists() for p in pids), 5, "the daemons go with it")
                z.start()
                self.check(z, job)

    def test_again_and_again(self):
        with Daemons(extractors=2) as z:
            job = z.crawl(self.site.base + "/", "--depth", "2")
            for name in ("stored", "extractord", "fetcherd") * 4:
                z.kill(name)
                try:
                    until(lambda: (z.job(job) or {}).get("state") == "finished", 0.3, "")
                except Late:
                    pass
            self.check(z, job)


if __name__ == "__main__":
    unittest.main()
