/**
 * The change of a weighted mean between two periods as a sum of terms: what units that stay did, how weight moved among
 * them, who came and who left. One function a method, each by its definition, so that their sum being the change is a
 * check and not an identity of the code. Knows nothing of tables. Sources: Melitz & Polanec (2015), RAND Journal of
 * Economics 46(2), doi:10.1111/1756-2171.12088; Olley & Pakes (1996), Econometrica 64(6), doi:10.2307/2171831; Foster,
 * Haltiwanger & Krizan (2001), in Hulten, Dean & Harper, New Developments in Productivity Analysis, NBER,
 * doi:10.3386/w6803 (working paper); Griliches & Regev (1995), Journal of Econometrics 65(1),
 * doi:10.1016/0304-4076(94)01601-U.
 */

/** Terms of each method, in the order they are shown. */
export const METHOD_TERMS = {
  "melitz-polanec": ["within", "between", "entry", "exit"],
  foster: ["within", "between", "cross", "entry", "exit"],
  "griliches-regev": ["within", "between", "entry", "exit"],
  "olley-pakes-static": ["within", "between"],
} as const;

export type DecompositionMethod = keyof typeof METHOD_TERMS;
export type TermName = (typeof METHOD_TERMS)["foster"][number];
export type Terms = { readonly [name in TermName]?: number };

/** Units of a group in one period: outcome and weight by unit, NaN and 0 where the unit is not there. */
export interface Side {
  readonly outcome: Float64Array;
  readonly weight: Float64Array;
}

/** Units present in both periods, the second alone, the first alone: places on both sides. */
interface Flows {
  readonly survivors: readonly number[];
  readonly entrants: readonly number[];
  readonly exiters: readonly number[];
}

/** Who stays, comes and goes between the two sides, which have the same units. */
export function flowsOf(before: Side, after: Side): Flows {
  const flows = { survivors: [] as number[], entrants: [] as number[], exiters: [] as number[] };
  for (let i = 0; i < before.outcome.length; i++) {
    const [was, is] = [!Number.isNaN(before.outcome[i]!), !Number.isNaN(after.outcome[i]!)];
    if (was && is) flows.survivors.push(i);
    else if (is) flows.entrants.push(i);
    else if (was) flows.exiters.push(i);
  }
  return flows;
}

/** The weight of `units`. */
export const weightOf = ({ weight }: Side, units: readonly number[]): number => sumOver(units, (i) => weight[i]!);

/** The terms by `method`; null where they are not defined: Melitz and Polanec's compare with units that stay. */
export function termsOf(method: DecompositionMethod, before: Side, after: Side, flows: Flows): Terms | null {
  return METHOD_OF[method](before, after, flows);
}

type Method = (before: Side, after: Side, flows: Flows) => Terms | null;

const METHOD_OF: Readonly<Record<DecompositionMethod, Method>> = {
  "melitz-polanec": (before, after, { survivors, entrants, exiters }) => {
    if (survivors.length === 0) return null;
    const [first, second] = [olleyPakes(before, survivors), olleyPakes(after, survivors)];
    return {
      within: second.mean - first.mean,
      between: second.covariance - first.covariance,
      entry: shareTimes(after, entrants, survivors),
      exit: 0 - shareTimes(before, exiters, survivors),
    };
  },
  "olley-pakes-static": (before, after, { survivors, entrants, exiters }) => {
    const [first, second] = [
      olleyPakes(before, [...survivors, ...exiters]),
      olleyPakes(after, [...survivors, ...entrants]),
    ];
    return { within: second.mean - first.mean, between: second.covariance - first.covariance };
  },
  foster: (before, after, flows) => {
    const [s, t] = [shares(before), shares(after)];
    const [x, y] = [before.outcome, after.outcome];
    const start = weightedMean(before, [...flows.survivors, ...flows.exiters]);
    return {
      within: sumOver(flows.survivors, (i) => s(i) * (y[i]! - x[i]!)),
      between: sumOver(flows.survivors, (i) => (t(i) - s(i)) * (x[i]! - start)),
      cross: sumOver(flows.survivors, (i) => (t(i) - s(i)) * (y[i]! - x[i]!)),
      entry: sumOver(flows.entrants, (i) => t(i) * (y[i]! - start)),
      exit: 0 - sumOver(flows.exiters, (i) => s(i) * (x[i]! - start)),
    };
  },
  "griliches-regev": (before, after, flows) => {
    const [s, t] = [shares(before), shares(after)];
    const [x, y] = [before.outcome, after.outcome];
    const start = weightedMean(before, [...flows.survivors, ...flows.exiters]);
    const end = weightedMean(after, [...flows.survivors, ...flows.entrants]);
    const middle = (start + end) / 2;
    return {
      within: sumOver(flows.survivors, (i) => ((s(i) + t(i)) / 2) * (y[i]! - x[i]!)),
      between: sumOver(flows.survivors, (i) => (t(i) - s(i)) * ((x[i]! + y[i]!) / 2 - middle)),
      entry: sumOver(flows.entrants, (i) => t(i) * (y[i]! - middle)),
      exit: 0 - sumOver(flows.exiters, (i) => s(i) * (x[i]! - middle)),
    };
  },
};

/** The unweighted mean of `units`, and the sum over them of (share - mean share)(outcome - mean outcome). */
function olleyPakes(side: Side, units: readonly number[]): { readonly mean: number; readonly covariance: number } {
  const { outcome, weight } = side;
  const total = weightOf(side, units);
  const mean = sumOver(units, (i) => outcome[i]!) / units.length;
  const covariance = sumOver(units, (i) => (weight[i]! / total - 1 / units.length) * (outcome[i]! - mean));
  return { mean, covariance };
}

/** The share of `some` in the weight of the period, times how far their weighted mean is above that of `others`. */
function shareTimes(side: Side, some: readonly number[], others: readonly number[]): number {
  if (some.length === 0) return 0;
  const [weight, rest] = [weightOf(side, some), weightOf(side, others)];
  return (weight / (weight + rest)) * (weightedMean(side, some) - weightedMean(side, others));
}

function weightedMean(side: Side, units: readonly number[]): number {
  const total = weightOf(side, units);
  return sumOver(units, (i) => (side.weight[i]! / total) * side.outcome[i]!);
}

/** Shares in the weight of the period. */
function shares({ weight }: Side): (i: number) => number {
  const total = weight.reduce((sum, w) => sum + w, 0);
  return (i) => weight[i]! / total;
}

function sumOver(units: readonly number[], term: (i: number) => number): number {
  let sum = 0;
  for (const i of units) sum += term(i);
  return sum;
}

export const METHODS = Object.keys(METHOD_TERMS) as DecompositionMethod[];
