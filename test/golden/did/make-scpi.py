"""
Prediction intervals of German reunification by scpi_pkg 3.0.1 (GPL-2, run only, under pandas 2.1 and numpy 1.26), and the programs of a few draws
solved by cvxpy with Clarabel. Writes expected/scpi_germany.json. Run: python make-scpi.py, with these packages beside.
"""
import gzip
import json
import pathlib

import cvxpy as cp
import numpy as np
import pandas as pd
from scpi_pkg.scdata import scdata
from scpi_pkg.scpi import scpi

HERE = pathlib.Path(__file__).parent
with gzip.open(HERE.parent / "data" / "scpi_germany.csv.gz", "rt") as file:
    data = pd.read_csv(file)
others = [u for u in data.country.unique() if u != "West Germany"]
made = scdata(df=data, id_var="country", time_var="year", outcome_var="gdp", period_pre=np.arange(1960, 1991),
              period_post=np.arange(1991, 2004), unit_tr="West Germany", unit_co=others, constant=False, cointegrated_data=True)
np.random.seed(8894)
found = scpi(made, w_constr={"name": "simplex", "Q": 1}, sims=2000, u_missp=False, u_sigma="HC1", u_order=0, u_lags=0,
             e_method="gaussian", e_order=0, e_lags=0, u_alpha=0.05, e_alpha=0.05, cores=1, verbose=False)
wide = data.pivot(index="year", columns="country", values="gdp")
donors = sorted(others)
B, y = wide[donors].to_numpy()[:31], wide["West Germany"].to_numpy()[:31]
weights = np.array([float(found.w.loc[("West Germany", u)].iloc[0]) for u in donors])
rho = float(found.rho["West Germany"])
bounds = found.bounds["insample"].to_numpy()

left = y - B @ weights
errors = left * np.sqrt(31 / (31 - (np.sum(weights > 1e-6) - 1)))
floor = np.where(weights < rho, weights, 0.0)
root = np.linalg.cholesky(B.T @ B / 31).T
rng = np.random.default_rng(28)
draws = []
for _ in range(4):
    g = B.T @ (errors * rng.standard_normal(31)) / 31
    for year in (1991, 1997, 2003):
        p = wide.loc[year, donors].to_numpy()
        ends = []
        for sign in (1, -1):
            d = cp.Variable(len(donors))
            asked = cp.Problem(cp.Minimize(sign * (p @ d)), [cp.sum(d) == 0, weights + d >= floor, cp.sum_squares(root @ d) <= 2 * g @ d])
            asked.solve(solver=cp.CLARABEL)
            ends.append(sign * float(asked.value))
        draws.append(dict(g=g.tolist(), p=p.tolist(), low=ends[0], high=ends[1]))
out = dict(
    donors=donors, weights=weights.tolist(), rho=rho, B=B.T.tolist(), draws=draws,
    u_var=np.diag(found.u_var).tolist(), e_mean=float(np.array(found.e_mean).ravel()[0]),
    in_sample=[[float(a), float(b)] for a, b in bounds], periods=list(range(1991, 2004)), sims=2000,
)
(HERE / "expected" / "scpi_germany.json").write_text(json.dumps(out) + "\n")
print(out["rho"], out["in_sample"][0], draws[0]["low"], draws[0]["high"])
