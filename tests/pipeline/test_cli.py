#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a command line answers that asks for the wrong thing, or looks at what is no document: no daemon runs."""
import fcntl
import json
import os
import pathlib
import pty
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import BIN, PATIENCE, TOP, Daemons  # noqa: E402

DONE, FAILED, USAGE, SOME = range(4)

# (words, exit code, what standard error holds)
WRONG = [
    (["jobs", "4", "-o", "foo"], USAGE, ["'foo'", "robots_denied", "http_404"]),
    (["jobs", "4", "-o", "http_40"], USAGE, ["'http_40'"]),
    (["query", "-p", "2025..2024"], USAGE, ["2025..2024", "later"]),
    (["query", "-p", "24"], USAGE, ["FROM..TO"]),
    (["crawl", "--allow", "[", "http://h.example/"], USAGE, ["--allow '['"]),
    (["crawl", "--deny", "(", "http://h.example/"], USAGE, ["--deny '('"]),
    (["help", "nope"], USAGE, ["'nope'"]),
]

HELP = [(["help"], "run and crawl:"), (["help", "query"], "usage: zhibiao query"), (["help", "source"], "reload"),
        (["source", "--help"], "reload"), (["--help"], "reload")]

# (file, its text, what is said of it: each fault with its line)
FAULTS = [
    ("z.yaml", "fetcher:\n  host_dely_ms: 5\n\nfoo: 1\nstore:\n  bar: 2\n",
     ["2: fetcher.host_dely_ms: unknown key", "4: foo: unknown key", "6: store.bar: unknown key"]),
    ("z.yaml", "store:\n  map_size: 7X\nlog_level: loud\nfetcher: 3\n",
     ["2: store.map_size: must be a number of bytes, such as 4096, 16M or 2G",
      "3: log_level: is debug, info, warn or error, not 'loud'", "4: fetcher: keys and values expected here"]),
    ("sources.yaml", "sources:\n- name: a\n  urls: [\"http://h.example/\", \"ftp://h.example/\"]\n  interval: 5q\n  allow: [\"[\"]\n"
     "- name: b\n  window: noon\n",
     ["3: sources.urls: ftp://h.example/: neither http nor https", "4: sources.interval: '5q' is none; write 30m, 6h or 1d",
      "5: sources.allow: [: ", "7: sources.window: 'noon' is none; write 22:00-06:00"]),
    ("sources.yaml", "sources:\n- name: a\n  urls: [\"http://h.example/\"]\n- name: a\n  urls: [\"http://h.example/b\"]\n- name: c\n",
     ["4: two sources are named a", "6: source c: no urls"]),
]

