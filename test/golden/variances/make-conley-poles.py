"""
Makes conley-poles.json: least squares on places round both poles, on the date line and antipodal to each other, with Conley's
variance in 50 digits (mpmath): distances by Vincenty's formula on a sphere, a pair counted in full within the cutoff.

Usage: python3 make-conley-poles.py > conley-poles.json
"""
import json
import random

import mpmath as mp

mp.mp.dps = 50
RADIUS = 6376


def distance(a, b):
    (p, l), (q, m) = ([mp.mpf(v) * mp.pi / 180 for v in place] for place in (a, b))
    d = m - l
    y = mp.hypot(mp.cos(q) * mp.sin(d), mp.cos(p) * mp.sin(q) - mp.sin(p) * mp.cos(q) * mp.cos(d))
    x = mp.sin(p) * mp.sin(q) + mp.cos(p) * mp.cos(q) * mp.cos(d)
    return RADIUS * mp.atan2(y, x)


rng = random.Random(90)
out = []
for cutoff in (0.001, 5, 60, 19990):
    places = [(90.0, 17.0), (90.0, -120.0), (-90.0, 0.0), (-90.0, 180.0)]
    for _ in range(14):
        places.append((90 - rng.random() ** 4, rng.uniform(-180, 180)))
        places.append((-90 + rng.random() ** 6, rng.uniform(-180, 180)))
        lat, lon = rng.uniform(-60, 60), rng.uniform(-180, 180)
        places += [(lat, lon), (-lat, lon + 180 if lon < 0 else lon - 180), (lat, 180 - 1e-5 * rng.random()), (lat, -180 + 1e-5 * rng.random())]
    n = len(places)
    x = [rng.gauss(0, 1) + p[0] / 90 for p in places]
    y = [1 + v + rng.gauss(0, 1) for v in x]
    X, Y = mp.matrix([[1, mp.mpf(v)] for v in x]), mp.matrix([mp.mpf(v) for v in y])
    bread = (X.T * X) ** -1
    beta = bread * (X.T * Y)
    u = Y - X * beta
    scores = [[u[i], u[i] * X[i, 1]] for i in range(n)]
    meat = mp.matrix(2, 2)
    margin = mp.inf
    for i in range(n):
        for j in range(n):
            d = distance(places[i], places[j])
            margin = min(margin, abs(d - cutoff))
            if d <= cutoff:
                for a in range(2):
                    for b in range(2):
                        meat[a, b] += scores[i][a] * scores[j][b]
    assert margin > 1e-6, margin
    V = bread * meat * bread
    out.append({
        "cutoff": cutoff,
        "lat": [p[0] for p in places],
        "lon": [p[1] for p in places],
        "x": x,
        "y": y,
        "variance": [float(V[0, 0]), float(V[1, 0]), float(V[1, 1])],
    })
print("[" + ",\n".join(json.dumps(panel) for panel in out) + "]")
