#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No room: in the store's map, on the disk. Intake stops, nothing is lost, it goes on when there is room."""
import itertools
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import BIN, LOCAL, PATIENCE, Daemons, until  # noqa: E402
from hosts import Host  # noqa: E402
from pages import Site, article  # noqa: E402

ARTICLES = 400


def kept(job):
    """Documents in the store; one whose acknowledgement was lost is unchanged the next time."""
    return job["outcomes"].get("stored", 0) + job["outcomes"].get("unchanged", 0)


class FullTest(unittest.TestCase):
    def test_map_full(self):
        small, large = "store:\n  map_size: 1M\n", "store:\n  map_size: 256M\n"
        with Site(ARTICLES, size=4000) as site, Daemons(LOCAL + small) as z:
            job = z.crawl(site.base + "/", "--depth", "2")
            until(lambda: "waiting-for-room" in z.log(), 60, "the store says that it is full")
            self.assertEqual(z.job(job)["state"], "running")
            z.config.write_text(LOCAL + large)
            z.process.send_signal(signal.SIGHUP)
            end = z.finish(job, 60)
            self.assertEqual(kept(end), ARTICLES)
            self.assertIn("room-again", z.log())
            self.assertEqual(z.stop(), 0)
            self.assertEqual(z.cli("verify").returncode, 0)

    def test_map_full_and_killed(self):
        with Site(ARTICLES, size=4000) as site, Daemons(LOCAL + "store:\n  map_size: 1M\n") as z:
            job = z.crawl(site.base + "/", "--depth", "2")
            until(lambda: "waiting-for-room" in z.log(), 60, "the store says that it is full")
            z.end()
            z.config.write_text(LOCAL + "store:\n  map_size: 256M\n")
            z.start()
            self.assertEqual(kept(z.finish(job, 60)), ARTICLES)

    @unittest.skipUnless("ZB_SLOW_DISK" in os.environ, "ctest says where the slow disk is")
    def test_a_slow_disk_slows_no_host_down(self):
        slow = {"LD_PRELOAD": os.environ["ZB_SLOW_DISK"], "ZB_SYNC_MS": "400", "ASAN_OPTIONS": "verify_asan_link_order=0"}
        rules = {f"/{n}": (lambda n: lambda asked, request: (200, {}, article(n)))(n) for n in range(120)}
        config = LOCAL.replace("host_delay_ms: 0", "host_delay_ms: 20")
        with Host(rules) as host, Daemons(config, environment=slow) as z:
            z.finish(z.crawl(*(f"{host.base}/{n}" for n in range(120))), 100)
            times = sorted(t for one in host.times.values() for t in one)
            # 22 ms each, and a fifth of the time for commits: not a commit for every page.
            self.assertLess(times[-1] - times[0], 8 * PATIENCE)

    def test_who_waits_is_told_that_there_is_no_room(self):
        with Site(1) as site, Daemons(LOCAL + "  disk_reserve_bytes: 1T\n") as z:
            words = [BIN, "crawl", "-c", z.config, "-d", z.data, "--wait", site.base + "/"]
            with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as waiting:
                lines = iter(waiting.stderr.readline, "")
                try:
                    self.assertTrue(any("the fetcher is waiting for room" in line for line in itertools.islice(lines, 10)))
                finally:
                    waiting.kill()

    @unittest.skipUnless(os.geteuid() == 0, "mounting a small disk needs root")
    def test_disk_full(self):
        home = pathlib.Path(tempfile.mkdtemp(prefix="zhibiao-test-"))
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", home], capture_output=True, text=True)
        if mount.returncode != 0:
            home.rmdir()
            self.skipTest(mount.stderr.strip())
        filler = home / "filler"
        config = LOCAL + "  disk_reserve_bytes: 0\n"
        try:
            with Site(ARTICLES, size=4000) as site, Daemons(config, folder=home) as z:
                room = os.statvfs(home)
                filler.write_bytes(bytes(max(room.f_bavail * room.f_frsize - (2 << 20), 0)))
                job = z.crawl(site.base + "/", "--depth", "2")
                until(lambda: any(w in z.log() for w in ("waiting-for-room", "ev=room-", "disk-full", "no-room")), 60,
                      "a daemon says that the disk is full")
                filler.unlink()
                end = z.finish(job, 60)
                self.assertEqual(kept(end), ARTICLES, end)
                self.assertEqual(z.stop(), 0)
                self.assertEqual(z.cli("verify").returncode, 0)
        finally:
            subprocess.run(["umount", "-l", home], check=False)
            shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    unittest.main()
