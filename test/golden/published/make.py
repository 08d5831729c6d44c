"""
Reads the results of Stata that the Python packages linearmodels 7.1 and statsmodels 0.15.0 keep for their own tests, and writes
them, number by number as they stand there, to the JSON files of this folder; the data they were made on go to ../data. Nothing is
estimated here.

    pip download --no-deps linearmodels==7.1 statsmodels==0.15.0, and unzip both wheels into FOLDER
    python make.py FOLDER        (pandas, for the .dta files)
"""
import ast
import gzip
import io
import json
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
ROOT = Path(sys.argv[1])
LINEARMODELS = ROOT / "linearmodels" / "tests"
STATSMODELS = ROOT / "statsmodels"


def write_data(name: str, table: pd.DataFrame) -> None:
    """Shortest digits that give the same double (or single) back; no time of day in the archive."""
    text = table.to_csv(index=False, lineterminator="\n").encode()
    with open(HERE.parent / "data" / f"{name}.csv.gz", "wb") as file:
        with gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as archive:
            archive.write(text)


def write_cases(name: str, head: dict, cases: list) -> None:
    """A case a line."""
    lines = ",\n".join("  " + json.dumps(case) for case in cases)
    text = json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + lines + "\n ]\n}\n"
    json.loads(text)
    (HERE / f"{name}.json").write_text(text)


# ------------------------------------------------------------------------------------------------ estout, of linearmodels


def blocks(path: Path) -> dict:
    """The lines of each block, by its heading between exclamation marks."""
    found: dict = {}
    key = None
    for line in path.read_text().splitlines():
        if line.startswith("####"):
            key = line.split("!")[1]
            found[key] = []
        elif line.strip():
            found[key].append(line.strip().split("\t"))
    return found


def read_block(lines: list, per_term: list) -> dict:
    """Terms and scalars, then the covariance (its lower triangle); what follows, the weights of GMM, is not kept."""
    start = next(i for i, line in enumerate(lines) if line[0].startswith("b/t")) + 1
    end = next(i for i, line in enumerate(lines) if line[0].startswith("***"))
    terms, stats = {}, {}
    i = start
    while i < end:
        name, *value = lines[i]
        below = lines[i + 1 : i + len(per_term)]
        is_term = bool(value) and all(len(line) == 1 and is_number(line[0]) for line in below) and len(below) > 0
        if is_term and "rss" not in stats and name not in ("r2", "rss"):
            terms[name] = dict(zip(per_term, [value[0], *(line[0] for line in below)]))
            i += len(per_term)
            continue
        if value:
            stats[name] = value[0]
        i += 1
    names = lines[end + 2]
    rows = lines[end + 3 : end + 3 + len(names)]
    assert [row[0] for row in rows] == names, (names, rows)
    return {"terms": terms, "stats": stats, "names": names, "V": [row[1 : j + 2] for j, row in enumerate(rows)]}


def is_number(text: str) -> bool:
    try:
        float(text)
        return True
    except ValueError:
        return False


