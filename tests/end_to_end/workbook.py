"""The cells of an xlsx file as a spreadsheet types them, from its XML alone: sheets(path) gives {sheet: rows}, a row a
list of (kind, value); kind is text, number, date, share, or None for an empty cell. A date's value is its ISO text."""
import datetime
import re
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _xml(archive, name):
    return ElementTree.fromstring(archive.read(name))


def _kinds(archive):
    """Of each cell style: number, date or share, by its format."""
    root = _xml(archive, "xl/styles.xml")
    codes = {f.get("numFmtId"): f.get("formatCode") for f in root.iter(MAIN + "numFmt")}
    kinds = []
    for style in root.find(MAIN + "cellXfs"):
        code = codes.get(style.get("numFmtId"), "")
        kinds.append("share" if "%" in code else "date" if "yy" in code else "number")
    return kinds


def _column(reference):
    number = 0
    for letter in re.match("[A-Z]+", reference).group(0):
        number = number * 26 + ord(letter) - 64
    return number - 1


def _text(item):
    return "".join(t.text or "" for t in item.iter(MAIN + "t"))


def _cell(cell, texts, kinds):
    value = cell.find(MAIN + "v")
    if cell.get("t") == "inlineStr":
        return "text", _text(cell)
    if cell.get("t") == "s":
        return "text", texts[int(value.text)]
    if cell.get("t") not in (None, "n") or cell.find(MAIN + "f") is not None:
        raise ValueError(f"cell {cell.get('r')} is neither text nor number")
    if value is None:
        return None, None
    kind = kinds[int(cell.get("s", 0))]
    number = float(value.text)
    if kind != "date":
        return kind, number
    moment = datetime.datetime(1899, 12, 30) + datetime.timedelta(seconds=round(number * 86400))
    return kind, moment.date().isoformat() if number == int(number) else moment.isoformat() + "Z"


def sheets(path):
    archive = zipfile.ZipFile(path)
    kinds = _kinds(archive)
    shared = "xl/sharedStrings.xml"
    texts = [_text(item) for item in _xml(archive, shared)] if shared in archive.namelist() else []
    targets = {r.get("Id"): r.get("Target") for r in _xml(archive, "xl/_rels/workbook.xml.rels")}
    found = {}
    for sheet in _xml(archive, "xl/workbook.xml").iter(MAIN + "sheet"):
        rows = []
        for row in _xml(archive, "xl/" + targets[sheet.get(RELATION)]).iter(MAIN + "row"):
            cells = {}
            for cell in row:
                cells[_column(cell.get("r"))] = _cell(cell, texts, kinds)
            rows.append([cells.get(c, (None, None)) for c in range(max(cells, default=-1) + 1)])
        found[sheet.get("name")] = rows
    return found
