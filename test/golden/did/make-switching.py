"""
Numbers of the authors' own Python package, whose errors judge units alone in their cohort beside those they are compared with and count
clusters: python make-switching.py DATA_FOLDER > expected/switching.json
polars 1.x has no argument-less count(), which the package calls.
"""
import json
import sys
import warnings

import numpy as np
import pandas as pd
import polars as pl

warnings.filterwarnings("ignore")
counted = pl.count
pl.count = lambda *columns: counted(*columns) if columns else pl.len()
from did_multiplegt_dyn import DidMultiplegtDyn  # noqa: E402

FAVARA = ("favara_imbs", "county", "year", "inter_bra")
CASTLE = ("castle_switch", "sid", "year", "d_switch")
STAGG = ("base_stagg_switch", "id", "year", "d_switch")
DOSE = ("base_stagg_switch", "id", "year", "d_dose")
SIMULATED = ("switching_sim", "id", "year", "dose")
PRICE = ("switching_sim", "id", "year", "price")
CALLS = [
    (FAVARA, "Dl_vloans_b", dict(effects=8, placebo=3, cluster="state_n", weight="w1")),
    (FAVARA, "Dl_vloans_b", dict(effects=8, placebo=3, cluster="state_n", normalized=True, same_switchers=True, effects_equal=True)),
    (FAVARA, "Dl_hpi", dict(effects=5, placebo=3)),
    (FAVARA, "Dl_vloans_b", dict(effects=4, placebo=2, cluster="state_n", switchers="in")),
    (CASTLE, "l_homicide", dict(effects=4, placebo=3, effects_equal=True)),
    (CASTLE, "l_homicide", dict(effects=4, placebo=3, normalized=True)),
    (CASTLE, "l_homicide", dict(effects=4, placebo=3, controls=["l_police", "unemployrt"])),
    (CASTLE, "l_homicide", dict(effects=3, placebo=2, weight="popwt")),
    (CASTLE, "l_homicide", dict(effects=3, placebo=2, trends_lin=True)),
    (CASTLE, "l_homicide", dict(effects=3, placebo=2, trends_nonparam=["south"])),
    (CASTLE, "l_homicide", dict(effects=3, placebo=2, less_conservative_se=True)),
    (CASTLE, "l_homicide", dict(effects=3, placebo=2, only_never_switchers=True)),
    (STAGG, "y", dict(effects=5, placebo=3, effects_equal=True)),
    (STAGG, "y", dict(effects=3, placebo=2, controls=["x1"])),
    (DOSE, "y", dict(effects=4, placebo=3, normalized=True)),
    (DOSE, "y", dict(effects=3, placebo=2, same_switchers=True, same_switchers_pl=True)),
    (DOSE, "y", dict(effects=3, placebo=2, less_conservative_se=True)),
    (SIMULATED, "y", dict(effects=3, placebo=2)),
    (SIMULATED, "y", dict(effects=3, placebo=2, controls=["x"])),
    (SIMULATED, "y", dict(effects=3, placebo=2, normalized=True, switchers="out")),
    (PRICE, "y", dict(effects=3, placebo=2, continuous=1)),
    (PRICE, "y", dict(effects=3, placebo=2, continuous=2, normalized=True)),
    (PRICE, "y", dict(effects=3, placebo=2, continuous=1, controls=["x"])),
    (SIMULATED, "y", dict(effects=3, placebo=2, cluster="region")),
    (SIMULATED, "y", dict(effects=3, placebo=2, cluster="region", weight="w")),
]


def table(frame):
    if frame is None:
        return None
    frame = frame.to_pandas() if hasattr(frame, "to_pandas") else frame
    rows = [{name: (None if pd.isna(v) else float(v)) for name, v in row.items()} for _, row in frame.iterrows()]
    return rows


def main(folder):
    out = []
    for (data, group, time, treatment), outcome, options in CALLS:
        rows = pd.read_csv(f"{folder}/{data}.csv.gz")
        if "continuous" in options:  # of filled rows the package takes the powers of the dose from other units
            rows = rows[rows.groupby(group)[time].transform("size") == rows[time].nunique()]
        frame = pl.from_pandas(rows)
        asked = json.loads(json.dumps(options))  # the package adds to lists
        model = DidMultiplegtDyn(frame, outcome=outcome, group=group, time=time, treatment=treatment, **options)
        try:
            model.fit()
        except Exception as error:  # noqa: BLE001
            print(data, options, repr(error)[:300], file=sys.stderr)
            continue
        found = model.result["did_multiplegt_dyn"]
        tests = {key: found.get(key) for key in ("p_jointeffects", "p_jointplacebo", "p_equality_effects", "delta_D_avg_total")}
        out.append(
            {
                **dict(data=data, group=group, time=time, treatment=treatment, outcome=outcome, options=asked),
                **dict(effects=table(found.get("Effects")), placebos=table(found.get("Placebos")), ate=table(found.get("ATE"))),
                **{key: None if value is None or not np.isscalar(value) or pd.isna(value) else float(value) for key, value in tests.items()},
            }
        )
    json.dump({"software": "py_did_multiplegt_dyn 0.1.9", "calls": out}, sys.stdout, indent=1)


main(sys.argv[1])