def linearmodels_iv() -> None:
    folder = LINEARMODELS / "iv" / "results"
    housing = pd.read_csv(folder / "housing.csv", index_col=0)
    write_data("hsng2", housing)
    write_data("simulated_iv", pd.read_stata(folder / "simulated-data.dta").drop(columns=["index", "_cons"]))
    cases = []
    for key, lines in blocks(folder / "stata-iv-housing-results.txt").items():
        method, variance, small = key.split("-")
        by = {"unadjusted": "unadjusted", "robust": "robust", "cluster": "cluster division"}[variance]
        given = "wmatrix" if method == "gmm" else "vce"
        tail = " small" if small == "small" else ""
        command = f"ivregress {method} rent pcturban (hsngval = faminc i.region), {given}({by}){tail}"
        cases.append({"name": f"housing {key}", "data": "hsng2", "command": command, **read_block(lines, ["b", "t"])})
    pattern = r"(\w+)-num_endog_(\d)-num_exog_(\d)-num_instr_(\d)-weighted_(\w+)-(.*\))-(\w*)$"
    outcomes = {"unadjusted": "y_unadjusted", "robust": "y_robust", "cluster": "y_clustered", "hac": "y_kernel"}
    for key, lines in blocks(folder / "stata-iv-simulated-results.txt").items():
        method, endogenous, exogenous, instruments, weighted, variance, other = re.match(pattern, key).groups()
        y = outcomes[re.search(r"\((\w+)", variance)[1]]
        w = {"0": "", "3": " x3 x4 x5"}[exogenous]
        x = {"1": "x1", "2": "x1 x2"}[endogenous]
        z = {"1": "z1", "2": "z1 z2"}[instruments]
        weight = " [aweight=weights]" if weighted == "True" else ""
        options = " ".join([variance, *other.split("_")]).strip()
        command = f"ivregress {method} {y}{w} ({x} = {z}){weight}, {options}"
        case = {"name": f"simulated {key}", "data": "simulated_iv", "command": command}
        cases.append({**case, **read_block(lines, ["b", "t"])})
    head = {
        "software": "Stata 13, ivregress",
        "from": "linearmodels 7.1, tests/iv/results: stata-iv-housing-results.txt, stata-iv-simulated-results.txt",
        "tsset": {"simulated_iv": "xtset one time"},
    }
    write_cases("linearmodels-iv", head, cases)


def linearmodels_panel() -> None:
    folder = LINEARMODELS / "panel" / "results"
    table = pd.read_stata(folder / "simulated-panel.dta")
    table["time"] = table["time"].dt.year
    # the file numbers rows, Stata's runs had a number a firm: 1,000 clusters
    table["firm_id"] = table["firm"].str[-4:].astype(int)
    write_data("simulated_panel", table.drop(columns=["index", "firm", "intercept", "x6"]))
    commands = {
        "between-conventional-": "xtreg {}, be vce(conventional)",
        "between-conventional-wls": "xtreg {}, be wls vce(conventional)",
        "fixed_effect-conventional-": "xtreg {}, fe vce(conventional)",
        "fixed_effect-robust-": "xtreg {}, fe vce(robust)",
        "fixed_effect-cluster-": "xtreg {}, fe vce(cluster firm_id)",
        "random_effect-conventional-": "xtreg {}, re vce(conventional)",
        "random_effect-robust-": "xtreg {}, re vce(robust)",
        "random_effect-cluster-": "xtreg {}, re vce(cluster firm_id)",
        "fixed_effect-conventional-weighted": "xtreg {} [aweight=w], fe vce(conventional)",
        "fixed_effect-robust-weighted": "xtreg {} [aweight=w], fe vce(robust)",
        "fixed_effect-cluster-weighted": "xtreg {} [aweight=w], fe vce(cluster firm_id)",
        "pooled-conventional-": "regress {}, vce(ols)",
        "pooled-robust-": "regress {}, vce(robust)",
        "pooled-cluster-": "regress {}, vce(cluster firm_id)",
        "pooled-conventional-weighted": "regress {} [aweight=w], vce(ols)",
        "pooled-robust-weighted": "regress {} [aweight=w], vce(robust)",
        "pooled-cluster-weighted": "regress {} [aweight=w], vce(cluster firm_id)",
    }
    cases = []
    for key, lines in blocks(folder / "stata-panel-simulated-results.txt").items():
        kind, ending = re.match(r"(.*)-(|_light|_heavy)$", key).groups()
        variables = " ".join(name + ending for name in ["y", "x1", "x2", "x3", "x4", "x5"])
        case = {"name": key, "data": "simulated_panel", "command": commands[kind].format(variables)}
        cases.append({**case, **read_block(lines, ["b", "t", "p"])})
    head = {
        "software": "Stata 13, xtreg and regress",
        "from": "linearmodels 7.1, tests/panel/results/stata-panel-simulated-results.txt",
        "tsset": {"simulated_panel": "xtset firm_id time"},
    }
    write_cases("linearmodels-panel", head, cases)


