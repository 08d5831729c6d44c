/** R2 without a constant: NIST's certified values, and R's lm with and without weights. */
import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { parseCsv } from "../../../src/data/table/csv.js";
import { withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { regressionTable } from "../../../src/report/regression/regression-table.js";
import { renderTable } from "../../../src/report/render/render.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { fitSummary } from "../../../src/verbs/feols/present.js";
import { modelTable } from "../../../src/verbs/table/model-table.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

interface Case {
  readonly weights: boolean;
  readonly uncentred_r2: number;
  readonly adj_uncentred_r2: number;
  readonly r2: number;
}

/** Relative: one column, or two of condition below 10. */
const CLOSE = 1e-12;

/**
 * NIST Statistical Reference Datasets, linear regression through the origin (NoInt1, NoInt2), with the certified slope, its
 * standard deviation, R2 and residual standard deviation. https://www.itl.nist.gov/div898/strd/lls/lls.shtml
 */
const NIST = {
  NoInt1: {
    y: [130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140],
    x: [60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70],
    slope: 2.07438016528926,
    error: 0.0165289256198347,
    r2: 0.999365492298663,
    sigma: 3.56753034006338,
  },
  NoInt2: {
    y: [3, 4, 4],
    x: [4, 5, 6],
    slope: 0.727272727272727,
    error: 0.0420827318078432,
    r2: 0.993348115299335,
    sigma: 0.369274472937998,
  },
} as const;

const { cases }: { cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL("no-constant.json", import.meta.url), "utf8"),
);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("no-constant");
const near = (got: number | undefined, want: number, what: string): void => agree(got, want, CLOSE, what);

for (const [name, { x, y, slope, error, r2, sigma }] of Object.entries(NIST)) {
  it(`${name} has NIST's certified R2 through the origin`, () => {
    const table = parseCsv(`x,y\n${x.map((value, i) => `${value},${y[i]}`).join("\n")}\n`);
    const { coefficients, fit } = feols(engine, table, "y ~ 0 + x", { vcov: "iid" });
    near(coefficients.x!.estimate, slope, "slope");
    near(coefficients.x!.std_error, error, "error");
    near(fit.uncentred_r2, r2, "R2");
    near(Math.sqrt(fit.sigma2), sigma, "sigma");
  });
}

for (const { weights, ...want } of cases) {
  it(`grunfeld${weights ? ", weighted" : ""}: as summary.lm, and about the mean`, async () => {
    const plain = await goldenTable("grunfeld.csv");
    const values = plain.numeric("year").map((year) => 1 + (year % 5) / 2);
    const table = withColumns(plain, [{ kind: "numeric", name: "wt", values }]);
    const options = { vcov: "iid", ...(weights ? { weights: "wt" } : {}) };
    const { fit } = feols(engine, table, "inv ~ 0 + value + capital", options);
    for (const [key, value] of Object.entries(want)) near(fit[key as keyof typeof want], value, key);
  });
}

it("text and tables name both; a model with a constant or effects has one", async () => {
  const table = await goldenTable("grunfeld.csv");
  const [none, constant, effects] = ["0 + value", "value", "value | firm"].map((rhs) =>
    feols(engine, table, `inv ~ ${rhs}`, { vcov: "iid" }),
  );
  expect(fitSummary(none!)).toMatch(
    /R2 without a constant: uncentred 0\.\d+, .* \(R's lm.*; centred 0\.\d+.*\(about the mean\)/,
  );
  for (const fit of [constant!, effects!]) {
    expect(fit.fit).not.toHaveProperty("uncentred_r2");
    expect(fitSummary(fit)).not.toContain("uncentred");
  }
  const three = [none!, constant!, effects!].map((fit, i) => ({ label: `m${i}`, fit }));
  const text = renderTable(regressionTable(three), "text");
  const own = none!.fit.uncentred_r2!.toFixed(3);
  expect(text).toMatch(new RegExp(`R², uncentred +${own.replace(".", "\\.")}`));
  expect(text.replaceAll(/\s+/g, " ")).toContain(
    "Without a constant, R² refers to the variation about the mean and uncentred R²",
  );
  const side = renderTable(modelTable(three.map(({ label, fit }) => ({ label, record: fit }))), "text");
  expect(side).toMatch(new RegExp(`R², uncentred +${own.replace(".", "\\.")}`));
});
