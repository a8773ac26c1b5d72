#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What belongs to a document and lies elsewhere: the attachments of a notice."""
import io
import pathlib
import re
import sys
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import TOP, Daemons  # noqa: E402
from pages import Site, page  # noqa: E402

DATA = TOP / "tests" / "unit" / "extractor" / "data"

NOTICE = """<h1>关于下达年度产业扶持计划的通知</h1><p>发布时间：2022-03-05</p><div class="content">
<p>各有关单位：现将年度产业扶持计划印发给你们,请结合实际认真组织实施,确保各项任务按期完成,重要情况及时报告。</p>
<p>附件：<a href="files/plan.docx">1.扶持计划</a> <a href="/get?id=7">2.项目清单.xlsx</a> <a href="files/all.zip">3.全部材料</a>
<a href="http://127.0.0.2:1/other.pdf">4.别处的文件</a></p></div>"""


def docx(*paragraphs):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("word/document.xml", "<w:document><w:body>" + "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
                   + "</w:body></w:document>")
    return out.getvalue()


def xlsx(*rows):
    out = io.BytesIO()
    cells = "".join("<row>" + "".join(f'<c t="inlineStr"><is><t>{c}</t></is></c>' for c in row) + "</row>" for row in rows)
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
    return out.getvalue()


class AttachmentTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = Site(2)
        cls.addClassCleanup(cls.site.__exit__)
        cls.site.__enter__()
        cls.site.bodies["/n/1.html"] = (page("通知", NOTICE), "text/html")
        cls.site.bodies["/n/files/plan.docx"] = (docx("今年安排产业扶持资金45亿元,支持企业120家。"), "application/octet-stream")
        cls.site.bodies["/get?id=7"] = (xlsx(["区域", "产值(亿元)"], ["浦东新区", "321.5"]), "application/octet-stream")
        cls.z = Daemons()
        cls.addClassCleanup(cls.z.__exit__, None, None, None)
        cls.z.__enter__()

    def show(self, name):
        out = self.z.cli("show", name)
        self.assertEqual(out.returncode, 0, out.stderr)
        return [(line[:12].strip(), line[12:]) for line in out.stdout.partition("\n\n")[0].splitlines()]

    def files(self, notice):
        return sorted(value for name, value in self.show(notice) if name == "attachment")

    def test_bound_to_their_notice(self):
        base = self.site.base
        job = self.z.crawl(base + "/n/1.html")  # whatever the depth: they belong to it
        self.z.finish(job)
        self.assertEqual(self.z.outcomes(job), {base + path: ("stored", None) for path in ("/n/1.html", "/n/files/plan.docx", "/get?id=7")})
        found = {r["document"]: r for r in self.z.records()}
        plan = found[base + "/n/files/plan.docx"]
        self.assertEqual((plan["quote"], plan["published"]), ("120家", "2022-03-05"))
        self.assertIn(base + "/get?id=7", found)
        document = self.z.cli("show", plan["id"]).stdout
        self.assertIn(base + "/n/1.html", document)
        notice = re.search(r"^notice +([0-9a-f]{32})$", document, re.M).group(1)
        files = [base + "/get?id=7", base + "/n/files/plan.docx"]
        self.assertEqual(self.files(notice), files)
        out = self.z.cli("query", "--format", "jsonl", "--document", "/n/1.html")
        self.assertIn("120家", out.stdout)
        self.assertEqual(self.z.cli("verify").returncode, 0)
        self.z.finish(self.z.crawl(base + "/n/1.html"))  # again: nothing new
        self.assertEqual(self.files(notice), files)
        self.assertEqual(self.z.cli("reextract").returncode, 0)
        self.assertEqual(self.z.cli("verify").returncode, 0)

    def test_files_of_every_kind(self):
        """Each program's files are read in a child process; one that is none has a named outcome and a reason."""
        files = {"water.doc": "notice.doc", "water.xls": "table.xls", "water.pdf": "table.pdf"}
        links = "".join(f'<a href="{name}">{name}</a> ' for name in [*files, "broken.doc", "broken.pdf"])
        self.site.bodies["/w/1.html"] = (page("用水", NOTICE.replace("附件：", "附件：" + links)), "text/html")
        for name, file in files.items():
            self.site.bodies["/w/" + name] = ((DATA / file).read_bytes(), "application/octet-stream")
        self.site.bodies["/w/broken.doc"] = ((DATA / "notice.doc").read_bytes()[:700], "application/msword")
        self.site.bodies["/w/broken.pdf"] = (b"%PDF-1.4 and no more", "application/pdf")
        job = self.z.crawl(self.site.base + "/w/1.html")
        self.z.finish(job)
        outcomes = {url.rpartition("/")[2]: end for url, end in self.z.outcomes(job).items()}
        for name in files:
            self.assertEqual(outcomes[name], ("stored", None), name)
        for name in ("broken.doc", "broken.pdf"):
            self.assertEqual(outcomes[name][0], "unsupported_type", name)
            self.assertTrue(outcomes[name][1], name)
        cells = {(r["document"].rpartition("/")[2], r["quote"]) for r in self.z.records()}
        for cell in (("water.doc", "8600"), ("water.xls", "20200.5"), ("water.pdf", "12000.0")):
            self.assertIn(cell, cells)

    def test_not_without_a_document(self):
        """A list page is no document: its files are as far away as any other page."""
        self.site.bodies["/files.html"] = (page("下载", '<ul><li><a href="/f/a.docx">一</a></li></ul>'), "text/html")
        self.site.bodies["/f/a.docx"] = (docx("2021年产值30亿元。"), "application/octet-stream")
        job = self.z.crawl(self.site.base + "/files.html")
        self.z.finish(job)
        self.assertEqual(list(self.z.outcomes(job)), [self.site.base + "/files.html"])
        job = self.z.crawl(self.site.base + "/files.html", "--depth", "1")
        self.z.finish(job)
        self.assertEqual(self.z.outcomes(job)[self.site.base + "/f/a.docx"][0], "stored")


if __name__ == "__main__":
    unittest.main()
