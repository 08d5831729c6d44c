"""
Errors of imputation by diff-diff (Python): leave-one-out, by groups of treated rows, clustered above the unit (counties by the thousands of
their number). Run in test/golden: python did/make-bjs-errors.py
"""
import json
import warnings

import diff_diff
import pandas as pd

warnings.simplefilter("ignore")
data = pd.read_csv("data/mpdta.csv.gz")
data["block"] = data["countyreal"] // 1000
CASES = [
    {"leave_one_out": True},
    {"aux_partition": "horizon"},
    {"aux_partition": "horizon", "leave_one_out": True},
    {"aux_partition": "cohort", "leave_one_out": True},
    {"cluster": "block"},
    {"cluster": "block", "aux_partition": "horizon"},
]


def fit(case):
    model = diff_diff.ImputationDiD(**case)
    columns = {"outcome": "lemp", "unit": "countyreal", "time": "year", "first_treat": "first.treat"}
    found = model.fit(data, aggregate="event_study", **columns)
    effects = {str(e): float(v["se"]) for e, v in found.event_study_effects.items() if e >= 0}
    return {"options": case, "overall": float(found.overall_se), "events": effects}


result = {
    "dataset": "mpdta",
    "software": f"diff-diff {diff_diff.__version__}",
    "call": "ImputationDiD(...).fit(outcome='lemp', unit='countyreal', time='year', first_treat='first.treat')",
    "cases": [fit(case) for case in CASES],
}
with open("did/expected/bjs_mpdta_errors.json", "w") as file:
    json.dump(result, file, indent=1)
    file.write("\n")
