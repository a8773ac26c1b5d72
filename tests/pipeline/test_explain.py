#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `zhibiao robots` and `zhibiao url` say, case by case: RFC 9309 and the URL Standard are the reasons given."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import BIN  # noqa: E402

NO, YES = "denied", "allowed"
ALL = "user-agent: *\n"

# (file, agent, {address: (verdict, line that decided, 0 for none)})
GROUPS = [
    ("", "foobot", {"http://h/x": (YES, 0)}),
    ("\n\n# nothing\n", "foobot", {"http://h/x": (YES, 0)}),
    ("disallow: /\n", "foobot", {"http://h/x": (YES, 0)}),  # a rule before any group is nobody's
    ("disallow: /\nuser-agent: *\nallow: /y\n", "foobot", {"http://h/x": (YES, 0), "http://h/y": (YES, 3)}),
    ("user-agent: foobot\ndisallow: /\n", "foobot", {"http://h/x": (NO, 2), "http://h/": (NO, 2)}),
    ("user-agent: FOOBOT\ndisallow: /\n", "fooBot", {"http://h/x": (NO, 2)}),  # no case in names
    ("user-agent: foobot\ndisallow: /\n", "foo", {"http://h/x": (YES, 0)}),  # whole tokens
    ("user-agent: foo\ndisallow: /\n", "foobot", {"http://h/x": (YES, 0)}),
    ("user-agent: foobot/2.1\ndisallow: /\n", "foobot", {"http://h/x": (NO, 2)}),  # what follows the token is passed over
    ("user-agent: foobot (x)\ndisallow: /\n", "foobot", {"http://h/x": (NO, 2)}),
    ("user-agent: foobot*\ndisallow: /\n", "foobot", {"http://h/x": (NO, 2)}),
    ("user-agent: foo-bot_x\ndisallow: /\n", "foo-bot_x", {"http://h/x": (NO, 2)}),
    ("user-agent: foo-bot_x\ndisallow: /\n", "foo", {"http://h/x": (YES, 0)}),
    ("user-agent: *\ndisallow: /\nuser-agent: foobot\nallow: /\n", "foobot", {"http://h/x": (YES, 4)}),
    ("user-agent: foobot\nallow: /\nuser-agent: *\ndisallow: /\n", "foobot", {"http://h/x": (YES, 2)}),
    ("user-agent: foobot\nallow: /\nuser-agent: *\ndisallow: /\n", "barbot", {"http://h/x": (NO, 4)}),
    ("user-agent: foobot\nuser-agent: *\ndisallow: /x\n", "foobot", {"http://h/x": (NO, 3)}),
    ("user-agent: foobot\nuser-agent: barbot\ndisallow: /x\n", "foobot", {"http://h/x": (NO, 3)}),
    ("user-agent: foobot\nuser-agent: barbot\ndisallow: /x\n", "barbot", {"http://h/x": (NO, 3)}),
    ("user-agent: foobot\n\n\nuser-agent: barbot\n\n\ndisallow: /x\n", "foobot", {"http://h/x": (NO, 7)}),  # blank lines end nothing
    ("user-agent: foobot\ndisallow: /a\nuser-agent: barbot\ndisallow: /b\nuser-agent: foobot\ndisallow: /c\n", "foobot",
     {"http://h/a": (NO, 2), "http://h/b": (YES, 0), "http://h/c": (NO, 6)}),  # groups of one name are one
    ("user-agent: *\ndisallow: /a\nuser-agent: x\ndisallow: /b\nuser-agent: *\ndisallow: /c\n", "foobot",
     {"http://h/a": (NO, 2), "http://h/b": (YES, 0), "http://h/c": (NO, 6)}),
    ("user-agent: *\ndisallow: /\nuser-agent: foobot\n", "foobot", {"http://h/x": (YES, 0)}),  # its own group, without rules
    ("user-agent: foobot\ndisallow:\nuser-agent: *\ndisallow: /\n", "foobot", {"http://h/x": (YES, 2)}),
    ("user-agent: foobot\nsitemap: http://h/s\ndisallow: /x\n", "foobot", {"http://h/x": (NO, 3)}),  # other records end no group
    ("user-agent: foobot\ncrawl-delay: 1\nuser-agent: barbot\ndisallow: /x\n", "foobot", {"http://h/x": (NO, 4)}),
    ("user-agent: foobot\nfoo: bar\nuser-agent: barbot\ndisallow: /x\n", "foobot", {"http://h/x": (NO, 4)}),
    ("user-agent: *\ndisallow: /x\n", "", {"http://h/x": (NO, 2)}),
    ("user-agent:\ndisallow: /x\n", "foobot", {"http://h/x": (YES, 0)}),
    ("user-agent: *bot\ndisallow: /x\n", "foobot", {"http://h/x": (YES, 0)}),
    ("user-agent: * bot\ndisallow: /x\n", "foobot", {"http://h/x": (NO, 2)}),
    ("user-agent: foobot, barbot\ndisallow: /x\n", "barbot", {"http://h/x": (YES, 0)}),
    ("user-agent: foobot # not: barbot\ndisallow: /x # y\n", "foobot", {"http://h/x": (NO, 2), "http://h/y": (YES, 0)}),
]

