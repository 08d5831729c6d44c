"""LIML, Fuller and two-step GMM under robust, clustered and serially correlated errors by linearmodels, as linearmodels.json.
No small-sample factor: debiased is False throughout.

    python make-linearmodels.py
"""
import json
from pathlib import Path

import linearmodels
import pandas as pd
from linearmodels.iv import IV2SLS, IVGMM, IVLIML

DATA = Path(__file__).parent.parent / "data"
card = pd.read_csv(DATA / "card.csv.gz")
grunfeld = pd.read_csv(DATA / "grunfeld.csv.gz").sort_values(["firm", "year"])
for name in ("value", "capital"):
    grunfeld[f"{name}_1"] = grunfeld.groupby("firm")[name].shift(1)
one = grunfeld[grunfeld.firm == 1].dropna()

CARD = ("lwage ~ 1 + exper + expersq + black + south + [educ ~ nearc2 + nearc4]", card)
FIRM = ("inv ~ 1 + value + [capital ~ value_1 + capital_1]", one)


def told(name, formula, data, ours, model, fit):
    result = model.fit(**fit)
    j = getattr(result, "j_stat", None)
    return {
        "name": name,
        "data_file": data,
        "formula": formula,
        "options": ours,
        "coef": result.params.to_dict(),
        "se": result.std_errors.to_dict(),
        **({} if j is None or not hasattr(j, "stat") else {"J": float(j.stat)}),
    }


def on_card(name, ours, kind, fit, **model):
    return told(name, "card", "card.csv", ours, kind.from_formula(*CARD, **model), fit)


def on_firm(name, ours, kind, fit, **model):
    return told(name, "firm", "grunfeld.csv", ours, kind.from_formula(*FIRM, **model), fit)


robust = {"cov_type": "robust"}
age = {"cov_type": "clustered", "clusters": card.age.to_numpy()}
kernel = {"cov_type": "kernel", "kernel": "bartlett", "bandwidth": 2}
cases = [
    on_card("LIML, robust", {"iv": "liml", "vcov": "hetero"}, IVLIML, robust),
    on_card("LIML, clustered", {"iv": "liml", "vcov": "cluster:age"}, IVLIML, age),
    on_card("Fuller 1, robust", {"iv": "fuller:1", "vcov": "hetero"}, IVLIML, robust, fuller=1),
    on_card("Fuller 4, clustered", {"iv": "fuller:4", "vcov": "cluster:age"}, IVLIML, age, fuller=4),
    on_card("GMM, robust", {"iv": "gmm2s", "vcov": "hetero"}, IVGMM, {"iter_limit": 2, **robust}, weight_type="robust"),
    on_card("GMM, clustered", {"iv": "gmm2s", "vcov": "cluster:age"}, IVGMM, {"iter_limit": 2, **age}, weight_type="clustered", clusters=card.age.to_numpy()),
    on_card("GMM, classical weight, robust", {"iv": "gmm2s", "vcov": "hetero", "ivWeight": "iid"}, IVGMM, {"iter_limit": 2, **robust}, weight_type="unadjusted"),
    on_card("GMM, robust weight, clustered", {"iv": "gmm2s", "vcov": "cluster:age", "ivWeight": "hetero"}, IVGMM, {"iter_limit": 2, **age}, weight_type="robust"),
    on_firm("2SLS, two lags", {"vcov": "NW:2"}, IV2SLS, kernel),
    on_firm("LIML, two lags", {"iv": "liml", "vcov": "NW:2"}, IVLIML, kernel),
    on_firm("GMM, two lags", {"iv": "gmm2s", "vcov": "NW:2"}, IVGMM, {"iter_limit": 2, **kernel}, weight_type="kernel", kernel="bartlett", bandwidth=2),
]
out = {"software": f"linearmodels {linearmodels.__version__}", "cases": cases}
Path(__file__).with_name("linearmodels.json").write_text(json.dumps(out, indent=1) + "\n")
