"""
Augmented synthetic controls, their cross-validation, conformal p-values and jackknife+ intervals by pysyncon 1.7.0 (MIT), whose quadratic
programs are solved by scipy. Writes expected/pysyncon_sc.json. Run: python make-sc-augmented.py, with pysyncon beside.
"""
import gzip
import json
import math
import pathlib

import numpy as np
import pandas as pd
from pysyncon import AugSynth, Dataprep

HERE = pathlib.Path(__file__).parent


def read(name):
    with gzip.open(HERE.parent / "data" / f"{name}.csv.gz", "rt") as file:
        return pd.read_csv(file)


def prepared(data, unit, time, outcome, treated, start, predictors=(), prior=None):
    periods = sorted(data[time].unique())
    before = [t for t in periods if t < start]
    others = [u for u in data[unit].unique() if u != treated]
    return Dataprep(
        foo=data, predictors=list(predictors), predictors_op="mean", dependent=outcome, unit_variable=unit,
        time_variable=time, treatment_identifier=treated, controls_identifier=others,
        time_predictors_prior=prior or before, time_optimize_ssr=before,
    ), before, periods, others


def gaps(prep, weights, periods):
    X0, X1 = prep.make_outcome_mats(time_period=periods)
    return X1.to_numpy() - X0.to_numpy() @ weights


def augmented(prep, before, periods, **options):
    fit = AugSynth()
    fit.fit(prep, **options)
    gap = gaps(prep, fit.W, periods)
    return fit, dict(lambda_=float(fit.lambda_), weights=fit.W.tolist(), gap=gap.tolist(), simplex=fit.synw.tolist())


def simplex(X0, X1):
    """pysyncon's weights, solved again for on their support by the conditions of an optimum, which are checked."""
    weights = AugSynth.w_optimize(V_mat=np.eye(len(X1)), X0=X0, X1=X1, qp_options={"maxiter": 5000, "ftol": 1e-15})[0]
    for least in (1e-3, 3e-4, 1e-4, 1e-5, 3e-6, 1e-6):
        own = np.flatnonzero(weights > least)
        D = X0 - X1[:, None]
        k = len(own)
        system = np.block([[D[:, own].T @ D[:, own], np.ones((k, 1))], [np.ones((1, k)), np.zeros((1, 1))]])
        solved = np.linalg.solve(system, np.append(np.zeros(k), 1.0))
        exact = np.zeros(X0.shape[1])
        exact[own] = solved[:k]
        slopes = D.T @ (D @ exact)
        scale = np.max(np.sum(D * D, axis=0))
        if np.all(exact >= 0) and np.all(slopes >= exact @ slopes - 1e-10 * scale):
            return exact
    raise RuntimeError("no support gives an optimum")


def conformal(prep, before, t, effects):
    X0, X1 = (part.to_numpy() for part in prep.make_outcome_mats(time_period=before + [t]))
    found = []
    for effect in effects:
        own = X1.copy()
        own[-1] -= effect
        left = np.abs(own - X0 @ simplex(X0, own))
        found.append(float(np.mean(left >= left[-1])))
    return found


def jackknife(prep, before, periods, level):
    X0, X1 = (part.to_numpy() for part in prep.make_outcome_mats(time_period=periods))
    n = len(before)
    paths, misses = [], []
    for out in range(n):
        kept = [i for i in range(n) if i != out]
        path = X0 @ simplex(X0[kept], X1[kept])
        paths.append(path)
        misses.append(abs(X1[out] - path[out]))
    rank = math.ceil(level * (n + 1))
    ends = []
    for i in range(n, len(periods)):
        highs = sorted(path[i] + miss for path, miss in zip(paths, misses))
        lows = sorted((path[i] - miss for path, miss in zip(paths, misses)), reverse=True)
        ends.append([X1[i] - highs[rank - 1], X1[i] - lows[rank - 1]])
    return ends


out = {}
california = read("california_prop99")
prep, before, periods, others = prepared(california, "State", "Year", "PacksPerCapita", "California", 1989)
out["units"] = others
out["given"] = augmented(prep, before, periods, lambda_=500.0, use_covariates=False)[1]
fit, out["chosen"] = augmented(prep, before, periods, use_covariates=False)
X0, X1 = prep.make_outcome_mats(time_period=before)
centre = X0.mean(axis=1)
# one period more than there are, so that each of them is left out once
folds = fit.cross_validate(X0.subtract(centre, axis=0), X1 - centre, fit.generate_lambdas(X0.subtract(centre, axis=0)), len(before) + 1)
out["folds"] = dict(lambdas=folds.lambdas.tolist(), errors=folds.errors_mean.tolist(), ses=folds.errors_se.tolist(),
                    best=float(folds.best_lambda()))

germany = read("scpi_germany")
prep, before, periods, others = prepared(germany, "country", "year", "gdp", "West Germany", 1991, ["trade", "infrate", "industry"], range(1981, 1991))
out["germany_units"] = others
out["covariates"] = augmented(prep, before, periods, lambda_=3.0, use_covariates=True)[1]
effects = [-3.0, -2.0, -1.5, -1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0]
out["conformal"] = dict(period=1994, effects=effects, p=conformal(prep, before, 1994, effects))
out["jackknife"] = dict(level=0.9, ends=jackknife(prep, before, periods, 0.9))
left = gaps(prep, simplex(*(part.to_numpy() for part in prep.make_outcome_mats(time_period=periods))), periods)
sums = [float(np.mean([abs(left[(start + i) % len(left)]) for i in range(len(periods) - len(before))])) for start in range(len(left))]
out["no_effect"] = float(np.mean([s >= sums[len(before)] for s in sums]))
(HERE / "expected" / "pysyncon_sc.json").write_text(json.dumps(out) + "\n")