LINES = [
    ("User-Agent: *\nDisallow: /x", "foobot", {"http://h/x": (NO, 2)}),
    ("user-agent:*\ndisallow:/x\n", "foobot", {"http://h/x": (NO, 2)}),
    ("  user-agent  :  *  \n\tdisallow\t:\t/x\t\n", "foobot", {"http://h/x": (NO, 2)}),
    ("user-agent *\ndisallow /x\n", "foobot", {"http://h/x": (NO, 2)}),  # a colon may be forgotten
    ("user-agent *\ndisallow /x /y\n", "foobot", {"http://h/x": (YES, 0)}),
    ("user agent: *\ndisallow: /x\n", "foobot", {"http://h/x": (NO, 2)}),
    ("useragent: *\ndisallow: /x\n", "foobot", {"http://h/x": (NO, 2)}),
    ("user_agent: *\ndisallow: /x\n", "foobot", {"http://h/x": (YES, 0)}),
    ("user-agents: *\ndisallow: /x\n", "foobot", {"http://h/x": (NO, 2)}),
    *((f"{ALL}{key}: /x\n", "foobot", {"http://h/x": (NO, 2)})
      for key in ("dissallow", "dissalow", "disalow", "diasllow", "disallaw", "DISALLOW", "Disallowed")),
    *((f"{ALL}{key}: /x\n", "foobot", {"http://h/x": (YES, 0)}) for key in ("dis-allow", "dsallow", "disallo", "block", "noindex")),
    (f"{ALL}disallow: /\nalow: /x\n", "foobot", {"http://h/x": (NO, 2)}),
    (f"{ALL}disallow: /\nallowed: /x\n", "foobot", {"http://h/x": (YES, 3)}),
    ("user-agent: *\rdisallow: /x\r", "foobot", {"http://h/x": (NO, 2)}),
    ("user-agent: *\r\ndisallow: /x\r\n", "foobot", {"http://h/x": (NO, 2)}),
    ("user-agent: *\r\n\r\ndisallow: /x\n\rdisallow: /y\r\r\n", "foobot", {"http://h/x": (NO, 3), "http://h/y": (NO, 5)}),
    ("\ufeffuser-agent: *\ndisallow: /x\n", "foobot", {"http://h/x": (NO, 2)}),
    ("user-agent: *\n\ufeffdisallow: /x\n", "foobot", {"http://h/x": (YES, 0)}),  # only at the beginning
    (f"{ALL}disallow: /x#y\n", "foobot", {"http://h/x": (NO, 2)}),
    (f"{ALL}#disallow: /x\n", "foobot", {"http://h/x": (YES, 0)}),
    (f"{ALL}<html>\n\x01\x02\ndisallow: /x\n", "foobot", {"http://h/x": (NO, 4)}),
    (f"{ALL}: /x\ndisallow\n:\n", "foobot", {"http://h/x": (YES, 0)}),
    (f"{ALL}disallow:: /x\n", "foobot", {"http://h/x": (YES, 0), "http://h/:": (YES, 0)}),
    (f"{ALL}disallow: /{'a' * 16700}\n", "foobot", {"http://h/" + "a" * 16652: (NO, 2), "http://h/" + "a" * 16651: (YES, 0)}),
    (f"{ALL}{'# filler' * 70000}\ndisallow: /x\n", "foobot", {"http://h/x": (YES, 0)}),  # 500 KiB are read
    (f"{ALL}{('# filler' * 100 + chr(10)) * 600}disallow: /x\n", "foobot", {"http://h/x": (NO, 602)}),
]

