"""
Peer diff-diff on powers of pre-tests: answers commands read from stdin, a line each, by "ok ..." or "error ...".
  load SLOPE WEIGHT,... VARIANCE,...   leads by their distance from the reference, and their covariance row by row
  time                                 both tests' power at the slope and the slope of power 0.8, milliseconds
  found                                of the last call: power of any lead, of the joint test, the slope
"""
import gc
import time

import numpy as np
from answering import answer, numbers

problem = {}


def load(slope, weights, covariance):
    weights = np.array([float(v) for v in weights.split(",")])
    covariance = np.array([float(v) for v in covariance.split(",")]).reshape(len(weights), len(weights))
    problem.update(slope=float(slope), weights=weights, covariance=covariance)
    return ""


def timed():
    from diff_diff.pretrends import PreTrendsPower

    gc.collect()
    start = time.perf_counter()
    given = (problem["slope"], problem["weights"], problem["covariance"])
    any_lead, joint = (PreTrendsPower(pretest_form=form)._compute_power(*given)[0] for form in ("nis", "wald"))
    slope = PreTrendsPower(power=0.8)._compute_mdv(*given[1:])
    problem["found"] = [any_lead, joint, slope]
    return str(1e3 * (time.perf_counter() - start))


answer({"load": load, "time": timed, "found": lambda: numbers(problem["found"])})
