"""Quantiles of |N(t, 1)| with 40 digits by mpmath: python make-folded-normal.py > folded-normal.json"""
import json
from mpmath import mp, mpf, erfc, sqrt, findroot

mp.dps = 40


def tail(x):
    return erfc(x / sqrt(mpf(2))) / 2


def quantile(t, alpha):
    t, alpha = mpf(t), mpf(alpha)
    z = findroot(lambda x: tail(x) - alpha, 1.6)
    return findroot(lambda c: tail(c - t) + tail(c + t) - alpha, t + z)


CASES = [("0", "0.05"), ("0.1", "0.05"), ("0.5", "0.05"), ("1", "0.05"), ("2", "0.05"), ("5", "0.05"), ("40", "0.05"), ("0.3", "0.005"), ("0.3", "0.32"), ("3", "1e-6")]
print(json.dumps({"software": "mpmath", "digits": 40, "cases": [{"t": float(t), "alpha": float(a), "quantile": float(quantile(t, a))} for t, a in CASES]}, indent=1))
