"""
Efficient difference-in-differences by diff-diff (Python): effects by cohort and period, event studies, the test of parallel trends, over the
comparisons that are not collinear, as section 4.1 of Chen, Sant'Anna & Xie (2025) weighs them. The package lists the never treated once
for every later base, though they are one comparison, with covariances of it that lack the products of its two changes, and steadies the
inverse by a ridge. Here they are listed once, with the first period, where these products are zero, and the ridge is 1e-300.
Run in test/golden: python did/make-edid.py
"""
import json
import warnings

import diff_diff
import diff_diff.efficient_did as module
import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
DATA = {
    "mpdta": {"unit": "countyreal", "time": "year", "cohort": "first.treat", "outcome": "lemp"},
    "smartcity_sim": {"unit": "city", "time": "year", "cohort": "g", "outcome": "quality"},
}
CASES = [
    {"data": "mpdta", "trends": "all"},
    {"data": "mpdta", "trends": "post"},
    {"data": "mpdta", "trends": "all", "anticipation": 1},
    {"data": "mpdta", "trends": "all", "cluster": "block"},
    {"data": "mpdta", "trends": "all", "without": "never"},
    {"data": "smartcity_sim", "trends": "all"},
    {"data": "smartcity_sim", "trends": "post"},
]
every = module.enumerate_valid_triples


def once(**named):
    pairs = every(**named)
    if named["pt_assumption"] == "post":
        return pairs
    return [(np.inf, named["period_1"])] + [pair for pair in pairs if not np.isinf(pair[0])]


module.enumerate_valid_triples = once


def load(name, without):
    spec = DATA[name]
    data = pd.read_csv(f"data/{name}.csv.gz")
    first = data[spec["cohort"]].astype(float)
    frame = pd.DataFrame({"unit": data[spec["unit"]], "time": data[spec["time"]], "y": data[spec["outcome"]]})
    frame["first"] = first.where(first != 0, np.inf)
    frame["block"] = frame["unit"] // 1000
    return frame[np.isfinite(frame["first"])] if without == "never" else frame


def fit(case):
    data = load(case["data"], case.get("without"))
    columns = {"outcome": "y", "unit": "unit", "time": "time", "first_treat": "first"}
    options = {
        "anticipation": case.get("anticipation", 0),
        "cluster": case.get("cluster"),
        "control_group": "last_cohort" if "without" in case else "never_treated",
        "omega_ridge": 1e-300,
    }
    found = diff_diff.EfficientDiD(pt_assumption=case["trends"], **options).fit(data, aggregate="all", **columns)
    test = diff_diff.EfficientDiD.hausman_pretest(data, **columns, **options)
    number = lambda value: float(value) if np.isfinite(value) else None
    return {
        "case": case,
        "cells": [
            {"cohort": int(g), "time": int(t), "estimate": number(v["effect"]), "std_error": number(v["se"])}
            for (g, t), v in found.group_time_effects.items()
        ],
        "events": [
            {"event": int(e), "estimate": number(v["effect"]), "std_error": number(v["se"])}
            for e, v in found.event_study_effects.items()
        ],
        "groups": [
            {"group": int(g), "estimate": number(v["effect"]), "std_error": number(v["se"])}
            for g, v in found.group_effects.items()
        ],
        "overall": {"estimate": number(found.overall_att), "std_error": number(found.overall_se)},
        "weights": [
            {"cohort": int(g), "time": int(t), "weights": [float(w) for w in weights]}
            for (g, t), weights in (found.efficient_weights or {}).items()
            if t >= g
        ],
        "test": {"statistic": number(test.statistic), "df": int(test.df), "p_value": number(test.p_value)},
    }


out = {
    "software": f"diff-diff {diff_diff.__version__}",
    "call": "EfficientDiD(pt_assumption=..., omega_ridge=1e-300).fit(..., aggregate='all'); hausman_pretest",
    "cases": [fit(case) for case in CASES],
}
with open("did/expected/edid.json", "w") as file:
    json.dump(out, file, indent=1)
