#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An article on several pages is one document, however it was found and whoever died meanwhile."""
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import LOCAL, Daemons, Late, until  # noqa: E402
from pages import Site  # noqa: E402

PAGES = 4


def sheet(n, page, pager):
    """Page `page` of article `n`: figures that stand nowhere else."""
    title = f"第{n}号区域产业运行分析"
    return (f'<html><head><meta charset="utf-8"><title>{title}</title><meta name="PubDate" content="2023-0{1 + n % 9}-05"></head><body>'
            f'<div class="nav"><a href="/list.html">分析</a></div><h1>{title}</h1><div class="content">'
            f'<p>本地区第{page}类企业共有{1000 * n + 10 * page + 1}家,经营状况总体平稳,各项工作按照年初部署有序推进。</p>'
            f'<p>全年实现营业收入{n + 2}{page}.{page}亿元,同比增长{page}.{n}%,增速与上年同期相比有所加快,发展后劲持续增强。</p>'
            f'<p class="page">{pager}</p></div></body></html>').encode()


def quotes(n, pages=range(1, PAGES + 1)):
    return sorted(q for p in pages for q in (f"{1000 * n + 10 * p + 1}家", f"{n + 2}{p}.{p}亿元", f"{p}.{n}%"))


def words(n, page, name):
    numbers = "".join(f'<a href="{name(p)}">{p}</a> ' for p in range(1, PAGES + 1))
    return numbers + (f'<a href="{name(page + 1)}">下一页</a>' if page < PAGES else "")


# Address of a page and its pager, by the ways that sites have.
STYLES = {
    "words": (lambda n, p: f"/w/{n}.html" if p == 1 else f"/w/{n}_{p}.html", words),
    "numbers": (lambda n, p: f"/n/{n}.shtml" if p == 1 else f"/n/{n}_{p - 1}.shtml",
                lambda n, page, name: "".join(f'<a href="{name(p)}">[{p}]</a> ' for p in range(1, PAGES + 1) if p != page)),
    "script": (lambda n, p: f"/s/t{n}.html" if p == 1 else f"/s/t{n}_{p - 1}.html",
               lambda n, page, name: f'<script>createPageHTML({PAGES}, {page - 1}, "t{n}", "html");</script>'),
    "query": (lambda n, p: f"/q?id={n}" + (f"&page={p}" if p > 1 else ""),
              lambda n, page, name: f'<a rel="next" href="{name(page + 1).replace("&", "&amp;")}">&gt;</a>' if page < PAGES else ""),
}


def put(site, style, n):
    """All pages of article `n`; the address of its first."""
    name, pager = STYLES[style]
    for page in range(1, PAGES + 1):
        site.bodies[name(n, page)] = (sheet(n, page, pager(n, page, lambda p: name(n, p))), "text/html")
    return site.base + name(n, 1)


