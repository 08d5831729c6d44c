"""Power of both pre-tests and slopes they find, by diff-diff 3.13.0, on the inputs of pretrends_*.json and on eight and twelve leads of a
correlated path: python make-diff-diff.py > expected/diff_diff.json"""
import json
import sys
from pathlib import Path

import numpy as np
from diff_diff.pretrends import PreTrendsPower

here = Path(__file__).parent / "expected"


def case(name, events, reference, sigma, slopes):
    pre = [i for i, e in enumerate(events) if e < reference]
    vcov = np.array(sigma)[np.ix_(pre, pre)]
    weights = np.abs(np.array([events[i] - reference for i in pre], float))
    out = {"name": name, "events": events, "reference": reference, "sigma": sigma, "slopes": []}
    for slope in slopes:
        row = {"slope": slope}
        for form in ("nis", "wald"):
            test = PreTrendsPower(alpha=0.05, pretest_form=form)
            np.random.seed(1)
            row[form] = test._compute_power(slope, weights, vcov)[0]
        out["slopes"].append(row)
    for target in (0.5, 0.8):
        test = PreTrendsPower(alpha=0.05, power=target, pretest_form="wald")
        out[f"wald_{target}"] = float(test._compute_mdv(weights, vcov))
    return out


cases = []
for name in ("hewang", "mpdta_sunab", "castle_twfe"):
    given = json.loads((here / f"pretrends_{name}.json").read_text())["input"]
    se = float(np.sqrt(np.min(np.diag(np.array(given["sigma"])))))
    cases.append(case(name, given["tVec"], given["reference"], given["sigma"], [0.2 * se, 0.7 * se]))
for n in (8, 12):
    events = [e for e in range(-n - 1, 2) if e != -1]
    k = len(events)
    sigma = [[(0.5 + 0.5 * 0.6 ** abs(i - j)) * (0.1 + 0.01 * i) * (0.1 + 0.01 * j) for j in range(k)] for i in range(k)]
    cases.append(case(f"{n} leads", events, -1, sigma, [0.005, 0.02]))
json.dump({"software": "diff-diff 3.13.0", "cases": cases}, sys.stdout, indent=1)
