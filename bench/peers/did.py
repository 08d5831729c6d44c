"""
Peers diff-diff, csdid, pyfixest, py_did_multiplegt_dyn and pysyncon: keeps one panel in memory and answers commands read from stdin, a
line each, by "ok ..." or "error ...".
  load PEER FOLDER N KIND NAMES COVARIATES DRAWS   reads columns.f64: columns by NAMES, cohorts g with 0 for never; "-": no covariates
  time                                             estimates once, milliseconds, with that many draws where errors are drawn
  found                                            of the last call: the numbers compared, which the job of each kind says
"""
import gc
import os
import time
import warnings

import numpy as np
import pandas as pd
from answering import answer, numbers

warnings.simplefilter("ignore")


def diff_diff(data, covariates, draws):
    from diff_diff import CallawaySantAnna

    model = CallawaySantAnna(estimation_method="dr", n_bootstrap=draws, bootstrap_weights="mammen", seed=1, cband=True)
    found = model.fit(
        data, outcome="y", unit="unit", time="time", first_treat="g", covariates=covariates, aggregate="event_study"
    )
    cells = sorted(found.group_time_effects.items())
    return [cell["effect"] for _, cell in cells]


def imputation(data, covariates, draws):
    from diff_diff import ImputationDiD

    found = ImputationDiD(pretrends=True).fit(
        data, outcome="y", unit="unit", time="time", first_treat="g", aggregate="event_study"
    )
    return [found.overall_att, found.overall_se]


def two_stage(data, covariates, draws):
    from diff_diff import TwoStageDiD

    found = TwoStageDiD().fit(data, outcome="y", unit="unit", time="time", first_treat="g")
    return [found.overall_att, found.overall_se]


def pyfixest(data, covariates, draws):
    import pyfixest

    data = data.assign(treat=(data["g"] > 0) & (data["time"] >= data["g"]))
    found = pyfixest.did2s(
        data, yname="y", first_stage="~ 0 | unit + time", second_stage="~ i(treat, ref=False)", treatment="treat",
        cluster="unit",
    )
    return [found.coef().iloc[-1], found.se().iloc[-1]]


def csdid(data, covariates, draws):
    from csdid.att_gt import ATTgt

    found = ATTgt(
        yname="y", tname="time", idname="unit", gname="g", data=data, control_group="nevertreated",
        xformla="y ~ " + " + ".join(covariates), biters=draws, cband=True,
    ).fit(est_method="dr", bstrap=True)
    found.aggte("dynamic", bstrap=True, biters=draws, cband=True)
    order = np.lexsort((np.asarray(found.results["year"]), np.asarray(found.results["group"])))
    return list(np.asarray(found.results["att"])[order])


def switching(data, covariates, draws):
    from diff_diff import ChaisemartinDHaultfoeuille

    found = ChaisemartinDHaultfoeuille(twfe_diagnostic=False, drop_larger_lower=False).fit(
        data, outcome="y", unit="unit", time="time", treatment="d", L_max=4
    )
    return [found.event_study_effects[horizon]["effect"] for horizon in range(1, 5)]


def multiplegt(data, covariates, draws):
    import polars
    from did_multiplegt_dyn import DidMultiplegtDyn

    polars.count = lambda *columns: polars.col(*columns).count() if columns else polars.len()  # it counts rows by it

    found = DidMultiplegtDyn(polars.from_pandas(data), "y", "unit", "time", "d", effects=4, placebo=2)
    found.fit()
    return list(found.result["did_multiplegt_dyn"]["Effects"]["Estimate"][:4])


def doses(data, covariates, draws):
    from diff_diff import ContinuousDiD

    found = ContinuousDiD(degree=3, num_knots=0).fit(
        data, outcome="y", unit="unit", time="time", first_treat="g", dose="dose", aggregate="dose"
    )
    return [found.overall_att, found.overall_acrt]


