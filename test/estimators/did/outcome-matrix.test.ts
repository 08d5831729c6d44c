/**
 * Outcomes as a matrix, by hand: rows in any order, a unit without one period, a period in which no unit is left.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { DataError } from "../../../src/base/errors.js";
import { panel, parseCsv } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { parseFormula } from "../../../src/formula/parser.js";
import { didPlan } from "../../../src/verbs/did/design/plan.js";
import { didSample } from "../../../src/verbs/did/design/sample.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { outcomeMatrix, requireBalanced } from "../../../src/verbs/did/shared/outcome-matrix.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const LINES = ["b,3,1,6", "a,1,0,1", "b,1,0,4", "a,4,0,3", "a,3,0,2", "b,2,1,5", "b,4,1,", "a,2,0,"];

function matrixOf(options: Partial<DidOptions> = {}) {
  const data = panel(parseCsv(`unit,time,d,y\n${LINES.join("\n")}`), { unit: "unit", time: "time" });
  const all: DidOptions = { treat: "d", estimator: ["bjs"], ...options };
  const plan = didPlan(all);
  const sample = didSample(engine, data, parseFormula("y ~ 1 | unit + time"), plan, all);
  return { sample, matrix: outcomeMatrix(sample, plan) };
}

describe("the matrix of outcomes", () => {
  it("has a column a period and NaN where a unit is not observed", () => {
    const { matrix } = matrixOf();
    const [a, b] = [0, 1].map((unit) => Array.from({ length: 4 }, (_, t) => matrix.y[2 * t + unit]!));
    const isA = a!.includes(1);
    expect(isA ? [a, b] : [b, a]).toEqual([
      [1, Number.NaN, 2, 3],
      [4, 5, 6, Number.NaN],
    ]);
    expect(matrix).toMatchObject({ nUnits: 2, nPeriods: 4, missing: 2 });
    expect(Array.from(matrix.periods)).toEqual([1, 2, 3, 4]);
    expect(matrix.treated.reduce((n, is) => n + is, 0)).toBe(2);
  });

  it("leaves periods out that no unit is observed in", () => {
    const { sample, matrix } = matrixOf({ subset: "time != 2" });
    expect(Array.from(matrix.periods)).toEqual([1, 3, 4]);
    expect(sample.periods.length).toBe(4);
  });

  it("names the first unit and period that lack a row", () => {
    const { sample, matrix } = matrixOf();
    expect(() => requireBalanced("bjs", sample, matrix, ["did2s"])).toThrow(DataError);
    expect(() => requireBalanced("bjs", sample, matrix, ["did2s"])).toThrow(
      /2 of 2 units lack 2 of 8 rows, the first unit '(a' in 2|b' in 4)\. .* or use did2s\./,
    );
  });
});