MATCHES = [
    (f"{ALL}disallow: /fish\n", "foobot",
     {f"http://h{p}": (NO, 2) for p in ("/fish", "/fish.html", "/fish/salmon", "/fishheads", "/fish?id=1", "/fish#a")}
     | {f"http://h{p}": (YES, 0) for p in ("/Fish", "/catfish", "/?id=fish", "/", "/fis")}),
    (f"{ALL}disallow: /fish*\n", "foobot", {"http://h/fishy": (NO, 2), "http://h/fish": (NO, 2), "http://h/afish": (YES, 0)}),
    (f"{ALL}disallow: /fish/\n", "foobot", {"http://h/fish": (YES, 0), "http://h/fish/": (NO, 2), "http://h/fish/?a": (NO, 2)}),
    (f"{ALL}disallow: fish\n", "foobot", {"http://h/fish": (YES, 0)}),  # no path begins so
    (f"{ALL}disallow: *fish\n", "foobot", {"http://h/catfish": (NO, 2)}),
    (f"{ALL}disallow: /*.php\n", "foobot", {"http://h/a.php": (NO, 2), "http://h/a.php5/b": (NO, 2), "http://h/a.PHP": (YES, 0)}),
    (f"{ALL}disallow: /*.php$\n", "foobot", {"http://h/a.php": (NO, 2), "http://h/a.php?b": (YES, 0), "http://h/a.php/": (YES, 0)}),
    (f"{ALL}disallow: /f*.php$\n", "foobot", {"http://h/f.php.php": (NO, 2), "http://h/f.phpx": (YES, 0)}),
    (f"{ALL}disallow: /$\n", "foobot", {"http://h/": (NO, 2), "http://h": (NO, 2), "http://h/x": (YES, 0), "http://h/?": (YES, 0)}),
    (f"{ALL}disallow: /a$b\n", "foobot", {"http://h/a$bc": (NO, 2), "http://h/a": (YES, 0)}),  # only at the end
    (f"{ALL}disallow: /a$$\n", "foobot", {"http://h/a$": (NO, 2), "http://h/a": (YES, 0)}),
    (f"{ALL}disallow: /a**b***\n", "foobot", {"http://h/ab": (NO, 2), "http://h/axxb": (NO, 2), "http://h/a": (YES, 0)}),
    (f"{ALL}disallow: *\n", "foobot", {"http://h/x": (NO, 2)}),
    (f"{ALL}disallow: $\n", "foobot", {"http://h/": (YES, 0)}),
    (f"{ALL}disallow: *$\n", "foobot", {"http://h/x": (NO, 2)}),
    (f"{ALL}disallow: /?a=\n", "foobot", {"http://h/?a=1": (NO, 2), "http://h?a=1": (NO, 2), "http://h/b?a=1": (YES, 0)}),
    (f"{ALL}disallow: /*?\n", "foobot", {"http://h/b?": (NO, 2), "http://h/b": (YES, 0)}),
    (f"{ALL}disallow: /x;p\n", "foobot", {"http://h/x;p=1": (NO, 2), "http://h/x": (YES, 0)}),
    (f"{ALL}disallow: /\nallow: /p\n", "foobot", {"http://h/page": (YES, 3), "http://h/x": (NO, 2)}),
    (f"{ALL}allow: /p\ndisallow: /\n", "foobot", {"http://h/page": (YES, 2)}),  # length, not order
    (f"{ALL}allow: /folder\ndisallow: /folder\n", "foobot", {"http://h/folder/page": (YES, 2)}),
    (f"{ALL}disallow: /folder\nallow: /folder\n", "foobot", {"http://h/folder/page": (YES, 3)}),
    (f"{ALL}allow: /page\ndisallow: /*.htm\n", "foobot", {"http://h/page.htm": (NO, 3), "http://h/page": (YES, 2)}),
    (f"{ALL}allow: /page\ndisallow: /*.ph\n", "foobot", {"http://h/page.php5": (YES, 2)}),
    (f"{ALL}allow: /$\ndisallow: /\n", "foobot", {"http://h/": (YES, 2), "http://h/x": (NO, 3)}),
    (f"{ALL}disallow: /x/*/y/\nallow: /x/1/y/z\n", "foobot", {"http://h/x/1/y/": (NO, 2), "http://h/x/1/y/z": (YES, 3)}),
    (f"{ALL}disallow:\n", "foobot", {"http://h/x": (YES, 2)}),
    (f"{ALL}allow:\n", "foobot", {"http://h/x": (YES, 2)}),
    (f"{ALL}disallow: /\nallow:\n", "foobot", {"http://h/x": (NO, 2)}),
    (f"{ALL}allow: /d/index.html\ndisallow: /\n", "foobot",
     {"http://h/d/": (YES, 2), "http://h/d/index.html": (YES, 2), "http://h/d/index": (NO, 3), "http://h/d": (NO, 3)}),
    (f"{ALL}allow: /d/index.htm\ndisallow: /\n", "foobot", {"http://h/d/": (YES, 2)}),
    (f"{ALL}allow: /d/index.php\ndisallow: /\n", "foobot", {"http://h/d/": (NO, 3)}),
    (f"{ALL}disallow: /d/index.html\n", "foobot", {"http://h/d/": (YES, 0)}),
    (f"{ALL}disallow: /\n", "foobot", {"http://h/robots.txt": (YES, 0), "http://h/robots.txt?a": (NO, 2), "http://h/a/robots.txt": (NO, 2)}),
    (f"{ALL}disallow: /a/b\n", "foobot", {"http://h/a//b": (YES, 0), "http://h//a/b": (YES, 0)}),  # as they stand
    (f"{ALL}disallow: /" + "*a" * 500 + "$\n", "foobot", {"http://h/" + "a" * 3000 + "b": (YES, 0), "http://h/" + "a" * 3000: (NO, 2)}),
]

