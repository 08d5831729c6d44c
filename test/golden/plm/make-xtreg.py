"""
Makes xtreg.json and ../data/xtreg_panel.csv.gz from the test files of the Python package linearmodels 7.1: a simulated panel of 1,000
firms in three periods, with 5 and 20 percent of the values of each column missing, and what Stata 13 printed of it.

Usage: python3 make-xtreg.py FOLDER, linearmodels/tests/panel/results
"""
import gzip
import json
import re
import sys
from pathlib import Path

import pandas as pd

folder, here = Path(sys.argv[1]), Path(__file__).parent
text = (folder / "stata-panel-simulated-results.txt").read_text()
blocks = re.split(r"#+!(.*?)!#+", text)[1:]
out = {}
for name, body in zip(blocks[::2], blocks[1::2]):
    model, errors, ending = re.match(r"(\w+)-(\w+)-(\w*-?\w*)", name).groups()
    if model not in ("random_effect", "between", "fixed_effect") or "weighted" in name or "wls" in name:
        continue
    main, variance = body.split("********* Variance *************")
    lines, coefficients, statistics, at = main.strip().split("\n")[2:], {}, {}, 0
    while at < len(lines):
        first, *rest = lines[at].split("\t")
        if at + 2 < len(lines) and lines[at + 1].startswith("\t"):
            coefficients[first] = float(rest[0])
            at += 3
            continue
        if rest and rest[0].strip():
            statistics[first] = float(rest[0])
        at += 1
    rows = [line.split("\t") for line in variance.strip().split("\n")][2:]
    errors_of = {row[0]: float(row[1 + i]) ** 0.5 for i, row in enumerate(rows)}
    keep = ["rmse", "N", "N_g", "df_r", "F", "r2_w", "r2_b", "r2_o", "rho", "sigma_u", "sigma_e"]
    out[name.strip("-")] = {
        "coef": coefficients,
        "se": errors_of,
        "statistics": {key: statistics[key] for key in keep if key in statistics},
    }
(here / "xtreg.json").write_text(json.dumps(out, indent=1) + "\n")
data = pd.read_stata(folder / "simulated-panel.dta")
names = [f"{v}{e}" for e in ("", "_light", "_heavy") for v in ("y", "x1", "x2", "x3", "x4", "x5")]
data["firm"] = data["firm"].str.slice(5).astype(int)
data["year"] = pd.to_datetime(data["time"]).dt.year
with gzip.GzipFile(here.parent / "data" / "xtreg_panel.csv.gz", "wb", mtime=0) as file:
    file.write(data[["firm", "year", *names]].to_csv(index=False, float_format="%.17g").encode())
