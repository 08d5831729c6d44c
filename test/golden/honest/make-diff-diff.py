"""Fixed-length intervals and identified sets by Python's diff-diff on the inputs of expected/: python make-diff-diff.py > diff-diff.json"""
import json
import pathlib
import warnings

import numpy as np
import diff_diff
from diff_diff import honest_did as h

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent
CASES = {
    "honest_bc": [0, 0.05, 0.1, 0.3],
    "honest_castle_twfe": [0, 0.02, 0.05],
    "honest_ehec": [0, 0.005, 0.01, 0.02, 0.05],
    "honest_mpdta_sunab": [0, 0.005, 0.01, 0.02],
}
out = []
for name, values in CASES.items():
    given = json.loads((here / "expected" / f"{name}.json").read_text())["input"]
    beta, sigma, n_pre = np.array(given["betahat"]), np.array(given["sigma"]), given["num_pre"]
    sigma = (sigma + sigma.T) / 2
    n_post = len(beta) - n_pre
    for l in (np.eye(n_post)[0], np.full(n_post, 1 / n_post)):
        smooth = []
        for M in values:
            low, high, _ = h._flci_solve(beta[:n_pre], beta[n_pre:], sigma, l, n_pre, n_post, M, 0.05, None)
            smooth.append({"M": M, "low": float(low), "high": float(high)})
        relative = []
        for M in (0.5, 1, 2):
            low, high = h._solve_rm_bounds_union(beta[:n_pre], beta[n_pre:], l, n_pre, M)
            relative.append({"M": M, "low": float(low), "high": float(high)})
        out.append({"id": name, "l_vec": l.tolist(), "flci": smooth, "identified_rm": relative})
print(json.dumps({"software": f"diff-diff {diff_diff.__version__}", "cases": out}, indent=1))
