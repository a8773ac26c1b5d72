#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The store read from Python by proto/README.md alone: reader.py --bin build/bin/zhibiao --source FOLDER

Real daemons crawl a folder of documents; then the program that proto/README.md prints as its example, taken out of the page as
it stands, must find the records that `zhibiao query` prints. Needs Debian's python3-lmdb, python3-protobuf, protobuf-compiler.
"""
import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DOCUMENTS = {
    "a.txt": "闵行区集成电路产业发展情况\n\n2023年,闵行区集成电路产业规模达到320亿元,同比增长8.5%。目前已集聚集成电路企业210家。\n",
    "b.txt": "集成电路产业规划\n\n到2025年,集成电路产业规模力争突破500亿元,新建公共服务平台3-5个。\n",
    "c.html": "<html><head><meta charset=gbk><title>生物医药产业通报</title></head><body><h1>生物医药产业通报</h1>"
              "<p>2024年1-9月,生物医药制造业产值增长4.2%,企业达到150家。</p>"
              "<p>会议还就人才引进、土地供给和金融服务等工作作出部署,要求各部门协同推进。</p></body></html>",
}


def example(readme):
    return re.search(r"```python\n(.*?)```", readme.read_text(), re.S).group(1)


class Run:
    def __init__(self, binary, data, log):
        self.binary, self.data = binary, data
        self.daemons = subprocess.Popen([binary, "run", "-d", data], stdout=log, stderr=log)

    def cli(self, *words):
        return subprocess.run([self.binary, words[0], "-d", self.data, *words[1:]], capture_output=True, text=True, timeout=60)

    def wait_until_up(self):
        deadline = time.monotonic() + 30
        while self.cli("status").returncode != 0:
            if time.monotonic() > deadline:
                sys.exit("the daemons do not answer")
            time.sleep(0.1)

    def stop(self):
        self.daemons.send_signal(signal.SIGTERM)
        return self.daemons.wait(timeout=20)


def by_front_page(work, source, data):
    """Runs the example of README.md in a folder as it says; how many records it prints."""
    program = work / "front_page.py"
    program.write_text(example(source / "README.md"))
    out = subprocess.run(["/usr/bin/python3", str(program)], cwd=data.parent, capture_output=True, text=True, timeout=60,
                         env={**os.environ, "PYTHONPATH": str(work), "PYTHONUTF8": "1"})
    if out.returncode != 0:
        sys.exit(f"the example of README.md fails: {out.stderr}")
    return len(out.stdout.splitlines())


def by_reader(work, source, store, industry):
    """Runs the example; the records it prints, as id -> (quote, indicator, document)."""
    subprocess.run(["protoc", f"--python_out={work}", f"-I{source}", str(source / "proto/record.proto")], check=True)
    program = work / "reader.py"
    program.write_text(example(source / "proto/README.md"))
    out = subprocess.run(["/usr/bin/python3", str(program), store, industry], capture_output=True, text=True, timeout=60,
                         env={**os.environ, "PYTHONPATH": str(work), "PYTHONUTF8": "1"})
    if out.returncode != 0:
        sys.exit(f"the example fails: {out.stderr}")
    rows = [line.split("\t") for line in out.stdout.splitlines()]
    return {row[0]: tuple(row[1:]) for row in rows}


def by_query(run, industry):
    out = run.cli("query", "--format", "jsonl", "--industry", "=" + industry)
    records = [json.loads(line) for line in out.stdout.splitlines()]
    return {r["id"]: (r["quote"], r["indicator"] or "", r["document"]) for r in records}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--source", required=True, type=Path)
    args = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="zhibiao-reader-"))
    try:
        pages = work / "pages"
        pages.mkdir()
        for name, text in DOCUMENTS.items():
            (pages / name).write_bytes(text.encode("gbk" if name.endswith("html") else "utf-8"))
        with open(work / "run.log", "wb") as log:
            run = Run(args.bin, str(work / "data"), log)
            try:
                run.wait_until_up()
                crawl = run.cli("crawl", "--wait", str(pages))
                # While the daemons run: a reader needs nobody's leave.
                read = by_reader(work, args.source, str(work / "data/store"), "集成电路")
                asked = by_query(run, "集成电路")
                printed = by_front_page(work, args.source, work / "data")
                kept = len(run.cli("query", "--format", "jsonl").stdout.splitlines())
            finally:
                code = run.stop()
        print(f"crawl {crawl.returncode}, the example finds {len(read)} records, query {len(asked)}, run ends with {code}")
        if crawl.returncode != 0 or code != 0 or len(read) < 1 or read != asked or printed != kept:
            print((work / "run.log").read_text()[-4000:], crawl.stderr, read, asked, sep="\n")
            return 1
        return 0
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    sys.exit(main())
