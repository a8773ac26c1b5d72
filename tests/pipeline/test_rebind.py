#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Names that lead to where no crawler may go: a real resolver, a name server of our own, a public address of our own.

Runs in network and mount namespaces of its own (unshare), where 93.184.216.34 is this machine and resolv.conf names our server.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import Daemons  # noqa: E402
from hosts import Host  # noqa: E402
from names import Names  # noqa: E402
from pages import article  # noqa: E402

PUBLIC, NOBODY, PUBLIC6 = "93.184.216.34", "93.184.216.35", "2400:3200::1"
INSIDE = "ZB_TEST_NAMESPACE"
PRIVATE = {
    "loopback": "127.0.0.1", "loopbacks": "127.255.255.254", "zero": "0.0.0.0", "this": "0.1.2.3", "ten": "10.0.0.1", "lan": "192.168.1.1",
    "lan172": "172.31.255.255", "shared": "100.64.0.1", "shared127": "100.127.255.255", "link": "169.254.169.254", "multicast": "224.0.0.1",
    "broadcast": "255.255.255.255", "benchmark": "198.18.0.1", "loopback6": "::1", "zero6": "::", "mapped": "::ffff:127.0.0.1",
    "mapped10": "::ffff:10.0.0.1", "compatible": "::127.0.0.1", "nat64": "64:ff9b::7f00:1", "nat64local": "64:ff9b:1::7f00:1",
    "sixtofour": "2002:7f00:1::", "teredo": "2001:0:1::1", "unique": "fc00::1", "unique2": "fdff::1", "link6": "fe80::1", "site6": "fec0::1",
}
SPELLINGS = ["2130706433", "0x7f.1", "0x7f000001", "017700000001", "127.1", "127.0.1", "0", "0x0", "%31%32%37.0.0.1", "１２７.0.0.1", "127.0.0.1.",
             "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]",
             "[fc00::1]", "169.254.169.254", "0xa9fea9fe", "100.64.0.1", "localhost", "LocalHost.", "x.localhost"]



class RebindTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.flips = {"flip.example": [PUBLIC]}
        table = {f"{name}.private.example": [address] for name, address in PRIVATE.items()}
        table |= {"public.example": [PUBLIC], "public6.example": [PUBLIC6], "both.example": [NOBODY, "127.0.0.1"], "both6.example": ["::1", PUBLIC],
                  "flip.example": lambda asked: cls.flips["flip.example"]}
        cls.enterClassContext(Names(table))

    def setUp(self):
        rules = {f"/{n}": (lambda n: lambda asked, r: (200, {}, article(n)))(n) for n in range(4)}
        rules |= {f"/to/{name}": (lambda name: lambda asked, r: (302, {"Location": f"http://{name}:{self.port}/secret"}, b""))(name)
                  for name in ["loopback.private.example", "mapped.private.example", "link.private.example", "127.1", "[::1]"]}
        self.host = Host(rules, anywhere=True)
        self.host.__enter__()
        self.addCleanup(self.host.__exit__)
        self.port = self.host.server.server_address[1]

    def ends(self, z, *urls):
        job = z.crawl(*urls, "--any-site")
        z.finish(job)
        return {url: outcome for url, (outcome, _) in z.outcomes(job).items()}

    def peers(self):
        """What the server was asked for, and as whom."""
        return {(h["Host"].rsplit(":", 1)[0], path) for path, h in self.host.requests}

    def test_where_names_lead(self):
        names = [f"{name}.private.example" for name in PRIVATE]
        with Daemons("fetcher:\n  host_delay_ms: 0\n  connect_timeout_ms: 5000\n") as z:
            urls = [f"http://{name}:{self.port}/1" for name in names]
            ends = self.ends(z, *urls, f"http://public.example:{self.port}/1", f"http://public6.example:{self.port}/2")
            self.assertEqual({u: ends[u] for u in urls}, dict.fromkeys(urls, "address_denied"))
            self.assertEqual([ends[f"http://public{k}.example:{self.port}/{n}"] for k, n in (("", 1), ("6", 2))], ["stored", "stored"])
            self.assertEqual({host for host, _ in self.peers()}, {"public.example", "public6.example"})
            self.assertIn("a private or reserved address", z.cli("why", urls[0]).stdout)

    def test_hosts_in_every_spelling(self):
        with Daemons("fetcher:\n  host_delay_ms: 0\n  respect_robots: false\n") as z:
            ends = self.ends(z, *(f"http://{host}:{self.port}/{n}" for n, host in enumerate(SPELLINGS)))
            self.assertEqual(set(ends.values()), {"address_denied"}, ends)
            self.assertEqual(self.host.requests, [])

    def test_redirects(self):
        with Daemons("fetcher:\n  host_delay_ms: 0\n") as z:
            urls = [f"http://public.example:{self.port}{path}" for path in self.host.rules if path.startswith("/to/")]
            ends = self.ends(z, *urls)
            self.assertEqual({ends[u] for u in urls}, {"address_denied"}, ends)
            self.assertEqual({host for host, _ in self.peers()}, {"public.example"})

    def test_one_of_several_addresses(self):
        with Daemons("fetcher:\n  host_delay_ms: 0\n  respect_robots: false\n  connect_timeout_ms: 5000\n") as z:
            ends = self.ends(z, f"http://both.example:{self.port}/1", f"http://both6.example:{self.port}/2")
            self.assertEqual(ends[f"http://both.example:{self.port}/1"], "address_denied")
            self.assertEqual(ends[f"http://both6.example:{self.port}/2"], "stored")
            self.assertEqual({self.host.requests[0][0], *{h["Host"] for _, h in self.host.requests}}, {"/2", f"both6.example:{self.port}"})

    def test_a_name_that_moves(self):
        """The second look-up gives another address than the first: what counts is where the socket would lead."""
        with Daemons("fetcher:\n  host_delay_ms: 0\n") as z:
            url = f"http://flip.example:{self.port}/"
            self.assertEqual(self.ends(z, url + "1")[url + "1"], "stored")
            asked = len(self.host.requests)
            for private in ("127.0.0.1", "::ffff:127.0.0.1", "::1"):
                self.flips["flip.example"] = [private]
                self.assertEqual(z.stop(), 0)  # nothing of it is remembered
                z.start()
                self.assertEqual(self.ends(z, url + "2")[url + "2"], "address_denied")
                self.assertEqual(len(self.host.requests), asked)
            self.flips["flip.example"] = [PUBLIC]
            self.assertEqual(z.stop(), 0)
            z.start()
            self.assertEqual(self.ends(z, url + "3")[url + "3"], "stored")


def enter():
    """This file again, where the network is ours."""
    words = ["unshare", "-rnm", "--propagation", "private"]
    if subprocess.run([*words, "true"], capture_output=True).returncode != 0:
        print("skipped: no namespaces here (unshare)")
        sys.exit(77)
    os.environ[INSIDE] = "1"
    os.execvp(words[0], [*words, sys.executable, *sys.argv])


def settle():
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in (f"{PUBLIC}/32", f"{PUBLIC6}/128"):
        subprocess.run(["ip", "addr", "add", address, "dev", "lo"], check=True)
    folder = tempfile.mkdtemp()
    for name, text in (("resolv.conf", "nameserver 127.0.0.1\noptions timeout:2 attempts:2\n"), ("nsswitch.conf", "hosts: dns\n")):
        pathlib.Path(folder, name).write_text(text)
        subprocess.run(["mount", "--bind", f"{folder}/{name}", f"/etc/{name}"], check=True)


if __name__ == "__main__":
    if INSIDE not in os.environ:
        enter()
    settle()
    unittest.main()
