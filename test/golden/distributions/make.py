"""Checks every point of values.json in 60-digit arithmetic and writes exact.json: the points where R is off by more than
1e-11, with the value they should have; and elementary.json: exp, log and powers to twice double precision.

Needs mpmath 1.3. Run in this folder after make.R: python3 make.py
"""

import json
import random

from mpmath import erfc, exp, fabs, log, loggamma, mp, mpf, power, sqrt

mp.dps = 60
EPSILON = mpf(10) ** -45
ALLOWED = mpf(10) ** -11


def fraction(first, step):
    """first + step(1)[0] / (step(1)[1] + step(2)[0] / (step(2)[1] + ...)), by Lentz's method."""
    value, c, d, j = first, first, mpf(0), 1
    while True:
        alpha, beta = step(j)
        d = 1 / (beta + alpha * d)
        c = beta + alpha / c
        value *= c * d
        j += 1
        if fabs(c * d - 1) < EPSILON:
            return value


def beta_lower(a, b, y, x):
    """I_y(a, b) for y below about its mean, from the odd continued fraction of NIST DLMF 8.17.22."""

    def step(j):
        m = j // 2
        if j % 2 == 0:
            return m * (b - m) * y / ((a + 2 * m - 1) * (a + 2 * m)), mpf(1)
        return -(a + m) * (a + b + m) * y / ((a + 2 * m) * (a + 2 * m + 1)), mpf(1)

    return exp(a * log(y) + b * log(x) - loggamma(a) - loggamma(b) + loggamma(a + b)) / a / fraction(mpf(1), step)


def pf(f, d1, d2, upper):
    a, b, y, x = d1 / 2, d2 / 2, d1 * f / (d2 + d1 * f), d2 / (d2 + d1 * f)
    if f <= (1 + 2 / d1) / (1 + 2 / d2):
        low = beta_lower(a, b, y, x)
        return 1 - low if upper else low
    high = beta_lower(b, a, x, y)
    return high if upper else 1 - high


def pt(t, df, upper):
    tail = pf(t * t, mpf(1), df, 1) / 2
    return tail if (t > 0) == (upper == 1) else 1 - tail


def pchisq(x, df, upper):
    a, z = df / 2, x / 2
    prefactor = exp(a * log(z) - z - loggamma(a))
    if z <= a + 1:
        term = total = mpf(1)
        j = 1
        while term > EPSILON * total:
            term *= z / (a + j)
            total += term
            j += 1
        low = prefactor * total / a
        return 1 - low if upper else low
    high = prefactor / fraction(z + 1 - a, lambda j: (j * (a - j), z + 1 - a + 2 * j))
    return high if upper else 1 - high


def pnorm(x, upper):
    return erfc((x if upper else -x) / sqrt(mpf(2))) / 2


PROBABILITY = {"norm": pnorm, "t": pt, "f": pf, "chisq": pchisq}


def quantile(start, p, rest, upper, probability):
    """Root of log probability in log |x| by Newton's method with a numerical slope; also whether start was good."""
    x = start
    for _ in range(40):
        h = mpf(10) ** -20
        value = probability(x, *rest, upper)
        # near the median of a symmetric distribution the distance from 1/2 is what has relative precision
        shift = mpf(1) / 2 if fabs(p - mpf(1) / 2) < mpf(1) / 4 and probability in (pnorm, pt) else mpf(0)
        slope = (probability(x * (1 + h), *rest, upper) - value) / h
        if shift:
            step = (p - value) / slope
        else:
            step = log(p / value) * value / slope if p < mpf(1) / 2 else (p - value) / slope
        x *= exp(max(min(step, 1), -1))
        if fabs(step) < mpf(10) ** -25:
            return x
    raise ArithmeticError("no convergence")


def check(point):
    name, args, upper, value = point
    probability = PROBABILITY[name[1:]]
    numbers = [mpf(a) for a in args]
    if name[0] == "p":
        return probability(*numbers, upper)
    return mpf(0) if value == 0 else quantile(mpf(value), numbers[0], numbers[1:], upper, probability)


def two_doubles(x):
    high = float(x)
    return [high, float(x - mpf(high))]


def write(path, rows):
    with open(path, "w") as out:
        out.write("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")


def exact():
    rows = []
    for point in json.load(open("values.json")):
        truth = check(point)
        if fabs(mpf(point[3]) - truth) > ALLOWED * fabs(truth):
            rows.append([*point[:3], float(truth)])
    return rows


def elementary():
    random.seed(1)
    rows = []
    for _ in range(200):
        x = random.choice([random.uniform(-1, 1), random.uniform(-708, 709)])
        rows.append(["exp", [x], *two_doubles(exp(mpf(x)))])
        x = random.choice([random.uniform(0.5, 2), 10 ** random.uniform(-300, 300), 1 + random.uniform(-1, 1) * 1e-6])
        rows.append(["log", [x], *two_doubles(log(mpf(x)))])
        x = random.choice([random.uniform(0.9, 1.1), 10 ** random.uniform(-100, 100)])
        y = random.uniform(-700, 700) / float(log(mpf(x))) if random.random() < 0.5 else random.uniform(-3, 3)
        rows.append(["pow", [x, y], *two_doubles(power(mpf(x), mpf(y)))])
    return rows


if __name__ == "__main__":
    write("elementary.json", elementary())
    write("exact.json", exact())