ESCAPES = [
    (f"{ALL}disallow: /a%3cd.html\n", "foobot", {"http://h/a%3Cd.html": (NO, 2), "http://h/a%3cd.html": (NO, 2), "http://h/a<d.html": (YES, 0)}),
    (f"{ALL}disallow: /~joe\n", "foobot", {"http://h/%7Ejoe": (NO, 2), "http://h/%7ejoe": (NO, 2)}),
    (f"{ALL}disallow: /%7Ejoe\n", "foobot", {"http://h/~joe": (NO, 2)}),
    (f"{ALL}disallow: /a%2fb\n", "foobot", {"http://h/a%2Fb": (NO, 2), "http://h/a/b": (YES, 0)}),
    (f"{ALL}disallow: /政策\n", "foobot",
     {"http://h/政策/1": (NO, 2), "http://h/%E6%94%BF%E7%AD%96": (NO, 2), "http://h/%e6%94%bf%e7%ad%96/": (NO, 2), "http://h/政": (YES, 0)}),
    (f"{ALL}disallow: /%E6%94%BF\n", "foobot", {"http://h/政策": (NO, 2)}),
    (f"{ALL}disallow: /x%2a\n", "foobot", {"http://h/x*": (NO, 2), "http://h/xy": (YES, 0), "http://h/x%2A": (NO, 2)}),
    (f"{ALL}disallow: /x%24\n", "foobot", {"http://h/x$": (NO, 2), "http://h/x": (YES, 0)}),
    (f"{ALL}disallow: *A*\n", "foobot", {"http://h/x**": (YES, 0), "http://h/xA": (NO, 2), "http://h/%41": (NO, 2)}),
    (f"{ALL}disallow: /*3$\n", "foobot", {"http://h/é": (YES, 0), "http://h/3": (NO, 2)}),
    (f"{ALL}disallow: /100%\n", "foobot", {"http://h/100%": (NO, 2), "http://h/100%25": (NO, 2)}),
    (f"{ALL}disallow: /%zz\n", "foobot", {"http://h/%zz": (NO, 2), "http://h/%ZZ": (YES, 0)}),
]

