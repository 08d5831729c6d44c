/**
 * Recovered coefficients of effects with slopes as laws, on small random panels: they add up to what they should on every row;
 * references are 0; a coefficient is open where the equations with everything written out, and the references, leave it
 * so, and otherwise is that of their solution.
 */
import fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { recoverSlopes } from "../../src/regression/fixef/recovered-slopes.js";
import { runs } from "../support/laws.js";
import { seeded } from "../support/random.js";
import { slopePanels } from "../support/slope-panels.js";

/** Share of the largest sum. */
const ROW = 1e-9;
/** Of coefficients of size 10 with slopes nearly collinear in levels of few rows. */
const COEFFICIENT = 1e-7;
/** Singular values of columns of norm 1 below are rounding; entries of directions of norm 1 too. */
const ZERO = 1e-9;
/** A coefficient that every direction of norm 1 moves by less than the second, and one by more than the first, is not judged. */
const FAINT = [1e-7, 1e-4] as const;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

describe("coefficients of effects with slopes", () => {
  it("add up on every row, and are settled where the equations and the references settle them", () => {
    const seen = { open: 0, settled: 0, references: 0 };
    let panels = 0;
    fc.assert(
      fc.property(slopePanels(fc.integer({ min: 1, max: 3 })), fc.integer({ min: 1, max: 10_000 }), (panel, seed) => {
        const { n, effects } = panel;
        if (!effects.some(({ slopes }) => slopes !== undefined)) return;
        const random = seeded(seed);
        const columns: number[][] = [];
        for (const { codes, nLevels, slopes } of effects) {
          const variables =
            slopes === undefined || slopes.intercept ? [null, ...(slopes?.columns ?? [])] : slopes.columns;
          for (const variable of variables) {
            for (let l = 0; l < nLevels; l++) {
              columns.push(Array.from(codes, (code, i) => (code === l ? (variable?.[i] ?? 1) : 0)));
            }
          }
        }
        const D = new Matrix(columns).transpose();
        const truth = Matrix.columnVector(columns.map(() => 2 * random() - 1));
        const sums = Float64Array.from(D.mmul(truth).getColumn(0));
        const found = recoverSlopes(engine, effects, sums);
        const parts = found.effects.flatMap((effect) => [...(effect.intercept ? [effect] : []), ...effect.slopes]);
        const [coefs, references, open] = (["coefficients", "isReference", "isOpen"] as const).map((key) =>
          parts.flatMap((part) => Array.from(part[key] as ArrayLike<number>)),
        ) as [number[], number[], number[]];
        expect(coefs.length).toBe(columns.length);
        const size = Math.max(...sums.map(Math.abs), 1e-300);
        const made = D.mmul(Matrix.columnVector(coefs)).getColumn(0);
        for (let i = 0; i < n; i++) expect(Math.abs(made[i]! - sums[i]!) / size).toBeLessThan(ROW);
        const set = references.flatMap((isSet, c) => (isSet === 1 ? [c] : []));
        for (const c of set) expect(coefs[c]).toBe(0);
        const norms = columns.map((column) => Math.hypot(...column) || 1);
        const rows = [...D.to2DArray(), ...set.map((c) => columns.map((_, at) => (at === c ? norms[c]! : 0)))];
        const scaled = new Matrix(rows.map((row) => row.map((value, c) => value / norms[c]!)));
        while (scaled.rows < scaled.columns) scaled.addRow(new Array(scaled.columns).fill(0));
        const svd = new SingularValueDecomposition(scaled);
        const V = svd.rightSingularVectors;
        const isNull = svd.diagonal.map((value) => value <= ZERO * svd.diagonal[0]!);
        const right = Matrix.columnVector([
          ...sums,
          ...set.map(() => 0),
          ...new Array(scaled.rows - rows.length).fill(0),
        ]);
        const dense = svd.solve(right).getColumn(0);
        columns.forEach((_, c) => {
          const moved = Math.max(0, ...isNull.map((zero, v) => (zero ? Math.abs(V.get(c, v)) : 0)));
          if (moved > FAINT[0] && moved < FAINT[1]) return;
          const isOpen = moved >= FAINT[1];
          expect(open[c], `open ${c}`).toBe(isOpen ? 1 : 0);
          if (!isOpen) expect(Math.abs(coefs[c]! - dense[c]! / norms[c]!)).toBeLessThan(COEFFICIENT);
          seen[isOpen ? "open" : "settled"]++;
        });
        seen.references += set.length;
        panels++;
      }),
      runs(150),
    );
    expect(panels).toBeGreaterThan(0);
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(panels / 2);
  });
});
