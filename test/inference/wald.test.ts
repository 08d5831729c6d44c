/** The joint Wald test of a covariance of deficient rank, against closed forms, and of one that is none. */
import { beforeAll, expect, it } from "vitest";
import { isIndefinite, wald } from "../../src/inference/coefficients.js";
import { type Engine, loadEngine } from "../../src/kernels/engine.js";
import { feols } from "../../src/models/feols.js";
import { makeTable } from "../../src/table/table.js";
import { numeric } from "../models/small-panel.js";
import { seeded } from "../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Rows in two clusters; regressors of different units. */
function twoClusters(seed: number, k: number) {
  const random = seeded(seed);
  const X = Array.from({ length: k }, (_, j) => Array.from({ length: 60 }, () => 10 ** (2 * j) * (random() - 0.4)));
  const y = Array.from({ length: 60 }, (_, i) => X.reduce((sum, x, j) => sum + x[i]! / 100 ** j, random()));
  const columns = [...X.map((x, j) => numeric(`x${j}`, x)), numeric("y", y)];
  const g = numeric(
    "g",
    Array.from({ length: 60 }, (_, i) => i % 2),
  );
  return makeTable([...columns, g], { name: "two clusters", bytes: 0, sha256: null });
}

it("counts one restriction where two clusters give slopes a covariance of rank one, and no F of rounding", () => {
  for (const k of [2, 3, 4]) {
    for (let seed = 1; seed <= 40; seed++) {
      const slopes = Array.from({ length: k }, (_, j) => `x${j}`);
      const fit = feols(engine, twoClusters(seed, k), `y ~ ${slopes.join(" + ")}`, { vcov: "cluster:g" });
      const { statistic, df1 } = fit.tests.slopes!;
      expect(df1, `${k} slopes, seed ${seed}`).toBe(1);
      // V = v v' has the correlations s s', s of signs, whose pseudo-inverse is s s' / k^2
      const { names, matrix } = fit.vcov;
      const at = slopes.map((name) => names.indexOf(name));
      const sum = at.reduce(
        (total, i) => total + Math.sign(matrix[at[0]!]![i]!) * fit.coefficients[names[i]!]!.statistic,
        0,
      );
      expect(statistic / (sum / k) ** 2, `${k} slopes, seed ${seed}`).toBeCloseTo(1, 8);
    }
  }
});

it("tells a covariance with a negative eigenvalue from one of deficient rank", () => {
  const beta = Float64Array.of(1, 2);
  const indefinite = Float64Array.of(1, 2, 2, 1);
  expect(isIndefinite(indefinite, 2, [0, 1])).toBe(true);
  expect(isIndefinite(indefinite, 2, [1])).toBe(false);
  expect(isIndefinite(Float64Array.of(1, 1, 1, 1), 2, [0, 1])).toBe(false);
  // b'V^-1 b / 2 with V^-1 = [-1 2; 2 -1] / 3
  expect(wald(beta, indefinite, [0, 1]).statistic).toBeCloseTo(0.5, 12);
});
