/**
 * The fewest rows, or groups of rows, whose removal turns a result: chosen by linear approximation, settled by regressions without them.
 * What is sought is what the regression without them says; the approximation only says whom to try first.
 *
 * The prefix of groups by influence that the approximation needs is tried; where it does not do, influences are made anew without it and
 * more are added, as often as allowed; where it does, shorter prefixes are tried by halves. So the number is "at most k".
 * Source: Broderick, Giordano & Meager (2020), arXiv:2011.14999.
 */

/** What is to be turned: the sign, whether it is significant, or both: significant with the other sign. */
export const GOALS = ["sign", "significance", "both"] as const;
export type Goal = (typeof GOALS)[number];

/** A result of the regression without some groups; null where it can't be made. */
export interface Refit {
  readonly estimate: number;
  readonly std_error: number;
  readonly statistic: number;
  readonly p_value: number;
  readonly nobs: number;
  /** What the ends of an interval stand off by, in standard errors. */
  readonly quantile: number;
}

/** Derivatives by group; NaN and 0 alike move nothing. */
export interface GroupInfluence {
  readonly ofEstimate: Float64Array;
  readonly ofError: Float64Array;
}

/** Distance to go, 0 or less where reached, and what each group's removal takes off it. */
interface Way {
  readonly distance: number;
  readonly gain: (group: number) => number;
}

/** The way from `at` to `goal`, as the first result `of` defines it: towards the other sign of that, or out of or into significance. */
function wayTo(goal: Goal, of: Refit, at: Refit, { ofEstimate, ofError }: GroupInfluence): Way {
  const sign = of.estimate < 0 ? -1 : 1;
  const value = sign * at.estimate;
  const half = at.quantile * at.std_error;
  if (goal === "sign") return { distance: value, gain: (g) => sign * ofEstimate[g]! };
  if (goal === "both")
    return { distance: value + half, gain: (g) => sign * ofEstimate[g]! + at.quantile * ofError[g]! };
  const gained = (g: number) => sign * ofEstimate[g]! - at.quantile * ofError[g]!;
  return isSignificant(of)
    ? { distance: value - half, gain: gained }
    : { distance: half - value, gain: (g) => -gained(g) };
}

export const isSignificant = ({ estimate, std_error, quantile }: Refit): boolean =>
  Math.abs(estimate) > quantile * std_error;

/** Whether `at` has what `goal` asks of a result that began as `of`. */
export function isReached(goal: Goal, of: Refit, at: Refit): boolean {
  const sign = of.estimate < 0 ? -1 : 1;
  const value = sign * at.estimate;
  const half = at.quantile * at.std_error;
  if (goal === "sign") return value < 0;
  if (goal === "both") return value + half < 0;
  return isSignificant(of) ? value - half <= 0 : value - half > 0;
}

/** The groups that take most off the way, the most first, as few as their sum needs; null where all of them do not do. */
export function fewest(
  nGroups: number,
  { distance, gain }: Way,
): { readonly groups: Uint32Array; readonly sum: number } | null {
  if (distance <= 0) return { groups: new Uint32Array(0), sum: 0 };
  const gains = new Float64Array(nGroups);
  let [all, largest] = [0, 0];
  for (let g = 0; g < nGroups; g++) {
    const value = gain(g);
    if (!(value > 0)) continue;
    gains[g] = value;
    all += value;
    if (value > largest) largest = value;
  }
  // where rounding of the sum could decide, all are looked at in their order
  if (all < distance * (1 - ROUNDING)) return null;
  const candidates =
    all < distance * (1 + ROUNDING) ? above(gains, 0) : enough(gains, distance * (1 + ROUNDING), largest);
  const order = Array.from(candidates).sort((a, b) => gains[b]! - gains[a]! || a - b);
  let [sum, count] = [0, 0];
  while (count < order.length && sum < distance) sum += gains[order[count++]!]!;
  return sum < distance ? null : { groups: Uint32Array.from(order.slice(0, count)), sum };
}

/** Share of a sum of a million numbers that rounding is. */
const ROUNDING = 1e-9;

/** Groups whose gain is largest, more than `distance` together: few of very many, so that these alone are put in order. */
function enough(gains: Float64Array, distance: number, largest: number): Uint32Array {
  for (let least = largest / 2; least > 0; least /= 2) {
    let sum = 0;
    for (const value of gains) if (value >= least) sum += value;
    if (sum >= distance) return above(gains, least);
  }
  return above(gains, 0);
}

