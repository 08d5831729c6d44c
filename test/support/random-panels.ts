/**
 * Small random panels for laws of absorbed effects, and their dense solution: unbalanced, split into islands, weighted,
 * with rows of no weight, levels of a single row or of none that counts, effects nested in others or repeating them.
 */
import fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import type { Category } from "../../src/base/columns.js";
import { seeded } from "./random.js";

/** The dense reference drops singular values below this share of the largest: dummies are 0 or 1 up to weights in 1..10. */
const RANK_SHARE = 1e-10;

export interface RandomPanel {
  readonly n: number;
  readonly effects: readonly Category[];
  readonly columns: readonly Float64Array[];
  readonly weights: Float64Array | null;
}

/** Codes 0..L-1, numbered by first appearance, so that every level has a row. */
export function category(name: string, raw: readonly number[]): Category {
  const number = new Map<number, number>();
  const codes = Uint32Array.from(raw, (value) => {
    if (!number.has(value)) number.set(value, number.size);
    return number.get(value)!;
  });
  return { name, codes, nLevels: number.size, label: String };
}

/** How the weights of a panel are drawn. */
type Weighting = "none" | "positive" | "some zero";

/** Draws a panel of q effects, n rows and k columns. */
export function makePanel(q: number, n: number, k: number, weighting: Weighting, seed: number): RandomPanel {
  const random = seeded(seed);
  const island = Array.from({ length: n }, () => (random() < 0.3 ? 1 : 0));
  const islands = random() < 0.5;
  const effects: Category[] = [];
  for (let e = 0; e < q; e++) {
    const levels = 2 + Math.floor((random() * n) / (2 + e));
    const kind = random();
    const before = effects[0];
    const raw = island.map((side, i) => {
      if (before !== undefined && kind < 0.1) return before.codes[i]! % 3; // the first is nested in it
      if (before !== undefined && kind < 0.15) return before.codes[i]! + (random() < 0.1 ? 1 : 0); // all but the first
      return Math.floor(levels * random() ** 2) + (islands ? side * 1000 : 0);
    });
    effects.push(category(`fe${e + 1}`, raw));
  }
  const columns = Array.from({ length: k }, (_, j) =>
    Float64Array.from({ length: n }, (_, i) => 2 * random() - 1 + (effects[0]!.codes[i]! % 5) + (j % 3)),
  );
  const draw = () => (weighting === "some zero" && random() < 0.25 ? 0 : 1 + 9 * random());
  const weights = weighting === "none" ? null : Float64Array.from({ length: n }, draw);
  if (weights !== null) weights[0] = 1;
  return { n, effects, columns, weights };
}

/** Panels of up to 60 rows with as many effects as `q` says. */
export const panels = (q: fc.Arbitrary<number>, weighting: readonly Weighting[] = ["none", "positive"]) =>
  fc
    .record({
      q,
      n: fc.integer({ min: 2, max: 60 }),
      k: fc.integer({ min: 1, max: 14 }),
      weighting: fc.constantFrom(...weighting),
      seed: fc.integer({ min: 1, max: 1_000_000 }),
    })
    .map(({ q, n, k, weighting, seed }) => makePanel(q, n, k, weighting, seed));

/** Residuals of each column on all dummies, by the singular value decomposition of sqrt(w) times the dummies. */
export function denseResiduals({ n, effects, columns, weights }: RandomPanel) {
  const roots = Float64Array.from({ length: n }, (_, i) => Math.sqrt(weights?.[i] ?? 1));
  const width = effects.reduce((sum, { nLevels }) => sum + nLevels, 0);
  const dummies = Matrix.zeros(n, width);
  let base = 0;
  for (const { codes, nLevels } of effects) {
    codes.forEach((level, i) => {
      dummies.set(i, base + level, roots[i]!);
    });
    base += nLevels;
  }
  const svd = new SingularValueDecomposition(dummies, { autoTranspose: true });
  const rank = svd.diagonal.filter((value) => value > RANK_SHARE * svd.diagonal[0]!).length;
  const U = svd.leftSingularVectors.subMatrix(0, n - 1, 0, rank - 1);
  const residuals = columns.map((column) => {
    const scaled = Matrix.columnVector(Array.from(column, (value, i) => value * roots[i]!));
    const left = Matrix.sub(scaled, U.mmul(U.transpose().mmul(scaled)));
    return Float64Array.from(left.getColumn(0), (value, i) => (roots[i]! > 0 ? value / roots[i]! : 0));
  });
  return { rank, residuals };
}

/** Weighted 2-norm of a - b (of a without b), rows of no weight left out. */
export function distance(a: Float64Array, b: Float64Array | null, weights: Float64Array | null): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (weights?.[i] ?? 1) * (a[i]! - (b?.[i] ?? 0)) ** 2;
  return Math.sqrt(sum);
}
