#!/usr/bin/env python3
"""Writes the twins that need no spreadsheet program. See README.md; all figures are made up."""
import struct
import zipfile


def put(name, data):
    with open(name, "wb") as out:
        out.write(data)


# ---- Text ---------------------------------------------------------------------------------------

put("gbk_csv_named_xls.xls", (
    '"城市","第一产业从业人员比重_全市","第二产业从业人员比重_全市"\r\n'
    '"河南省",1.25,48.75\r\n"甲市",0.91,50.09\r\n"乙市",3.4,44\r\n'
    '"江苏省",0.8,55.5\r\n"丙市",0.66,57.31\r\n').encode("gb18030"))

put("provinces_gdp_gbk.csv", (
    "code,Provinces,2014,2015,2016\r\n"
    "990100000,甲省,2411.5,2603.17,2788\r\n"
    "990200000,乙省,1730.04,1812.9,1905.66\r\n").encode("gb18030"))

put("no_units_gbk.csv", (
    "地区,年末总人口,在岗职工平均工资,货物进出口总额\n"
    "甲市,312.4,55120,10233.71\n乙市,208.77,49004,882.5\n").encode("gb18030"))

# A name with 㛃 (four bytes in GB18030), as household registers have them.
put("four_byte_name_gb18030.csv", (
    "单位,负责人,任务数\n甲市发展改革委,李\U00020087,12\n乙市统计局,王㛃,7\n").encode("gb18030"))

put("footnote_letters_in_cells.csv", (
    ",Rank,Place,1990,2015\n2,1,Alpha,7.1,8.4 vvv\n3,2,Beta,,6.3 qqq\n"
    "4,3,Côte Verte,5.0,5.0\n5,,,,\n").encode("utf-8"))

put("trailing_commas_spaces_gbk.csv", (
    "NAME,city,zhibiao,,,,\nJia shi,甲市,0.42,,,,\nYi,乙市 ,0.07,,,,\n").encode("gb18030"))

put("counties_big5.csv", (
    "縣市,人口數,備註\r\n甲縣,512300,資料來源：縣政府統計處\r\n乙市,98741,其中含鄉鎮人口\r\n"
    "丙縣,40016,較上年增加\r\n").encode("big5"))

put("unicode_text_utf16.txt", b"\xff\xfe" + (
    "城市\t生产总值\t年份\r\n甲市\t1926.0785\t2015\r\n乙市\t\t2015\r\n").encode("utf-16-le"))


# ---- HTML ---------------------------------------------------------------------------------------

HEAD = """


<!-- 本页以表格程序打开 -->
<html><head><title>呈现</title>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>
<body><div id="tti">%s</div>
"""

put("html_table_named_xls_1.xls", (HEAD % "丁省2014年地级市从业人员构成(二)" + """
<div><table id="tab0"><tr><td>单位:%</td></tr></table>
<table id="tab1"><tr><td rowspan="2">城市</td><td colspan="2">第一产业</td>
<td colspan="2">第二产业</td></tr><tr><td>全市</td><td>市辖区</td><td>全市</td><td>市辖区</td>
</tr><tr><td>&nbsp;&nbsp;甲市</td><td>1.50</td><td>0.20</td><td>47.10</td><td>58.00</td></tr>
<tr><td>&nbsp;&nbsp;乙市</td><td>2.05</td><td></td><td>39.95</td><td>&nbsp;</td></tr>
</table><div>摘编自自编年鉴</div></div></body></html>
""").encode("utf-8"))

put("html_table_named_xls_2.xls", (HEAD % "戊省城市行政区划" + """
<table><tr><td><b>导航</b></td></tr><tr><td>
<table><tr><td rowspan="2">地区</td><td rowspan="2">合计</td><td colspan="3">按级别分组</td></tr>
<tr><td>副省级市</td><td>地级市</td><td>县级市</td></tr>
<tr><td>全省</td><td>20</td><td>1</td><td>7</td><td>12</td></tr>
<tr><td>甲<br>地区</td><td>3</td><td></td><td>1</td><td>2</td></tr>
<tr><td>乙地区</td><td x:num="1926.0785">1,926</td><td></td><td></td><td>4</td></tr></table>
</td></tr></table></body></html>
""").encode("gb18030"))


