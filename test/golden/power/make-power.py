"""
Powers, minimum detectable effects and sample sizes of statsmodels and of diff-diff's PowerAnalysis, and the residual covariances of
Burlig, Preonas & Woerman on real panels by plain numpy: a regression on dummies in every window, np.cov of its residuals.

    python make-power.py > power.json      (from this folder; statsmodels 0.15.0, diff-diff 3.13.0)
"""

import gzip
import itertools
import json

import numpy as np
import pandas as pd
from diff_diff import PowerAnalysis
from statsmodels.stats.power import NormalIndPower, TTestIndPower

out = {"two_sample": [], "normal": [], "diff_diff": [], "panels": []}

for effect, n1, alpha, ratio, alternative in itertools.product(
    [0.0, 0.1, 0.5, 1.2], [4, 30, 250], [0.05, 0.01], [1.0, 3.0], ["two-sided", "larger"]
):
    power = TTestIndPower().power(effect, n1, alpha, ratio=ratio, alternative=alternative)
    if np.isnan(power):  # scipy's noncentral t gives up far out
        continue
    out["two_sample"].append(
        {"effect": effect, "n1": n1, "alpha": alpha, "ratio": ratio, "alternative": alternative, "power": float(power)}
    )

sizes = []
for effect, alpha, target in itertools.product([0.1, 0.25, 0.8], [0.05, 0.1], [0.8, 0.9]):
    n1 = TTestIndPower().solve_power(effect, None, alpha, target, 1.0)
    z1 = NormalIndPower().solve_power(effect, None, alpha, target, 1.0)
    sizes.append({"effect": effect, "alpha": alpha, "power": target, "t": float(n1), "normal": float(z1)})
out["sizes"] = sizes

for effect, n1, alpha in itertools.product([0.05, 0.3, 0.7], [20, 400], [0.05, 0.1]):
    out["normal"].append(
        {"effect": effect, "n1": n1, "alpha": alpha, "power": float(NormalIndPower().power(effect, n1, alpha))}
    )

for units, share, pre, post, rho, sd, alpha, target, side in [
    (100, 0.5, 1, 1, 0.0, 1.0, 0.05, 0.8, "two-sided"),
    (100, 0.5, 1, 1, 0.4, 2.0, 0.05, 0.8, "two-sided"),
    (240, 0.25, 2, 3, 0.3, 1.5, 0.05, 0.9, "two-sided"),
    (60, 0.4, 4, 8, 0.7, 0.2, 0.1, 0.8, "two-sided"),
    (1000, 0.1, 5, 1, -0.1, 10.0, 0.01, 0.8, "two-sided"),
    (80, 0.5, 3, 3, 0.5, 1.0, 0.05, 0.8, "greater"),
]:
    analysis = PowerAnalysis(alpha=alpha, power=target, alternative=side)
    treated = round(units * share)
    design = {"n_pre": pre, "n_post": post, "sigma": sd, "rho": rho}
    mde = analysis.mde(treated, units - treated, **design).mde
    row = {"units": units, "share": share, "pre": pre, "post": post, "rho": rho, "sd": sd}
    row |= {"alpha": alpha, "target": target, "side": side, "mde": float(mde), "powers": []}
    for times in [0.0, 0.4, 1.0, 1.7]:
        effect = times * mde
        power = analysis.power(effect, treated, units - treated, **design).power
        row["powers"].append({"effect": float(effect), "power": float(power)})
    row["sizes"] = [
        {
            "effect": float(times * mde),
            "units": int(analysis.sample_size(times * mde, treat_frac=share, **design).required_n),
        }
        for times in [0.37, 0.9, 1.6]
    ]
    out["diff_diff"].append(row)


def read(name):
    with gzip.open(f"../data/{name}.csv.gz") as file:
        return pd.read_csv(file)


def residuals(wide):
    """Of a regression on dummies of units and periods, units by periods."""
    n, width = wide.shape
    unit = np.kron(np.eye(n), np.ones((width, 1)))
    period = np.kron(np.ones((n, 1)), np.eye(width))[:, 1:]
    X = np.hstack([unit, period])
    y = wide.reshape(-1)
    return (y - X @ np.linalg.lstsq(X, y, rcond=None)[0]).reshape(n, width)


def panel(data, outcome, unit, time, pre, post):
    table = read(data).pivot(index=unit, columns=time, values=outcome)
    width = pre + post
    found = []
    for first in range(table.shape[1] - width + 1):
        window = table.iloc[:, first : first + width].dropna().to_numpy()
        n = len(window)
        covariance = np.cov(residuals(window).T, ddof=0)
        before, after = np.arange(pre), np.arange(pre, width)
        off = lambda at: np.mean([covariance[a, b] for a in at for b in at if a != b]) if len(at) > 1 else None
        change = window[:, after].mean(axis=1) - window[:, before].mean(axis=1)
        groups = np.cov(window[:, before].mean(axis=1), window[:, after].mean(axis=1), ddof=1)
        found.append(
            [n, np.trace(covariance) / width, off(before), off(after), covariance[np.ix_(before, after)].mean()]
            + [np.var(change, ddof=1), groups[0, 0], groups[1, 1], groups[0, 1]]
        )
    mean = [None if any(v is None for v in column) else float(np.mean(column)) for column in zip(*found)]
    names = ["units", "variance", "covariance_pre", "covariance_post", "covariance_cross"]
    names += ["change", "variance_pre", "variance_post", "covariance"]
    return {
        "data": data,
        "outcome": outcome,
        "unit": unit,
        "time": time,
        "pre": pre,
        "post": post,
        "windows": len(found),
    } | dict(zip(names, mean))


out["panels"] = [
    panel("mpdta", "lemp", "countyreal", "year", 2, 3),
    panel("mpdta", "lemp", "countyreal", "year", 1, 1),
    panel("castle", "l_homicide", "state", "year", 5, 6),
    panel("castle", "l_homicide", "state", "year", 3, 2),
    panel("castle", "l_homicide", "state", "year", 1, 4),
    panel("smartcity_sim", "quality", "city", "year", 2, 3),
]

print(json.dumps(out, indent=1))
