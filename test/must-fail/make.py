"""Makes the files of this folder that no editor writes. Run it here: python3 make.py

Deterministic: the same bytes every time.
"""

import zipfile

TYPES = """<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType=\
"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType=\
"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
</Types>"""
ROOT = """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type=\
"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" \
Target="xl/workbook.xml"/></Relationships>"""
BOOK = """<?xml version="1.0"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" \
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="主要指标" sheetId="1" r:id="r1"/></sheets></workbook>"""
BOOK_PARTS = """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type=\
"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" \
Target="worksheets/sheet1.xml"/></Relationships>"""
SHEET = """<?xml version="1.0"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s\
</sheetData></worksheet>"""


def row(number, *cells):
    """One row of text and number cells."""
    text = ""
    for letter, cell in zip("ABCDEFG", cells):
        if isinstance(cell, str):
            text += f'<c r="{letter}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        else:
            text += f'<c r="{letter}{number}"><v>{cell}</v></c>'
    return f'<row r="{number}">{text}</row>'


def workbook(name, rows):
    """A workbook of one sheet."""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": BOOK_PARTS,
        "xl/worksheets/sheet1.xml": SHEET % rows,
    }
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, text in parts.items():
            info = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)


HEAD = row(1, "城市", "年份", "地区生产总值(亿元)")
workbook("unknown_entity.xlsx", HEAD + row(2, "焦作市", 2015, 1926.0785) + row(3, "无此市", 2015, 1))
FAULT = '<row r="2"><c r="A2" t="inlineStr"><is><t>659901</t></is></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
workbook("entity_failed_formula.xlsx", row(1, "代码", "名称", "类别") + FAULT)
workbook("zip_bomb.xlsx", HEAD + " " * (48 << 20) + row(2, "焦作市", 2015, 1926.0785))
with open("unknown_entity.xlsx", "rb") as whole:
    start = whole.read()[:700]
with open("truncated.xlsx", "wb") as part:
    part.write(start)
with open("too_many_columns.csv", "w", encoding="utf-8") as wide:
    wide.write("1," * 19999 + "1\n")
with open("nul_bytes.csv", "wb") as binary:
    binary.write("城市,年份,地区生产总值(亿元)\n焦作市,2015,\0001926.0785\n".encode())
with open("junk.bin", "wb") as junk:
    state = 1
    for _ in range(2048):
        state = state * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
        junk.write(bytes([state >> 56]))