# ---- XLSX ---------------------------------------------------------------------------------------

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def column(n):
    name = ""
    while n:
        n, rest = divmod(n - 1, 26)
        name = chr(65 + rest) + name
    return name


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def workbook(name, sheets, strings, hidden=(), date1904=False):
    """sheets: [(title, sheet xml)]; strings: list of <si> contents."""
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{REL}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1))
    relations += f'<Relationship Id="rId90" Type="{REL}/styles" Target="styles.xml"/>'
    relations += f'<Relationship Id="rId91" Type="{REL}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    listed = "".join(
        f'<sheet name="{escape(title)}" sheetId="{i + 40}" r:id="rId{i}"'
        + (' state="hidden"' if title in hidden else "") + "/>"
        for i, (title, _) in enumerate(sheets, 1))
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as package:
        def part(path, text):
            info = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, XML + text)
        part("_rels/.rels",
             '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
             f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        part("xl/_rels/workbook.xml.rels",
             '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
             + relations + "</Relationships>")
        part("xl/workbook.xml",
             f'<workbook {MAIN} xmlns:r="{REL}">'
             + ('<workbookPr date1904="1"/>' if date1904 else "<workbookPr/>")
             + f"<sheets>{listed}</sheets></workbook>")
        part("xl/styles.xml",
             f'<styleSheet {MAIN}><numFmts count="2"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
             '<numFmt numFmtId="177" formatCode="0.00&quot;亿元&quot;;[Red]\\-0.00"/></numFmts>'
             '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0"/>'
             '<xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="177"/><xf numFmtId="22"/></cellXfs></styleSheet>')
        part("xl/sharedStrings.xml",
             f'<sst {MAIN}>' + "".join(f"<si>{s}</si>" for s in strings) + "</sst>")
        for i, (_, xml) in enumerate(sheets, 1):
            part(f"xl/worksheets/sheet{i}.xml", xml)


class Sheet:
    def __init__(self, strings):
        self.strings, self.rows, self.merges = strings, {}, []

    def text(self, row, col, text, raw=False):
        item = text if raw else f'<t xml:space="preserve">{escape(text)}</t>'
        if item not in self.strings:
            self.strings.append(item)
        self.rows.setdefault(row, {})[col] = f't="s"><v>{self.strings.index(item)}</v>'

    def number(self, row, col, stored, style=0):
        self.rows.setdefault(row, {})[col] = f's="{style}"><v>{stored}</v>'

    def raw(self, row, col, rest):
        self.rows.setdefault(row, {})[col] = rest

    def merge(self, ref):
        self.merges.append(ref)

    def xml(self):
        out = [f"<worksheet {MAIN}><sheetData>"]
        for row in sorted(self.rows):
            out.append(f'<row r="{row}">')
            for col in sorted(self.rows[row]):
                out.append(f'<c r="{column(col)}{row}" {self.rows[row][col]}</c>')
            out.append("</row>")
        out.append("</sheetData>")
        if self.merges:
            out.append(f'<mergeCells count="{len(self.merges)}">')
            out += [f'<mergeCell ref="{m}"/>' for m in self.merges]
            out.append("</mergeCells>")
        return "".join(out) + "</worksheet>"


def wide():
    strings = []
    s = Sheet(strings)
    s.text(2, 1, "己国2019年地级以上城市数据")
    s.merge("A2:B3")
    s.text(4, 1, "城 市")
    s.text(4, 2, "City")
    s.merge("A4:A5")
    s.merge("B4:B5")
    for pair in range(112):
        left = 3 + 2 * pair
        if pair % 4 == 0:
            s.text(2, left, f"2-{pair // 4 + 1} 指标组{pair // 4 + 1}")
            s.merge(f"{column(left)}2:{column(left + 7)}3")
        s.text(4, left, f"指标{pair + 1}\n（万人）      Indicator {pair + 1} （10 000 persons）")
        s.merge(f"{column(left)}4:{column(left + 1)}4")
        s.text(5, left, "全市      Total City")
        s.text(5, left + 1, "市辖区 Districts under City")
    s.text(5, 227, "<t>备</t>", raw=True)
    s.text(6, 1, "庚省")
    s.text(6, 2, "Geng Province")
    for i, name in enumerate(["甲市", "乙市", "丙市"]):
        s.text(7 + i, 1, name)
        s.text(7 + i, 2, ["Jia", "Yi", "Bing"][i])
        for col in range(3, 227):
            s.number(7 + i, col, f"{(i + 1) * 100 + col}.25")
    s.number(8, 4, "16872.419999999998")
    s.raw(8, 5, 't="e"><f>1/0</f><v>#DIV/0!</v>')
    s.raw(8, 6, 't="inlineStr"><is><r><t>文</t></r><r><t>字</t></r></is>')
    s.raw(8, 7, 't="b"><v>1</v>')
    s.raw(8, 8, 't="str"><f>A1</f><v>_x000D_公式</v>')
    s.rows[8].pop(9)
    s.number(8, 10, "42656", 1)
    s.number(8, 11, "42656.354166666664", 4)
    s.number(8, 12, "42656", 2)
    s.number(8, 13, "42656", 3)
    s.text(9, 227, "<r><t>东</t></r><r><t>京</t></r><rPh sb=\"0\" eb=\"1\"><t>トウ</t></rPh>", raw=True)
    s.text(9, 10, "l23.4O")
    ad = Sheet(strings)
    ad.text(1, 1, "此表为说明，没有数据")
    secret = Sheet(strings)
    secret.number(1, 1, "7")
    workbook("wide_227cols_merged_bilingual.xlsx",
             [("数据", s.xml()), ("说明", ad.xml()), ("底稿", secret.xml())], strings, {"底稿"})


def counties():
    strings = []
    s = Sheet(strings)
    s.text(2, 1, "己国2019年县级市数据")
    s.merge("A2:B2")
    s.text(2, 3, "3-1 人口状况（人）")
    s.text(3, 1, "城 市")
    s.merge("A3:A4")
    s.text(3, 3, "年末户籍人口")
    s.text(4, 3, "Household Registered Population at Year-end")
    s.text(5, 1, "庚省")
    s.text(6, 1, "辛市")
    s.text(6, 2, "Xin")
    s.number(6, 3, "512345")
    s.text(7, 1, "壬市")
    s.number(7, 3, "400001")
    ad = Sheet(strings)
    ad.text(1, 1, "更多内容见别处")
    workbook("county_level_cities.xlsx", [("表二", s.xml()), ("广告", ad.xml())], strings)


def wrong_year():
    strings = []
    s = Sheet(strings)
    for col, head in enumerate(["排名", "cities", "pop", "GDP", "lon"], 1):
        s.text(1, col, head)
    for row, (name, pop, gdp, lon) in enumerate(
            [("甲市", "884.62", "2894.2399999999998", "106.50495900000001"),
             ("乙市", "301.91000000000003", "872.41999999999996", "121.47264")], 2):
        s.number(row, 1, str(row - 1))
        s.text(row, 2, name)
        s.number(row, 3, pop)
        s.number(row, 4, gdp)
        s.number(row, 5, lon)
    workbook("cities_gdp_2015_with_figures_of_2010.xlsx", [("Sheet1", s.xml())], strings)


def shifted():
    strings = []
    s = Sheet(strings)
    for col, head in enumerate(["城市", "年份", "地区生产总值_当年价格_全市_万元", "年末总人口_全市_万人"], 1):
        s.text(1, col, head)
    row = 2
    for name, base in [("甲市", 100000), ("乙市", 300000)]:
        for year in range(2004, 2008):
            shift = 1 if name == "乙市" else 0
            s.text(row, 1, name)
            s.number(row, 2, str(year))
            s.number(row, 3, str(base + 5000 * (year - 2004 + shift)))
            s.number(row, 4, "792.10" if (name, year) == ("乙市", 2006) else "370.5")
            row += 1
    workbook("city_panel_rows_shifted_by_one_year.xlsx", [("new", s.xml())], strings)


def epoch_1904():
    strings = []
    s = Sheet(strings)
    s.number(1, 1, "41194", 1)
    s.number(1, 2, "0.5", 1)
    workbook("epoch_1904.xlsx", [("日期", s.xml())], strings, date1904=True)


# ---- XLS of a bureau: no shared strings, cells out of order, a bare compound file -----------------

def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def label(row, col, text):
    return record(0x0204, struct.pack("<HHHHB", row, col, 15, len(text), 1) + text.encode("utf-16-le"))


def figure(row, col, value):
    return record(0x0203, struct.pack("<HHHd", row, col, 15, value))


def bureau():
    name = "主要城市年度数据"
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0x41, 6))
    years = list(range(2018, 2004, -1))
    sheet += label(0, 0, "数据库：主要城市年度数据") + label(1, 0, "地区：甲市") + label(2, 0, "时间：最近14年")
    sheet += label(3, 0, "指标")
    sheet += b"".join(label(3, i + 1, f"{y}年") for i, y in enumerate(years))
    for row, head in [(5, "第一产业增加值(亿元)"), (4, "国内生产总值(亿元)")]:
        sheet += label(row, 0, head)
        sheet += b"".join(figure(row, i + 1, (6 - row) * 1000 + y / 100) for i, y in enumerate(years) if i)
    sheet += label(6, 0, "数据来源：自编")
    sheet += record(0x000A)
    # Filler, so that the stream is longer than 4096 bytes and stands in ordinary sectors.
    filler = record(0x005C, b" " * 3600)

    def globals_at(offset):
        bound = struct.pack("<IBBBB", offset, 0, 0, len(name), 1) + name.encode("utf-16-le")
        return (record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0x41, 6))
                + filler + record(0x0042, struct.pack("<H", 1200)) + record(0x0085, bound) + record(0x000A))

    book = globals_at(len(globals_at(0))) + sheet
    compound("bureau_export.xls", "Workbook", book)


