"""Reference numbers of pydynpd 5.2.0 (MIT), with its iterations stopped at changes of 1e-13 in place of 1e-6.

Run in a folder with EmplUK.csv, smartcity_sim.csv (test/golden/data) and the package; writes pydynpd.json. Of a one-step fit the
tests are those of two steps. In a system of orthogonal deviations pydynpd gives iv() first differences, and every unit the H of a
balanced panel, so such systems are taken on a balanced panel, without iv().
"""
import json
import warnings

import numpy as np
import pandas as pd
from pydynpd import regression

warnings.filterwarnings("ignore")
empl = pd.read_csv("EmplUK.csv")
for log, level in (("n", "emp"), ("w", "wage"), ("k", "capital")):
    empl[log] = np.log(empl[level])
DATA = {"EmplUK": (empl, ["firm", "year"]), "smartcity_sim": (pd.read_csv("smartcity_sim.csv"), ["city", "year"])}
A = "n L(1:2).n w k | gmm(n, 2:4) gmm(w, 1:3) iv(k) | nolevel"
C = "quality L1.quality did eco urban | gmm(quality, 2:4) gmm(eco, 1:2) gmm(did urban, 1:1) | "
CASES = [
    ("EmplUK", A), ("EmplUK", A + " fod"), ("EmplUK", A + " fod onestep"), ("EmplUK", A + " iterated"),
    ("EmplUK", "n L1.n w k | gmm(n, 2:99) gmm(w k, 2:99) | nolevel fod collapse"),
    ("EmplUK", "n L1.n w k | gmm(n, 2:99) gmm(w, 1:99) iv(k) | nolevel iterated collapse"),
    ("smartcity_sim", "quality L1.quality did eco urban | gmm(quality, 2:4) gmm(eco, 1:2) iv(did urban) | nolevel fod"),
    ("smartcity_sim", "quality L1.quality did eco urban | gmm(quality, 2:4) gmm(eco, 1:2) iv(did urban) | onestep"),
    ("smartcity_sim", "quality L1.quality did eco urban | gmm(quality, 2:4) gmm(eco, 1:2) iv(did urban) | "),
    ("smartcity_sim", C + "fod"), ("smartcity_sim", C + "fod onestep"), ("smartcity_sim", C + "fod collapse"),
]
out = []
for data, command in CASES:
    table, index = DATA[data]
    model = regression.abond(command.rstrip(" |") if command.endswith("| ") else command, table.copy(), index).models[0]
    found = model.regression_table
    case = {"data": data, "command": command.strip(" |"), "software": "pydynpd 5.2.0"}
    case["coef"] = dict(zip(found["variable"], map(float, found["coefficient"])))
    case["se"] = dict(zip(found["variable"], map(float, found["std_err"])))
    case |= {"hansen": float(model.hansen.test_value), "hansen_df": int(model.hansen.df), "ar": [float(test.AR) for test in model.AR_list]}
    case |= {"nobs": int(model.num_obs), "n_groups": int(model.N)}
    out.append(case)
json.dump(out, open("pydynpd.json", "w"), indent=1)
