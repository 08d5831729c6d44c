"""The causal cluster variance by given splits, of pyfixest's own function: writes causal.json beside this file.

pip install pyfixest==0.60.0
"""
import json
import pathlib

import numpy as np
import pandas as pd
import pyfixest
from pyfixest.estimation.post_estimation.ccv import _compute_CCV

N, CLUSTERS, CASES = 240, 8, 4


class Given:
    """Stands in for the generator of random splits."""

    def __init__(self, split):
        self.split = split

    def choice(self, _, size):
        assert size == len(self.split)
        return self.split


def case(seed):
    rng = np.random.default_rng(seed)
    clusters = rng.integers(0, CLUSTERS, N)
    treatment = (rng.random(N) < 0.2 + 0.6 * (clusters % 3 == 0)).astype(int)
    y = np.round(1 + (0.5 + 0.4 * clusters) * treatment + 0.3 * clusters + rng.normal(size=N), 6)
    split = rng.random(N) < 0.5
    data = pd.DataFrame({"y": y, "w": treatment, "g": clusters})
    full = pyfixest.feols("y ~ w", data)
    variance = _compute_CCV(
        fml="y ~ w",
        Y=y,
        X=full._X,
        W=treatment,
        rng=Given(split),
        data=data,
        treatment="w",
        cluster_vec=clusters,
        pk=1,
        tau_full=float(full.coef().xs("w")),
    )
    return {
        "y": y.tolist(),
        "treatment": treatment.tolist(),
        "clusters": clusters.tolist(),
        "split": split.astype(int).tolist(),
        "variance": float(variance) / N,
    }


found = {"pyfixest": pyfixest.__version__, "n": N, "nClusters": CLUSTERS, "cases": [case(s) for s in range(CASES)]}
pathlib.Path(__file__).with_name("causal.json").write_text(json.dumps(found) + "\n")