WHAT_IS_ASKED = [
    (f"{ALL}disallow: /x\n", "foobot",
     {"https://h:8443/x": (NO, 2), "http://u:p@h/x": (NO, 2), "//h/x": (NO, 2), "/x": (NO, 2), "h/x": (NO, 2), "x": (YES, 0),
      "http://h": (YES, 0), "http://h?/x": (YES, 0), "http://h#/x": (YES, 0), "http://h/y://x": (YES, 0)}),
    (f"{ALL}disallow: /x\n", "foobot/1.0 (+https://bot.example)", {"http://h/x": (NO, 2)}),
    ("user-agent: foobot\ndisallow: /x\n", "foobot/1.0", {"http://h/x": (NO, 2)}),
]

B = "http://b.example/c/d;p?q"

# (address, base or None, what it is or None)
SCHEMES = [
    ("http://example.com", None, "http://example.com/"), ("HTTPS://EXAMPLE.com", None, "https://example.com/"),
    ("http:example.com", None, "http://example.com/"), ("http:/example.com", None, "http://example.com/"),
    ("http:///example.com/x", None, "http://example.com/x"), ("http:\\\\example.com\\x", None, "http://example.com/x"),
    ("http:/\\/example.com", None, "http://example.com/"), ("http://", None, None), ("http:", None, None), ("https:///", None, None),
    ("http", None, None), ("", None, None), ("//example.com", None, None), ("/x", None, None), ("x", None, None), ("?x", None, None),
    ("ftp://example.com/", None, None), ("mailto:a@example.com", None, None), ("javascript:void(0)", None, None), ("data:,x", None, None),
    ("file:///etc/passwd", None, None), ("ws://example.com/", None, None), ("http //example.com", None, None), ("1http://example.com", None, None),
    ("ht\ttp://exa\nmple.com/a\rb", None, "http://example.com/ab"), (" \x01http://example.com/ \x1f", None, "http://example.com/"),
    ("http ://example.com", B, "http://b.example/c/http%20://example.com"), ("\u00a0http://example.com", B, "http://b.example/c/%C2%A0http://example.com"),
]

AUTHORITIES = [
    ("http://u@example.com", None, "http://u@example.com/"), ("http://u:@example.com", None, "http://u@example.com/"),
    ("http://:p@example.com", None, "http://:p@example.com/"), ("http://:@example.com", None, "http://example.com/"),
    ("http://a@b@example.com", None, "http://a%40b@example.com/"), ("http://u:p:q@example.com", None, "http://u:p%3Aq@example.com/"),
    ("http://u p:\"<>`{}|^[]\\@example.com", None, None), ("http://u p:\"<>`{}|^[]@example.com", None,
     "http://u%20p:%22%3C%3E%60%7B%7D%7C%5E%5B%5D@example.com/"),
    ("http://u;=+$,!'()*&~@example.com", None, "http://u%3B%3D+$,!'()*&~@example.com/"), ("http://用户@example.com", None, "http://%E7%94%A8%E6%88%B7@example.com/"),
    ("http://u%41%zz@example.com", None, "http://u%41%zz@example.com/"), ("http://u@/x", None, None), ("http://@", None, None), ("http://u:p@", None, None),
    ("http://u/@example.com", None, "http://u/@example.com"), ("http://u?@example.com", None, "http://u/?@example.com"),
    ("http://example.com:80", None, "http://example.com/"), ("https://example.com:443/", None, "https://example.com/"),
    ("https://example.com:80", None, "https://example.com:80/"), ("http://example.com:", None, "http://example.com/"),
    ("http://example.com:0", None, "http://example.com:0/"), ("http://example.com:00000080", None, "http://example.com/"),
    ("http://example.com:65535", None, "http://example.com:65535/"), ("http://example.com:65536", None, None), ("http://example.com:-1", None, None),
    ("http://example.com:8a", None, None), ("http://example.com: 80", None, None), ("http://example.com:8\t0", None, "http://example.com/"),
    ("http://example.com:８０", None, None), ("http://:80", None, None), ("http://example.com:80:80", None, None),
]

