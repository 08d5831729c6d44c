/**
 * Units of one group in order of cell and score, as kernel matching reads them, and where they stand in the
 * sample. Equal scores keep the order of the sample.
 */
import { DataError, UsageError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { csrOffsets, csrOrder } from "../../../engine/kernels/groups.js";
import { kernelWeights, type ScoredUnits } from "../../../engine/kernels/kernel-weights.js";
import { midranks } from "../../../engine/kernels/ranks.js";
import type { Candidates } from "./match.js";

/** Units by cell and score. */
interface LoadedUnits extends ScoredUnits {
  /** u32: positions in the sample, in the order of `score`. */
  readonly positions: Uint32Array;
}

/**
 * The eligible treated (`group` 1) or controls (0).
 *
 * @throws DataError `no_treated`, `no_controls`: there are none; `not_finite`: the score of one is missing
 */
export function scoredUnits(engine: Engine, candidates: Candidates, score: Float64Array, group: 0 | 1): LoadedUnits {
  const { cells, nCells } = candidates;
  const members = membersOf(candidates, score, group);
  const codes = Uint32Array.from(members, (i) => cells[i]!);
  const { offsets } = csrOffsets(engine, codes, nCells);
  const byCell = csrOrder(engine, codes, offsets);
  const ranks = midranks(
    engine,
    Float64Array.from(byCell, (at) => score[members[at]!]!),
    offsets,
  );
  const positions = new Uint32Array(members.length);
  placesOf(ranks, offsets).forEach((place, at) => {
    positions[place] = members[byCell[at]!]!;
  });
  return { offsets, positions, score: Float64Array.from(positions, (i) => score[i]!) };
}

/** Positions of the eligible units of a group, each with a score. Throws as `scoredUnits`. */
function membersOf({ treated, eligible }: Candidates, score: Float64Array, group: 0 | 1): Uint32Array {
  const members = positionsOf(treated.length, (i) => eligible[i] === 1 && treated[i] === group);
  if (members.length === 0) throw nobody(group);
  const missing = members.find((i) => !Number.isFinite(score[i]!));
  if (missing === undefined) return members;
  throw new DataError(
    "not_finite",
    `The score of row ${missing + 1} of the sample is ${score[missing]}: leave the row out, or mend its covariates.`,
    { got: score[missing], expected: "a finite number", column: "score", row: missing + 1 },
  );
}

/** Positions of a sample of n rows for which `is` holds. */
export function positionsOf(n: number, is: (i: number) => boolean): Uint32Array {
  let count = 0;
  for (let i = 0; i < n; i++) if (is(i)) count++;
  const positions = new Uint32Array(count);
  for (let i = n - 1; i >= 0; i--) if (is(i)) positions[--count] = i;
  return positions;
}

/** Places from 0 of rows with these ranks from 1 in each group; rows that share a rank stand in the order they came. */
function placesOf(ranks: Float64Array, offsets: Uint32Array): Uint32Array {
  const sharing = new Uint32Array(ranks.length);
  const next = new Uint32Array(ranks.length);
  const places = new Uint32Array(ranks.length);
  const eachRow = (work: (row: number, slot: number, first: number) => void): void => {
    for (let group = 0; group + 1 < offsets.length; group++) {
      const first = offsets[group]!;
      for (let row = first; row < offsets[group + 1]!; row++) work(row, first + Math.floor(ranks[row]!) - 1, first);
    }
  };
  eachRow((_, slot) => {
    sharing[slot]!++;
  });
  eachRow((row, slot, first) => {
    places[row] = first + ranks[row]! - (sharing[slot]! - 1) / 2 - 1 + next[slot]!;
    next[slot]!++;
  });
  return places;
}

function nobody(group: 0 | 1): DataError {
  const what = group === 1 ? "treated unit" : "control";
  return new DataError(
    group === 1 ? "no_treated" : "no_controls",
    `No ${what} takes part in the matching. Look at the treatment variable, and at who is off the common support.`,
    { got: 0, expected: ">= 1" },
  );
}

// Common support: who has a score at which there are units of the other group. What is off it takes no part in
// matching; how many that are is reported.

/**
 * `none`: everyone. `psmatch2`: treated units above the largest or below the smallest score of controls are off (the option
 * `common` of psmatch2, Leuven & Sianesi 2003). `minmax`: units of either group outside [the larger minimum, the smaller
 * maximum] of the groups are off (Dehejia & Wahba 1999). `trim`: that share of the treated is off at which the density of the
 * controls' scores is lowest (Heckman, Ichimura & Todd 1997).
 */
export type SupportRule = RangeRule | { readonly kind: "trim"; readonly share: number };

/** Rules that need no density. */
interface RangeRule {
  readonly kind: "none" | "psmatch2" | "minmax";
}

/** Who is on the support. */
interface CommonSupport {
  /** u8[n]: 1 for candidates on the support. */
  readonly eligible: Uint8Array;
  /** Scores from which to which a unit is on it, both included; null where the rule is none of a range. */
  readonly range: { readonly low: number; readonly high: number } | null;
  readonly offTreated: number;
  readonly offControl: number;
}

/**
 * Applies a rule to the eligible candidates. `trim` needs the engine.
 *
 * With `trim` the density is a kernel estimate: Epanechnikov, bandwidth sqrt(5) 0.9 min(sd, IQR / 1.349) m^(-1/5) of the m
 * controls' scores (Silverman 1986, section 3.4.2). The floor(share N) treated of lowest density are off, and with them those
 * of equal density.
 *
 * @param score f64[n] by position
 * @throws UsageError `trim_share` unless 0 <= share < 1; DataError `no_treated`, `no_controls`, `not_finite`
 */
export function commonSupport(candidates: Candidates, score: Float64Array, rule: RangeRule): CommonSupport;
export function commonSupport(
  candidates: Candidates,
  score: Float64Array,
  rule: SupportRule,
  engine: Engine,
): CommonSupport;
export function commonSupport(
  candidates: Candidates,
  score: Float64Array,
  rule: SupportRule,
  engine?: Engine,
): CommonSupport {
  if (rule.kind === "none") return { eligible: candidates.eligible.slice(), range: null, offTreated: 0, offControl: 0 };
  if (rule.kind === "trim") return without(candidates, trimmed(engine!, candidates, score, rule.share), null);
  const ofTreated = extent(score, membersOf(candidates, score, 1));
  const ofControls = extent(score, membersOf(candidates, score, 0));
  const both = { low: Math.max(ofTreated.low, ofControls.low), high: Math.min(ofTreated.high, ofControls.high) };
  const range = rule.kind === "psmatch2" ? ofControls : both;
  const mayBeOff = (i: number): boolean => rule.kind === "minmax" || candidates.treated[i] === 1;
  const off = positionsOf(score.length, (i) => {
    return candidates.eligible[i] === 1 && mayBeOff(i) && !(score[i]! >= range.low && score[i]! <= range.high);
  });
  return without(candidates, off, range);
}

function extent(score: Float64Array, members: Uint32Array): { low: number; high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const i of members) {
    low = Math.min(low, score[i]!);
    high = Math.max(high, score[i]!);
  }
  return { low, high };
}

