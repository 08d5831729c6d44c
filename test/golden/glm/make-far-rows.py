"""
Makes far-rows.json: small Poisson and logit panels in which one to three rows are far out, or offsets of 700 put them there, or
weights are spread over eight digits; and their estimates in 50 digits (mpmath), by Newton's method on dummies, each step cut
to the length that is sure to lower the deviance. Panels whose information is singular in 50 digits, for their rows are
separated, are left out.

Usage: python3 make-far-rows.py > far-rows.json
"""
import json
import random

import mpmath as mp

mp.mp.dps = 50
PER_CASE = 3


def poisson_draw(rng, mean):
    count, p, total = 0, mp.e ** -mean, mp.e ** -mean
    u = rng.random()
    while u > total and count < 30:
        count += 1
        p *= mean / count
        total += p
    return count


def panel_of(rng, family, case):
    """One regressor with far rows, one without, an effect of four levels."""
    n = rng.randint(30, 60)
    far = {"once -716": 1}.get(case, rng.randint(1, 3))
    size = 10 ** rng.uniform(1, 4)
    x = [rng.gauss(0, 1) for _ in range(n)]
    for i in range(far):
        x[i] = -716.0 if case == "once -716" else rng.choice([-1, 1]) * size * (0.5 + rng.random())
    z = [rng.gauss(0, 1) for _ in range(n)]
    f = [rng.randint(0, 3) for _ in range(n)]
    if family == "poisson":
        y = [rng.randint(0, 5) if case == "once -716" else min(9, poisson_draw(rng, 1.5)) for _ in range(n)]
    else:
        y = [int(rng.random() < 0.5) for _ in range(n)]
    panel = {"family": family, "case": case, "y": y, "x": x, "z": z, "f": f}
    if case == "weights":
        panel["w"] = [10 ** rng.uniform(-4, 4) for _ in range(n)]
    if case == "offset in one row":
        panel["o"] = [rng.choice([-700.0, 700.0])] + [rng.gauss(0, 1) for _ in range(n - 1)]
        panel["x"] = [rng.gauss(0, 1) for _ in range(n)]
        panel["y"][0] = 0 if panel["o"][0] > 0 or family == "logit" else 2
    if case == "offset of all":
        panel["o"] = [700 + rng.gauss(0, 1)] * n if rng.random() < 0.5 else [-700.0 + rng.gauss(0, 1) for _ in range(n)]
    return panel


def estimate(panel, effects):
    """Coefficients and standard errors of x and z by the inverse of the information, deviance; None where there are none."""
    y = [mp.mpf(v) for v in panel["y"]]
    n = len(y)
    w = [mp.mpf(v) for v in panel.get("w", [1] * n)]
    o = [mp.mpf(v) for v in panel.get("o", [0] * n)]
    levels = sorted(set(panel["f"])) if effects else [None]
    D = [[mp.mpf(panel["x"][i]), mp.mpf(panel["z"][i])]
         + [mp.mpf(1 if level is None or panel["f"][i] == level else 0) for level in levels] for i in range(n)]
    m = len(D[0])
    logit = panel["family"] == "logit"

    def mean(e):
        return 1 / (1 + mp.exp(-e)) if logit else mp.exp(e)

    def half(yi, e):
        if logit:
            return mp.log1p(mp.exp(-e if yi == 1 else e))
        return (yi * mp.log(yi) - yi if yi > 0 else 0) - (yi * e - mp.exp(e))

    beta = mp.matrix(m, 1)
    if not logit:
        top = max(o)
        start = mp.log(sum(a * b for a, b in zip(w, y)) / sum(w[i] * mp.exp(o[i] - top) for i in range(n))) - top
        for j in range(2, m):
            beta[j] = start
    for _ in range(400):
        eta = [o[i] + sum(D[i][j] * beta[j] for j in range(m)) for i in range(n)]
        mu = [mean(e) for e in eta]
        info = [w[i] * (mu[i] * (1 - mu[i]) if logit else mu[i]) for i in range(n)]
        H, g = mp.matrix(m, m), mp.matrix(m, 1)
        for i in range(n):
            for a in range(m):
                if D[i][a] == 0:
                    continue
                g[a] += w[i] * (y[i] - mu[i]) * D[i][a]
                for b in range(m):
                    H[a, b] += info[i] * D[i][a] * D[i][b]
        try:
            step = mp.lu_solve(H, g)
        except ZeroDivisionError:
            return None
        most = max(abs(sum(D[i][j] * step[j] for j in range(m))) for i in range(n))
        if most > mp.mpf(10) ** 30:
            length = mp.log(1 + most) / most
        else:
            length = mp.mpf(1) if most <= 1 else mp.log(1 + most) / most
        beta += length * step
        if most < mp.mpf(10) ** -22:
            V = H ** -1
            deviance = 2 * sum(w[i] * half(y[i], eta[i]) for i in range(n))
            return [float(v) for v in (beta[0], beta[1], mp.sqrt(V[0, 0]), mp.sqrt(V[1, 1]), deviance)]
    return None


out = []
cases = ["once -716", "far", "weights", "offset in one row", "offset of all"]
for family in ["poisson", "logit"]:
    for number, case in enumerate(cases):
        rng, found = random.Random(100 + number), 0
        for _ in range(40):
            panel = panel_of(rng, family, case)
            answers = {"constant": estimate(panel, False), "effects": estimate(panel, True)}
            if any(answer is None for answer in answers.values()):
                continue
            names = ["x", "z", "se_x", "se_z", "deviance"]
            out.append({**panel, **{key: dict(zip(names, answer)) for key, answer in answers.items()}})
            found += 1
            if found == PER_CASE:
                break
print("[" + ",\n".join(json.dumps(panel) for panel in out) + "]")