TEXT = "2024年示例区集成电路产业规模达到50.6亿元，同比增长15.8%。\n".encode()
NOISE = bytes((i * 73 + i * i // 7 + 131) % 256 for i in range(4000))

# (name, bytes, exit code, outcome)
FILES = [
    ("noise.dat", NOISE, SOME, "bad_charset"),
    ("noise", b"\0\1\2\3abc\0\x7f\x05", SOME, "bad_charset"),
    ("nul.txt", b"a\0b\0c\0d\0\n", SOME, "bad_charset"),
    ("empty.txt", b"", SOME, "no_content"),
    ("text.txt", TEXT, DONE, ""),
    ("pages.txt", TEXT + b"\f\v\t" + TEXT, DONE, ""),
    ("one.txt", TEXT + b"\x02" + TEXT, DONE, ""),
]


def zhibiao(*words, **more):
    return subprocess.run([BIN, *words], capture_output=True, text=True, timeout=60 * PATIENCE, **more)


def on_terminal(columns, *words):
    """What a command writes to a window of so many columns."""
    try:
        ours, theirs = pty.openpty()
    except OSError as e:
        raise unittest.SkipTest(f"no terminals here: {e}")
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    child = subprocess.Popen([BIN, *words], stdout=theirs, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    os.close(theirs)
    out = b""
    while True:
        try:
            more = os.read(ours, 65536)
        except OSError:  # the other end is closed
            more = b""
        if not more:
            break
        out += more
    os.close(ours)
    assert child.wait(60) == DONE
    return out.decode().replace("\r\n", "\n").replace("\033[1m", "").replace("\033[0m", "")


class CommandLineTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="zhibiao-test-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def test_wrong_usage_says_what_is_wrong(self):
        for words, code, said in WRONG:
            with self.subTest(words):
                out = zhibiao(*words, cwd=self.folder)
                self.assertEqual((out.returncode, out.stdout), (code, ""), out.stderr)
                for word in said:
                    self.assertIn(word, out.stderr)

    def test_what_was_given_moves_no_cursor(self):
        given = "http://a.example/\033[31mred\r\n"
        robots = self.folder / "robots.txt"
        robots.write_bytes(b"User-agent: *\nDisallow: /\x1b[2J\n")
        for words in (["robots", robots, given, "/\033[2J"], ["robots", given, "/x"], [given], ["--" + given], ["source", given],
                      ["source", "pause", given], ["source", "report", given], ["jobs", given], ["show", given], ["crawl", given],
                      ["why", given], ["query", "--" + given], ["extract", given], ["url", given], ["page", given]):
            with self.subTest(words):
                out = zhibiao(*words, cwd=self.folder)
                self.assertNotRegex(out.stdout + out.stderr, r"[\033\r]")
        self.assertIn("allowed\thttp://a.example/ [31mred  \t", zhibiao("robots", robots, given).stdout)

    def test_help(self):
        for words, said in HELP:
            with self.subTest(words):
                out = zhibiao(*words)
                self.assertEqual((out.returncode, out.stderr), (DONE, ""))
                self.assertIn(said, out.stdout)

    def test_what_became_of_a_file(self):
        for name, data, code, outcome in FILES:
            path = self.folder / name
            path.write_bytes(data)
            for words in (["extract", path], ["page", path], ["extract", "--numerals", path]):
                with self.subTest(words):
                    out = zhibiao(*words)
                    self.assertEqual(out.returncode, code, out.stderr)
                    self.assertEqual(out.stderr, f"zhibiao {words[0]}: {path}: {outcome}\n" if outcome else "")
        out = zhibiao("extract", self.folder / "noise.dat", self.folder / "none", self.folder / "text.txt")
        self.assertEqual((out.returncode, len(out.stdout.splitlines())), (SOME, 2))
        self.assertEqual(zhibiao("extract", self.folder / "none").returncode, FAILED)

    def test_each_fault_of_a_file_has_its_line(self):
        for name, text, faults in FAULTS:
            with self.subTest(text):
                (self.folder / "z.yaml").write_text("")
                (self.folder / name).write_text(text)
                out = zhibiao("check-config", "-c", self.folder / "z.yaml")
                self.assertEqual(out.returncode, FAILED)
                said = out.stderr.splitlines()
                self.assertEqual(len(said), len(faults), said)
                for line, fault in zip(said, faults):
                    self.assertTrue(line.startswith(f"zhibiao check-config: {self.folder / name}:{fault}"), line)
        (self.folder / "sources.yaml").write_text("sources:\n- name: a\n  urls: [\"http://h.example/\"]\n")
        out = zhibiao("check-config", "-c", self.folder / "z.yaml")
        self.assertEqual((out.returncode, out.stderr), (DONE, ""))
        self.assertIn("sources.yaml: 1 source\n", out.stdout)

    def test_status_is_json_without_daemons(self):
        out = zhibiao("status", "--json", "-d", self.folder)
        self.assertEqual((out.returncode, json.loads(out.stdout)["daemons"]), (FAILED, []))
        self.assertIn("zhibiao run", out.stderr)


class StoreTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.z = Daemons()
        cls.z.__enter__()
        cls.addClassCleanup(cls.z.__exit__, None)
        cls.z.finish(cls.z.crawl(str(TOP / "deploy" / "sample")))

    def test_narrow_windows_keep_indicator_and_value(self):
        for columns, gone in ((200, []), (60, ["title", "measure", "status"]), (40, ["title", "measure", "period", "region"])):
            with self.subTest(columns):
                lines = on_terminal(columns, "query", "-d", self.z.data).splitlines()
                head = lines[0].split()
                self.assertIn("indicator", head)
                self.assertIn("value", head)
                for name in gone:
                    self.assertNotIn(name, head)
                    self.assertIn(name, lines[-1])
                self.assertEqual(lines[-1].startswith("not shown"), bool(gone))

    def test_why_of_a_file(self):
        path = self.z.home / "公报 1.txt"
        path.write_bytes(TEXT)
        self.z.finish(self.z.crawl(str(path)))
        here = os.path.relpath(path)
        for operand in (path, here):
            out = self.z.cli("why", operand)
            self.assertEqual(out.returncode, DONE, out.stderr)
            self.assertRegex(out.stdout, r"last outcome +stored")
        out = self.z.cli("why", "none/x.txt")
        self.assertEqual((out.returncode, out.stdout), (FAILED, ""))
        self.assertIn("'none/x.txt' is neither a file nor an address", out.stderr)

    def test_names_what_was_asked_for(self):
        out = self.z.cli("crawl", "--source", "nope")
        self.assertEqual((out.returncode, out.stdout), (FAILED, ""))
        self.assertIn("nope", out.stderr)
        out = self.z.cli("export", "-o", "/nodir/x")
        self.assertEqual(out.returncode, FAILED)
        self.assertIn(" /nodir/x: ", out.stderr)
        out = self.z.cli("source", "report")
        self.assertEqual((out.returncode, out.stdout), (DONE, ""))
        self.assertIn("no source has run", out.stderr)
        out = self.z.cli("jobs", "1", "-o", "stored")
        self.assertEqual(out.returncode, DONE)
        self.assertIn("stored", out.stdout)


if __name__ == "__main__":
    unittest.main()