def compound(name, stream, book):
    """A compound file with one stream, which must be longer than 4096 bytes."""
    assert len(book) >= 4096
    sectors = (len(book) + 511) // 512
    fat = [0xFFFFFFFD] + [i + 2 for i in range(sectors - 1)] + [0xFFFFFFFE, 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))

    def entry(title, kind, child, start, size):
        raw = title.encode("utf-16-le") + b"\0\0" if title else b""
        return (raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
                + b"\0" * 36 + struct.pack("<IQ", start, size))

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(stream, 2, 0xFFFFFFFF, 1, len(book))
    directory += entry("", 0, 0, 0, 0) * 2
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3B, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, sectors + 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    put(name, header + struct.pack("<128I", *fat) + book.ljust(sectors * 512, b"\0") + directory)


def employment_biff5():
    """BIFF5 of the nineties: texts in the bytes of code page 936, packed numbers."""
    def text(row, col, words):
        raw = words.encode("gb18030")
        return record(0x0204, struct.pack("<HHHH", row, col, 15, len(raw)) + raw)

    sheet = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0x0DBB, 0x07CC))
    sheet += text(0, 0, "单位:人") + text(1, 0, "城市") + text(1, 1, "全市") + text(1, 2, "市辖区")
    for row, (name, whole, district) in enumerate([("甲市", 4161, 44725), ("乙市", 3084, 205050)], 2):
        sheet += text(row, 0, "  " + name)
        # an integer; then an integer to be divided by a hundred
        sheet += record(0x00BD, struct.pack("<HHHIHIH", row, 1, 15, whole << 2 | 2, 15, district << 2 | 3, 2))
    sheet += record(0x027E, struct.pack("<HHHI", 4, 1, 15, struct.unpack("<Q", struct.pack("<d", 0.5))[0] >> 32))
    sheet += record(0x0205, struct.pack("<HHHBB", 4, 2, 15, 0x2A, 1)) + record(0x000A)
    title = "从业人员".encode("gb18030")

    def globals_at(offset):
        return (record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0x0DBB, 0x07CC))
                + record(0x005C, b" " * 4000) + record(0x0042, struct.pack("<H", 936))
                + record(0x0085, struct.pack("<IBBB", offset, 0, 0, len(title)) + title) + record(0x000A))

    compound("employment_biff5_gbk.xls", "Book", globals_at(len(globals_at(0))) + sheet)


