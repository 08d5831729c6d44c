/**
 * The effect on the treated from rows to number in one go, score and all, and again for rows drawn with
 * replacement: what a bootstrap repeats. Knows nothing of how many draws there are or how they are reported.
 */
import { NotSupported, WasmetricsError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { BinaryLink } from "../../../engine/kernels/irls.js";
import { doublyRobustAtt, inverseProbabilityAtt } from "./doubly-robust.js";
import { type KernelOptions, kernelMatching } from "./kernel-matching.js";
import { fitPropensity, type PropensityInput } from "./propensity.js";
import { commonSupport, type SupportRule } from "./scored-units.js";

/** Rows of the score, their outcome, and the cells in which units must agree. */
export interface AttSample extends Omit<PropensityInput, "weights"> {
  /** f64[n] */
  readonly outcome: Float64Array;
  /** u32[n] below nCells; all one cell when left out. */
  readonly cells?: Uint32Array;
  readonly nCells?: number;
}

/** How controls stand in for treated units: by a kernel (uniform: radius), by odds, or doubly robust. */
export type AttMethod =
  | ({ readonly kind: "kernel" } & KernelOptions)
  | { readonly kind: "weights" | "doubly_robust" }
  | { readonly kind: "nearest" };

/** From rows to effect. */
export interface AttRecipe {
  readonly link: BinaryLink;
  /** What distances are in: the probability, or the linear predictor. The support is judged by the probability. */
  readonly scale: "probability" | "linear";
  readonly support: SupportRule;
  readonly method: AttMethod;
}

/**
 * The effect on the treated of a sample.
 *
 * @throws NotSupported `bootstrap_nearest` for nearest neighbours, `dr_support` for a doubly robust effect on a support; and
 *   whatever the steps throw
 */
export function attOf(engine: Engine, sample: AttSample, recipe: AttRecipe): number {
  const { treated, outcome } = sample;
  const { method } = recipe;
  requireSmooth(recipe);
  const n = treated.length;
  const fit = fitPropensity(engine, sample, recipe.link);
  if (method.kind === "doubly_robust") return doublyRobustAtt(engine, sample, fit).att;
  const score = recipe.scale === "linear" ? fit.linear : fit.fitted;
  const everyone = {
    ...{ treated, eligible: new Uint8Array(n).fill(1) },
    ...{ cells: sample.cells ?? new Uint32Array(n), nCells: sample.nCells ?? 1 },
  };
  const { eligible } = commonSupport(everyone, fit.fitted, recipe.support, engine);
  if (method.kind === "kernel") {
    const { weights } = kernelMatching(engine, { ...everyone, eligible }, score, method);
    return weightedDifference(weights, treated, outcome);
  }
  const on = <T extends Float64Array | Uint8Array>(values: T): T => values.filter((_, i) => eligible[i] === 1) as T;
  return inverseProbabilityAtt(on(fit.fitted), on(treated), on(outcome)).att;
}

/** Refuses effects that jump as rows come and go, or of which no error is known here. Throws as `attOf`. */
export function requireSmooth({ method, support }: AttRecipe): void {
  if (method.kind === "nearest") {
    throw new NotSupported(
      "bootstrap_nearest",
      "The bootstrap is not valid for nearest-neighbour matching, whose number of matches does not grow with the sample (Abadie & Imbens 2008, Econometrica 76(6)). Use the Abadie-Imbens error, or match by a kernel.",
      { got: "nearest", expected: "kernel, radius, local linear, weights or doubly robust" },
    );
  }
  if (method.kind === "doubly_robust" && support.kind !== "none") {
    throw new NotSupported(
      "dr_support",
      `The doubly robust effect is made of all rows: its common support must be 'none', got '${support.kind}'.`,
      { got: support.kind, expected: "none" },
    );
  }
}

function weightedDifference(weights: Float64Array, treated: Uint8Array, outcome: Float64Array): number {
  const [sums, totals] = [
    [0, 0],
    [0, 0],
  ];
  weights.forEach((weight, i) => {
    sums[treated[i]!]! += weight * outcome[i]!;
    totals[treated[i]!]! += weight;
  });
  return sums[1]! / totals[1]! - sums[0]! / totals[0]!;
}

/** The effect of one draw, or the code of the error that left it without one. */
export type AttDraw = { readonly att: number } | { readonly failed: string };

/**
 * The effect on the rows of clusters as often as each was drawn.
 *
 * @param counts f64 by cluster, whole
 * @param rowsOf rows of each cluster, in sample order
 */
export function attOfDraw(
  engine: Engine,
  sample: AttSample,
  recipe: AttRecipe,
  counts: Float64Array,
  rowsOf: readonly Uint32Array[],
): AttDraw {
  let n = 0;
  rowsOf.forEach((rows, c) => {
    n += counts[c]! * rows.length;
  });
  const drawn = new Uint32Array(n);
  let at = 0;
  rowsOf.forEach((rows, c) => {
    for (let time = 0; time < counts[c]!; time++) {
      drawn.set(rows, at);
      at += rows.length;
    }
  });
  const take = (values: Float64Array): Float64Array => Float64Array.from(drawn, (i) => values[i]!);
  const { treated, X, names, outcome, cells, nCells } = sample;
  const rows: AttSample = {
    ...{ treated: Uint8Array.from(drawn, (i) => treated[i]!), X: X.map(take), names, outcome: take(outcome) },
    ...(cells !== undefined && nCells !== undefined && { cells: Uint32Array.from(drawn, (i) => cells[i]!), nCells }),
  };
  try {
    return { att: attOf(engine, rows, recipe) };
  } catch (error) {
    if (error instanceof WasmetricsError && isOfTheDraw(error)) return { failed: error.code };
    throw error;
  }
}

/** Whether the rows of a draw, not the request, are at fault. */
const isOfTheDraw = ({ name }: WasmetricsError): boolean => name === "DataError" || name === "NumericalError";
