"""Synthetic differences-in-differences with several cohorts, with and without covariates taken off by projection, by the Python package
synthdid 0.10.1 (d2cml-ai), whose steps go on until they bring nothing:

    python make-sdid.py path/to/data expected/sdid_cohorts.json
"""
import json
import sys

import pandas as pd
import synthdid.sdid as package
from synthdid.solver import sc_weight_fw

STEPS = {"min_decrease": 1e-14, "max_iter": 30_000}


def far(A, b, x=None, intercept=True, zeta=1, **_):
    return sc_weight_fw(A, b, x, intercept=intercept, zeta=zeta, **STEPS)


def prepared(data, *_):
    """Rows as the package has them, which its own groupby no longer makes under pandas 3."""
    starts = data.time.where(data.treatment == 1).groupby(data.unit).transform("min").fillna(0)
    out = data.assign(tyear=starts, treated=(starts > 0).astype(int)).sort_values(["treated", "time", "unit"])
    return out, sorted(t for t in out.tyear.unique() if t > 0)


dummies = pd.get_dummies
pd.get_dummies = lambda *args, **options: dummies(*args, **options, dtype=float)
package.sc_weight_fw = far
package.panel_matrices = prepared
data = pd.read_csv(f"{sys.argv[1]}/smartcity_sim.csv")
data["treatment"] = ((data.g > 0) & (data.year >= data.g)).astype(int)
data["unit"] = "c" + data.city.astype(str)
data = data.rename(columns={"year": "time", "quality": "outcome"})[["unit", "time", "treatment", "outcome", "eco", "fin"]]


def run(covariates):
    found = package.sdid(data.copy(), "unit", "time", "treatment", "outcome", covariates=covariates, cov_method="projected", sparsify=None)
    info = found["att_info"]
    beta = [] if covariates is None else package.projected(prepared(data)[0], "outcome", "unit", "time", covariates)[1]
    return {
        "coefficients": {name: float(b[0]) for name, b in zip(covariates or [], beta)},
        "cohorts": {str(int(t)): {"estimate": a, "share": w} for t, a, w in zip(info.time, info.att_time, info.att_wt)},
        "average": float((info.att_time * info.att_wt).sum()),
    }


out = {"software": "synthdid 0.10.1 (Python)", "plain": run(None), "eco": run(["eco"]), "eco_fin": run(["eco", "fin"])}
with open(sys.argv[2], "w") as file:
    json.dump(out, file, indent=2)
