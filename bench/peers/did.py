"""
Peers diff-diff, csdid and pyfixest: keeps one panel in memory and answers commands read from stdin, a line each, by "ok ..." or
"error ...".
  load PEER FOLDER N KIND COLUMNS DRAWS   reads columns.f64: unit, time, g (0 for never), y, covariates
  time                                    estimates once, milliseconds: cs with that many multiplier draws, bjs by event time, did2s
  found                                   of the last call: effects by cohort, then period (cs); the effect on all and its error
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


WORK = {
    "cs": {"diff-diff": diff_diff, "csdid": csdid},
    "bjs": {"diff-diff": imputation},
    "did2s": {"diff-diff": two_stage, "pyfixest": pyfixest},
}
problem = {}


def load(peer, folder, n, kind, count, draws):
    names = ["unit", "time", "g", "y", "x1", "x2"][: int(count)]
    columns = np.fromfile(os.path.join(folder, "columns.f64")).reshape(len(names), int(n))
    data = pd.DataFrame(dict(zip(names, columns)))
    data[["unit", "time", "g"]] = data[["unit", "time", "g"]].astype(int)
    problem.update(data=data, covariates=names[4:], draws=int(draws), run=WORK[kind][peer])
    return ""


def timed():
    gc.collect()
    data = problem["data"].copy()
    start = time.perf_counter()
    problem["found"] = problem["run"](data, problem["covariates"], problem["draws"])
    return str(1e3 * (time.perf_counter() - start))


answer({"load": load, "time": timed, "found": lambda: numbers(problem["found"])})
