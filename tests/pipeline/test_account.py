#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every numeral of a text is a record or has its reason; spans cut their quotes; the same input gives the same output.

Held over the sample documents, and over every *.txt below the folders that ZB_TEXTS names (with ":" between)."""
import json
import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import BIN, TOP  # noqa: E402

DIGITS = set("0123456789０１２３４５６７８９零〇一二三四五六七八九十百千万亿两")
OWN = [TOP / "deploy" / "sample" / "brief.txt", *sorted((TOP / "tests" / "golden").rglob("*.txt"))]
GIVEN = [path for folder in os.environ.get("ZB_TEXTS", "").split(":") if folder
         for path in sorted(pathlib.Path(folder).rglob("*.txt"))]


def lines(*words):
    out = subprocess.run([BIN, "extract", *words], capture_output=True, timeout=120)
    assert out.returncode == 0, out.stderr.decode()
    return out.stdout.decode().splitlines()


class AccountTest(unittest.TestCase):
    def test_every_numeral_has_its_line(self):
        self.assertTrue(OWN)
        for path in OWN + GIVEN:
            raw = path.read_bytes()
            covered = bytearray(len(raw))
            records = 0
            for line in lines("--numerals", path):
                entry = json.loads(line)
                self.assertEqual(raw[entry["start"]:entry["end"]].decode(), entry["text"], path)
                covered[entry["start"]:entry["end"]] = b"\1" * (entry["end"] - entry["start"])
                self.assertNotEqual(entry["reason"] is None, entry["record"] is None)
                records += entry["record"] is not None
            at = 0
            for char in raw.decode():
                if char in DIGITS and not covered[at]:
                    self.fail(f"{path}: byte {at}: {raw[max(0, at - 15):at + 15].decode(errors='replace')}")
                at += len(char.encode())
            self.assertEqual(records, len(lines(path)), path)

    def test_spans_cut_their_quotes(self):
        for path in OWN + GIVEN:
            raw = path.read_bytes()
            for line in lines(path):
                record = json.loads(line)
                self.assertEqual(raw[record["start"]:record["end"]].decode(), record["quote"], path)

    def test_same_in_every_order(self):
        paths = OWN + GIVEN
        together = lines(*paths)
        self.assertEqual(together, lines(*paths))
        self.assertEqual(sorted(together), sorted(lines(*reversed(paths))))


if __name__ == "__main__":
    unittest.main()