HOSTS = [
    ("http://ExAmPlE.com.", None, "http://example.com./"), ("http://a..b", None, "http://a..b/"), ("http://.", None, "http://./"), ("http://a_b-.-c", None, "http://a_b-.-c/"),
    ("http://a!b$c&d'e(f)g*h+i,j;k=l~m", None, "http://a!b$c&d'e(f)g*h+i,j;k=l~m/"), ('http://a"b`c{d}', None, 'http://a"b`c{d}/'),
    *((f"http://a{c}b", None, None) for c in " <>^|%\x7f\x01"), *((f"http://a%{c}b", None, None) for c in ("00", "20", "25", "23", "2f", "3A", "5B", "7f", "0a", "zz", "80")),
    ("http://%65xample%2Ecom", None, "http://example.com/"), ("http://１.２.３.４", None, "http://1.2.3.4/"), ("http://中国。cn", None, "http://xn--fiqs8s.cn/"),
    ("http://ＧＯ．com", None, "http://go.com/"), ("http://faß.de", None, "http://xn--fa-hia.de/"), ("http://a\u00adb.cn", None, "http://ab.cn/"),
    ("http://\u00ad", None, None), ("http://a\u200db", None, None), ("http://\ufffd", None, None), ("http://a\u2260b", None, "http://xn--ab-miv/"),
    ("http://XN--FIQS8S.cn", None, "http://xn--fiqs8s.cn/"), ("http://xn--a", None, "http://xn--a/"), ("http://xn--é", None, None), ("http://ab--c", None, "http://ab--c/"), ("http://％４１", None, None),
    ("http://1.2.3", None, "http://1.2.0.3/"), ("http://1.256", None, "http://1.0.1.0/"), ("http://256", None, "http://0.0.1.0/"), ("http://0x7F.0.0.01", None, "http://127.0.0.1/"),
    ("http://4294967295", None, "http://255.255.255.255/"), ("http://4294967296", None, None), ("http://1.2.3.256", None, None), ("http://1.2.65536", None, None),
    ("http://1.2.3.4.5", None, None), ("http://1.2.3.08", None, None), ("http://0x", None, "http://0.0.0.0/"), ("http://0x.0x.0", None, "http://0.0.0.0/"), ("http://1..2", None, None),
    ("http://1.2.3.4.", None, "http://1.2.3.4/"), ("http://1.2.3.4..", None, "http://1.2.3.4../"), ("http://a.1", None, None), ("http://a.0x1g", None, "http://a.0x1g/"), ("http://1.a", None, "http://1.a/"),
    ("http://[::]", None, "http://[::]/"), ("http://[0:0:0:1::]", None, "http://[0:0:0:1::]/"), ("http://[1:0:0:2:0:0:0:3]", None, "http://[1:0:0:2::3]/"), ("http://[1:0:0:2:0:0:3:4]", None, "http://[1::2:0:0:3:4]/"),
    ("http://[1:0:2:0:3:0:4:0]", None, "http://[1:0:2:0:3:0:4:0]/"), ("http://[00AB::C]", None, "http://[ab::c]/"), ("http://[::127.0.0.1]", None, "http://[::7f00:1]/"), ("http://[1:2:3:4:5:6:7::]", None, "http://[1:2:3:4:5:6:7:0]/"),
    ("http://[::1.2.3]", None, None), ("http://[::1.2.3.04]", None, None), ("http://[::1.2.3.256]", None, None), ("http://[1:2:3:4:5:6:7:1.2.3.4]", None, None), ("http://[1::2::3]", None, None),
    ("http://[1:2]", None, None), ("http://[:1]", None, None), ("http://[12345::]", None, None), ("http://[g::]", None, None), ("http://[fe80::1%25eth0]", None, None), ("http://[::1]x", None, None), ("http://[::1", None, None), ("http://::1]", None, None), ("http://[]", None, None),
    ("http://[::1]:81/x", None, "http://[::1]:81/x"), ("http://[www.example.com]", None, None),
]

