"""What diff-diff says of triple differences on ddd_sim: cells, the average of all, event times and cohorts, weighed by eligible units; with
anticipation.

pip install diff-diff==3.13.0; run in this folder.
"""
import json
import warnings

import numpy as np
import pandas as pd
from diff_diff import TripleDifference

warnings.simplefilter("ignore")
data = pd.read_csv("../data/ddd_sim.csv.gz")


def number(value):
    return None if value is None or not np.isfinite(value) else float(value)


def fit(method, control, x, base, anticipation):
    model = TripleDifference(
        estimation_method=method, control_group=control, base_period=base, anticipation=anticipation,
        cband=False, pscore_trim=1e-12,
    )
    found = model.fit(
        data, outcome="y", unit="id", time="year", first_treat="g", partition="elig", covariates=["x"] if x == "x" else None,
        aggregate="all",
    )
    cells = sorted(found.group_time_effects.items())
    return {
        "cells": [{"g": int(g), "t": int(t), "att": number(c["effect"]), "se": number(c["se"])} for (g, t), c in cells],
        "overall": {"att": number(found.overall_att), "se": number(found.overall_se)},
        "dynamic": [{"at": int(e), "att": number(c["effect"]), "se": number(c["se"])} for e, c in sorted(found.event_study_effects.items())],
        "group": [{"at": int(g), "att": number(c["effect"]), "se": number(c["se"])} for g, c in sorted(found.group_effects.items())],
    }


cases = []
for method, x in (("dr", "x"), ("reg", "x"), ("ipw", "x"), ("dr", "1")):
    for control, base, anticipation in (
        ("never_treated", "universal", 0), ("not_yet_treated", "varying", 0), ("never_treated", "varying", 1),
        ("not_yet_treated", "universal", 0),
    ):
        cases.append({
            "method": method, "x": x, "control": control, "base": base, "anticipation": anticipation,
            **fit(method, control, x, base, anticipation),
        })
with open("expected/diff-diff_ddd.json", "w") as file:
    json.dump({"software": "diff-diff 3.13.0", "cases": cases}, file, indent=1)