# ------------------------------------------------------------------------------------- estmat2nparray, of statsmodels

NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$", re.IGNORECASE)


def literals(source: str, node: ast.AST) -> list:
    """The numbers of an array as they are written; None for nan."""
    call = node
    while not (isinstance(call.func, ast.Attribute) and call.func.attr == "array"):
        call = call.func.value  # .reshape(...)
    texts = [ast.get_source_segment(source, element) for element in call.args[0].elts]
    return [text if NUMBER.match(text) else None for text in texts]


def bunches(path: Path) -> list:
    """(name, comments above, scalars and words of e(), table by term, covariance) of each result, in the file's order."""
    source = path.read_text()
    found, now, named = [], {}, {}
    for node in ast.parse(source).body:
        if not isinstance(node, ast.Assign):
            continue
        name, value = node.targets[0].id, node.value
        function = value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else ""
        if name == "est":
            now = {"est": {k.arg: ast.get_source_segment(source, k.value) for k in value.keywords}, "line": node.lineno}
            for k in value.keywords:
                if isinstance(k.value, ast.Constant) and isinstance(k.value.value, str):
                    now["est"][k.arg] = k.value.value
        elif name in ("params_table", "cov"):
            now[name] = literals(source, value)
        elif name in ("param_names", "params_table_colnames", "params_table_rownames", "cov_rownames"):
            now[name] = named[name] = eval(ast.unparse(value), {"__builtins__": {}}, named)
        elif function == "ParamsTableTestBunch" and "params_table" in now:
            found.append((name, now))
    return found


KEPT = re.compile(
    "N|N_clust|N_clust1|N_clust2|df_m|df_r|r2|r2_a|rmse|mss|rss|F|Fp|Fdf1|Fdf2|ll|ll_0|chi2|p|r2_p|J|J_df|r2u|r2c|cdf|widstat|"
    "idstat|idp|iddf|sargan|sarganp|sargandf|j|jp|jdf|yy|yyc|sigmasq|cd|aic|bic|deviance|Q|archi2|archi2p|arf|arfp|N_g"
)


def read_bunch(now: dict) -> dict:
    columns, rows, names = now["params_table_colnames"], now["params_table_rownames"], now["cov_rownames"]
    if set(rows) == {"_cons"}:  # of gmm, where each parameter is the constant of an equation
        rows = names = [re.sub("^xb_", "", name).replace("b0", "_cons") for name in now["est"]["params"].split()]
    kept = {"b": "b", "se": "se", "t": "t", "z": "t", "pvalue": "p", "ll": "ll", "ul": "ul"}
    table = np.array(now["params_table"], dtype=object).reshape(len(rows), len(columns))
    terms = {}
    for name, row in zip(rows, table):
        values = {kept[column]: value for column, value in zip(columns, row) if column in kept and value is not None}
        if len(values) > 1:
            terms[name] = values
    cov = np.array(now["cov"], dtype=object).reshape(len(names), len(names))
    stats = {name: value for name, value in now["est"].items() if KEPT.fullmatch(name) and NUMBER.match(value)}
    return {"terms": terms, "stats": stats, "names": names, "V": [list(row[: j + 1]) for j, row in enumerate(cov)]}