PATHS = [
    ("http://h/a/./b/../c", None, "http://h/a/c"), ("http://h/../../a", None, "http://h/a"), ("http://h/a/..", None, "http://h/"), ("http://h/a/.", None, "http://h/a/"), ("http://h/a/b/%2e%2E/", None, "http://h/a/"),
    ("http://h/a/.%2e", None, "http://h/"), ("http://h/%2e/a", None, "http://h/a"), ("http://h/...", None, "http://h/..."), ("http://h/a%2e", None, "http://h/a%2e"), ("http://h//a//", None, "http://h//a//"), ("http://h/a//../b", None, "http://h/a/b"),
    ("http://h\\a\\..\\b", None, "http://h/b"), ("http://h/a b\"#", None, "http://h/a%20b%22"), ("http://h/<>`{}^|'[]", None, "http://h/%3C%3E%60%7B%7D%5E|'[]"), ("http://h/!$&()*+,-.:;=@_~", None, "http://h/!$&()*+,-.:;=@_~"),
    ("http://h/%41%zz%", None, "http://h/%41%zz%"), ("http://h/\x01\x7f", None, "http://h/%01%7F"), ("http://h/公告/\U0001f4a9", None, "http://h/%E5%85%AC%E5%91%8A/%F0%9F%92%A9"), ("http://h/c:", None, "http://h/c:"),
    ("http://h?", None, "http://h/?"), ("http://h?a b\"<>'`{}^|", None, "http://h/?a%20b%22%3C%3E%27`{}^|"), ("http://h/?a?b/../c\\d", None, "http://h/?a?b/../c\\d"), ("http://h/?公", None, "http://h/?%E5%85%AC"), ("http://h/?%zz&&", None, "http://h/?%zz&&"),
    ("http://h#?a", None, "http://h/"), ("http://h/?a#b?c#d", None, "http://h/?a"), ("http://h/a?#", None, "http://h/a?"),
]

RELATIVE = [
    ("g", B, "http://b.example/c/g"), ("./g", B, "http://b.example/c/g"), ("g/", B, "http://b.example/c/g/"), ("/g", B, "http://b.example/g"), ("//g", B, "http://g/"), ("?y", B, "http://b.example/c/d;p?y"),
    ("?", B, "http://b.example/c/d;p?"), ("", B, B), ("#s", B, B), (";x", B, "http://b.example/c/;x"), (".", B, "http://b.example/c/"), ("..", B, "http://b.example/"), ("../..", B, "http://b.example/"), ("../../g", B, "http://b.example/g"),
    ("../g?y/./x", B, "http://b.example/g?y/./x"), ("g;x=1/../y", B, "http://b.example/c/y"), ("http:g", B, "http://b.example/c/g"), ("http:/g", B, "http://b.example/g"), ("http:?g", B, "http://b.example/c/d;p?g"), ("http:", B, B), ("https:g", B, "https://g/"), ("http:\\\\g", B, "http://g/"),
    ("\\g", B, "http://b.example/g"), ("\\\\g\\h", B, "http://g/h"), ("/\\g", B, "http://g/"), ("///g", B, "http://g/"), ("//", B, None), ("//:80", B, None), (":g", B, "http://b.example/c/:g"), ("g:h", B, None), ("/:g", B, "http://b.example/:g"),
    ("//u@g:81", B, "http://u@g:81/"), ("x", "https://u:p@h:81/a/b", "https://u:p@h:81/a/x"), ("x", "http://h", "http://h/x"), ("?", "http://h/a?b#c", "http://h/a?"), ("", "http://h/a?", "http://h/a?"),
    ("x", "mailto:a@example.com", None), ("http://example.com/x", "about:blank", "http://example.com/x"), ("//x", "ftp://h/", None), ("https:x", "file:///a", "https://x/"), (" \n", B, B),
]


