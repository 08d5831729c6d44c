"""Workbooks of invented data and what independent readers find in them: openpyxl writes and reads .xlsx, LibreOffice makes .ods of it and
.xlsx of that again. Run from this folder: python make.py (openpyxl, pandas; soffice)."""
import datetime as dt
import json
import subprocess
import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

D, T = dt.date, dt.datetime
NA = None
COLUMNS = {
    "id": [1, 2, 3, 4, 5, 6],
    "firm code": ["030285", "030286", "1", "000000", NA, "7"],
    "hs8": ["85010024", "85010025", NA, "12345678", "85010024", "11111111"],
    "year as text": ["2010", "2011", NA, "2013", "2014", "2015"],
    "price": [1.5, NA, -3, 1e10, 0.30000000000000004, 1e-7],
    "digits": [123456789.123, 2.2250738585072014e-308, -1.5e300, 1 / 3, 5e-324, -0.1],
    "mixed": [1, 2, "n.d.", 4, NA, 6],
    "all text": ["a", "b & c", "<d>", "e \"f\"", "Zoë", "中文"],
    "lines": ["one\ntwo", "x", "y", NA, "z", "w"],
    "date": [D(2020, 2, 29), D(1900, 3, 1), D(1999, 12, 31), NA, D(2024, 12, 31), D(2000, 1, 1)],
    "moment": [T(2020, 2, 29, 12), T(2000, 1, 1), NA, T(2024, 6, 15, 6, 30), T(1999, 12, 31, 23, 59, 59), T(2001, 1, 1, 1, 1, 1)],
    "clock": [dt.time(0, 0), dt.time(13, 30), NA, dt.time(23, 59, 59), dt.time(6, 0, 1), dt.time(12, 0)],
    "lasting": [dt.timedelta(hours=27, minutes=30), dt.timedelta(minutes=1), dt.timedelta(days=3), NA, dt.timedelta(seconds=59), dt.timedelta(hours=100)],
    "flag": [True, False, NA, True, True, False],
    "empty": [NA] * 6,
}
FORMATS = {"date": "yyyy\\-mm\\-dd", "moment": "dd/mm/yyyy h:mm:ss", "clock": "h:mm:ss AM/PM", "lasting": "[h]:mm:ss"}


def fill(sheet, top=1, left=1, columns=COLUMNS):
    for k, (name, cells) in enumerate(columns.items()):
        sheet.cell(top, left + k, name)
        for i, value in enumerate(cells):
            cell = sheet.cell(top + 1 + i, left + k)
            cell.value = value
            if name in FORMATS and value is not NA:
                cell.number_format = FORMATS[name]


def shown(value, whole_dates):
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d" if whole_dates else "%Y-%m-%d %H:%M:%S")
    return str(value) if isinstance(value, (dt.date, dt.time)) else value


def cells_of(rows):
    names, *rest = rows
    table = {}
    for k, name in enumerate(names):
        column = [row[k] for row in rest]
        moments = [value for value in column if isinstance(value, dt.datetime)]
        whole = all(value.time() == dt.time(0) for value in moments)
        table[name] = [shown(value, whole) for value in column]
    return table


def by_openpyxl(path, sheet=None, area=None):
    book = load_workbook(path, data_only=True)
    found = book[sheet] if sheet else book.active
    return cells_of([[cell.value for cell in row] for row in (found[area] if area else found.rows)])


def convert(path, to):
    subprocess.run(["soffice", "--headless", "--convert-to", to, "--outdir", ".", path], check=True, capture_output=True)


expected = {}

book = Workbook()
fill(book.active)
book.active.title = "data"
second = book.create_sheet("Second")
fill(second, columns={"a": [1, 2], "b": ["u", "v"]})
hidden = book.create_sheet("hidden one")
fill(hidden, columns={"h": [3]})
hidden.sheet_state = "hidden"
book.save("types.xlsx")
expected["types.xlsx"] = {"options": {}, "columns": by_openpyxl("types.xlsx", "data")}
expected["types.xlsx second"] = {"options": {"sheet": 2}, "columns": by_openpyxl("types.xlsx", "Second")}
expected["types.xlsx hidden"] = {"options": {"sheet": "hidden one"}, "columns": by_openpyxl("types.xlsx", "hidden one")}

convert("types.xlsx", "ods")
subprocess.run(["cp", "types.ods", "office.ods"], check=True)
convert("office.ods", "xlsx")
subprocess.run(["rm", "office.ods"], check=True)
for key, sheet, options in (("", "data", {}), (" second", "Second", {"sheet": "second"}), (" hidden", "hidden one", {"sheet": 3})):
    expected["office.xlsx" + key] = {"options": options, "columns": by_openpyxl("office.xlsx", sheet)}
    expected["types.ods" + key] = expected["office.xlsx" + key]

book = Workbook()
book.epoch = CALENDAR_MAC_1904
fill(book.active, columns={k: COLUMNS[k] for k in ("id", "moment", "clock", "lasting")} | {"date": [D(1904, 1, 2), D(1905, 1, 1), D(2020, 2, 29), NA, D(2024, 12, 31), D(2000, 1, 1)]})
for cell in book.active["E"][1:]:
    cell.number_format = "mm-dd-yy"
book.save("from1904.xlsx")
expected["from1904.xlsx"] = {"options": {}, "columns": by_openpyxl("from1904.xlsx")}

book = Workbook(write_only=False)
sheet = book.active
sheet["B2"] = "Yearbook of invented numbers"
sheet.merge_cells("B2:E2")
fill(sheet, 5, 2, {"region": ["north", "south", "east"], "2010": [1, 2, 3], "2011": [4, "#N/A", 6], "2012": ["#DIV/0!", 8, 9]})
for address in ("D7", "E6"):
    sheet[address].data_type = "e"
sheet["C4"] = "exports"
sheet.merge_cells("C4:E4")
sheet["B6"] = CellRichText(TextBlock(InlineFont(b=True), "nor"), "th")
sheet["B20"] = "   "
sheet.row_dimensions[7].hidden = True
book.save("yearbook.xlsx")
expected["yearbook.xlsx"] = {"options": {"range": "B4:E8", "headerRows": 2}, "columns": {
    "region": ["north", "south", "east"], "exports_2010": [1, 2, 3], "exports_2011": [4, None, 6], "exports_2012": [None, 8, 9]}}
convert("yearbook.xlsx", "ods")
expected["yearbook.ods"] = expected["yearbook.xlsx"]

for found in expected.values():
    for name, column in found["columns"].items():
        found["columns"][name] = [float(v) if isinstance(v, int) and not isinstance(v, bool) else v for v in column]
with open("expected.json", "w", encoding="utf-8") as out:
    json.dump(expected, out, ensure_ascii=False, indent=1)
    out.write("\n")
