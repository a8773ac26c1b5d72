#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A site and a folder are crawled, and the store holds what the documents say."""
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import BIN, LOCAL, TOP, Daemons, digest, extract, until  # noqa: E402
from pages import Site, article  # noqa: E402


class CrawlTest(unittest.TestCase):
    def test_site(self):
        with Site(50) as site, Daemons(extractors=2) as z:
            job = z.crawl(site.base + "/", "--depth", "2")
            end = z.finish(job)
            self.assertEqual(end["outcomes"].get("stored"), 50)
            have = {}
            for r in z.records():
                have.setdefault(r["document"], []).append(r)
            for n in range(50):
                path = z.home / f"{n}.html"
                path.write_bytes(site.bodies[f"/a/{n}.html"][0])
                self.assertEqual(digest(have.get(f"{site.base}/a/{n}.html", [])), digest(extract(path)), n)
            self.assertEqual(max(hits for path, hits in site.hits.items() if path.startswith("/a/")), 1)
            self.assertEqual(z.stop(), 0)
            self.assertEqual(z.cli("verify").returncode, 0)

    def test_again_changes_nothing(self):
        with Site(10) as site, Daemons() as z:
            z.finish(z.crawl(site.base + "/", "--depth", "2"))
            before = z.records()
            end = z.finish(z.crawl(site.base + "/", "--depth", "2"))
            self.assertEqual(end["outcomes"].get("unchanged"), 10)
            self.assertEqual(z.records(), before)
            # A page that changed is a new version of its document.
            site.bodies["/a/0.html"] = (article(777), "text/html")
            end = z.finish(z.crawl(site.base + "/a/0.html"))
            self.assertEqual(end["outcomes"], {"stored": 1})

    def test_folder(self):
        sample = TOP / "deploy" / "sample"
        with Daemons() as z:
            out = z.cli("crawl", "--wait", sample)
            self.assertIn(out.returncode, (0, 3), out.stderr)
            self.assertIn("finished", out.stdout)
            documents = {pathlib.Path(r["document"]).name for r in z.records()}
            for name in ("article.html", "notice.html", "bulletin-gbk.html", "brief.txt", "plan.md", "table.html"):
                self.assertIn(name, documents)
            found = [r for r in z.records() if "集成电路" in (r["industry"] or "") + r["indicator"]]
            self.assertTrue(found)
            out = z.cli("query", "--industry", "集成电路", "--format", "table")
            self.assertEqual(out.returncode, 0)
            self.assertIn("集成电路", out.stdout)

    def test_commands_while_it_runs(self):
        with Site(4) as site, Daemons() as z:
            out = z.cli("crawl", site.base + "/a/0.html", site.base + "/none.html", "--wait", "--json")
            self.assertEqual(out.returncode, 3, out.stderr)
            job = json.loads(out.stdout.splitlines()[-1])
            self.assertEqual((job["state"], job["outcomes"]), ("finished", {"stored": 1, "http_404": 1}))
            self.assertGreater(job["took_ms"], 0)
            out = z.cli("jobs", job["job"], "--outcome", "http_404")
            self.assertIn("/none.html", out.stdout)
            self.assertNotIn("/a/0.html", out.stdout)
            self.assertIn(job["job"], z.cli("jobs").stdout)
            self.assertEqual(z.cli("jobs", "99999").returncode, 1)
            status = json.loads(z.cli("status", "--json").stdout)
            self.assertEqual({d["service"] for d in status["daemons"]}, {"store", "fetcher"})
            self.assertEqual([x["name"] for x in status["extractors"]], ["x0"])
            self.assertIn("running", z.cli("status").stdout)

    def test_why_and_source(self):
        with Site(4) as site, tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "sources.yaml").write_text(
                f'sources:\n  - name: "list"\n    urls: ["{site.base}/"]\n    depth: 2\n    paused: true\n')
            with Daemons(LOCAL + f"  sources: {folder}/sources.yaml\n") as z:
                self.assertIn("known", z.cli("why", site.base + "/a/1.html").stdout)
                self.assertEqual(z.cli("source", "run", "nosuch").returncode, 1)
                self.assertEqual(z.cli("source", "stop", "list").returncode, 2)
                out = z.cli("source", "run", "list")
                self.assertEqual(out.returncode, 0, out.stderr)
                self.assertEqual(z.finish(out.stdout.split()[1])["outcomes"].get("stored"), 4)
                out = z.cli("why", site.base + "/a/1.html").stdout
                self.assertIn("stored", out)
                self.assertIn(site.base + "/list/0.html", out)
                self.assertIn("paused", z.cli("status").stdout)
                out = z.cli("source", "resume", "list")
                self.assertEqual(out.returncode, 1)
                self.assertIn("paused by sources.yaml", out.stderr)

    def test_patterns_and_budget(self):
        with Site(20) as site, Daemons() as z:
            end = z.finish(z.crawl(site.base + "/", "--depth", "2", "--deny", "/a/1"))
            self.assertEqual(end["outcomes"].get("stored"), 9)
            end = z.finish(z.crawl(site.base + "/", "--depth", "2", "--allow", "/list/", "--allow", "/a/3"))
            self.assertEqual(sum(end["outcomes"].values()), 3)

    def test_job_outlives_every_daemon(self):
        with Site(30) as site, Daemons() as z:
            job = z.crawl(site.base + "/", "--depth", "2")
            z.end()
            z.start()
            outcomes = z.finish(job)["outcomes"]
            self.assertEqual(outcomes.get("stored", 0) + outcomes.get("unchanged", 0), 30)

    def test_first_signal_drains_and_second_ends(self):
        with Site(5) as site, Daemons() as z:
            z.crawl(site.base + "/", "--depth", "2")
            self.assertEqual(z.stop(signal.SIGINT), 0)
            self.assertEqual(z.children(), [])
        with Daemons() as z:
            for pid in z.children("stored"):
                z.signal(pid, signal.SIGSTOP)  # a store that cannot drain
            z.process.send_signal(signal.SIGTERM)
            until(lambda: "ev=draining" in z.log(), 5, "the first signal is heard")
            z.process.send_signal(signal.SIGTERM)
            self.assertNotEqual(z.process.wait(5), None)
            until(lambda: not z.children(), 5, "the children go with it")


class WaitTest(unittest.TestCase):
    def test_ctrl_c_ends_the_wait_and_not_the_job(self):
        with Site(40) as site, Daemons("fetcher:\n  host_delay_ms: 100\n  allow_private_addresses: true\n") as z:
            words = [BIN, "crawl", "-c", z.config, "-d", z.data, "--depth", "2", "--wait", site.base + "/"]
            with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as waiting:
                job = waiting.stdout.readline().split()[1]
                until(lambda: z.job(job)["outcomes"], 20, "something is done")
                waiting.send_signal(signal.SIGINT)
                _, told = waiting.communicate(timeout=20)
            self.assertIn(f"the job goes on: zhibiao jobs {job}\n", told)
            self.assertEqual(waiting.returncode, -signal.SIGINT)
            self.assertEqual(z.finish(job)["outcomes"].get("stored"), 40)


if __name__ == "__main__":
    unittest.main()
