/**
 * Small random panels with slopes that vary by effects, and their dense solution: unbalanced, weighted, with levels of one
 * row or of constant slope variables, variables that others determine, effects nested in others or repeating them.
 */
import fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import type { AbsorbedEffect } from "../../src/regression/absorb/solver.js";
import { seeded } from "./random.js";
import { makePanel } from "./random-panels.js";

/** Singular values below this share of the largest, of columns of norm 1, are rounding. */
const RANK_SHARE = 1e-9;

export interface SlopePanel {
  readonly n: number;
  readonly effects: readonly AbsorbedEffect[];
  readonly columns: readonly Float64Array[];
  readonly weights: Float64Array | null;
}

/** Draws q effects, of which the first has slopes and each other may. */
function makeSlopePanel(
  q: number,
  n: number,
  k: number,
  weighting: "none" | "positive" | "some zero",
  seed: number,
): SlopePanel {
  const panel = makePanel(q, n, k, weighting, seed);
  const random = seeded(seed + 1);
  const time = Float64Array.from({ length: n }, () => Math.floor(10 * random()));
  const noise = Float64Array.from({ length: n }, () => 2 * random() - 1);
  // a variable of few values, one of many, a combination of both with the constant, one that is often constant in a level
  const variables = [time, noise, time.map((t, i) => 2 * t - noise[i]! + 3), time.map((t) => Math.max(0, t - 6))];
  const names = ["time", "noise", "both", "late"];
  const effects = panel.effects.map((effect, e): AbsorbedEffect => {
    if (e > 0 && random() < 0.4) return effect;
    const chosen = names.flatMap((_, v) => (random() < 0.35 ? [v] : []));
    if (chosen.length === 0) chosen.push(0);
    const slopes = {
      intercept: random() < 0.6,
      names: chosen.map((v) => names[v]!),
      columns: chosen.map((v) => variables[v]!.slice()),
    };
    return { ...effect, slopes };
  });
  return { ...panel, effects };
}

export const slopePanels = (q: fc.Arbitrary<number>) =>
  fc
    .record({
      q,
      n: fc.integer({ min: 2, max: 60 }),
      k: fc.integer({ min: 1, max: 13 }),
      weighting: fc.constantFrom("none" as const, "positive" as const, "some zero" as const),
      seed: fc.integer({ min: 1, max: 1_000_000 }),
    })
    .map(({ q, n, k, weighting, seed }) => makeSlopePanel(q, n, k, weighting, seed));

/** As `writtenColumns`, side by side. */
export const writtenOut = (panel: Omit<SlopePanel, "columns">): Matrix =>
  new Matrix(writtenColumns(panel).map((column) => Array.from(column))).transpose();

/** All dummies and their products with slopes, times sqrt(w); each of norm 1, those that are 0 left out. */
function writtenColumns({ n, effects, weights }: Omit<SlopePanel, "columns">): Float64Array[] {
  const roots = Float64Array.from({ length: n }, (_, i) => Math.sqrt(weights?.[i] ?? 1));
  const columns: Float64Array[] = [];
  for (const { codes, nLevels, slopes } of effects) {
    const variables = slopes === undefined || slopes.intercept ? [null, ...(slopes?.columns ?? [])] : slopes.columns;
    for (let level = 0; level < nLevels; level++) {
      for (const variable of variables) {
        const column = roots.map((root, i) => (codes[i] === level ? root * (variable?.[i] ?? 1) : 0));
        const norm = Math.hypot(...column);
        if (norm > 0) columns.push(column.map((value) => value / norm));
      }
    }
  }
  return columns;
}

/** Residuals of each column on all of these, their rank and condition number, and the diagonal of the projection. */
export function denseSlopes(panel: SlopePanel) {
  const { n, columns, weights } = panel;
  const roots = Float64Array.from({ length: n }, (_, i) => Math.sqrt(weights?.[i] ?? 1));
  if (writtenColumns(panel).length === 0) {
    const residuals = columns.map((column) => column.map((value, i) => (roots[i]! > 0 ? value : 0)));
    return { rank: 0, residuals, leverage: new Float64Array(n), condition: 1 };
  }
  const svd = new SingularValueDecomposition(writtenOut(panel), { autoTranspose: true });
  const rank = svd.diagonal.filter((value) => value > RANK_SHARE * svd.diagonal[0]!).length;
  const U = svd.leftSingularVectors.subMatrix(0, n - 1, 0, rank - 1);
  const residuals = columns.map((column) => {
    const scaled = Matrix.columnVector(Array.from(column, (value, i) => value * roots[i]!));
    const left = Matrix.sub(scaled, U.mmul(U.transpose().mmul(scaled)));
    return Float64Array.from(left.getColumn(0), (value, i) => (roots[i]! > 0 ? value / roots[i]! : 0));
  });
  const leverage = Float64Array.from({ length: n }, (_, i) => U.getRow(i).reduce((sum, u) => sum + u * u, 0));
  return { rank, residuals, leverage, condition: svd.diagonal[0]! / svd.diagonal[rank - 1]! };
}
