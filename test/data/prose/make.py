#!/usr/bin/env python3
"""Makes the files that other programs would have sent: run beside LibreOffice and pdftotext.

    python3 make.py

plan.docx      plan.txt as a word processor saves it
numbered.docx  a document whose labels the word processor counts by itself
pages*.txt     all texts of this folder on pages with heads and numbers, as pdftotext takes them out
"""
import os
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TEXTS = ["minutes", "plan", "report", "study", "interview", "notice"]
HEAD = "工作材料选编 第3期"

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
    for name, uri in [("office", "office"), ("style", "style"), ("text", "text"),
                      ("fo", "xsl-fo-compatible")])

STYLES = """
<style:style style:name="B" style:family="paragraph">
  <style:paragraph-properties fo:text-indent="11.3mm" fo:line-height="28pt" fo:text-align="justify"/>
  <style:text-properties fo:font-size="16pt" style:font-size-asian="16pt"
    style:language-asian="zh" style:country-asian="CN"/>
</style:style>
<style:style style:name="T" style:family="paragraph">
  <style:paragraph-properties fo:text-align="center" fo:line-height="28pt"/>
  <style:text-properties fo:font-size="22pt" style:font-size-asian="22pt"
    style:language-asian="zh" style:country-asian="CN"/>
</style:style>
<style:style style:name="F" style:family="paragraph">
  <style:paragraph-properties fo:text-align="center"/>
  <style:text-properties fo:font-size="14pt" style:font-size-asian="14pt"/>
</style:style>
<text:list-style style:name="L">
  <text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/>
  <text:list-level-style-number text:level="2" style:num-format="一, 二, 三, ..."
    style:num-prefix="（" style:num-suffix="）"/>
</text:list-style>
"""

PAGE = """
<office:automatic-styles><style:page-layout style:name="pm"><style:page-layout-properties
  fo:page-width="210mm" fo:page-height="297mm" fo:margin-top="30mm" fo:margin-bottom="20mm"
  fo:margin-left="28mm" fo:margin-right="26mm"/><style:header-style/><style:footer-style/>
</style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm">
  <style:header><text:p text:style-name="F">%s</text:p></style:header>
  <style:footer><text:p text:style-name="F">— <text:page-number text:select-page="current">1
</text:page-number> —</text:p></style:footer></style:master-page></office:master-styles>
"""


def paragraph(text, style="B"):
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def document(body, head):
    return (f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} '
            'office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">'
            f'<office:styles>{STYLES}</office:styles>{PAGE % head}'
            f'<office:body><office:text>{body}</office:text></office:body></office:document>')


def lines(name):
    with open(os.path.join(HERE, name + ".txt"), encoding="utf-8") as file:
        return [line for line in file.read().split("\n") if line]


def text_body(name):
    title, *rest = lines(name)
    return paragraph(title, "T") + "".join(paragraph(line) for line in rest)


def numbered_body():
    def items(*texts):
        return "".join(f"<text:list-item>{text}</text:list-item>" for text in texts)
    inner = '<text:list>' + items(
        paragraph("企业开办压减到3个工作日以内。"), paragraph("6月底前公布办事清单。")) + '</text:list>'
    outer = items(paragraph("下一步工作任务") + inner, paragraph("保障措施"))
    return (paragraph("临河县优化服务工作方案", "T") + f'<text:list text:style-name="L">{outer}</text:list>'
            + paragraph("各部门要每月报告进展。"))


def convert(folder, name, body, kind, head=""):
    path = os.path.join(folder, name + ".fodt")
    with open(path, "w", encoding="utf-8") as file:
        file.write(document(body, head))
    subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", folder, path],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return os.path.join(folder, f"{name}.{kind}")


def keep(path, name):
    with open(path, "rb") as file, open(os.path.join(HERE, name), "wb") as out:
        out.write(file.read())


with tempfile.TemporaryDirectory() as work:
    keep(convert(work, "plan", text_body("plan"), "docx"), "plan.docx")
    keep(convert(work, "numbered", numbered_body(), "docx"), "numbered.docx")
    pdf = convert(work, "pages", "".join(text_body(name) for name in TEXTS), "pdf", HEAD)
    for option, name in [(None, "pages.txt"), ("-layout", "pages_layout.txt")]:
        command = ["pdftotext"] + ([option] if option else [])
        subprocess.run(command + [pdf, os.path.join(HERE, name)], check=True)
