/**
 * HTZ by its definition, with matrices of rows by rows, where clusters alone identify something and weights do not cancel; the tests of leads it
 * reads; and where there is none.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { multiplied, solvedPositive, symmetricEigen, transposed } from "../../src/base/small-matrices.js";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable, type Table, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { WaldTest } from "../../src/regression/tests/joint-test.js";
import { jointTestText } from "../../src/report/joint-test-text.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { eventStudy } from "../../src/verbs/event-study/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { goldenTable } from "../support/golden-table.js";
import { seeded } from "../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const numeric = (name: string, values: ArrayLike<number>) =>
  ({ kind: "numeric", name, values: Float64Array.from(values) }) as const;

/** A power of a symmetric matrix, 0 where eigenvalues are. */
function power(M: Float64Array, n: number, p: number): Float64Array {
  const { values, vectors } = symmetricEigen(M, n);
  const raised = values.map((value) => (value > 1e-9 ? value ** p : 0));
  return multiplied(
    vectors.map((value, at) => value * raised[at % n]!),
    transposed(vectors, n),
    n,
  );
}

/** eta of the coefficients `at` of a regression on X, n by k, row-major, by weights w and clusters. */
function etaOf(
  X: Float64Array,
  k: number,
  w: Float64Array,
  clusters: readonly number[],
  at: readonly number[],
): number {
  const n = w.length;
  const WX = X.map((value, i) => value * w[Math.floor(i / k)]!);
  const XtWX = multiplied(transposed(WX, k), X, n);
  const bread = Float64Array.from(
    Array.from({ length: k }, (_, j) => [
      ...solvedPositive(
        XtWX,
        Float64Array.from({ length: k }, (_unused, i) => Number(i === j)),
      )!,
    ]).flat(),
  );
  const identity = (size: number) => Float64Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0));
  const H = multiplied(multiplied(X, bread, k), transposed(WX, k), k);
  const M = identity(n).map((value, i) => value - H[i]!);
  // errors of one variance: that of residuals is M M', of cluster c A_c makes it the identity again
  const residual = multiplied(M, transposed(M, n), n);
  const q = at.length;
  const parts = [...new Set(clusters)].map((own) => {
    const rows = clusters.flatMap((cluster, i) => (cluster === own ? [i] : []));
    const c = rows.length;
    const A = power(Float64Array.from(rows.flatMap((i) => rows.map((j) => residual[i * n + j]!))), c, -0.5);
    const toScores = multiplied(
      Float64Array.from(at.flatMap((j) => [...bread.subarray(j * k, (j + 1) * k)])),
      transposed(Float64Array.from(rows.flatMap((i) => [...WX.subarray(i * k, (i + 1) * k)])), k),
      k,
    );
    return multiplied(
      multiplied(toScores, A, c),
      Float64Array.from(rows.flatMap((i) => [...M.subarray(i * n, (i + 1) * n)])),
      c,
    );
  });
  const sum = new Float64Array(q * q);
  for (const p of parts)
    multiplied(p, transposed(p, n), n).forEach((value, i) => {
      sum[i]! += value;
    });
  const root = power(sum, q, -0.5);
  const standard = parts.map((p) => multiplied(root, p, q));
  let total = 0;
  for (const p of standard) {
    for (const h of standard) {
      const B = multiplied(p, transposed(h, n), n);
      let trace = 0;
      for (let s = 0; s < q; s++) {
        trace += B[s * q + s]!;
        for (let t = 0; t < q; t++) total += B[s * q + t]! * B[t * q + s]!;
      }
      total += trace * trace;
    }
  }
  return (q * (q + 1)) / total;
}