GRUNFELD = "regression/tests/results/results_grunfeld_ols_robust_cluster.py"
MACRO = "regression/tests/results/results_macro_ols_robust.py"
GRILICHES = "sandbox/regression/tests/results_ivreg2_griliches.py"
GMM = "sandbox/regression/tests/results_gmm_griliches.py"
GMM_ITERATED = "sandbox/regression/tests/results_gmm_griliches_iter.py"
SHIPS = "discrete/tests/results/results_count_robust_cluster.py"
DEATHS = "discrete/tests/results/results_poisson_constrained.py"
DATA = {
    GRUNFELD: "grunfeld",
    MACRO: "macrodata",
    GRILICHES: "griliches76",
    GMM: "griliches76",
    GMM_ITERATED: "griliches76",
    SHIPS: "ships",
    DEATHS: "doctors",
}
# results of R that stand in the same files, under Stata's names
OF_R = re.compile("results_cluster_crv|results_cluster_jk")
# e() without cmdline: what the file and its tests say the command was
UNNAMED = {"results_nw_groupsum4": "xtscc invest mvalue kstock, lag(4)"}


def statsmodels() -> None:
    write_statsmodels_data()
    cases = []
    for file, data in DATA.items():
        for name, now in bunches(STATSMODELS / file):
            if OF_R.match(name):
                continue
            command = UNNAMED.get(name) or now["est"]["cmdline"]
            case = {"name": f"{Path(file).stem} {name}", "data": data, "command": command}
            cases.append({**case, **read_bunch(now)})
    cases += panel_robust()
    head = {
        "software": "Stata 11 to 13: regress, ivreg2, newey, xtscc, poisson, gmm",
        "from": "statsmodels 0.15.0: " + ", ".join([*DATA, PANEL_ROBUST]),
        "tsset": {
            "macrodata": "xtset one quarter",
            "grunfeld": "xtset company time",
        },
    }
    write_cases("statsmodels", head, cases)


PANEL_ROBUST = "stats/tests/results/results_panelrobust.py"


def panel_robust() -> list:
    """Covariances alone, of the commands that the file's test names: newey and xtscc at three lags."""
    source = (STATSMODELS / PANEL_ROBUST).read_text()
    cases = []
    for node in ast.parse(source).body:
        kind = re.match(r"cov_(pnw|dk)(\d)_stata", node.targets[0].id) if isinstance(node, ast.Assign) else None
        if kind is None:
            continue
        command = {"pnw": "newey invest mvalue kstock, lag({}) force", "dk": "xtscc invest mvalue kstock, lag({})"}
        values = np.array(literals(source, node.value), dtype=object).reshape(3, 3)
        case = {"name": f"results_panelrobust {node.targets[0].id}", "data": "grunfeld"}
        rows = [list(row[: j + 1]) for j, row in enumerate(values)]
        names = ["mvalue", "kstock", "_cons"]
        command = command[kind[1]].format(kind[2])
        cases.append({**case, "command": command, "terms": {}, "stats": {}, "names": names, "V": rows})
    return cases


def write_statsmodels_data() -> None:
    macro = pd.read_csv(STATSMODELS / "datasets/macrodata/macrodata.csv")
    quarters = pd.DataFrame({"quarter": 4 * (macro.year - 1960) + macro.quarter - 1, "realint": macro.realint})
    for new, old in [("g_realgdp", "realgdp"), ("g_realinv", "realinv")]:
        quarters[new] = 400 * np.log(macro[old]).diff()
    write_data("macrodata", quarters)
    wages = pd.read_stata(STATSMODELS / "sandbox/regression/tests/griliches76.dta").astype(float)
    for year in [66, 67, 68, 69, 70, 71, 73]:
        wages[f"dyear_{year}"] = (wages.year == year).astype(float)
    write_data("griliches76", wages.drop(columns="dyear_66"))
    write_data("ships", pd.read_csv(STATSMODELS / "discrete/tests/results/ships.csv").dropna())
    source = (STATSMODELS / "discrete/tests/test_constrained.py").read_text()
    doctors = pd.read_csv(io.StringIO(re.search(r'ss = """\\\n(.*?)"""', source, re.DOTALL)[1]), sep="\t")
    doctors["lnpyears"] = np.log(doctors.pyears)
    write_data("doctors", doctors)


linearmodels_iv()
linearmodels_panel()
statsmodels()
