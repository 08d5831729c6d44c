/**
 * Hansen's J by the covariance of scores of a step, and J again when a group of instruments is left out: the rest
 * keep their block of that covariance, so that the difference of the two is at least 0.
 * Source: Hansen (1982), Econometrica 50(4), doi:10.2307/1912775; Roodman (2009), Stata Journal 9(1),
 * doi:10.1177/1536867X0900900106.
 */
import { NumericalError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { selected, submatrix } from "./independent.js";
import type { Hansen, HansenWithout, InstrumentColumn } from "./panel-gmm-fit.js";
import type { PanelGmmSpec } from "./spec.js";
import { type WeightRoot, weightRoot } from "./weight.js";
import { type Moments, type WeightedFit, weightedFit } from "./weighted-fit.js";

/** Moments, their instruments, and what a weight without inverse comes to. */
export interface Tested extends Moments {
  readonly instruments: readonly InstrumentColumn[];
  readonly nGroups: number;
  readonly spec: Pick<PanelGmmSpec, "singular">;
}

/** `scores` of the step before, of which `fit` has the weight `root`. */
export function hansenTests(
  engine: Engine,
  tested: Tested,
  scores: Float64Array,
  [root, fit]: readonly [WeightRoot, WeightedFit],
): Hansen {
  const { instruments } = tested;
  const k = fit.beta.length;
  const without = leftOut(instruments).map(({ group, out }): HansenWithout => {
    const rest = instruments.flatMap((_, at) => (out.includes(at) ? [] : [at]));
    return { group, instruments: out.length, ...distanceOf(engine, tested, scores, rest, k) };
  });
  return { distance: fit.distance, degrees: root.rank - k, without };
}

/** Each group; and, when there are levels, the GMM-style instruments of their equation. */
function leftOut(instruments: readonly InstrumentColumn[]): { group: string | null; out: readonly number[] }[] {
  const where = (wanted: (column: InstrumentColumn) => boolean) =>
    instruments.flatMap((column, at) => (wanted(column) ? [at] : []));
  const levels = where(({ kind, equation }) => kind === "gmm" && equation === "level");
  const groups = [...new Set(instruments.map(({ group }) => group))];
  return [
    ...(levels.length > 0 ? [{ group: null, out: levels }] : []),
    ...groups.map((group) => ({ group, out: where((column) => column.group === group) })),
  ];
}

/** J of the instruments `rest`; null where they do not identify the k coefficients. */
function distanceOf(
  engine: Engine,
  { ZX, Zy, instruments, nGroups, spec }: Tested,
  scores: Float64Array,
  rest: readonly number[],
  k: number,
): Pick<HansenWithout, "distance" | "degrees"> {
  if (rest.length < k) return { distance: null, degrees: 0 };
  const L = instruments.length;
  const coefficients = Array.from({ length: k }, (_, j) => j);
  const names = rest.map((at) => instruments[at]!.name);
  const what = "The covariance of the moments that remain";
  const root = weightRoot(engine, submatrix(L, scores, rest), spec.singular, { what, names, nGroups });
  const degrees = root.rank - k;
  if (degrees < 0) return { distance: null, degrees: 0 };
  try {
    const moments = { ZX: selected(L, ZX, rest, coefficients), Zy: selected(L, Zy, rest, [0]) };
    return { distance: weightedFit(engine, root, moments).distance, degrees };
  } catch (error) {
    if (error instanceof NumericalError && error.code === "not_identified") return { distance: null, degrees };
    throw error;
  }
}
