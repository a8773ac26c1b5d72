#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a user can get wrong: each gives one clear line and the right exit code."""
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import BIN, LOCAL, TOP, Daemons, until  # noqa: E402
from pages import Site  # noqa: E402

REFUSED = 78  # the exit code of a daemon that cannot begin


class FaultsTest(unittest.TestCase):
    def run_once(self, z):
        """Starts `run`, which must end by itself: its exit code, its log, the seconds it took."""
        began = time.monotonic()
        z.start(ready=False)
        code = z.process.wait(15)
        return code, z.log(), time.monotonic() - began

    def one_line(self, out, *words, code=1):
        self.assertEqual(out.returncode, code, out)
        lines = out.stderr.strip().splitlines()
        self.assertEqual(len(lines), 1 if code != 2 else 2, out.stderr)
        for word in words:
            self.assertIn(word, lines[0])

    def test_no_daemons(self):
        z = Daemons()
        for words in (["crawl", "http://127.0.0.1/"], ["jobs"]):
            self.one_line(z.cli(*words), "zhibiao run -d")
        self.assertEqual(z.cli("status").returncode, 1)

    def test_unknown_key(self):
        z = Daemons("fetcher:\n  host_dealy_ms: 5\n")
        for words in (["run"], ["check-config"], ["status"], ["jobs"]):
            self.one_line(z.cli(*words), "zhibiao.yaml:2", "host_dealy_ms")

    def test_value_out_of_range(self):
        self.one_line(Daemons("store:\n  zstd_level: 99\n").cli("run"), "zhibiao.yaml:2", "zstd_level")

    def test_no_such_configuration(self):
        for command in ("run", "status", "query", "verify", "check-config"):
            out = subprocess.run([BIN, command, "-c", "/nonexistent.yaml"], capture_output=True, text=True, timeout=20)
            self.one_line(out, "/nonexistent.yaml")

    def test_every_daemon_refuses_a_bad_configuration(self):
        z = Daemons("nonsense: 1\n")
        for name in ("stored", "fetcherd", "extractord"):
            out = subprocess.run([f"{BIN}-{name}", "-c", z.config, "-d", z.data, "--check"], capture_output=True, text=True, timeout=20)
            self.one_line(out, "zhibiao.yaml:1", "nonsense", code=REFUSED)

    def test_a_daemon_that_dies_at_once_is_started_again(self):
        """Only one that refuses its configuration ends the others."""
        z = Daemons()
        z.start(ready=False)
        self.addCleanup(z.end)
        first = until(lambda: z.children("fetcherd"), 20, "it is there")[0]
        until(lambda: b"SigCgt:\t0000000000000000" not in pathlib.Path(f"/proc/{first}/status").read_bytes() and
              z.cli("status").returncode == 0, 20, "it listens to signals")
        z.signal(first, signal.SIGTERM)
        until(lambda: z.children("fetcherd") not in ([], [first]) and z.cli("status").returncode == 0, 20, "the next one answers")
        self.assertNotIn("cannot-start", z.log())
        self.assertEqual(z.stop(), 0)

    def test_a_file_of_authorities_that_is_none(self):
        z = Daemons()
        (z.home / "empty").touch()
        (z.home / "text").write_text("-----BEGIN PRIVATE KEY-----\n")
        files = {"/nonexistent/ca.pem": "No such file", z.home: "no regular file", z.home / "empty": "holds no certificate",
                 z.home / "text": "holds no certificate", "-": "No such file"}
        for file, said in files.items():
            with self.subTest(file):
                z.config.write_text(LOCAL + f'  ca_file: "{file}"\n')
                self.one_line(z.cli("check-config"), f"zhibiao.yaml: fetcher.ca_file: {file}: {said}")
                code, log, seconds = self.run_once(z)
                self.assertEqual(code, 1)
                self.assertIn(f"fetcher.ca_file: {file}: {said}", log)
                self.assertLess(seconds, 10)
        z.config.write_text(LOCAL)
        with z:
            z.config.write_text(LOCAL + f"  ca_file: {z.home}\n")
            z.process.send_signal(signal.SIGHUP)
            until(lambda: "ev=configuration-kept" in z.log() and "ca_file" in z.log(), 10, "a wrong one is told and not taken")

    def test_usage(self):
        z = Daemons()
        self.one_line(z.cli("crawl"), "missing", code=2)
        self.one_line(z.cli("crawl", "--dept", "2", "x"), "did you mean --depth", code=2)
        self.one_line(z.cli("crwal"), "did you mean crawl", code=2)

    def test_bad_and_unreachable_addresses(self):
        with Daemons(LOCAL + "  max_attempts: 1\n") as z:
            self.one_line(z.cli("crawl", "nosuchfile"), "nosuchfile")
            for bad in ("http://", "gopher://x.example/", "http://[::1", "http://x.example:99999/"):
                self.one_line(z.cli("crawl", bad), bad)
            # Nothing listens on port 1; .invalid has no address (RFC 6761).
            for url, ends in (("http://127.0.0.1:1/", {"connect_failed"}), ("http://host.invalid/", {"dns_failed"})):
                out = z.cli("crawl", "--wait", url)
                self.assertEqual(out.returncode, 3, out)
                self.assertTrue(any(e in out.stdout for e in ends), out.stdout)

    def test_private_addresses_are_refused_by_default(self):
        with Site(1) as site, Daemons("fetcher:\n  host_delay_ms: 0\n") as z:
            end = z.finish(z.crawl(site.base + "/a/0.html"))
            self.assertEqual(end["outcomes"], {"address_denied": 1})
            self.assertEqual(sum(site.hits.values()), 0)

    def test_more_connections_than_files_usually_allowed(self):
        # As most shells have it: a soft limit that a daemon may raise.
        with Daemons(files=(100, 2048)) as z:
            before = sorted(z.children())
            strangers = []
            for name in ("store", "fetcher"):
                for _ in range(300):
                    strangers.append(socket.socket(socket.AF_UNIX))
                    strangers[-1].connect(str(z.data / "run" / f"{name}.sock"))
            self.assertEqual(z.cli("status").returncode, 0)
            for one in strangers:
                one.close()
            self.assertEqual(sorted(z.children()), before)

    def test_hardly_any_open_files_allowed(self):
        z = Daemons(files=(20, 20))
        code, log, seconds = self.run_once(z)
        self.assertEqual(code, 1)
        self.assertIn("ulimit -n", log)
        self.assertLess(seconds, 10)

    def test_folder_in_use(self):
        with Daemons() as z:
            out = z.cli("run", seconds=20)
            self.one_line(out, "data-in-use", str(z.data))
            self.assertEqual(z.cli("status").returncode, 0)

    def test_folder_in_use_and_its_lock_files_gone(self):
        with Daemons() as z:
            before = sorted(z.children())
            for lock in (z.data / "run").glob("*.lock"):
                lock.unlink()
            out = z.cli("run", seconds=20)
            self.assertEqual(out.returncode, 1, out)
            self.assertTrue("writes to it" in out.stderr or "in use" in out.stderr, out.stderr)
            self.assertEqual(sorted(z.children("stored") + z.children("fetcherd")),
                             [p for p in before if p not in z.children("extractord")])
            until(lambda: z.cli("status").returncode == 0, 20, "the first ones answer")

    @unittest.skipUnless(os.geteuid() == 0, "being another user needs root")
    def test_folder_of_another_user(self):
        def nobody():
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        with Daemons() as z:
            os.chmod(z.home, 0o755)
            os.chmod(z.data, 0o755)
            # The checkout may lie where nobody else can look.
            program = shutil.copytree(BIN.parent, z.home / "bin") / BIN.name
            for command, word in (("run", "Permission denied"), ("query", "Permission denied"),
                                  ("jobs", "belong to another user")):
                out = subprocess.run([program, command, "-d", z.data], capture_output=True, text=True, timeout=20,
                                     preexec_fn=nobody, cwd=z.home)
                self.one_line(out, word)

    def test_folder_that_cannot_be_made(self):
        z = Daemons()
        z.data.write_text("a file\n")
        out = z.cli("run", seconds=20)
        self.one_line(out, str(z.data))

    def test_store_of_another_schema(self):
        import lmdb
        with Daemons() as z:
            self.assertEqual(z.stop(), 0)
            with lmdb.open(str(z.data / "store"), max_dbs=64, map_size=1 << 30) as env:
                db = env.open_db(b"meta", create=False)
                with env.begin(write=True, db=db) as txn:
                    value = bytearray(txn.get(b"schema"))
                    self.assertEqual(value[0], 0x08)  # field 1 of Meta, a varint
                    value[1] += 1
                    txn.put(b"schema", bytes(value))
            code, log, seconds = self.run_once(z)
            self.assertEqual(code, 1)
            self.assertIn("schema", log)
            self.assertLess(seconds, 10)
            out = z.cli("query")
            self.assertEqual(out.returncode, 1)
            self.assertIn("schema", out.stderr)

    def test_frontier_of_another_schema(self):
        import lmdb
        with Daemons() as z:
            z.finish(z.crawl(str(z.config)))
            self.assertEqual(z.stop(), 0)
            with lmdb.open(str(z.data / "frontier"), max_dbs=64, map_size=1 << 30) as env:
                db = env.open_db(b"meta", create=False)
                with env.begin(write=True, db=db) as txn:
                    value = bytearray(txn.get(b"meta"))
                    self.assertEqual(value[0], 0x08)  # field 1 of FrontierMeta, a varint
                    value[1] -= 1
                    txn.put(b"meta", bytes(value))
            code, log, seconds = self.run_once(z)
            self.assertEqual(code, 1)
            self.assertIn("schema", log)
            self.assertLess(seconds, 10)

    def test_files_cut_short(self):
        with Site(40) as site, Daemons() as z:
            z.finish(z.crawl(site.base + "/", "--depth", "2"))
            self.assertEqual(z.stop(), 0)
            for name, commands in (("store", ("query", "verify")), ("frontier", ())):
                whole = (z.data / name / "data.mdb").read_bytes()
                (z.data / name / "data.mdb").write_bytes(whole[:8192])
                for command in commands:
                    self.one_line(z.cli(command), f"{name}/data.mdb")
                code, log, seconds = self.run_once(z)
                self.assertEqual(code, 1)
                self.assertIn(f"{name}/data.mdb: shorter", log)
                self.assertLess(seconds, 10)
                (z.data / name / "data.mdb").write_bytes(whole)
            z.start()
            self.assertEqual(z.cli("verify").returncode, 0)

    def test_verify_of_a_store_with_damaged_pages(self):
        with Site(40) as site, Daemons() as z:
            z.finish(z.crawl(site.base + "/", "--depth", "2"))
            self.assertEqual(z.stop(), 0)
            whole = (z.data / "store" / "data.mdb").read_bytes()
            for seed in range(8):
                chance, damaged = random.Random(seed), bytearray(whole)
                for _ in range(300):  # behind the two pages that say what is where
                    damaged[chance.randrange(8192, len(damaged))] = chance.randrange(256)
                (z.data / "store" / "data.mdb").write_bytes(damaged)
                out = z.cli("verify")
                self.assertEqual(out.returncode, 1, out)
                self.assertIn("zhibiao verify: ", out.stderr)
                self.assertNotIn("Sanitizer", out.stderr)

    def test_bad_rules(self):
        z = Daemons()
        rules = z.home / "rules"
        subprocess.run(["cp", "-r", TOP / "config", rules], check=True)
        with open(rules / "lexicon" / "units.tsv", "a") as f:
            f.write("号\tno-field\n")
        z.config.write_text(LOCAL + f"extractor:\n  rules: {rules}\n")
        lines = (rules / "lexicon" / "units.tsv").read_text().count("\n")
        out = z.cli("check-config")
        self.one_line(out, f"units.tsv:{lines}")
        code, log, _ = self.run_once(z)
        self.assertEqual(code, 1)
        self.assertIn(f"units.tsv:{lines}", log)

    def test_tcp_with_bad_keys(self):
        for key in ("server_key: short", "allow: [short]"):
            z = Daemons(f"store:\n  listen: tcp://127.0.0.1:47113\nbus:\n  {key}\n")
            for command in ("check-config", "run"):
                self.one_line(z.cli(command), "is no key", key.partition(":")[0])
        z = Daemons()
        keys = z.home / "keys"
        z.config.write_text(f"bus:\n  secret_key_file: {keys}\n")
        keys.write_text("public_key: x\n")
        keys.chmod(0o600)
        self.one_line(z.cli("check-config"), "holds no pair of keys")
        keys.chmod(0o644)
        self.one_line(z.cli("check-config"), "chmod 600")

    def test_tcp_without_keys(self):
        code, log, _ = self.run_once(Daemons("store:\n  listen: tcp://127.0.0.1:47113\n"))
        self.assertEqual(code, 1)
        self.assertIn("not allowed", log)


if __name__ == "__main__":
    unittest.main()
