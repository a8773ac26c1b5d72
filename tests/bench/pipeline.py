#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Documents a second through the whole pipeline, beside what each stage does alone on the same pages.

    pipeline.py [--pages 3000] [--bytes 20000] [--extractors 2]
"""
import argparse
import contextlib
import json
import pathlib
import re
import resource
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import BIN, LOCAL, Daemons, until  # noqa: E402

TESTS = BIN.parents[1] / "tests"
CONFIG = LOCAL + "  connections_per_host: 64\n  connections_per_site: 64\n"


@contextlib.contextmanager
def site(pages, size):
    server = subprocess.Popen([TESTS / "bench_site", str(pages), str(size)], stdout=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}", server.pid
    finally:
        server.kill()
        server.wait()


def cpu(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def crawl(z, base, pages):
    """Seconds from the request to the end of the job, as the fetcher tells them: asking often would cost time."""
    job = z.crawl(base + "/", "--depth", "2")
    time.sleep(1)
    end = until(lambda: (now := z.job(job)) and now["state"] == "finished" and now, 600, "the job ends", every=0.4)
    done = sum(end["outcomes"].values())
    assert done >= pages, end
    return end["took_ms"] / 1000, end


def whole(args, base, server):
    with Daemons(CONFIG, extractors=args.extractors) as z:
        site_idle = cpu(server)
        idle = {name: sum(cpu(pid) for pid in z.children(name)) for name in ("fetcherd", "extractord", "stored")}
        seconds, end = crawl(z, base, args.pages)
        print(f"whole pipeline        {args.pages / seconds:8.0f} documents/s  {end['records'] / seconds:8.0f} records/s"
              f"  ({args.pages} pages of {args.bytes} bytes, {args.extractors} extractors, {seconds:.1f} s)")
        for name in ("fetcherd", "extractord", "stored"):
            used = sum(cpu(pid) for pid in z.children(name)) - idle[name]
            print(f"  {name:<20}{used / args.pages * 1e6:8.0f} us of processor a document")
        gauges = {g: n for d in json.loads(z.cli("status", "--json").stdout)["daemons"] for g, n in d["gauges"].items()}
        print(f"  {'the site':<20}{(cpu(server) - site_idle) / args.pages * 1e6:8.0f} us of processor a document")
        print(f"  documents a sync    {gauges.get('documents_per_commit', 0):8}")
        return args.pages / seconds


def fetcher_alone(args, base):
    z = Daemons(CONFIG)
    z.data.mkdir(mode=0o700)
    log = open(z.log_path, "wb")
    fetcher = subprocess.Popen([f"{BIN}-fetcherd", "-c", z.config, "-d", z.data], stderr=log)
    sink = None
    try:
        end = time.monotonic() + 10
        while not (z.data / "run" / "fetcher.sock").exists() and time.monotonic() < end:
            time.sleep(0.05)
        sink = subprocess.Popen([TESTS / "bench_sink", z.data, str(args.pages)])
        seconds, _ = crawl(z, base, args.pages)
        print(f"fetcher alone         {args.pages / seconds:8.0f} documents/s")
        return args.pages / seconds
    finally:
        for p in (sink, fetcher):
            if p is not None:
                p.kill()
                p.wait()


def read_all(args, files):
    """Seconds that as many processes as there are extractors take to read the files, each all of them."""
    began = time.monotonic()
    readers = [subprocess.Popen([BIN, "extract", *files], stdout=subprocess.DEVNULL) for _ in range(args.extractors)]
    if any([reader.wait() != 0 for reader in readers]):
        sys.exit("extract failed")
    return time.monotonic() - began


def extractor_alone(args, base):
    """The stage as it runs in the pipeline, so many processes at once on the same cores; their start is taken off."""
    import tempfile
    import urllib.request
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for n in range(min(args.pages, 1000)):
            files.append(f"{folder}/{n}.html")
            with urllib.request.urlopen(f"{base}/a/{n}.html") as answer, open(files[-1], "wb") as f:
                f.write(answer.read())
        began = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = read_all(args, files[:1])
        between = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = read_all(args, files) - start
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = (end.ru_utime + end.ru_stime) - 2 * (between.ru_utime + between.ru_stime) + (began.ru_utime + began.ru_stime)
        rate = args.extractors * len(files) / seconds
        print(f"extractors alone      {rate:8.0f} documents/s, {args.extractors} processes,"
              f" {used / args.extractors / len(files) * 1e6:.0f} us of processor a document")
        return rate


def store_alone(args):
    out = subprocess.run([TESTS / "bench_store", str(args.pages)], capture_output=True, text=True, check=True).stdout
    print("store alone, beside bare LMDB:\n  " + out.strip().replace("\n", "\n  "))
    found = re.search(r"([0-9.]+) documents/s", out)
    return float(found.group(1)) if found else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--bytes", type=int, default=20000)
    parser.add_argument("--extractors", type=int, default=2)
    args = parser.parse_args()
    with site(args.pages, args.bytes) as (base, server):
        rate = whole(args, base, server)
        alone = {"fetcher": fetcher_alone(args, base), "extractors": extractor_alone(args, base)}
    alone["store"] = store_alone(args)
    slowest = min((v, k) for k, v in alone.items() if v)
    print(f"the whole runs at {100 * rate / slowest[0]:.0f} % of its slowest stage alone ({slowest[1]})")


if __name__ == "__main__":
    main()
