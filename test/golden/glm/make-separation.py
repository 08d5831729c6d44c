"""
Small panels in which regressors or effects separate rows, the exact set of separated rows by a linear programme (scipy, HiGHS),
and the slopes of what is left by Newton's method on dummies (numpy).

Rows y = 0 of a Poisson regression are separated when some z = X g + D d is 0 where y > 0, at least 0 elsewhere and above 0 in
them; of a logit, when (2y - 1) z is at least 0 everywhere and above 0 in them. The programme maximises the sum of t with
0 <= t <= 1 and t <= z: since z may be scaled, t = 1 exactly in the separated rows.

Usage: python3 make-separation.py > separation.json
"""
import json
import numpy as np
from scipy.optimize import linprog


def dummies(codes):
    return (codes[:, None] == np.unique(codes)[None, :]).astype(float)


def separated(family, y, design):
    n, m = design.shape
    sign = np.where(y > 0, 0.0, 1.0) if family == "poisson" else 2.0 * y - 1
    free = np.flatnonzero(sign != 0)
    # variables: coefficients, then t of the free rows
    cost = np.concatenate([np.zeros(m), -np.ones(len(free))])
    upper = np.hstack([-(sign[free, None] * design[free]), np.eye(len(free))])
    held = np.flatnonzero(sign == 0)
    equal = np.hstack([design[held], np.zeros((len(held), len(free)))]) if len(held) else None
    found = linprog(
        cost, A_ub=upper, b_ub=np.zeros(len(free)), A_eq=equal, b_eq=np.zeros(len(held)) if len(held) else None,
        bounds=[(None, None)] * m + [(0, 1)] * len(free), method="highs",
    )
    assert found.status == 0, found.message
    t = found.x[m:]
    assert np.all((t < 1e-6) | (t > 1 - 1e-6)), t
    return free[t > 0.5]


def slopes(family, y, X, codes):
    design = np.hstack([X] + [dummies(c) for c in codes])
    eta = np.log((y + y.mean()) / 2) if family == "poisson" else np.where(y > 0, 1.0, -1.0)
    for step in range(200):
        mu = np.exp(eta) if family == "poisson" else 1 / (1 + np.exp(-eta))
        w = mu if family == "poisson" else mu * (1 - mu)
        root = np.sqrt(w)
        b = np.linalg.lstsq(root[:, None] * design, root * (eta + (y - mu) / w), rcond=1e-12)[0]
        new = design @ b
        if np.max(np.abs(new - eta)) < 1e-12:
            return b[: X.shape[1]]
        eta = new
    raise AssertionError("no convergence")


def make(seed):
    rng = np.random.default_rng(seed)
    family = "poisson" if seed % 3 else "logit"
    n_a, n_b = int(rng.integers(5, 9)), int(rng.integers(3, 6))
    n = n_a * n_b * int(rng.integers(3, 6))
    a, b = rng.integers(0, n_a, n), rng.integers(0, n_b, n)
    X = np.round(rng.normal(size=(n, 3)), 3)
    eta = 0.5 * X[:, 0] - 0.3 * X[:, 1] + rng.normal(size=n_a)[a] * 0.5 + rng.normal(size=n_b)[b] * 0.3
    y = rng.poisson(np.exp(eta)).astype(float) if family == "poisson" else (rng.uniform(size=n) < 1 / (1 + np.exp(-eta))).astype(float)
    kind = seed % 5
    some = rng.uniform(size=n) < 0.12
    if kind == 0:  # a dummy that only rows of one outcome have
        X[:, 2] = some
        y[some] = 0
    elif kind == 1:  # a combination of two regressors that is zero but in some rows of one outcome
        X[:, 2] = 2 * X[:, 1] + np.where(some, np.round(rng.uniform(0.5, 2, n), 3), 0)
        y[some] = 0
    elif kind == 2:  # an effect's level of zeros, and what its loss lets a second effect be
        y[a == 0] = 0
        y[(b == 1) & (a > 1)] = 0
        X[:, 2] = np.where((b == 2) & some, 1.0, 0.0)
        y[(b == 2) & some] = 0
    elif kind == 3:  # two directions of their own
        other = rng.uniform(size=n) < 0.1
        X[:, 1], X[:, 2] = some * np.round(rng.uniform(1, 3, n), 3), -1.0 * other
        y[some | other] = 0
    else:  # nothing, unless by chance
        pass
    codes = [a, b]
    design = np.hstack([X] + [dummies(c) for c in codes])
    gone = separated(family, y, design)
    kept = np.setdiff1d(np.arange(n), gone)
    Xk = X[kept]
    # columns that are collinear with the others once rows are gone have no slope
    within = np.hstack([dummies(c[kept]) for c in codes])
    names, used = [], within
    for j in range(3):
        trial = np.hstack([used, Xk[:, [j]]])
        if np.linalg.matrix_rank(trial, tol=1e-8) > np.linalg.matrix_rank(used, tol=1e-8):
            names.append(j)
            used = trial
    beta = slopes(family, y[kept], Xk[:, names], [c[kept] for c in codes])
    return {
        "family": family, "y": y.tolist(), "x1": X[:, 0].tolist(), "x2": X[:, 1].tolist(), "x3": X[:, 2].tolist(),
        "a": a.tolist(), "b": b.tolist(), "separated": (gone + 1).tolist(),
        "coef": {f"x{j + 1}": v for j, v in zip(names, beta)},
    }


print("[" + ",\n".join(json.dumps(make(seed)) for seed in range(30)) + "]")
