"""
Fills `coef` and `se` (inverse of the information) of the panels in hard-panels.json, of the rows that are not `separated`, by
Newton's method on dummies in 60 digits (mpmath). The panels were found among random ones: counts from 1e-3 to 1e9, with which
rows of little weight come to rest last, and separated rows that leave three effects without weights to solve for.

Usage: python3 make-hard-panels.py hard-panels.json
"""
import json
import sys

import mpmath as mp
import numpy as np

mp.mp.dps = 60


def design(columns, codes):
    """Columns, then dummies, those that add to the rank."""
    n = len(columns[0])
    all_columns = [np.array(c, float) for c in columns]
    all_columns += [(np.array(c) == level).astype(float) for c in codes for level in sorted(set(c))]
    all_columns += [] if codes else [np.ones(n)]
    kept, dummies = [], all_columns[len(columns):]
    rank = lambda cs: np.linalg.matrix_rank(np.array([c / np.linalg.norm(c) for c in cs if c.any()]).T, tol=1e-10)
    names, used = [], list(dummies)
    for j, column in enumerate(all_columns[: len(columns)]):
        if rank(used + [column]) > rank(used):
            names.append(f"x{j + 1}")
            used.append(column)
            kept.append(column)
    for column in dummies:
        if rank(kept + [column]) > (rank(kept) if kept else 0):
            kept.append(column)
    return names, mp.matrix([[mp.mpf(c[i]) for c in kept] for i in range(n)])


def estimate(panel):
    gone = {row - 1 for row in panel["separated"]}
    rows = [i for i in range(len(panel["y"])) if i not in gone]
    at = lambda column: [column[i] for i in rows]
    y = [mp.mpf(v) for v in at(panel["y"])]
    offset = [mp.mpf(v) for v in at(panel["o"])] if "o" in panel else [mp.mpf(0)] * len(rows)
    names, D = design([at(panel[n]) for n in panel if n[0] == "x"], [at(panel[n]) for n in panel if n[0] == "f" and n != "family"])
    n, m = D.rows, D.cols
    eta, beta, mean = [mp.log((v + sum(y) / n) / 2) for v in y], None, sum(y) / n
    loss = lambda e: sum(mp.exp(e[i]) - y[i] * e[i] for i in range(n))
    for _ in range(200):
        mu = [mp.exp(e) for e in eta]
        H, right = mp.matrix(m, m), mp.matrix(m, 1)
        for i in range(n):
            for a in range(m):
                if D[i, a] == 0:
                    continue
                right[a] += D[i, a] * (y[i] - mu[i] + (mu[i] * (eta[i] - offset[i]) if beta is None else 0))
                for b in range(m):
                    H[a, b] += mu[i] * D[i, a] * D[i, b]
        step = mp.lu_solve(H, right)
        move = D * step
        if beta is None:
            beta, eta = step, [move[i] + offset[i] for i in range(n)]
            continue
        length, before = mp.mpf(1), loss(eta)
        while length > 1e-20 and loss([eta[i] + length * move[i] for i in range(n)]) > before:
            length /= 2
        beta += length * step
        eta = [eta[i] + length * move[i] for i in range(n)]
        if max(abs(v) for v in move) < mp.mpf(10) ** -25:
            V = H**-1
            return {name: float(beta[j]) for j, name in enumerate(names)}, {name: float(mp.sqrt(V[j, j])) for j, name in enumerate(names)}
    raise AssertionError("no convergence")


panels = json.load(open(sys.argv[1]))
for panel in panels:
    assert panel["family"] == "poisson"
    panel["coef"], panel["se"] = estimate(panel)
with open(sys.argv[1], "w") as out:
    out.write("[" + ",\n".join(json.dumps(panel) for panel in panels) + "]\n")
