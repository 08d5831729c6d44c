"""What diff-diff says of effects by dose on contdid_sim: curves, overall numbers and their errors by splines of one cohort and of several, by
levels of rounded doses, and the event study of the treatment without its dose.

pip install diff-diff==3.13.0; run in this folder.
"""
import json
import warnings

import numpy as np
import pandas as pd
from diff_diff import ContinuousDiD

warnings.simplefilter("ignore")
data = pd.read_csv("../data/contdid_sim.csv.gz").astype(float)
# doses in fifths, for a number a dose
data["fifth"] = np.ceil(data.dose * 5) / 5

SAMPLES = {
    "two periods": (data.g.isin([0, 2])) & (data.time <= 2),
    "one cohort": data.g.isin([0, 2]),
    "all": data.g >= 0,
}


def fit(sample, control, degree, knots, levels, base):
    model = ContinuousDiD(
        degree=degree, num_knots=knots, control_group=control, base_period=base,
        treatment_type="discrete" if levels else "continuous",
    )
    found = model.fit(
        data[SAMPLES[sample]], outcome="y", unit="id", time="time", first_treat="g", dose="fifth" if levels else "dose",
    )
    events = found.aggregate("event_study").to_dataframe()
    events = events[~events.is_reference.astype(bool)]
    att, acrt = found.dose_response_att, found.dose_response_acrt
    return {
        "dose": att.dose_grid.tolist(), "att": att.effects.tolist(), "att_se": att.se.tolist(),
        "acrt": acrt.effects.tolist(), "acrt_se": acrt.se.tolist(),
        "overall": {
            "att": float(found.overall_att), "att_se": float(found.overall_att_se),
            "acrt": float(found.overall_acrt), "acrt_se": float(found.overall_acrt_se),
        },
        "events": {"at": events.event_time.tolist(), "att": events.att.tolist(), "se": events.se.tolist()},
    }


cases = []
for sample in SAMPLES:
    for control, degree, knots, levels, base in (
        ("never_treated", 3, 0, False, "varying"), ("never_treated", 3, 1, False, "universal"),
        ("never_treated", 1, 3, False, "varying"), ("not_yet_treated", 2, 2, False, "varying"),
        ("never_treated", 3, 0, True, "varying"),
    ):
        cases.append({
            "sample": sample, "control": control, "degree": degree, "knots": knots, "levels": levels, "base": base,
            **fit(sample, control, degree, knots, levels, base),
        })
with open("expected/diff-diff_cdid.json", "w") as file:
    json.dump({"software": "diff-diff 3.13.0", "cases": cases}, file, indent=0)
