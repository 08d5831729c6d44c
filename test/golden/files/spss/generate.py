"""Files of SPSS for the tests and their cells, by independent software. In this folder, once pspp has run generate.sps:
python generate.py (pyreadstat 1.3.7 and pandas). Invented data, CC0."""
import datetime
import json
import math

import pandas as pd
import pyreadstat

NONE = float("nan")


def write():
    data = pd.DataFrame({
        "ID_of_a_row": [1.0, 2, 3, 4],
        "income": [1e15 + 0.5, NONE, -99, -98],
        "share": [0.1, 1 / 3, 2 / 3, -999],
        "answer": ["yes", "no", "NA", ""],
        "remark": ["x" * 260, "žluťoučký kůň " * 30, "", "end"],
        "many": [float(i) for i in range(4)],
    })
    labels = ["Row", "Income, €", None, "Answer", "Remark of up to 500 bytes", None]
    options = dict(
        column_labels=labels,
        file_label="Written by ReadStat",
        variable_value_labels={"many": {0: "none", 1: "one", 2.5: "two and a half"}, "answer": {"yes": "agrees", "no": "does not"}},
        missing_ranges={"income": [-99, -98], "share": [{"lo": -999, "hi": -1}], "answer": ["NA"]},
        variable_measure={"many": "ordinal", "answer": "nominal"},
        note="A line of notes",
    )
    pyreadstat.write_sav(data, "readstat.sav", **options)
    pyreadstat.write_sav(data, "readstat-byte.sav", row_compress=True, **options)
    pyreadstat.write_sav(data, "readstat.zsav", compress=True, **options)
    plain = data.drop(columns=["ID_of_a_row", "remark"]).assign(x=[0.1, 1e300, -1e-300, 123456789012345.0])
    pyreadstat.write_por(plain, "readstat.por", column_labels=["Income", None, "Answer", None, "Numbers"],
                         file_label="Portable")


DATES = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "MOYR", "QYR", "WKYR")
EVE = datetime.datetime(1582, 10, 14)


def text_of(value, stored):
    """A number as its column shows it: a date, a time, or the number."""
    moment = EVE + datetime.timedelta(seconds=value)
    if stored.startswith("DATETIME"):
        milliseconds = moment.microsecond // 1000
        return moment.strftime("%Y-%m-%d %H:%M:%S") + (f".{milliseconds:03d}" if milliseconds else "")
    return moment.strftime("%Y-%m-%d")


def is_moment(stored):
    return stored.rstrip("0123456789.") in (*DATES, "DATETIME")


def in_ranges(value, ranges):
    return any(r["lo"] <= value <= r["hi"] if not isinstance(value, str) else value == str(r["lo"]).rstrip() for r in ranges)


def number_text(value):
    return str(int(value)) if value == int(value) else repr(value)


def cells_of(values, stored, ranges):
    cells, codes = [], {}
    for row, value in enumerate(values):
        if value == "" or value is None or (isinstance(value, float) and math.isnan(value)):
            cells.append(None)
        elif in_ranges(value, ranges):
            codes[row] = value if isinstance(value, str) else number_text(value)
            cells.append(None)
        else:
            cells.append(text_of(value, stored) if is_moment(stored) else value)
    return cells, codes


def expected(file):
    portable = file.endswith(".por")
    read = pyreadstat.read_por if portable else pyreadstat.read_sav
    options = {} if portable else {"user_missing": True}
    data, meta = read(file, disable_datetime_conversion=True, **options)
    columns = []
    for name in data.columns:
        stored = meta.original_variable_types[name]
        cells, codes = cells_of(list(data[name]), stored, meta.missing_ranges.get(name, []))
        labels = []
        for value, label in meta.variable_value_labels.get(name, {}).items():
            missing = in_ranges(value, meta.missing_ranges.get(name, []))
            if not isinstance(value, str) and is_moment(stored):
                value = text_of(value, stored)
            labels.append({"value": number_text(value) if missing and not isinstance(value, str) else value, "label": label})
        columns.append({"name": name, "label": meta.column_names_to_labels[name], "stored": stored, "cells": cells,
                        "codes": codes, "valueLabels": labels})
    return {"label": meta.file_label, "notes": meta.notes, "columns": columns}


write()
FILES = ["pspp.sav", "pspp-byte.sav", "pspp.zsav", "readstat.sav", "readstat-byte.sav", "readstat.zsav"]
with open("expected.json", "w") as out:
    json.dump({file: expected(file) for file in FILES}, out, ensure_ascii=False, separators=(",", ":"))
