"""Stata's ivregress on hsng2: the log that linearmodels keeps beside its tests (tests/iv/results/
stata-iv-housing-results.txt, made by its execute-stata.py under Stata 13), as ivregress.json.

    python make-ivregress.py
"""
import json
import re
from pathlib import Path

import linearmodels

NAMES = ["hsngval", "pcturban", "_cons"]
log = Path(linearmodels.__file__).parent / "tests/iv/results/stata-iv-housing-results.txt"
cases = []
for block in log.read_text().split("########## !")[1:]:
    title, body = re.match(r"(\S+)! #+\n(.*)", block, re.S).groups()
    estimator, errors, small = title.split("-")
    table, variance = body.split("********* Variance *************")
    variance = variance.split("********* GMM Weight")[0]
    numbers = {line.split("\t")[0]: float(line.split("\t")[1]) for line in table.splitlines() if re.match(r"\w+\t", line)}
    rows = {line.split("\t")[0]: [float(x) for x in line.split("\t")[1:4]] for line in variance.splitlines() if re.match(r"\w+\t\S", line)}
    # the generator writes wmatrix() in the place of vce() for gmm
    option = "wmatrix" if estimator == "gmm" else "vce"
    named = "cluster division" if errors == "cluster" else errors
    options = f"{option}({named})" + (" small" if small == "small" else "")
    cases.append({
        "line": f"ivregress {estimator} rent pcturban (hsngval = faminc i.region), {options}",
        "coefficients": {name: numbers[name] for name in NAMES},
        "variance": [rows[name] for name in NAMES],
        **{key: numbers[key] for key in ("r2", "kappa", "J", "F", "chi2", "p") if key in numbers},
    })
out = {"source": f"Stata 13 ivregress, as in linearmodels {linearmodels.__version__}", "names": NAMES, "cases": cases}
Path(__file__).with_name("ivregress.json").write_text(json.dumps(out, indent=1) + "\n")
