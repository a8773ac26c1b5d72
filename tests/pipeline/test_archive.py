#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""WARC files in and out: written as crawlers write them (a gzip member a record, plain, gzip as a whole; bodies chunked
and compressed as they came, or decoded with a head that says otherwise), cut off, lying about lengths."""
import gzip
import json
import pathlib
import re
import sys
import tempfile
import unittest
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import TOP, Daemons  # noqa: E402
from pages import Site, article  # noqa: E402

BASE = "http://archive.example"
# Of "x" * 10 as brotli writes it at any quality: an uncompressed meta-block.
BROTLI = bytes.fromhex("0b0480") + b"x" * 10 + b"\x03"


def record(kind, block, *fields, version="1.1", length=None, date="2021-03-05T06:07:08Z"):
    head = [f"WARC/{version}", f"WARC-Type: {kind}", f"WARC-Date: {date}",
            "WARC-Record-ID: <urn:uuid:12345678-1234-4234-8234-123456789abc>", *fields,
            f"Content-Length: {len(block) if length is None else length}"]
    return ("\r\n".join(head) + "\r\n\r\n").encode() + block + b"\r\n\r\n"


def http(body, status="200 OK", kind="text/html", *fields):
    return ("\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {kind}", *fields]) + "\r\n\r\n").encode() + body


def response(path, block, **more):
    return record("response", block, f"WARC-Target-URI: {BASE}{path}", "Content-Type: application/http; msgtype=response", **more)


def chunks(body, size=100):
    return b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + size]), body[i:i + size]) for i in range(0, len(body), size)) + b"0\r\n\r\n"


INFO = record("warcinfo", b"software: a crawler\r\n", "Content-Type: application/warc-fields")
ASKED = record("request", b"GET / HTTP/1.1\r\nHost: archive.example\r\n\r\n", f"WARC-Target-URI: {BASE}/0.html",
               "Content-Type: application/http; msgtype=request")


def members(*records):
    return b"".join(gzip.compress(r) for r in records)


class ArchiveTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.z = Daemons()
        cls.z.start()
        cls.folder = tempfile.TemporaryDirectory()

    @classmethod
    def tearDownClass(cls):
        cls.z.__exit__(None)
        cls.folder.cleanup()

    def crawl(self, name, data, code=0):
        """The outcomes by address of a job that read this file."""
        path = pathlib.Path(self.folder.name, name)
        path.write_bytes(data)
        out = self.z.cli("crawl", str(path), "--wait", "--json")
        self.assertEqual(out.returncode, code, out)
        job = json.loads(out.stdout.splitlines()[-1])["job"]
        listed = json.loads(self.z.cli("jobs", job, "--json", "--urls").stdout)
        return {u["url"].rpartition("/")[2].replace(name, "FILE"): (u["outcome"], u.get("detail") or "") for u in listed["listed"]}

    def outcomes(self, *args, **kind):
        return {url: outcome for url, (outcome, _) in self.crawl(*args, **kind).items()}

    def records_of(self, address):
        return [r for r in map(json.loads, self.z.cli("query", "--format", "jsonl").stdout.splitlines()) if r["document"] == address]

    def test_answers_become_documents_of_their_address_and_date(self):
        data = [INFO, ASKED, response("/plain/1.html", http(article(1))),
                record("resource", article(2), f"WARC-Target-URI: <{BASE}/plain/2.html>", "Content-Type: text/html", version="1.0"),
                record("metadata", b"a: b\r\n", f"WARC-Target-URI: {BASE}/plain/1.html", "Content-Type: application/warc-fields"),
                record("response", b"\0\1", "WARC-Target-URI: dns:archive.example", "Content-Type: text/dns")]
        want = {"FILE": "listed", "1.html": "stored", "2.html": "stored"}
        self.assertEqual(self.outcomes("plain.warc", b"".join(data)), want)
        self.assertTrue(self.records_of(BASE + "/plain/1.html"))
        out = self.z.cli("show", self.records_of(BASE + "/plain/1.html")[0]["id"])
        self.assertIn("2021-03-05", out.stdout)
        again = {"FILE": "listed", "1.html": "unchanged", "2.html": "unchanged"}
        self.assertEqual(self.outcomes("members.warc.gz", members(*data)), again)
        self.assertEqual(self.outcomes("whole.warc.gz", gzip.compress(b"".join(data))), again)

    def test_bodies_as_they_came_or_as_they_were_decoded(self):
        body = article(3)
        raw = zlib.compressobj(wbits=-15)
        forms = {
            "chunked.html": http(chunks(body), "200 OK", "text/html", "Transfer-Encoding: chunked"),
            "gzip.html": http(gzip.compress(body), "200 OK", "text/html", "Content-Encoding: gzip"),
            "both.html": http(chunks(gzip.compress(body)), "200 OK", "text/html", "Content-Encoding: gzip", "Transfer-Encoding: chunked"),
            "zlib.html": http(zlib.compress(body), "200 OK", "text/html", "Content-Encoding: deflate"),
            "raw.html": http(raw.compress(body) + raw.flush(), "200 OK", "text/html", "Content-Encoding: deflate"),
            "decoded.html": http(body, "200 OK", "text/html", "Content-Encoding: gzip", "Transfer-Encoding: chunked"),
            "lines.html": http(body).replace(b"\r\n", b"\n"),
        }
        got = self.outcomes("forms.warc.gz", members(INFO, *(response("/forms/" + name, block) for name, block in forms.items())))
        for name in forms:
            self.assertIn(got[name], ("stored", "duplicate"), name)
            figures = {(r["indicator"], r["value"]) for r in self.records_of(f"{BASE}/forms/{name}")}
            self.assertTrue(figures or got[name] == "duplicate", name)
        self.assertEqual(list(got.values()).count("stored"), 1, got)
        got = self.crawl("coded.warc", response("/br", http(BROTLI, "200 OK", "text/plain", "Content-Encoding: br"))
                         + response("/odd", http(b"xx", "200 OK", "text/html", "Content-Encoding: rot13")), code=3)
        self.assertNotIn(got["br"][0], ("bad_response",))
        self.assertEqual(got["odd"], ("bad_response", "an unknown Content-Encoding"))

    def test_what_is_no_document_has_its_outcome(self):
        got = self.crawl("others.warc", b"".join([
            response("/o/404", http(b"gone", "404 Not Found")),
            response("/o/moved", http(b"", "301 Moved Permanently", "text/html", f"Location: {BASE}/o/there")),
            response("/o/412", http(b"<script>", "412 Precondition Failed")),
            response("/o/noise", b"this is no HTTP"),
            response("/o/twice", http(article(4))),
            response("/o/twice", http(article(5)), date="2022-01-01T00:00:00.5Z"),
            record("revisit", http(b""), f"WARC-Target-URI: {BASE}/o/seen", f"WARC-Refers-To-Target-URI: {BASE}/o/seen",
                   "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"),
            record("revisit", http(b""), f"WARC-Target-URI: {BASE}/o/copy", f"WARC-Refers-To-Target-URI: {BASE}/o/twice",
                   "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"),
        ]), code=3)
        self.assertEqual({k: v[0] for k, v in got.items()},
                         {"FILE": "listed", "404": "http_404", "moved": "redirected", "412": "challenge_412", "noise": "bad_response",
                          "twice": "stored", "twice#2022-01-01T00:00:00Z": "stored", "seen": "unchanged", "copy": "duplicate"})
        self.assertEqual(got["moved"][1], BASE + "/o/there")

    def test_files_and_other_schemes(self):
        got = self.crawl("schemes.warc", b"".join(
            record("response", http(article(8 + n)), f"WARC-Target-URI: {uri}", "Content-Type: application/http; msgtype=response")
            for n, uri in enumerate(("file:///nowhere/a%20b.html", "file:///nowhere/folder/", "ftp://archive.example/f.html",
                                     "http://archive.example:99999/port.html", "urn:x:y"))), code=3)
        self.assertEqual({k: v[0] for k, v in got.items()},
                         {"FILE": "listed", "a%20b.html": "stored", "": "bad_url", "f.html": "bad_url", "port.html": "bad_url"})
        self.assertTrue(self.records_of("file:///nowhere/a%20b.html") or self.records_of("/nowhere/a b.html"), self.z.records()[-1]["document"])

    def test_broken_files(self):
        good, big = response("/b/good.html", http(article(6))), response("/b/big.html", http(b"x" * (20 << 20)))
        whole = members(INFO, good, response("/b/cut.html", http(article(7) * 50)))
        self.assertEqual(self.crawl("cut.warc.gz", whole[:-40])["FILE"], ("listed", "its last record is cut off"))
        got = self.crawl("long.warc", good + response("/b/liar.html", http(b"short"), length=10 ** 12), code=3)
        self.assertEqual((got["good.html"][0], got["FILE"]), ("unchanged", ("listed", "its last record is cut off")))
        for length in ("-5", "x", "", "99999999999999999999999", "1e3"):
            with self.subTest(length=length):
                got = self.crawl("length.warc", good + response("/b/2.html", http(b""), length=length), code=3)
                self.assertEqual((got["good.html"][0], got["FILE"][0]), ("unchanged", "not_readable"))
        self.assertEqual(self.outcomes("big.warc", big + good, code=3),
                         {"FILE": "listed", "big.html": "too_large", "good.html": "unchanged"})
        bomb = response("/b/bomb.html", http(gzip.compress(b"\0" * (200 << 20)), "200 OK", "text/html", "Content-Encoding: gzip"))
        self.assertEqual(self.outcomes("bomb.warc.gz", members(bomb), code=3)["bomb.html"], "too_large")
        for name, data in (("none.warc", b"<html>no"), ("none.warc.gz", gzip.compress(b"no WARC file")), ("empty.warc", b""),
                           ("fields.warc", b"WARC/1.1\r\n" + b"X: y\r\n" * 50000), ("broken.warc.gz", b"\x1f\x8b\x08\0" + b"\xff" * 100)):
            with self.subTest(name):
                self.assertEqual(self.outcomes(name, data, code=3)["FILE"], "not_readable")

    def test_many_records(self):
        data = members(*(response(f"/many/{n}.html", http(article(1000 + n))) for n in range(500)))
        got = self.outcomes("many.warc.gz", data)
        self.assertEqual((len(got), set(got.values())), (501, {"listed", "stored"}))


class RoundTripTest(unittest.TestCase):
    def test_out_and_in_again(self):
        with Site(30) as site, Daemons() as z, tempfile.TemporaryDirectory() as folder:
            z.finish(z.crawl(site.base + "/", "--depth", "2"))
            path = f"{folder}/all.warc.gz"
            self.assertEqual(z.cli("export", "--format", "warc", "-o", f"{folder}/all.warc").returncode, 0)
            pathlib.Path(path).write_bytes(self.repacked(pathlib.Path(folder, "all.warc").read_bytes()))
            with Daemons() as other:
                for file in (f"{folder}/all.warc", path):
                    self.assertEqual(other.cli("crawl", file, "--wait").returncode, 0)
                self.assertEqual(self.figures(other), self.figures(z))
                self.assertEqual(len(self.figures(z)) > 60, True)

    def test_files_go_out_and_in_again(self):
        with Daemons() as z, tempfile.TemporaryDirectory() as folder:
            z.finish(z.crawl(str(TOP / "deploy" / "sample")))
            self.assertEqual(z.cli("export", "--format", "warc", "-o", f"{folder}/all.warc").returncode, 0)
            with Daemons() as other:
                self.assertEqual(other.cli("crawl", f"{folder}/all.warc", "--wait").returncode, 0)
                self.assertEqual(self.figures(other), self.figures(z))
                self.assertGreater(len(self.figures(z)), 5)

    def figures(self, z):
        lines = map(json.loads, z.cli("query", "--format", "jsonl").stdout.splitlines())
        return sorted(json.dumps({k: v for k, v in r.items() if k not in ("seq", "first_seen", "fetched")}, sort_keys=True) for r in lines)

    def repacked(self, data):
        """A gzip member for each record; each is as the standard has it on the way."""
        out, at = b"", 0
        while at < len(data):
            head, _, _ = data[at:].partition(b"\r\n\r\n")
            fields = dict(re.findall(rb"(?im)^([a-z-]+): *(.*?)\r?$", head))
            self.assertTrue(head.startswith(b"WARC/1.1\r\n"))
            self.assertLessEqual({b"WARC-Type", b"WARC-Record-ID", b"WARC-Date", b"Content-Length"}, set(fields))
            end = at + len(head) + 4 + int(fields[b"Content-Length"])
            self.assertEqual(data[end:end + 4], b"\r\n\r\n")
            out += gzip.compress(data[at:end + 4])
            at = end + 4
        return out


if __name__ == "__main__":
    unittest.main()