/** The treated at which the controls are thinnest. */
function trimmed(engine: Engine, candidates: Candidates, score: Float64Array, share: number): Uint32Array {
  if (!(share >= 0 && share < 1)) {
    throw new UsageError(
      "trim_share",
      `The share of treated units to trim must be from 0 to less than 1, such as 0.05; got ${share}.`,
      { got: share, expected: "0 <= share < 1" },
    );
  }
  const pooled: Candidates = { ...candidates, cells: new Uint32Array(score.length), nCells: 1 };
  const [treated, controls] = [scoredUnits(engine, pooled, score, 1), scoredUnits(engine, pooled, score, 0)];
  const density = densityAt(engine, treated.score, controls.score);
  const off = Math.floor(share * density.length);
  if (off === 0) return new Uint32Array(0);
  const highest = density.slice().sort()[off - 1]!;
  return treated.positions.filter((_, t) => density[t]! <= highest);
}

function without({ treated, eligible }: Candidates, off: Uint32Array, range: CommonSupport["range"]): CommonSupport {
  const left = eligible.slice();
  let offTreated = 0;
  for (const i of off) {
    left[i] = 0;
    offTreated += treated[i]!;
  }
  return { eligible: left, range, offTreated, offControl: off.length - offTreated };
}

/** Kernel density of `sample`, ascending, at the ascending points `at`, up to a constant. */
function densityAt(engine: Engine, at: Float64Array, sample: Float64Array): Float64Array {
  const m = sample.length;
  const mean = sample.reduce((sum, value) => sum + value, 0) / m;
  const sd = Math.sqrt(sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, m - 1));
  const spread = (quantile(sample, 0.75) - quantile(sample, 0.25)) / 1.349;
  const scale = spread > 0 ? Math.min(sd, spread) : sd;
  // all controls at one score: the density is there, whatever the bandwidth
  const bandwidth = scale > 0 ? (Math.sqrt(5) * 0.9 * scale) / m ** 0.2 : 1;
  const units = (values: Float64Array) => ({ score: values, offsets: Uint32Array.of(0, values.length) });
  const options = { kernel: "epanechnikov", bandwidth, localLinear: false } as const;
  return kernelWeights(engine, units(at), units(sample), null, options).total;
}

/** Quantile of ascending numbers, interpolated between neighbours (type 7). */
function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low]! + (at - low) * (sorted[Math.min(low + 1, sorted.length - 1)]! - sorted[low]!);
}
