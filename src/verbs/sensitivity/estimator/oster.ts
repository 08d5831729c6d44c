/**
 * Selection on unobservables in proportion to selection on observables: delta, the selection on unobservables, as a multiple of that on
 * the controls, at which the effect is a given value; and the effects beta* that a given delta leaves. Numbers in, numbers out.
 *
 * With nu = beta~ - beta*, C = (beta0 - beta~) s, s and t the sums of squares of the treatment net of the regressors that both
 * regressions have, and net of all controls, A the sum of squares that the controls explain of the outcome, B what R2max leaves beyond:
 *
 *   (delta - 1) t (s - t) nu^3 + (delta - 2) t C nu^2 + (delta B (s - t) - A t - t C^2 / s) nu + delta B C = 0.
 *
 * Two roots where delta is 1, up to three elsewhere. Assumption 3 says that the controls' index keeps the sign of its covariance
 * with the treatment: C + nu (s - t), which it is under beta*, has the sign of C.
 * Source: Oster (2019), Journal of Business & Economic Statistics 37(2), doi:10.1080/07350015.2016.1227711.
 */

/** What the two regressions leave of outcome and treatment. */
export interface Selection {
  /** Coefficient of the treatment in the short and in the long regression. */
  readonly short: number;
  readonly long: number;
  /** Sum of squares of the outcome that the controls explain beyond the short regression. */
  readonly explained: number;
  /** Sum of squares that is left of the treatment beside the regressors of the short and of the long regression. */
  readonly treatmentShort: number;
  readonly treatmentLong: number;
}

/** The same of the outcome in another unit, a power of two. */
export const inUnit = (selection: Selection, unit: number): Selection => ({
  ...selection,
  ...{ short: selection.short / unit, long: selection.long / unit },
  explained: selection.explained / unit / unit,
});

/** A root, and whether it meets assumption 3. */
export interface AdjustedEffect {
  readonly value: number;
  readonly assumption_3: boolean;
}

/** The delta at which the effect is `effect`; `beyond` is (R2max - R2) times the sum of squares that R2 is a share of. */
export function deltaAt(selection: Selection, beyond: number, effect: number): number {
  const { explained: A, treatmentShort: s, treatmentLong: t } = selection;
  const C = (selection.short - selection.long) * s;
  const nu = selection.long - effect;
  const above = nu * (A * t + (t * C * C) / s) + 2 * nu * nu * t * C + nu * nu * nu * t * (s - t);
  const below = beyond * C + nu * beyond * (s - t) + nu * nu * t * C + nu * nu * nu * t * (s - t);
  return above / below;
}

/**
 * Whether assumption 3 holds at an effect. Where it does not, no delta leads there: selection of the kind of the controls' moves the
 * estimate the other way.
 */
export function isAdmissible({ short, long, treatmentShort: s, treatmentLong: t }: Selection, effect: number): boolean {
  const C = (short - long) * s;
  return Math.sign(C + (long - effect) * (s - t)) === Math.sign(C);
}

/** Every effect that `delta` leaves, the nearest to that of the long regression first. */
export function adjustedEffects(selection: Selection, beyond: number, delta: number): AdjustedEffect[] {
  const { long, explained: A, treatmentShort: s, treatmentLong: t } = selection;
  const C = (selection.short - long) * s;
  const roots = realRoots(
    (delta - 1) * t * (s - t),
    (delta - 2) * t * C,
    delta * beyond * (s - t) - A * t - (t * C * C) / s,
    delta * beyond * C,
  );
  return roots
    .sort((a, b) => Math.abs(a) - Math.abs(b))
    .map((nu) => ({ value: long - nu, assumption_3: isAdmissible(selection, long - nu) }));
}

/** Oster's first approximation for delta = 1: the two movements, of coefficient and of R2, in proportion. */
export const linearEffect = ({ short, long, explained }: Selection, beyond: number, delta: number): number =>
  long - (delta * (short - long) * beyond) / explained;

/** Real roots of a x^3 + b x^2 + c x + d, ascending; a double root once. */
export function realRoots(a: number, b: number, c: number, d: number): number[] {
  const at = (x: number) => ((a * x + b) * x + c) * x + d;
  const reach = 1 + Math.max(Math.abs(b), Math.abs(c), Math.abs(d)) / Math.abs(a);
  // a cubic term that only roots beyond all numbers would feel; at 0 it is none
  if (!(reach * reach * reach < Number.MAX_VALUE)) return quadraticRoots(b, c, d);
  const turns = quadraticRoots(3 * a, 2 * b, c).filter((x) => Math.abs(x) < reach);
  const ends = [-reach, ...turns, reach];
  const found: number[] = [];
  for (let i = 0; i + 1 < ends.length; i++) {
    const [low, high] = [ends[i]!, ends[i + 1]!];
    if (at(low) === 0) found.push(low);
    else if (at(low) > 0 !== at(high) > 0) found.push(bisected(at, low, high));
  }
  return [...new Set(found)];
}

/** Real roots of a x^2 + b x + c, ascending, without the cancellation of the school's formula. */
function quadraticRoots(a: number, b: number, c: number): number[] {
  if (a === 0) return b === 0 ? [] : [-c / b];
  const inside = b * b - 4 * a * c;
  if (!(inside >= 0)) return [];
  const q = -(b + (b < 0 ? -1 : 1) * Math.sqrt(inside)) / 2;
  const roots = q === 0 ? [0] : [q / a, c / q];
  return [...new Set(roots)].filter(Number.isFinite).sort((x, y) => x - y);
}

/** Where `at` changes its sign between `low` and `high`, to the last bit. */
function bisected(at: (x: number) => number, low: number, high: number): number {
  const rises = at(low) <= 0;
  let [below, above] = [low, high];
  for (;;) {
    const middle = below + (above - below) / 2;
    if (middle === below || middle === above) return middle;
    if (at(middle) <= 0 === rises) below = middle;
    else above = middle;
  }
}
