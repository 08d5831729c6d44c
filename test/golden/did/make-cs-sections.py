"""Makes sections.csv, an unbalanced panel, and what csdid says of it: as an unbalanced panel (rows as cross-sections, influences by
unit), as repeated cross-sections (each row a unit), and of its balanced part.

pip install csdid==0.4.3 drdid==1.1.7; run in this folder.
"""
import json
import warnings

import numpy as np
import pandas as pd
from csdid import _version as version
from csdid.att_gt import ATTgt

warnings.simplefilter("ignore")
rng = np.random.default_rng(20240)
units, periods = 160, 6
rows = []
for unit in range(units):
    cohort = [0, 3, 4, 5][min(3, int(rng.integers(0, 6)))]
    trait, level = rng.normal(0.3 * (cohort > 0), 1), rng.normal()
    weight = round(rng.uniform(0.5, 2), 3)
    for period in range(1, periods + 1):
        x = trait + 0.2 * period + rng.normal(0, 0.3)
        effect = (0.5 + 0.2 * (period - cohort)) * (cohort > 0 and period >= cohort)
        y = level + 0.3 * period + 0.4 * x + effect + rng.normal(0, 0.5)
        rows.append((unit + 1, period, cohort, round(y, 6), round(x, 6), weight, unit // 4 + 1))
data = pd.DataFrame(rows, columns=["unit", "period", "g", "y", "x", "w", "region"])
data = data[rng.uniform(size=len(data)) > 0.12].reset_index(drop=True)
data["row"] = np.arange(1, len(data) + 1)
data.to_csv("sections.csv", index=False)


def fit(method, control, x, weights, base, sections):
    found = ATTgt(
        yname="y", tname="period", idname=None if sections else "unit", gname="g", data=data.copy(),
        control_group=control, cband=False, xformla=f"y ~ {x}", panel=not sections, allow_unbalanced_panel=not sections,
        weights_name="w" if weights else None,
    ).fit(est_method=method, base_period=base, bstrap=False)
    cells = pd.DataFrame({k: np.asarray(found.results[k], dtype=float) for k in ("group", "year", "att", "se")})
    averages = {}
    for kind in ("simple", "dynamic", "group", "calendar"):
        found.aggte(kind, na_rm=True, bstrap=False, cband=False)
        made = found.atte
        averages[kind] = {"overall_att": float(made["overall_att"]), "overall_se": float(np.squeeze(made["overall_se"]))}
    return {
        "group": cells.group.tolist(), "t": cells.year.tolist(), "att": cells.att.tolist(),
        "se": [None if np.isnan(v) else v for v in cells.se], "averages": averages,
    }


cases = []
for sections in (False, True):
    for method, x in (("dr", "x"), ("reg", "x"), ("ipw", "x"), ("dr", "1")):
        for control, weights, base in (("nevertreated", False, "varying"), ("notyettreated", True, "universal")):
            cases.append({
                "sections": sections, "method": method, "x": x, "control": control, "weights": weights, "base": base,
                **fit(method, control, x, weights, base, sections),
            })
with open("expected/csdid_sections.json", "w") as file:
    json.dump({"software": f"csdid 0.4.3, drdid 1.1.7", "cases": cases}, file, indent=1)
    file.write("\n")
