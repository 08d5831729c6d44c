"""
Peers within and pyfixest: keeps one problem in memory and answers commands read from stdin, a line each, by "ok ..." or "error ...".
  load PEER FOLDER      reads the problem: manifest, columns.f64, codes.i32
  choose                the fastest method of the peer, by two calls of each; its name
  use METHOD            takes this one
  demean [TOLERANCE]    all columns, by the defaults otherwise; milliseconds of each call
  save FILE             the columns of the last demean, one after the other, f64
  verdict               iterations of the last demean, or nan where none are told, and 1 where it converged, else 0
  feols                 pyfixest's regression of the first column on the others, errors clustered as the manifest says; milliseconds
  estimate              coefficients, then their errors, of the last feols
A command is repeated for about ROUND_MS. Garbage is collected before, outside the clock; what is compiled is so before it, on few
rows. Threads are set by the environment: RAYON_NUM_THREADS, NUMBA_NUM_THREADS, OMP_NUM_THREADS.
"""
import gc
import importlib.util
import os
import sys
import time
import warnings

import numpy as np

warnings.simplefilter("ignore")

ROUND_MS = 20
FEW_ROWS = 1_000
SWEEPS_TO_CHOOSE = 60  # projections that take more are not the fastest
LONG = 2  # seconds: a call of more is not repeated
WORTH_COMPILING = 0.1  # seconds: compilation takes ten, and is tried where the others take this long

problem = {}


def timed(work):
    problem.pop("result", None)
    gc.collect()
    times = []
    while sum(times) < ROUND_MS:
        start = time.perf_counter()
        result = work()
        times.append(1e3 * (time.perf_counter() - start))
    problem["result"] = result
    return times


class Within:
    def __init__(self):
        import within

        self.module = within
        config = within.PreconditionerConfig
        self.methods = {"adaptive": config.Adaptive(), "additive": config.Additive()}
        self.code_type = np.uint32

    def demean(self, method, codes, columns, tolerance=None, most=None):
        options = None if tolerance is None else self.module.LsmrOptions(tol=tolerance)
        solved = self.module.solve_batch(codes, columns, options=options, preconditioner=self.methods[method])
        return solved.demeaned, max(solved.iterations), all(solved.converged)


class Pyfixest:
    def __init__(self):
        from pyfixest.demeaners import LsmrDemeaner, MapDemeaner
        from pyfixest.estimation.internals.demean_ import dispatch_demean

        self.methods = ["rust", "within", *(["numba"] if importlib.util.find_spec("numba") else [])]
        self.map, self.lsmr, self.dispatch = MapDemeaner, LsmrDemeaner, dispatch_demean
        self.code_type = np.uintp

    def demeaner(self, method, tolerance=None, most=None):
        if method == "within":
            both = {} if tolerance is None else {"fixef_atol": tolerance, "fixef_btol": tolerance}
            return self.lsmr(backend=method, **both)
        one = {} if tolerance is None else {"fixef_tol": tolerance}
        limit = {} if most is None else {"fixef_maxiter": most}
        return self.map(backend=method, **one, **limit)

    def demean(self, method, codes, columns, tolerance=None, most=None):
        demeaner = self.demeaner(method, tolerance, most)
        demeaned, converged, _ = self.dispatch(x=columns, flist=codes, weights=None, demeaner=demeaner)
        return demeaned, float("nan"), bool(converged)


def load(peer, folder):
    with open(os.path.join(folder, "manifest")) as file:
        n, names, effects, cluster, formula = file.read().splitlines()
    n, names, effects = int(n), names.split(), effects.split()
    columns = np.fromfile(os.path.join(folder, "columns.f64")).reshape(len(names), n).T
    codes = np.fromfile(os.path.join(folder, "codes.i32"), dtype=np.int32).reshape(-1, n)
    problem.update(peer={"within": Within, "pyfixest": Pyfixest}[peer](), columns=columns, names=names)
    problem["codes"] = np.asfortranarray(codes[: len(effects)].T.astype(problem["peer"].code_type))
    problem["categories"] = dict(zip([*effects, *([cluster] if cluster not in effects else [])], codes))
    problem["cluster"] = cluster
    problem["model"] = f"{names[0]} ~ {' + '.join(names[1:]) or '1'} | {formula}"
    return []


def compile_method(method):
    """What is compiled at the first call is."""
    few = slice(0, FEW_ROWS)
    columns, codes = np.asfortranarray(problem["columns"][few]), np.asfortranarray(problem["codes"][few])
    problem["peer"].demean(method, codes, columns, None, 5)


def use(method):
    compile_method(method)
    problem["method"] = method
    return []


def best_of_two(method):
    """Seconds of the shorter of two calls, of one where it was long; infinity where it did not converge."""
    took = []
    while len(took) < 2 and sum(took) < LONG:
        start = time.perf_counter()
        _, _, converged = problem["peer"].demean(method, problem["codes"], problem["columns"], None, SWEEPS_TO_CHOOSE)
        took.append(time.perf_counter() - start if converged else float("inf"))
    return min(took)


def choose():
    best, least = None, float("inf")
    for method in problem["peer"].methods:
        if method == "numba" and least < WORTH_COMPILING:
            continue
        compile_method(method)
        took = best_of_two(method)
        if took < least:
            best, least = method, took
    if best is None:
        raise ValueError("no method converged")
    problem["method"] = best
    return [best]


def demean(tolerance):
    peer, method = problem["peer"], problem["method"]
    return timed(lambda: peer.demean(method, problem["codes"], problem["columns"], tolerance))


def save(path):
    np.asfortranarray(problem["result"][0]).T.tofile(path)
    return []


def verdict():
    _, iterations, converged = problem["result"]
    return [float(iterations), int(converged)]


def panel():
    if "panel" not in problem:
        import pandas

        columns = {name: problem["columns"][:, j] for j, name in enumerate(problem["names"])}
        problem["panel"] = pandas.DataFrame({**columns, **problem["categories"]})
    return problem["panel"]


def feols():
    import pyfixest

    how = {
        "vcov": {"CRV1": problem["cluster"]},
        "fixef_rm": "none",
        "copy_data": False,
        "store_data": False,
        "demeaner": problem["peer"].demeaner(problem["method"]),
    }
    rows = panel()
    if "compiled" not in problem:
        problem["compiled"] = pyfixest.feols(problem["model"], rows[:FEW_ROWS], **how)
    return timed(lambda: pyfixest.feols(problem["model"], rows, **how))


def estimate():
    fit, names = problem["result"], problem["names"][1:]
    return [*fit.coef()[names], *fit.se()[names]]


def answer(words):
    command, *rest = words
    if command == "demean":
        return demean(*[float(word) for word in rest] or [None])
    commands = {"load": load, "choose": choose, "use": use, "save": save}
    return {**commands, "verdict": verdict, "feols": feols, "estimate": estimate}[command](*rest)


for line in sys.stdin:
    try:
        print("ok", *[word if isinstance(word, str) else repr(float(word)) for word in answer(line.split())], flush=True)
    except Exception as error:  # told to whoever asked
        print("error", type(error).__name__, " ".join(str(error).split()), flush=True)