def triple(data, covariates, draws):
    from diff_diff import StaggeredTripleDifference

    found = StaggeredTripleDifference(estimation_method="dr", control_group="notyettreated").fit(
        data, outcome="y", unit="unit", time="time", first_treat="g", eligibility="eligible", aggregate="event_study"
    )
    return [cell["effect"] for _, cell in sorted(found.group_time_effects.items())]


def efficient(data, covariates, draws):
    from diff_diff import EfficientDiD

    found = EfficientDiD(pt_assumption="all").fit(
        data, outcome="y", unit="unit", time="time", first_treat="g", aggregate="event_study"
    )
    return [cell["effect"] for (g, t), cell in sorted(found.group_time_effects.items()) if t >= g]


def on(data):
    return data.assign(on=((data["g"] > 0) & (data["time"] >= data["g"])).astype(int), ever=(data["g"] > 0).astype(int))


def synthetic_did(data, covariates, draws):
    from diff_diff import SyntheticDiD

    data = on(data)
    post = sorted(data.loc[data["on"] == 1, "time"].unique())
    found = SyntheticDiD(variance_method="placebo", n_bootstrap=draws, seed=1).fit(
        data, outcome="y", treatment="ever", unit="unit", time="time", post_periods=post
    )
    return [found.att]


def control(data, covariates, draws):
    from diff_diff import SyntheticControl

    data = on(data)
    pre = sorted(data.loc[data["time"] < data["g"].max(), "time"].unique())
    post = sorted(set(data["time"]) - set(pre))
    found = SyntheticControl(v_method="custom", custom_v=np.ones(len(pre)), standardize="none", n_starts=1).fit(
        data, outcome="y", treatment="on", unit="unit", time="time", post_periods=post, pre_period_outcomes="all"
    )
    found.in_space_placebo()
    return [found.att]


PERMUTED = 20


def permuted(data, covariates, draws):
    """The treated unit and PERMUTED donors in turn, each against the others: the caller multiplies the time up."""
    from pysyncon import Synth

    first = int(data["g"].max())
    wide = data.pivot(index="time", columns="unit", values="y")
    pre = wide.loc[: first - 1]
    units = list(wide.columns)
    effects = []
    for unit in units[: PERMUTED + 1]:
        donors = [other for other in units if other != unit]
        weigh = pre.var(axis=1).to_numpy()  # predictors are divided by their standard deviations
        model = Synth()
        model.fit(X0=pre[donors], X1=pre[unit], Z0=pre[donors], Z1=pre[unit], custom_V=weigh)
        effects.append((wide[unit] - wide[donors] @ model.W).loc[first:].mean())
    return effects[:1]


WORK = {
    "cs": {"diff-diff": diff_diff, "csdid": csdid},
    "bjs": {"diff-diff": imputation},
    "did2s": {"diff-diff": two_stage, "pyfixest": pyfixest},
    "dcdh": {"diff-diff": switching, "py_did_multiplegt_dyn": multiplegt},
    "cdid": {"diff-diff": doses},
    "ddd": {"diff-diff": triple},
    "edid": {"diff-diff": efficient},
    "sdid": {"diff-diff": synthetic_did},
    "sc": {"diff-diff": control, "pysyncon": permuted},
}
problem = {}


def load(peer, folder, n, kind, names, covariates, draws):
    names = names.split(",")
    columns = np.fromfile(os.path.join(folder, "columns.f64")).reshape(len(names), int(n))
    data = pd.DataFrame(dict(zip(names, columns)))
    whole = [name for name in ("unit", "time", "g", "d", "eligible") if name in names]
    data[whole] = data[whole].astype(int)
    covariates = [] if covariates == "-" else covariates.split(",")
    problem.update(data=data, covariates=covariates, draws=int(draws), run=WORK[kind][peer])
    return ""


def timed():
    gc.collect()
    data = problem["data"].copy()
    start = time.perf_counter()
    problem["found"] = problem["run"](data, problem["covariates"], problem["draws"])
    return str(1e3 * (time.perf_counter() - start))


answer({"load": load, "time": timed, "found": lambda: numbers(problem["found"])})
