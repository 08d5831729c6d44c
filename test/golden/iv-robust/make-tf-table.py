"""The critical value function of the tF procedure, derived: the knots of src/verbs/iv/inference/tf.ts.

Under the worst correlation, 1, the squared t of a just-identified equation is f^2 (f - f0)^2 / f0^2 with f ~ N(f0, 1) the t of
the first stage. c(f^2), infinite up to the normal quantile r, is such that t^2 > c^2 with probability alpha for every f0. For
f0 > 0 that is f above `up` or below -`low`, where c(up) = up (up - f0) / f0 and c(low) = low (low + f0) / f0, and low < up:
going up in f0, c at `low` is known, so `up` is a normal quantile and c there follows. It starts from the limit
c sqrt(f - r) -> r^(5/2) / sqrt(2) (1 - kappa (f - r)), which f0 -> 0 gives. Run: python make-tf-table.py (scipy)."""
import numpy as np
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq
from scipy.stats import norm


def curve(alpha, start=400.0, step=0.1, last=12.0):
    r = norm.isf(alpha / 2)
    limit = r**2.5 / np.sqrt(2)

    def ahead(f0, y, high):
        """s and y at `up`, given y(s) at `low`; s = sqrt(f - r), y = s c."""

        def excess(s):
            f = r + s * s
            return y(s) - s * f * (f + f0) / f0

        while excess(high) > 0:
            high *= 1.01
        s = brentq(excess, 0, high, xtol=1e-15)
        z = norm.isf(alpha - norm.sf(r + s * s + f0))
        s_up = np.sqrt(f0 + z - r)
        return s_up, s_up * (f0 + z) * z / f0

    # What kappa is left out at `low` comes back at `up`, so the value found without it is twice kappa.
    s, y0 = ahead(r * r / 3000, lambda _: limit, 1e-5)
    kappa = (1 - y0 / limit) / (s * s) / 2
    S, Y = [], []

    def y(s):
        if len(S) < 4 or s < S[0]:
            return limit * (1 - kappa * s * s)
        i = min(max(np.searchsorted(S, s) - 2, 0), len(S) - 4)
        xs, ys = S[i : i + 4], Y[i : i + 4]
        weights = [np.prod([(s - xs[k]) / (xs[j] - xs[k]) for k in range(4) if k != j]) for j in range(4)]
        return sum(ys[j] * weights[j] for j in range(4))

    at = np.concatenate([r * r / np.arange(start, r * r / 0.1, -step), np.arange(0.101, last, 0.005)])
    for f0 in np.unique(at):
        s, value = ahead(f0, y, S[-1] if S else 1e-4)
        S.append(s)
        Y.append(value)
    return r, CubicSpline([0, *S], [limit, *Y])


if __name__ == "__main__":
    for alpha, top in ((0.05, 7.0), (0.01, 7.5)):
        r, spline = curve(alpha)
        end = np.sqrt(top - r)
        n = 64
        knots = spline(np.linspace(0, end, n + 1))
        print(alpha, repr(float(r)), repr(float(norm.isf(alpha))), repr(float(end / n)))
        print("[" + ", ".join(f"{v:.10f}" for v in knots) + "]")
