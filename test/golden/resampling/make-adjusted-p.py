"""Adjusted p-values by statsmodels, and Anderson's (2008) sharpened q-values by the search his program makes.

    python make-adjusted-p.py > expected/adjusted-p.json
"""
import json

import numpy as np
import statsmodels
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(2008)
families = {
    "one": [0.03],
    "ties": [0.01, 0.04, 0.01, 0.2, 0.04, 1.0],
    "castle": [0.1709323475088879, 0.22495347152741763, 0.34127000803507224, 0.033459051784428394, 0.7847616085853746, 0.06642122181249718],
    "signals": sorted(rng.beta(0.2, 4, 12).tolist(), key=lambda _: rng.random()),
    "null": rng.random(25).tolist(),
    "large": np.concatenate([rng.beta(0.1, 8, 40), rng.random(60)]).tolist(),
    "zeros": [0.0, 0.0, 0.5, 0.9],
}


def anderson(p):
    """q from 1 down by 0.001: the last at which two stages still reject."""
    p = np.asarray(p)
    m = len(p)
    order = np.argsort(p, kind="stable")
    ranked, ranks = p[order], np.arange(1, m + 1)
    q = np.ones(m)
    for step in range(1000, 0, -1):
        rate = step / 1000
        prime = rate / (1 + rate)
        first = np.max(np.where(prime * ranks / m >= ranked, ranks, 0))
        second = np.inf if first == m else prime * (m / (m - first))
        rejected = np.max(np.where(second * ranks / m >= ranked, ranks, 0))
        q[ranks <= rejected] = rate
    out = np.empty(m)
    out[order] = q
    return out.tolist()


def of(p):
    by = lambda method: multipletests(p, method=method)[1].tolist()
    rates = [0.01, 0.05, 0.1, 0.2]
    return {
        "p": p,
        "holm": by("holm"),
        "bonferroni": by("bonferroni"),
        "benjamini_hochberg": by("fdr_bh"),
        "benjamini_yekutieli": by("fdr_by"),
        "anderson": anderson(p),
        "two_stage": {str(rate): multipletests(p, alpha=rate, method="fdr_tsbky")[0].tolist() for rate in rates},
    }


print(json.dumps({"software": f"statsmodels {statsmodels.__version__}", "families": {k: of(v) for k, v in families.items()}}))