def continued_strings():
    """Shared strings that run over into further records, with formatting and phonetic data behind."""
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0x41, 6))
    for row in range(3):
        sheet += record(0x00FD, struct.pack("<HHHI", row, 0, 15, row))
    sheet += record(0x000A)
    # "焦作市GDP": two wide characters, then flags again; the rest wide, then narrow
    first = struct.pack("<HB", 6, 0x01 | 0x08 | 0x04) + struct.pack("<HI", 2, 10) + "焦作".encode("utf-16-le")
    second = b"\x01" + "市".encode("utf-16-le")
    third = b"\x00" + b"GDP" + b"\0" * 6
    fourth = b"\0" * 12 + struct.pack("<HB", 2, 0) + b"ok" + struct.pack("<HB", 4, 1) + "李\U00020087x".encode("utf-16-le")
    strings = record(0x00FC, struct.pack("<II", 3, 3) + first)
    strings += record(0x003C, second) + record(0x003C, third) + record(0x003C, fourth)

    def globals_at(offset):
        bound = struct.pack("<IBBBB", offset, 0, 0, 1, 0) + b"A"
        return (record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0x41, 6))
                + record(0x005C, b" " * 4000) + record(0x0085, bound) + strings + record(0x000A))

    compound("continued_strings.xls", "Workbook", globals_at(len(globals_at(0))) + sheet)


wide()
counties()
wrong_year()
shifted()
epoch_1904()
bureau()
employment_biff5()
continued_strings()