describe("eta by its definition", () => {
  for (const weighted of [false, true]) {
    for (const alone of [false, true]) {
      it(`${weighted ? "weighted" : "unweighted"}${alone ? ", a cluster alone in a regressor" : ""}`, () => {
        const random = seeded(weighted ? 5 : 7);
        const clusters = Array.from({ length: 44 }, (_, i) => Math.floor(Math.sqrt(i)));
        const own = () => clusters.map((cluster) => random() - 0.5 + (cluster % 3) / 4);
        const [x1, x2, x3, y] = [own(), own(), own(), own()];
        // one regressor lives in cluster 4 alone, and enters the one before it
        const x4 = clusters.map((cluster) => (alone ? (cluster === 4 ? random() : 0) : random()));
        const w = Float64Array.from(clusters, () => (weighted ? 0.5 + random() : 1));
        const table = makeTable(
          [
            ...[numeric("y", y), numeric("x1", x1), numeric("x2", x2), numeric("x3", x3), numeric("x4", x4)],
            ...[numeric("w", w), numeric("cluster", clusters)],
          ],
          { name: "rows", bytes: 0, sha256: null },
        );
        const fit = feols(engine, table, "y ~ x1 + x2 + x3 + x4", {
          ...{ vcov: "CR2:cluster", wald: ["x[12]", "x[123]", "x1 + 2*x2 = 1, x1 = x2"] },
          ...(weighted ? { weights: "w" } : {}),
        });
        const X = Float64Array.from(clusters.flatMap((_, i) => [1, x1[i]!, x2[i]!, x3[i]!, x4[i]!]));
        for (const [pattern, at] of [
          ["x[12]", [1, 2]],
          ["x[123]", [1, 2, 3]],
        ] as const) {
          const want = etaOf(X, 5, w, clusters, at);
          const { htz, df2 } = fit.tests[pattern] as WaldTest;
          expect(Math.abs(htz!.eta / want - 1), pattern).toBeLessThan(1e-9);
          expect(df2).toBe(htz!.eta - at.length + 1);
        }
        // other restrictions on the same coefficients
        const [one, other] = [fit.tests["x1 + 2*x2 = 1, x1 = x2"] as WaldTest, fit.tests["x[12]"] as WaldTest];
        expect(one.htz!.eta / other.htz!.eta - 1).toBeCloseTo(0, 10);
      });
    }
  }
});

async function datedPanel(): Promise<Panel> {
  const table: Table = await goldenTable("base_did.csv");
  const values = table.numeric("treat").map((treated) => (treated === 1 ? 6 : Number.NaN));
  return panel(withColumns(table, [numeric("cohort", values)]), { unit: "id", time: "period" });
}

describe("the leads", () => {
  it("of an event study are those that feols tests by name", async () => {
    const data = await datedPanel();
    const study = eventStudy(engine, data, "y ~ x1 | id + period", { cohort: "cohort", vcov: "CR2:id" });
    const { leads } = study.tests;
    const dated = panel(
      withColumns(data.table, [
        numeric(
          "event",
          data.table.numeric("treat").map((treated, i) => (treated === 1 ? data.table.numeric("period")[i]! - 6 : -1)),
        ),
      ]),
      { unit: "id", time: "period" },
    );
    const fit = feols(engine, dated, "y ~ i(event, ref = -1) + x1 | id + period", {
      vcov: "CR2:id",
      wald: ["event::-"],
    });
    const want = fit.tests["event::-"] as WaldTest;
    expect(leads!.df1).toBe(want.df1);
    expect(leads!.htz!.eta / want.htz!.eta - 1).toBeCloseTo(0, 9);
    expect(leads!.p_value / want.p_value - 1).toBeCloseTo(0, 7);
  });

  it("of averages by sunab are HTZ of combinations of coefficients", async () => {
    const data = await datedPanel();
    const [record] = did(engine, data, "y ~ x1 | id + period", {
      ...{ cohort: "cohort", estimator: ["sunab"], vcov: "CR2:id" },
    }).estimates;
    const study = eventStudy(engine, data, "y ~ x1 | id + period", { cohort: "cohort", vcov: "CR2:id" });
    // of one cohort an average is its cell
    expect(record!.tests.leads!.htz!.eta / study.tests.leads!.htz!.eta - 1).toBeCloseTo(0, 8);
  });
});

describe("there is neither F nor p", () => {
  it("of more restrictions than the clusters have directions, nor of more than they have degrees of freedom", async () => {
    const grunfeld = await goldenTable("grunfeld.csv");
    const many = feols(engine, grunfeld, "inv ~ value + capital + factor(year)", { vcov: "CR2:firm" });
    const { slopes } = many.tests as { slopes: WaldTest };
    expect([slopes.df1, slopes.df2, slopes.statistic, slopes.p_value]).toEqual([21, null, Number.NaN, Number.NaN]);
    expect(jointTestText(slopes)).toBe("n.a.: the covariance matrix has a rank below the 21 restrictions");
    expect(many.notes.map(({ code }) => code)).not.toContain("rank_short");

    const few = feols(engine, grunfeld, "inv ~ value + capital + I(value^2) + I(capital^2) + year | firm", {
      vcov: "CR2:firm",
    });
    const none = few.tests.slopes as WaldTest;
    expect([none.df1, none.df2, none.p_value]).toEqual([5, null, Number.NaN]);
    expect(none.htz!.eta).toBeLessThanOrEqual(4);
    expect(jointTestText(none)).toMatch(
      /^n\.a\.: HTZ of 5 restrictions needs more than 4 degrees of freedom, and the clusters give \d\.\d\d$/,
    );
    expect(jointTestText(none, "zh")).toContain("不可得");
  });
});
