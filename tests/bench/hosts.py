#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Many hosts at once, each with its delay: how close a crawl comes to what the delays allow, and that none is kept short.

    hosts.py [--hosts 500] [--pages 20] [--delay 1000]
"""
import argparse
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import BIN, LOCAL, Daemons, until  # noqa: E402

SITE = BIN.parents[1] / "tests" / "bench_site"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=500)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--delay", type=int, default=1000)
    args = parser.parse_args()
    config = LOCAL.replace("host_delay_ms: 0", f"host_delay_ms: {args.delay}")
    assert config != LOCAL, LOCAL
    server = subprocess.Popen([SITE, str(args.pages), "2000", str(args.hosts)], stdout=subprocess.PIPE, text=True)
    try:
        port = server.stdout.readline().strip()
        urls = [f"http://127.1.{n // 256}.{n % 256}:{port}/" for n in range(1, args.hosts + 1)]
        with Daemons(config, extractors=1) as z:
            job = z.crawl(*urls, "--depth", "2")
            end = until(lambda: (now := z.job(job)) and now["state"] == "finished" and now, 600, "the job ends", every=1)
    finally:
        server.terminate()
        requests, gap = server.communicate()[0].split()
    # robots.txt, the root, a list and the articles, each a delay behind the one before.
    ideal = (args.pages + 2) * args.delay / 1000
    took = end["took_ms"] / 1000
    print(f"{args.hosts} hosts, {requests} requests, {took:.2f} s: {100 * (took / ideal - 1):.1f} % over the {ideal:.0f} s"
          f" that the delays take; shortest time between two requests to a host {gap} ms")
    sys.exit(0 if float(gap) >= args.delay and sum(end["outcomes"].values()) == args.hosts * (args.pages + 2) else 1)


if __name__ == "__main__":
    main()