def zhibiao(*words):
    return subprocess.run([BIN, *words], capture_output=True, timeout=60)


class RobotsTest(unittest.TestCase):
    def check(self, cases):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "robots.txt")
            for text, agent, wanted in cases:
                file.write_bytes(text.encode())
                out = zhibiao("robots", file, "--agent", agent, *wanted)
                self.assertEqual((out.returncode, out.stderr), (0, b""), text[:200])
                got = {}
                for line in out.stdout.decode().splitlines():
                    verdict, url, reason = line.split("\t", 2)
                    got[url] = verdict, 0 if reason == "no rule" else int(reason.split(":")[0].removeprefix("line "))
                self.assertEqual(got, wanted, f"{text[:200]!r} for {agent}")

    def test_groups(self):
        self.check(GROUPS)

    def test_lines(self):
        self.check(LINES)

    def test_matches(self):
        self.check(MATCHES)

    def test_escapes(self):
        self.check(ESCAPES)

    def test_what_is_asked(self):
        self.check(WHAT_IS_ASKED)

    def test_command(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "robots.txt")
            file.write_bytes(b"user-agent: *\ndisallow: /a\x1b[2J # why\n")
            out = zhibiao("robots", "--agent=foobot", file, "http://h/a", "http://h/a\x1b[2J")
            self.assertEqual(out.stdout, b"allowed\thttp://h/a\tno rule\ndenied\thttp://h/a [2J\tline 2: disallow: /a [2J\n")
            piped = subprocess.run([BIN, "robots", "-", "http://h/x"], input=b"user-agent: zhibiao\ndisallow: /\n", capture_output=True)
            self.assertEqual((piped.returncode, piped.stdout), (0, b"denied\thttp://h/x\tline 2: disallow: /\n"))
            self.assertEqual(zhibiao("robots", file.with_name("none"), "/x").returncode, 1)
            self.assertEqual(zhibiao("robots", file).returncode, 2)


class UrlTest(unittest.TestCase):
    def check(self, cases):
        for text, base, wanted in cases:
            words = [] if base is None else ["--base", base]
            out = zhibiao("url", *words, "--", text.encode())
            got = None if out.stdout.startswith(b"none: ") else out.stdout.decode().removesuffix("\n")
            self.assertEqual(got, wanted, f"{text!r} on {base}: {out}")
            self.assertEqual(out.returncode, 3 if wanted is None else 0, text)

    def test_schemes(self):
        self.check(SCHEMES)

    def test_authorities(self):
        self.check(AUTHORITIES)

    def test_hosts(self):
        self.check(HOSTS)

    def test_paths(self):
        self.check(PATHS)

    def test_relative(self):
        self.check(RELATIVE)

    def test_command(self):
        out = zhibiao("url", "http://a", "x:", "b", "http://c")
        self.assertEqual(out.returncode, 3)
        self.assertEqual(out.stdout, b"http://a/\nnone: neither http nor https\nnone: relative, and no base given\nhttp://c/\n")
        self.assertEqual(zhibiao("url", "b", "--base=http://a/x").stdout, b"http://a/b\n")
        out = zhibiao("url", "b", "--base", "http://")
        self.assertEqual((out.returncode, out.stdout), (2, b""))
        self.assertIn(b"--base", out.stderr)
        self.assertEqual(zhibiao("url").returncode, 2)
        out = zhibiao("url", "http://a/" + "b" * 9000)
        self.assertEqual((out.returncode, out.stdout), (3, b"none: too long\n"))
        self.assertEqual(zhibiao("url", b"http://a/\xff\xe4").stdout, b"http://a/%EF%BF%BD%EF%BF%BD\n")


if __name__ == "__main__":
    unittest.main()
