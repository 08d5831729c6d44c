"""
Peer diff-diff on effects: keeps them in memory and answers commands read from stdin, a line each, by "ok ..." or "error ...".
  load FOLDER BASE PRE COUNT M,...   reads columns.f64: estimates, then rows of their covariance
  time                               makes the sets once, milliseconds: fixed-length intervals (sd), identified sets with intervals (rm)
  found                              of the last call: ends of intervals (sd) or of identified sets (rm), by M
"""
import gc
import os
import time
import warnings

import numpy as np
from diff_diff import honest_did
from answering import answer, numbers

warnings.simplefilter("ignore")
problem = {}


def load(folder, base, n_pre, count, values):
    n = int(count)
    columns = np.fromfile(os.path.join(folder, "columns.f64")).reshape(n + 1, n)
    problem.update(base=base, n_pre=int(n_pre), beta=columns[0], sigma=columns[1:], values=[float(v) for v in values.split(",")])
    return ""


def sets():
    beta, sigma, n_pre = problem["beta"], problem["sigma"], problem["n_pre"]
    n_post = len(beta) - n_pre
    l = np.eye(n_post)[0]
    found = []
    for M in problem["values"]:
        if problem["base"] == "sd":
            low, high, _ = honest_did._flci_solve(beta[:n_pre], beta[n_pre:], sigma, l, n_pre, n_post, M, 0.05, None)
        else:
            low, high = honest_did._solve_rm_bounds_union(beta[:n_pre], beta[n_pre:], l, n_pre, M)
            honest_did._compute_flci(low, high, np.sqrt(l @ sigma[n_pre:, n_pre:] @ l), 0.05)
        found += [low, high]
    return found


def timed():
    gc.collect()
    start = time.perf_counter()
    problem["found"] = sets()
    return str(1e3 * (time.perf_counter() - start))


answer({"load": load, "time": timed, "found": lambda: numbers(problem["found"])})