class PagedTest(unittest.TestCase):
    def by_document(self, z):
        found = {}
        for r in z.records():
            found.setdefault(r["document"], []).append(r["quote"])
        return {url: sorted(q) for url, q in found.items()}

    def verify(self, z):
        out = z.cli("verify")
        self.assertEqual(out.returncode, 0, out.stderr)

    def show(self, z, url):
        record = next(r for r in z.records() if r["document"] == url)
        document = re.search(r"^document +([0-9a-f]{32})$", z.cli("show", record["id"]).stdout, re.M).group(1)
        return z.cli("show", document).stdout

    def test_each_style(self):
        with Site(0) as site, Daemons(extractors=2) as z:
            urls = {put(site, style, n): n for n, style in enumerate(STYLES, 1)}
            job = z.crawl(*urls)
            end = z.finish(job)
            self.assertEqual(end["outcomes"], {"stored": len(urls), "joined": len(urls) * (PAGES - 1)})
            self.assertEqual(self.by_document(z), {url: quotes(n) for url, n in urls.items()})
            self.assertEqual(set(site.hits.values()), {1})
            self.verify(z)
            # Links lead to the pages as well; and a page asked for by itself is in its article.
            first = next(iter(urls))
            end = z.finish(z.crawl(first, "--depth", "1"))
            self.assertEqual(end["outcomes"].get("unchanged"), 1)
            self.assertEqual(end["outcomes"].get("joined"), PAGES - 1)
            end = z.finish(z.crawl(first.replace(".html", "_3.html")))
            self.assertEqual(end["outcomes"].get("joined"), 2)
            self.assertEqual(self.by_document(z), {url: quotes(n) for url, n in urls.items()})
            self.assertEqual(self.show(z, first).count("goes on at"), PAGES - 1)
            out = z.cli("reextract")
            self.assertIn(" 0 documents changed", out.stdout, out.stderr)
            whole = self.by_document(z)
            file = z.home / "all.warc"
            self.assertEqual(z.cli("export", "--format", "warc", "-o", file).returncode, 0)
            self.assertEqual(file.read_bytes().count(b"WARC-Type: response"), len(urls) * PAGES)
            self.verify(z)
            # What was archived is joined from the archive: nothing is asked for.
            asked = sum(site.hits.values())
            with Daemons() as other:
                end = other.finish(other.crawl(file))
                self.assertEqual(end["outcomes"], {"listed": 1, "stored": len(urls), "joined": len(urls) * (PAGES - 1)})
                self.assertEqual(self.by_document(other), whole)
                self.verify(other)
            self.assertEqual(sum(site.hits.values()), asked)

    def test_however_it_was_found(self):
        """Its pages stand in the job beside it, are read by themselves, and are one document in the end."""
        with Site(0) as site, Daemons(extractors=2) as z:
            first = put(site, "words", 5)
            pages = [site.base + STYLES["words"][0](5, p) for p in range(1, PAGES + 1)]
            for order in (pages, pages[::-1], pages[2:] + pages[:2]):
                job = z.crawl(*order)
                end = z.finish(job)
                self.assertEqual(end["outcomes"].get("joined"), PAGES - 1, end)
                self.assertEqual(self.by_document(z), {first: quotes(5)})
                self.verify(z)

    def test_pages_read_before(self):
        """Documents of their own, until the article comes."""
        with Site(0) as site, Daemons() as z:
            first = put(site, "words", 6)
            last = site.base + STYLES["words"][0](6, PAGES)
            self.assertEqual(z.finish(z.crawl(last))["outcomes"], {"stored": 1})
            self.assertEqual(self.by_document(z), {last: quotes(6, [PAGES])})
            z.finish(z.crawl(first))
            self.assertEqual(self.by_document(z), {first: quotes(6)})
            self.verify(z)
            # The article shrinks: the page is one again.
            name, pager = STYLES["words"]
            site.bodies[name(6, 1)] = (sheet(6, 1, ""), "text/html")
            z.finish(z.crawl(first))
            self.assertEqual(self.by_document(z), {first: quotes(6, [1])})
            z.finish(z.crawl(last))
            self.assertEqual(self.by_document(z), {first: quotes(6, [1]), last: quotes(6, [PAGES])})
            self.verify(z)

    def test_a_later_page_changes(self):
        """The first page is the same to the byte, and the article is read anew all the same."""
        with Site(0) as site, Daemons() as z:
            first = put(site, "words", 4)
            z.finish(z.crawl(first))
            self.assertEqual(z.finish(z.crawl(first))["outcomes"], {"unchanged": 1, "joined": PAGES - 1})
            name, pager = STYLES["words"]
            changed = sheet(4, 3, pager(4, 3, lambda p: name(4, p))).replace("家,经营".encode(), "家,其中新增35家,经营".encode())
            site.bodies[name(4, 3)] = (changed, "text/html")
            self.assertEqual(z.finish(z.crawl(first))["outcomes"], {"stored": 1, "joined": PAGES - 1})
            self.assertEqual(self.by_document(z), {first: sorted(quotes(4) + ["35家"])})
            self.verify(z)

    def test_a_page_that_fails(self):
        """Named, and the article ends before it."""
        with Site(0) as site, Daemons() as z:
            first = put(site, "words", 7)
            third = STYLES["words"][0](7, 3)
            del site.bodies[third]
            job = z.crawl(first)
            self.assertEqual(z.finish(job)["outcomes"], {"stored": 1, "joined": 1, "http_404": 1})
            self.assertEqual(z.outcomes(job)[site.base + third][0], "http_404")
            self.assertEqual(self.by_document(z), {first: quotes(7, [1, 2])})
            self.verify(z)
        # robots.txt holds for it as for any other.
        with Site(0) as site, Daemons() as z:
            second = put(site, "words", 8)
            site.bodies["/robots.txt"] = (b"User-agent: *\nDisallow: /w/8_2", "text/plain")
            self.assertEqual(z.finish(z.crawl(second))["outcomes"], {"stored": 1, "robots_denied": 1})
            self.assertEqual(self.by_document(z), {second: quotes(8, [1])})

    def test_bounds(self):
        with Site(0) as site, Daemons(LOCAL + "  pages_per_article: 3\n") as z:
            first = put(site, "words", 9)
            self.assertEqual(z.finish(z.crawl(first))["outcomes"], {"stored": 1, "joined": 2})
            self.assertEqual(self.by_document(z), {first: quotes(9, [1, 2, 3])})
            # What is beyond is a page like any other.
            z.finish(z.crawl(first, "--depth", "1"))
            last = site.base + STYLES["words"][0](9, 4)
            self.assertEqual(self.by_document(z), {first: quotes(9, [1, 2, 3]), last: quotes(9, [4])})
        with Site(0) as site, Daemons() as z:
            # A pager that never ends gives the same page for ever.
            endless = "".join(f"<p>第{k}段说明了当年工作的背景、主要做法与下一步安排,各单位按照职责分工抓好落实。</p>" for k in range(5))
            for k in range(1, 60):
                link = f'<html><head><meta charset="utf-8"><title>无尽</title></head><body><h1>无尽</h1><div class="content">{endless}' \
                       f'<a href="/e_{k + 1}.html">下一页</a></div></body></html>'
                site.bodies[f"/e_{k}.html" if k > 1 else "/e.html"] = (link.encode(), "text/html")
            end = z.finish(z.crawl(site.base + "/e.html"))
            self.assertEqual(end["outcomes"], {"stored": 1, "joined": 39})

    def test_lists_are_no_articles(self):
        with Site(0) as site, Daemons() as z:
            for k in range(1, 4):
                items = "".join(f'<li><a href="/x/{k}{i}.html">关于公布第{k}{i}批示范项目名单的通知公告</a> 2023-01-0{i}</li>' for i in range(1, 9))
                site.bodies["/list.html" if k == 1 else f"/list_{k}.html"] = (
                    f'<html><head><meta charset="utf-8"><title>公告</title></head><body><ul>{items}</ul>'
                    f'<a href="/list_{k + 1}.html">下一页</a></body></html>'.encode(), "text/html")
            end = z.finish(z.crawl(site.base + "/list.html"))
            self.assertNotIn("joined", end["outcomes"])

    def test_kill(self):
        """kill -9 of each daemon again and again."""
        for name in ("stored", "fetcherd", "extractord", ""):
            with self.subTest(name), Site(0) as site, Daemons(extractors=2) as z:
                urls = {put(site, style, n): n for n in range(1, 9) for style in ("words",)}
                job = z.crawl(*urls)
                for _ in range(5):
                    z.kill(name)
                    try:
                        until(lambda: (z.job(job) or {}).get("state") == "finished", 0.25, "")
                    except Late:
                        pass
                end = z.finish(job)
                self.assertEqual(end["outcomes"].get("joined"), len(urls) * (PAGES - 1), end)
                self.assertEqual(self.by_document(z), {url: quotes(n) for url, n in urls.items()})
                self.assertEqual(z.stop(), 0)
                self.verify(z)


if __name__ == "__main__":
    unittest.main()
