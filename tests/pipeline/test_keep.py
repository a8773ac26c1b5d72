#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is kept, handed over and looked after: query, show, changes, export, verify, backup, reextract."""
import base64
import csv
import gzip
import hashlib
import http.server
import io
import json
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import BIN, LOCAL, TOP, Daemons  # noqa: E402

PAGES = {
    "a.txt": "闵行区集成电路产业发展情况\n\n2023年,闵行区集成电路产业规模达到320亿元,同比增长8.5%。目前已集聚集成电路企业210家。\n",
    "b.txt": "嘉定区汽车产业规划\n\n到2025年,嘉定区汽车产业规模力争突破5000亿元,新建公共服务平台3-5个。\n",
    "copy.txt": "闵行区集成电路产业发展情况\n\n2023年,闵行区集成电路产业规模达到320亿元,同比增长8.5%。目前已集聚集成电路企业210家。\n",
}


BODY = ("<!DOCTYPE html><html><head><meta charset=utf-8><title>宝山区工业运行情况</title></head><body><h1>宝山区工业运行情况</h1>"
        "<p>%s</p><p>会议还就人才引进、土地供给和金融服务等工作作出部署,要求各部门协同推进,确保各项任务落到实处。</p></body></html>")


class Pages:
    """Bodies on a loopback address, gzipped on the way."""

    def __init__(self, bodies):
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                body = gzip.compress(bodies.get(self.path, b""))
                self.send_response(200 if self.path in bodies else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def warc_records(data):
    """(type, address) and block of each record; a wrong digest or frame is an error."""
    while data:
        head, _, data = data.partition(b"\r\n\r\n")
        version, *lines = head.decode().split("\r\n")
        assert version == "WARC/1.1", version
        fields = dict(line.split(": ", 1) for line in lines)
        size = int(fields["Content-Length"])
        block, end, data = data[:size], data[size:size + 4], data[size + 4:]
        assert end == b"\r\n\r\n", end
        assert re.fullmatch(r"<urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}>", fields["WARC-Record-ID"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", fields["WARC-Date"])
        if "WARC-Payload-Digest" in fields:
            payload = block.partition(b"\r\n\r\n")[2] if fields["WARC-Type"] == "response" else block
            assert fields["WARC-Payload-Digest"] == "sha256:" + base64.b32encode(hashlib.sha256(payload).digest()).decode()
        yield (fields["WARC-Type"], fields.get("WARC-Target-URI")), block


def records(z, *words):
    out = z.cli("query", "--format", "jsonl", *words)
    assert out.returncode == 0, out.stderr
    return [json.loads(line) for line in out.stdout.splitlines()]


class KeepTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.z = Daemons(LOCAL)
        cls.addClassCleanup(cls.z.__exit__, None, None, None)
        cls.z.__enter__()
        cls.folder = cls.z.home / "pages"
        cls.folder.mkdir()
        for name, text in PAGES.items():
            (cls.folder / name).write_text(text)
        out = cls.z.cli("crawl", "--wait", cls.folder)
        assert out.returncode == 0, out.stderr

    def cli(self, *words, code=0):
        out = self.z.cli(*words)
        self.assertEqual(out.returncode, code, out.stderr)
        return out.stdout

    def test_query_by_region_and_period(self):
        everything = records(self.z)
        self.assertGreaterEqual(len(everything), 5)
        for record in everything:
            self.assertRegex(record["id"], "^[0-9a-f]{32}$")
            text = pathlib.Path(record["document"].removeprefix("file://")).read_bytes()
            self.assertEqual(text[record["start"]:record["end"]].decode(), record["quote"])
        here = records(self.z, "--region", "闵行")
        self.assertTrue(here)
        self.assertTrue(all("闵行" in r["region"] for r in here))
        later = records(self.z, "--period", "2025..")
        self.assertTrue(later)
        self.assertTrue(all(r["period"]["end"] >= "2025" for r in later))

    def test_a_copy_gives_no_records(self):
        homes = {r["document"].rpartition("/")[2] for r in records(self.z)}
        self.assertEqual(len(homes & {"a.txt", "copy.txt"}), 1)

    def test_tables_line_up(self):
        lines = self.cli("query", "--industry", "集成电路").splitlines()
        wide = lambda s: sum(2 if ord(c) >= 0x2E80 else 1 for c in s)  # noqa: E731
        status = wide(lines[0][:lines[0].index("status")])
        for line in lines[1:]:
            at = re.search(r" (actual|target|forecast|provision) ", line).start() + 1
            self.assertEqual(wide(line[:at]), status, line)

    def test_show_marks_the_evidence(self):
        record = records(self.z, "--status", "target")[0]
        shown = self.cli("show", record["id"][:10])
        self.assertIn("[[" + record["quote"] + "]]", shown)
        document = re.search(r"^document +([0-9a-f]{32})$", shown, re.M).group(1)
        self.assertIn("[[" + record["quote"] + "]]", self.cli("show", document))
        self.cli("show", "ffffffffffffffff", code=1)
        self.cli("show", "not-an-id", code=2)

    def test_csv_and_sqlite_hold_the_same(self):
        everything = {r["id"]: r for r in records(self.z)}
        rows = list(csv.DictReader(io.StringIO(self.cli("export", "--format", "csv"))))
        self.assertEqual({r["id"] for r in rows}, set(everything))
        file = self.z.home / "out.sqlite"
        self.cli("export", "--format", "sqlite", "-o", file)
        with sqlite3.connect(file) as db:
            found = dict(db.execute("SELECT id, value FROM records"))
            self.assertEqual(found, {i: r["value"] for i, r in everything.items()})
            self.assertGreaterEqual(db.execute("SELECT count(*) FROM documents").fetchone()[0], 2)
        self.cli("export", "--format", "sqlite", code=2)

    def test_sdmx_csv(self):
        rows = list(csv.DictReader(io.StringIO(self.z.cli("export", "--format", "sdmx-csv").stdout)))
        self.assertTrue(rows)
        ids = re.compile(r"^[A-Za-z0-9_@$\-]+$")
        for row in rows:
            self.assertEqual((row["STRUCTURE"], row["ACTION"]), ("dataflow", "M"))
            for column in ("FREQ", "REF_AREA", "ACTIVITY", "INDICATOR", "VALUE_KIND", "TRANSFORMATION", "UNIT_MEASURE"):
                self.assertRegex(row[column], ids)
        growth = [r for r in rows if r["TRANSFORMATION"] == "G1Y"]
        self.assertEqual((growth[0]["UNIT_MEASURE"], growth[0]["OBS_VALUE"], growth[0]["TIME_PERIOD"]), ("PT", "8.5", "2023"))
        amount = next(r for r in rows if r["COMMENT_OBS"] == "320亿元")
        self.assertEqual((amount["UNIT_MEASURE"], amount["OBS_VALUE"], amount["UNIT_MULT"]), ("CNY", "320", "8"))

    def test_warc(self):
        """Records framed as ISO 28500 says, payloads what was fetched."""
        body = (BODY % "2024年,宝山区工业总产值达到2500亿元,同比增长2.1%。").encode()
        with Pages({"/a.html": body}) as base:
            self.cli("crawl", "--wait", base + "/a.html")
        file = self.z.home / "out.warc"
        self.cli("export", "--format", "warc", "-o", file)
        found = dict(warc_records(file.read_bytes()))
        self.assertTrue(found[("warcinfo", None)])
        head, _, payload = found[("response", base + "/a.html")].partition(b"\r\n\r\n")
        self.assertTrue(head.startswith(b"HTTP/1.0 200 OK\r\n"), head)
        self.assertTrue(head.endswith(b"\r\nContent-Length: %d" % len(body)), head)
        self.assertEqual(payload, body)
        self.assertEqual(found[("resource", (self.folder / "b.txt").as_uri())], PAGES["b.txt"].encode())

    def test_changes_have_no_gap(self):
        changes = [json.loads(line) for line in self.cli("changes").splitlines()]
        self.assertEqual([c["seq"] for c in changes], list(range(1, len(changes) + 1)))
        self.assertLessEqual({c["kind"] for c in changes}, {"document", "record", "gone"})
        tail = [json.loads(line) for line in self.cli("changes", "--since", str(len(changes) - 2)).splitlines()]
        self.assertEqual(tail, changes[-2:])

    def test_a_changed_page(self):
        """A new version takes the records of the last one along; who follows the feed hears of it."""
        folder = self.z.home / "changing"
        folder.mkdir()
        page = folder / "page.txt"
        page.write_text("松江区通报\n\n2022年,松江区规上工业总产值达到4500亿元,同比增长3.5%。\n")
        self.cli("crawl", "--wait", folder)
        last = json.loads(self.cli("changes").splitlines()[-1])["seq"]
        feed = subprocess.Popen([BIN, "changes", "-d", self.z.data, "--since", str(last), "--follow"],
                                stdout=subprocess.PIPE, text=True)
        try:
            page.write_text("松江区通报\n\n2022年,松江区规上工业总产值达到4600亿元,同比增长3.5%。\n")
            self.cli("crawl", "--wait", folder)
            first = json.loads(feed.stdout.readline())
            self.assertEqual(first["seq"], last + 1)
        finally:
            feed.kill()
            feed.wait(10)
            feed.stdout.close()
        now = [r["quote"] for r in records(self.z, "--document", "changing/page")]
        then = [r["quote"] for r in records(self.z, "--document", "changing/page", "--as-of", str(last))]
        ever = [r["quote"] for r in records(self.z, "--document", "changing/page", "--history")]
        self.assertIn("4600亿元", now)
        self.assertNotIn("4500亿元", now)
        self.assertIn("4500亿元", then)
        self.assertNotIn("4600亿元", then)
        self.assertIn("4500亿元", ever)
        gone = [r for r in csv.DictReader(io.StringIO(self.z.cli("export", "--format", "sdmx-csv", "--since", str(last)).stdout))
                if r["ACTION"] == "D"]
        self.assertIn("4500亿元", {r["COMMENT_OBS"] for r in gone})
        self.cli("verify")

    def test_output_to_a_full_disk(self):
        some = records(self.z)[0]["id"]
        for words in (["query"], ["query", "--format", "csv"], ["changes"], ["export"], ["show", some], ["verify"],
                      ["status"], ["jobs"], ["extract", TOP / "deploy/sample/brief.txt"]):
            with open("/dev/full", "w") as full:
                out = subprocess.run([BIN, words[0], "-d", self.z.data, *words[1:]], stdout=full, stderr=subprocess.PIPE,
                                     text=True, timeout=30)
            self.assertEqual(out.returncode, 1, words)
            self.assertEqual(len(out.stderr.splitlines()), 1, (words, out.stderr))
            self.assertRegex(out.stderr, "room|space", words)

    def test_backup_is_a_data_folder(self):
        folder = self.z.home / "backup"
        self.cli("backup", folder)
        both = [subprocess.run([BIN, "query", "-d", data, "--format", "jsonl"], capture_output=True, text=True).stdout
                for data in (self.z.data, folder)]
        self.assertEqual(both[0], both[1])
        self.assertEqual(subprocess.run([BIN, "verify", "-d", folder], capture_output=True).returncode, 0)
        self.cli("backup", folder, code=1)  # not over another one

    def test_reextract_under_other_rules(self):
        self.assertIn(" 0 documents changed", self.cli("reextract"))
        rules = self.z.home / "rules"
        shutil.copytree(TOP / "config", rules)
        lexicon = rules / "lexicon" / "industries.tsv"
        kept = [line for line in lexicon.read_text().splitlines(True) if not line.startswith("集成电路")]
        lexicon.write_text("".join(kept))
        shutil.copy(self.z.config, rules / "zhibiao.yaml")
        words = [BIN, "reextract", "-c", rules / "zhibiao.yaml", "-d", self.z.data]
        dry = subprocess.run([*words, "--dry-run"], capture_output=True, text=True)
        self.assertIn("would change", dry.stdout, dry.stderr)
        done = subprocess.run(words, capture_output=True, text=True)
        self.assertRegex(done.stdout, r" [1-9]\d* documents changed", done.stderr)
        self.assertEqual(records(self.z, "--industry", "集成电路"), [])
        self.cli("verify")
        self.assertRegex(self.cli("reextract"), r" [1-9]\d* documents changed")
        self.assertTrue(records(self.z, "--industry", "集成电路"))
        self.cli("verify")


class NoStoreTest(unittest.TestCase):
    def test_every_reader_says_that_there_is_none(self):
        for words in (["query"], ["show", "ab"], ["changes"], ["verify"], ["export"], ["backup", "/tmp/x"], ["reextract"]):
            out = subprocess.run([BIN, words[0], "-d", "/nonexistent", *words[1:]], capture_output=True, text=True)
            self.assertEqual(out.returncode, 1, words)
            self.assertEqual(len(out.stderr.splitlines()), 1, out.stderr)
            self.assertIn("no store yet", out.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
