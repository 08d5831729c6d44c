/**
 * Layer estimators. Hansen's J by the covariance of scores of a step, and J again when a group of instruments is left out: the rest
 * keep their block of that covariance, so that the difference of the two is at least 0.
 * Source: Hansen (1982), Econometrica 50(4), doi:10.2307/1912775; Roodman (2009), Stata Journal 9(1),
 * doi:10.1177/1536867X0900900106.
 */
import { NumericalError } from "../../base/errors.js";
import type { Engine } from "../../kernels/engine.js";
import { selected, submatrix } from "./independent.js";
import type { Hansen, HansenWithout, InstrumentColumn } from "./panel-gmm-fit.js";
import { type WeightRoot, weightRoot } from "./weight.js";
import { type Moments, type WeightedFit, weightedFit } from "./weighted-fit.js";

/** `scores` of the step before, of which `fit` has the weight `root`. */
export function hansenTests(
  engine: Engine,
  moments: Moments,
  scores: Float64Array,
  instruments: readonly InstrumentColumn[],
  singular: "refuse" | "pseudoinverse",
  [root, fit]: readonly [WeightRoot, WeightedFit],
): Hansen {
  const k = fit.beta.length;
  const all = instruments.map((_, at) => at);
  const without = leftOut(instruments).map(({ group, out }): HansenWithout => {
    const rest = all.filter((at) => !out.includes(at));
    const distance = rest.length < k ? null : distanceOf(engine, moments, scores, instruments, singular, rest);
    return { group, instruments: out.length, distance, degrees: Math.max(0, rest.length - k) };
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

/** Null where the rest do not identify the coefficients. */
function distanceOf(
  engine: Engine,
  { ZX, Zy }: Moments,
  scores: Float64Array,
  instruments: readonly InstrumentColumn[],
  singular: "refuse" | "pseudoinverse",
  rest: readonly number[],
): number | null {
  const L = instruments.length;
  const all = Array.from({ length: ZX.length / L }, (_, j) => j);
  const names = rest.map((at) => instruments[at]!.name);
  const root = weightRoot(engine, submatrix(L, scores, rest), singular, { what: "The weight", names, nGroups: L });
  try {
    return weightedFit(engine, root, { ZX: selected(L, ZX, rest, all), Zy: selected(L, Zy, rest, [0]) }).distance;
  } catch (error) {
    if (error instanceof NumericalError && error.code === "not_identified") return null;
    throw error;
  }
}