/** Groups that gain, at least `least`. */
function above(gains: Float64Array, least: number): Uint32Array {
  let n = 0;
  for (const value of gains) if (value > 0 && value >= least) n++;
  const found = new Uint32Array(n);
  n = 0;
  for (let g = 0; g < gains.length; g++) if (gains[g]! > 0 && gains[g]! >= least) found[n++] = g;
  return found;
}

/** One try: how many groups were left out and what came. */
export interface Attempt {
  readonly removed: number;
  readonly reached: boolean;
  readonly refit: Refit | null;
}

export interface Removal {
  /** What the approximation says: how many, and the end it moves there; null where no number of them does. */
  readonly predicted: { readonly removed: number; readonly value: number } | null;
  /** The regression without the number predicted. */
  readonly atPredicted: Attempt | null;
  /** The fewest that were found to do; null where none were. */
  readonly found: { readonly groups: Uint32Array; readonly refit: Refit } | null;
  /** Rounds of new influences that were needed beyond the first. */
  readonly extended: number;
  readonly tries: number;
}

/** The regression without groups: its result, and influences where they are asked for. */
export type RefitWithout = (
  groups: Uint32Array,
  influences: boolean,
) => { readonly refit: Refit; readonly influence: GroupInfluence | null } | null;

/** How hard it is tried. */
export interface Effort {
  /** Rounds in which influences are made anew. */
  readonly rounds: number;
  /** Tries of fewer, by halves. */
  readonly halvings: number;
}

/** Seeks the fewest groups whose removal reaches `goal`. */
export function fewestRemoved(
  goal: Goal,
  of: Refit,
  influence: GroupInfluence,
  refitWithout: RefitWithout,
  { rounds, halvings }: Effort,
): Removal {
  const nGroups = influence.ofEstimate.length;
  const first = wayTo(goal, of, of, influence);
  const chosen = fewest(nGroups, first);
  if (chosen === null) return { predicted: null, atPredicted: null, found: null, extended: 0, tries: 0 };
  const predicted = { removed: chosen.groups.length, value: endOf(goal, of, first.distance - chosen.sum) };
  let order = chosen.groups;
  let [failed, extended, tries] = [0, 0, 0];
  let atPredicted: Attempt | null = null;
  let done: Refit | null = null;
  for (;;) {
    const made = refitWithout(order, extended < rounds);
    tries++;
    const reached = made !== null && isReached(goal, of, made.refit);
    atPredicted ??= { removed: order.length, reached, refit: made?.refit ?? null };
    if (reached) {
      done = made.refit;
      break;
    }
    failed = order.length;
    if (made === null || made.influence === null || extended >= rounds) break;
    const { ofEstimate, ofError } = made.influence;
    const gone = new Uint8Array(nGroups);
    for (const group of order) gone[group] = 1;
    const way = wayTo(goal, of, made.refit, { ofEstimate, ofError });
    const more = fewest(nGroups, { distance: way.distance, gain: (g) => (gone[g] === 1 ? 0 : way.gain(g)) });
    if (more === null) break;
    extended++;
    // a refit at rounding's distance from its goal adds one
    const added = more.groups.length > 0 ? more.groups : best(nGroups, (g) => (gone[g] === 1 ? 0 : way.gain(g)));
    if (added.length === 0) break;
    order = Uint32Array.from([...order, ...added]);
  }
  if (done === null) return { predicted, atPredicted, found: null, extended, tries };
  let fewer = order.length;
  for (let h = 0; h < halvings && fewer - failed > 1; h++) {
    const middle = failed + Math.floor((fewer - failed) / 2);
    const made = refitWithout(order.subarray(0, middle), false);
    tries++;
    if (made !== null && isReached(goal, of, made.refit)) {
      fewer = middle;
      done = made.refit;
    } else failed = middle;
  }
  return { predicted, atPredicted, found: { groups: order.slice(0, fewer), refit: done }, extended, tries };
}

/** The group that gains most; none where none gains. */
function best(nGroups: number, gain: (group: number) => number): Uint32Array {
  let [at, most] = [-1, 0];
  for (let g = 0; g < nGroups; g++) {
    if (gain(g) > most) [at, most] = [g, gain(g)];
  }
  return Uint32Array.from(at < 0 ? [] : [at]);
}

/** Where the end that moves stands once `left` of its way is left. */
function endOf(goal: Goal, of: Refit, left: number): number {
  const sign = of.estimate < 0 ? -1 : 1;
  return goal === "significance" && !isSignificant(of) ? -sign * left : sign * left;
}
