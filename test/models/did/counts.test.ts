/**
 * Effects of a Poisson regression, by hand: with one cohort and two periods, the treated mean less the mean before times the ratio of the
 * controls' means, a ratio of sums whose error is that of its linearisation.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { panel, parseCsv } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { did } from "../../../src/verbs/did/verb/fit.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const TREATED = [
  [3, 9],
  [1, 4],
  [6, 11],
  [0, 0],
  [2, 2],
] as const;
const CONTROLS = [
  [4, 5],
  [0, 3],
  [7, 7],
  [5, 9],
] as const;

const FORMULA = "y ~ 1 | unit + time";
const OPTIONS: DidOptions = { cohort: "g", estimator: ["etwfe"], family: "poisson", ssc: "none", aggregate: "simple" };

const rows = [...TREATED, ...CONTROLS].flatMap(([before, after], u) =>
  [before, after].map((y, t) => `${u},${t + 1},${u < TREATED.length ? 2 : 0},${y}`),
);
const dataOf = (lines: readonly string[]) =>
  panel(parseCsv(`unit,time,g,y\n${lines.join("\n")}`), { unit: "unit", time: "time" });

const mean = (values: readonly (readonly [number, number])[], t: 0 | 1): number =>
  values.reduce((sum, pair) => sum + pair[t], 0) / values.length;

describe("etwfe of counts", () => {
  it("takes the ratio of the controls for the trend of the treated, zeros among both", () => {
    const [t0, t1, c0, c1] = [mean(TREATED, 0), mean(TREATED, 1), mean(CONTROLS, 0), mean(CONTROLS, 1)];
    const { overall, n_units, df } = did(engine, dataOf(rows), FORMULA, OPTIONS).estimates[0]!;
    expect(overall.estimate).toBeCloseTo(t1 - (t0 * c1) / c0, 8);
    const influence = [
      ...TREATED.map(([before, after]) => (after - t1 - (c1 / c0) * (before - t0)) / TREATED.length),
      ...CONTROLS.map(
        ([before, after]) => ((-t0 / c0) * (after - c1) + ((t0 * c1) / c0 ** 2) * (before - c0)) / CONTROLS.length,
      ),
    ];
    const error = Math.sqrt(influence.reduce((sum, value) => sum + value ** 2, 0));
    expect(overall.std_error).toBeCloseTo(error, 8);
    expect([n_units, df]).toEqual([9, 8]);
  });

  it("refuses what it cannot do, with the remedy", () => {
    const refused = (formula: string, changes: DidOptions, code: string, words: string, lines = rows) =>
      expect(() => did(engine, dataOf(lines), formula, { ...OPTIONS, ...changes })).toThrow(
        expect.objectContaining({ code, message: expect.stringContaining(words) }),
      );
    refused(FORMULA, { estimator: ["etwfe", "sunab"] }, "did_family", "sunab is linear");
    refused(FORMULA, { vcov: "hetero" }, "did_variance", "cluster:a");
    refused("y ~ time | unit + time", {}, "did_poisson_covariates", "--family gaussian");
    const zeros = rows.map((row) => row.replace(/^(\d,2,2),.*/, "$1,0"));
    refused(FORMULA, {}, "did_zero_cell", "cohort of 2 in 2 are 0", zeros);
  });
});
