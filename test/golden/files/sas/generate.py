"""Cells of the files of SAS in this folder as pyreadstat 1.3.7 reads them, for the tests: python generate.py, once R has run generate.R."""
import datetime
import glob
import gzip
import json
import math
import os
import tempfile

import pyreadstat

EPOCH = datetime.datetime(1960, 1, 1)


def cell(value, kind):
    """A cell as its column shows it: a date, a time, the number."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return value
    if kind == "date":
        return (EPOCH + datetime.timedelta(days=value)).strftime("%Y-%m-%d")
    if kind == "time":
        return (EPOCH + datetime.timedelta(seconds=value)).strftime("%Y-%m-%d %H:%M:%S")
    return value


def kind_of(name):
    if name.startswith(("DATETIME", "E8601DT")):
        return "time"
    return "date" if name.startswith(("DATE", "MMDDYY", "DDMMYY", "YYMMDD")) else "number"


def expected(path):
    plain = path[:-3]
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, plain)
        with gzip.open(path) as file, open(copy, "wb") as out:
            out.write(file.read())
        sas = plain.endswith(".sas7bdat")
        read = pyreadstat.read_sas7bdat if sas else pyreadstat.read_xport
        data, meta = read(copy, disable_datetime_conversion=True, **({"user_missing": True} if sas else {}))
    columns = []
    for name in data.columns:
        kind = kind_of(meta.original_variable_types[name] or "")
        codes, cells = {}, []
        numeric = meta.readstat_variable_types[name] == "double"
        for row, value in enumerate(data[name]):
            if numeric and isinstance(value, str):
                codes[row] = "." + value
                value = None
            cells.append(cell(value, kind))
        columns.append({"name": name, "label": meta.column_names_to_labels[name], "cells": cells, "codes": codes})
    return {"label": meta.file_label or None, "columns": columns}


# pyreadstat counts days after February 4000 as SAS does not
FILES = sorted(file for file in glob.glob("*.gz") if "leap_days" not in file)
with open("expected.json", "w") as out:
    json.dump({file: expected(file) for file in FILES}, out, ensure_ascii=False, separators=(",", ":"))
