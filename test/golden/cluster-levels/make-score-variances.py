"""Score-variance tests by their matrices: dummies for every effect, the elimination and Kronecker matrices of MacKinnon, Nielsen & Webb
(2023, Journal of Econometrics 235(2)), on the castle doctrine laws: writes score-variances.json beside this file.

pip install numpy pandas
"""
import json
import pathlib

import numpy as np
import pandas as pd

HERE = pathlib.Path(__file__)
castle = pd.read_csv(HERE.parent.parent / "data" / "castle.csv.gz")
region = np.select([castle.northeast == 1, castle.midwest == 1, castle.south == 1], [1, 2, 3], 4)
# divisions of the regions, of uneven size
division = 10 * region + castle.sid % (region + 1)
COLUMNS = {"region": region, "division": division.to_numpy(), "sid": castle.sid.to_numpy(), "row": np.arange(len(castle))}
OUTCOME = "l_homicide"


def annihilated(values, others):
    return values - others @ np.linalg.lstsq(others, values, rcond=None)[0]


def elimination(q):
    """H: vech of the symmetric part of a matrix, of its vec."""
    rows = []
    for j in range(q):
        for i in range(j, q):
            row = np.zeros((q, q))
            row[i, j] += 0.5
            row[j, i] += 0.5
            rows.append(row.reshape(-1, order="F"))
    return np.array(rows)


def sums_by(scores, codes):
    return np.array([scores[codes == code].sum(axis=0) for code in np.unique(codes)])


def score_variance(terms, controls, effects, fine, coarse):
    tested = castle[terms].to_numpy(float)
    blocks = [castle[controls].to_numpy(float), np.ones((len(castle), 1))]
    blocks += [pd.get_dummies(castle[effect]).to_numpy(float)[:, 1:] for effect in effects]
    others = np.column_stack(blocks)
    whole = np.column_stack([tested, others])
    n, parameters = len(castle), np.linalg.matrix_rank(whole)
    residuals = annihilated(castle[OUTCOME].to_numpy(float), whole)
    scores = annihilated(tested, others) * residuals[:, None]
    fine_codes, coarse_codes = COLUMNS[fine], COLUMNS[coarse]

    def factor(codes):
        groups = len(np.unique(codes))
        return groups / (groups - 1) * (n - 1) / (n - parameters)

    by_fine, by_coarse = sums_by(scores, fine_codes), sums_by(scores, coarse_codes)
    q = len(terms)
    difference = factor(coarse_codes) * by_coarse.T @ by_coarse - factor(fine_codes) * by_fine.T @ by_fine
    theta = np.concatenate([difference[j:, j] for j in range(q)])
    H = elimination(q)
    inner = np.zeros((q * q, q * q))
    for code in np.unique(coarse_codes):
        own = sums_by(scores[coarse_codes == code], fine_codes[coarse_codes == code])
        sigma = own.T @ own
        inner += np.kron(sigma, sigma)
        for s in own:
            inner -= np.kron(np.outer(s, s), np.outer(s, s))
    variance = 2 * H @ inner @ H.T
    tau = theta[0] / np.sqrt(variance[0, 0]) if q == 1 else theta @ np.linalg.solve(variance, theta)
    return {
        **{"terms": terms, "controls": controls, "effects": effects, "fine": fine, "coarse": coarse},
        **{"difference": theta.tolist(), "variance": variance.tolist(), "statistic": float(tau)},
    }


CASES = [
    (["cdl"], ["unemployrt"], [], "sid", "division"),
    (["cdl"], [], ["sid", "year"], "sid", "region"),
    (["cdl"], ["poverty", "police"], ["sid", "year"], "sid", "division"),
    (["unemployrt"], ["cdl"], ["year"], "row", "sid"),
    (["cdl", "unemployrt"], [], ["sid", "year"], "sid", "division"),
    (["cdl", "unemployrt", "poverty"], ["police"], ["sid", "year"], "sid", "division"),
    (["poverty", "unemployrt"], [], [], "row", "sid"),
]
found = {
    "outcome": OUTCOME,
    "columns": {name: values.tolist() for name, values in COLUMNS.items() if name in ("region", "division")},
    "cases": [score_variance(*case) for case in CASES],
}
HERE.with_name("score-variances.json").write_text(json.dumps(found) + "\n")
