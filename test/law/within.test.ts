/**
 * Regressions of which no demeaned column is written, at the sizes where their kernels turn: widths of 4 to 28 columns, groups of
 * one row and of more than a buffer, up to three effects, rows of no weight, in order and not. Against all dummies.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTable } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { denseRegression } from "../support/dense-regression.js";
import { seeded } from "../support/random.js";

/** Cross-products against orthogonal columns on 300 rows, in standard errors. */
const AGREE = 1e-9;
const ROWS = 300;

let engine: Engine;
let two: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  two = await loadEngine({ threads: 2 });
});
afterAll(() => two.close());

/** Units of unequal size, the first of them a third of the rows, and two more effects. */
function panelOf(seed: number, k: number, isOrdered: boolean) {
  const random = seeded(seed);
  const column = (make: (i: number) => number) => Float64Array.from({ length: ROWS }, (_, i) => make(i));
  const unit = column(() => Math.floor(45 * random() ** 3));
  if (isOrdered) unit.sort();
  const [year, place] = [column(() => Math.floor(7 * random())), column(() => Math.floor(4 * random()))];
  const X = Array.from({ length: k }, (_, j) => column((i) => random() + 0.1 * unit[i]! + 0.1 * (j % 3) * year[i]!));
  const y = column((i) => X[0]![i]! + unit[i]! - year[i]! + place[i]! + (1 + X[0]![i]!) * random());
  const w = column((i) => (i % 13 === 5 ? 0 : 0.2 + random()));
  return { y, X, unit, year, place, block: unit.map((u) => u % 6), cross: column(() => Math.floor(9 * random())), w };
}

describe.each([1, 2, 3])("%i effects", (nEffects) => {
  const widths = [1, 3, 4, 7, 11, 12, 16, 24];

  it.each(widths)("%i regressors", (k) => {
    const isOrdered = nEffects === 1 || k % 2 === 0;
    const { X, ...rest } = panelOf(100 * nEffects + k, k, isOrdered);
    const names = X.map((_, j) => `x${j}`);
    const columns = { ...rest, ...Object.fromEntries(X.map((x, j) => [names[j]!, x])), id: rest.y.map((_, i) => i) };
    const table = makeTable(
      Object.entries(columns).map(([name, values]) => ({ kind: "numeric" as const, name, values })),
      { name: "panel", bytes: 0, sha256: null },
    );
    const effects = (["unit", "year", "place"] as const).slice(0, nEffects);
    for (const weights of [null, "w"] as const) {
      const rows = Array.from({ length: ROWS }, (_, i) => i).filter((i) => weights === null || rest.w[i]! > 0);
      const of = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
      const grouping = (values: Float64Array) => ({ codes: Uint32Array.from(of(values)), nLevels: ROWS });
      const dense = denseRegression({
        ...{ y: of(rest.y), X: X.map(of), effects: effects.map((name) => grouping(rest[name])) },
        weights: weights === null ? null : of(rest.w),
      });
      const given = { ssc: "none", fixefRm: "none" as const, ...(weights === null ? {} : { weights }) };
      const formula = `y ~ ${names.join(" + ")} | ${effects.join(" + ")}`;
      for (const [vcov, clusters] of [
        ["hetero", columns.id],
        ["cluster:unit", rest.unit],
        ["cluster:block", rest.block],
        ["cluster:cross", rest.cross],
      ] as const) {
        const { coefficients, solver } = feols(engine, table, formula, { ...given, vcov });
        expect(solver.least_squares).toBe("moments");
        expect(feols(two, table, formula, { ...given, vcov }).coefficients).toEqual(coefficients);
        const V = dense.cluster(grouping(clusters));
        names.forEach((name, j) => {
          const error = Math.sqrt(V[j * (k + 1)]!);
          const { estimate, std_error } = coefficients[name]!;
          expect(Math.abs(estimate - dense.coefficients[j]!), `${vcov} ${name}`).toBeLessThan(AGREE * error);
          expect(Math.abs(std_error - error), `${vcov} ${name}`).toBeLessThan(AGREE * error);
        });
      }
    }
  });
});
