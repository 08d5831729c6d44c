/** The joint Wald test of a covariance of deficient rank, against closed forms, and of one that is none. */
import { beforeAll, expect, it } from "vitest";
import { makeTable } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { isIndefinite, wald } from "../../src/regression/tests/coefficients.js";
import { coefficientsAt, denominatorsOf, jointTest } from "../../src/regression/tests/joint-test.js";
import { jointTestText } from "../../src/report/joint-test-text.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { numeric } from "../models/small-panel.js";
import { goldenTable } from "../support/golden-table.js";
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

it("has no p where the statistic is negative, neither by F nor by chi-squared nor by the degrees of freedom of t", () => {
  for (const [df, jointDf] of [
    [9, 953],
    [9, 9],
    [Infinity, Infinity],
  ] as const) {
    const found = { statistic: -29.07, df1: 9 };
    const test = jointTest(
      engine,
      found,
      denominatorsOf({ df, jointDf }, coefficientsAt([0, 1, 2, 3, 4, 5, 6, 7, 8], 9)),
    );
    expect(test.p_value).toBeNaN();
    if (df !== jointDf) expect(test.by_t_df!.p_value).toBeNaN();
  }
});

it("of two clusterings without a semidefinite covariance it has no p, which would be 1 and read as no effect", async () => {
  const fit = feols(engine, await goldenTable("base_did.csv"), "y ~ x1 + i(period, treat, ref = 5) | id + period", {
    ...{ vcov: "cluster:period+id", wald: ["^period::"] },
  });
  const test = fit.tests["^period::"]!;
  // fixest 0.12.2: wald(m, "period") prints stat = -29.1, p-value = 1, on 9 and 953 DoF
  expect(test).toMatchObject({ distribution: "F", df1: 9, df2: 953 });
  expect("statistic" in test && test.statistic).toBeCloseTo(-29.07466, 5);
  expect("p_value" in test && test.p_value).toBeNaN();
  const text = jointTestText(test as Parameters<typeof jointTestText>[0]);
  expect(text).toMatch(
    /^F\(9, 953\) = -29\.07\d*, no p-value: the covariance matrix of these coefficients is not positive semidefinite$/,
  );
});

it("CR2 has the degrees of freedom of a coefficient whatever the units of its regressor", async () => {
  const data = await goldenTable("base_did.csv");
  const dfOf = (formula: string) => Object.values(feols(engine, data, formula, { vcov: "CR2:id" }).vcov.df_by_term!);
  const want = dfOf("y ~ x1 + post");
  for (const unit of ["1e150", "1e-150", "1e100"]) {
    for (const [j, df] of dfOf(`y ~ I(${unit} * x1) + post`).entries()) expect(df / want[j]!, unit).toBeCloseTo(1, 9);
  }
});

it("reads F by the degrees of freedom of t where redundant levels, counted one by one, leave the rows none", () => {
  const random = seeded(3);
  const column = (name: string, at: (i: number) => number) =>
    numeric(
      name,
      Array.from({ length: 24 }, (_, i) => at(i)),
    );
  const [worker, firm] = [column("worker", (i) => i >> 1), column("firm", (i) => 100 + (i >> 1))];
  const values = ["y", "x1", "x2"].map((name) => column(name, random));
  const table = makeTable([worker, firm, ...values], { name: "two rows each", bytes: 0, sha256: null });
  const fit = feols(engine, table, "y ~ x1 + x2 | worker + firm", { vcov: "cluster:worker" });
  expect(fit.tests.slopes).toMatchObject({ distribution: "F", df1: 2, df2: 11 });
});
