"""The coefficients of iv_card_over in exact rational arithmetic, as nearest doubles: writes exact.json.

fixest's coefficient of reg662, a thousandth of its standard error, is off by 4.6e-9 of itself.
Usage: python3 exact.py
"""
import csv, gzip, json, os
from fractions import Fraction as F

HERE = os.path.dirname(os.path.abspath(__file__))
rows = list(csv.DictReader(gzip.open(os.path.join(HERE, "../data/card.csv.gz"), "rt")))
EXOGENOUS = ["exper", "expersq", "black", "south", "smsa"] + ["reg%d" % i for i in range(661, 669)] + ["smsa66"]


def number(text):
    return F(float(text))


def cross(P, Q):
    out = [[F(0)] * len(Q[0]) for _ in P[0]]
    for a, b in zip(P, Q):
        for i, left in enumerate(a):
            if left:
                for j, right in enumerate(b):
                    out[i][j] += left * right
    return out


def solve(A, B):
    M = [a + b for a, b in zip(A, B)]
    n = len(M)
    for c in range(n):
        p = next(r for r in range(c, n) if M[r][c])
        M[c], M[p] = M[p], M[c]
        M[c] = [x / M[c][c] for x in M[c]]
        for r in range(n):
            if r != c and M[r][c]:
                f = M[r][c]
                M[r] = [x - f * z for x, z in zip(M[r], M[c])]
    return [row[n:] for row in M]


W = [[F(1)] + [number(row[name]) for name in EXOGENOUS] for row in rows]
instruments = [w + [number(row["nearc4"]), number(row["nearc2"])] for w, row in zip(W, rows)]
regressors = [w + [number(row["educ"])] for w, row in zip(W, rows)]
y = [[number(row["lwage"])] for row in rows]
AB, Ay = cross(instruments, regressors), cross(instruments, y)
G = solve(cross(instruments, instruments), [a + b for a, b in zip(AB, Ay)])
k = len(regressors[0])
H = [[sum(AB[l][i] * G[l][j] for l in range(len(G))) for j in range(k + 1)] for i in range(k)]
beta = solve([row[:k] for row in H], [row[k:] for row in H])
names = ["(Intercept)"] + EXOGENOUS + ["fit_educ"]
with open(os.path.join(HERE, "exact.json"), "w") as out:
    json.dump({"iv_card_over": {name: float(value[0]) for name, value in zip(names, beta)}}, out, indent=1)
    out.write("\n")
