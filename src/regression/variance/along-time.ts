/**
 * Newey and West's variance and Driscoll and Kraay's: scores correlated along time, with Bartlett's weights 1 - l / (L + 1): within units, as
 * Newey and West have it, and across all of them, as Driscoll and Kraay do. Both are sums over windows of L + 1 periods of the
 * window's scores times themselves, over L + 1: two scores l periods apart share L + 1 - l windows. So neither is indefinite.
 * Sources: Newey & West (1987), Econometrica 55(3), doi:10.2307/1913610; Driscoll & Kraay (1998), Review of Economics and
 * Statistics 80(4), doi:10.1162/003465398557825.
 */
import type { Category } from "../../base/columns.js";
import { NumericalError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import { clusterMeatBlock, NO_ROW, windowMeatBlock } from "../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { requirePanel } from "../frame/inputs.js";
import type { Fit } from "../least-squares/fit.js";
import { type ClusterTerm, orderedScores, type ScoresOf } from "../least-squares/fit.js";
import type { LeastSquares } from "../least-squares/least-squares.js";
import type { ClusterParts, ParameterCount } from "../least-squares/least-squares-steps.js";
import { VARIANCE_NOTES } from "../messages.js";
import { lagIn, type VarianceKind, type VarianceWords } from "./kind.js";
import { clusterFactor, type Ssc, smallSample } from "./ssc.js";
import { robustCovariance, type Vcov } from "./vcov.js";

/** `lag` null: the rule of thumb by the number of periods. */
export type TimeVcov = { readonly lag: number | null; readonly panel: true } & (
  | { readonly type: "NW"; readonly window: number }
  | { readonly type: "DK" }
);

/** Lags that no panel exceeds where none are named: those of 4,096 periods. */
const USUAL_LAGS = 8;

/** Periods that a window of `lag` covers, at most, for what memory it takes. */
export const windowOf = (lag: number | null): number => 1 + (lag ?? USUAL_LAGS);

export const ALONG_TIME: VarianceKind<TimeVcov> = {
  types: ["NW", "DK"],
  parse(type, rest) {
    const lag = lagIn(type, rest);
    return type === "NW" ? { type, lag, panel: true, window: windowOf(lag) } : { type, lag, panel: true };
  },
  meat: () => "products",
  covariance(engine, scope, regression, variance, ssc) {
    const { dependence, clusterings, about, notes } = timeDependence(regression, variance);
    const count = regression.parameters(clusterings);
    const { fit } = regression.result;
    const covariance = vcovAlongTime(engine, scope, fit, dependence, ssc, count, regression.kept?.scoresOf);
    return { covariance: { ...covariance, about, notes }, count };
  },
  words: (type) => (type === "NW" ? wordsAlongTime("Newey-West", true) : wordsAlongTime("Driscoll-Kraay", false)),
};

/** Words of a variance with lags, by unit and time or by time alone. */
export const wordsAlongTime = (name: string, byUnit: boolean): VarianceWords => ({
  short: {
    en: ({ lag }) => `${name}, ${lag} ${lag === 1 ? "lag" : "lags"}`,
    zh: ({ lag }) => `${name}, 滞后 ${lag} 期`,
  },
  by: {
    en: ({ unit, time, periods }, count) =>
      `by ${byUnit ? `${unit} and ` : ""}${time} (${count(Number(periods))} periods)`,
    zh: ({ unit, time, periods }, count) => `按 ${byUnit ? `${unit}和` : ""}${time}（${count(Number(periods))} 期）`,
  },
});

/** What the rows of a panel are taken from. */
export type PanelRows = Pick<LeastSquares, "panel" | "sample" | "absorber" | "clusters">;

/** Clusters by one column or one combination of columns. */
export const clustersBy = ({ clusters }: Pick<LeastSquares, "clusters">, ...columns: string[]): ClusterParts =>
  clusters({ type: "cluster", by: [columns] });

/** Which scores go together along time, over `nPeriods` with Bartlett's weights up to `lag`. */
export type ScoresAlongTime = { readonly lag: number; readonly nPeriods: number } & (
  | { readonly type: "NW"; readonly places: Uint32Array }
  /** The periods are clusters, their codes in the order of time. */
  | { readonly type: "DK"; readonly period: ClusterTerm }
);

/** The same with the groupings that effects may be nested in, and what a record reports. */
export interface TimeDependence {
  readonly dependence: ScoresAlongTime;
  readonly clusterings: readonly Category[];
  readonly about: NonNullable<Vcov["about"]>;
  readonly notes: readonly Note[];
}

/** Units and periods of the rows, and what a variance with lags makes of them. Throws UsageError `vcov_panel`. */
export function panelTime(
  rows: PanelRows,
  variance: { readonly type: string; readonly lag: number | null; readonly panel: true },
) {
  requirePanel(variance, rows.panel);
  const panel = rows.panel!;
  const periods = clustersBy(rows, panel.time.name);
  const nPeriods = periods.clusterings[0]!.nLevels;
  const lag = variance.lag ?? usualLag(nPeriods);
  const about = { lag, unit: panel.unit.name, time: panel.time.name, periods: nPeriods };
  return { panel, periods, nPeriods, lag, about, notes: skippedPeriods(panel, periods.clusterings[0]!, lag) };
}

/** Rows of the fit by unit and time, as `windowMeatBlock` takes them, and a note of units with gaps. */
export function unitWindows(rows: PanelRows, panel: Panel, periods: ClusterParts, lag: number) {
  const units = clustersBy(rows, panel.unit.name);
  const { places, gaps } = placesOf(rows, panel, units.clusterings[0]!, periods.clusterings[0]!, lag);
  const notes = gaps === 0 || lag === 0 ? [] : [note(VARIANCE_NOTES, "vcov_unit_gaps", { units: gaps })];
  return { units, places, notes };
}

/** Of Newey and West's variance or Driscoll and Kraay's. Throws UsageError `vcov_panel`. */
export function timeDependence(rows: PanelRows, variance: TimeVcov): TimeDependence {
  const { panel, periods, nPeriods, lag, about, notes } = panelTime(rows, variance);
  if (variance.type === "DK") {
    const dependence = { type: "DK", lag, nPeriods, period: periods.clusterTerms[0]! } as const;
    return { dependence, clusterings: periods.clusterings, about, notes };
  }
  const { units, places, notes: gaps } = unitWindows(rows, panel, periods, lag);
  return {
    dependence: { type: "NW", lag, nPeriods, places },
    clusterings: [...units.clusterings, ...periods.clusterings],
    about,
    notes: [...notes, ...gaps],
  };
}

/** Lags where none were named: the fourth root of the number of periods, rounded down. */
const usualLag = (nPeriods: number): number => Math.floor(nPeriods ** 0.25 + 1e-9);

/** Throws NumericalError `few_periods` unless there are more periods than lags, and at least 2. */
export function requirePeriods(nPeriods: number, lag: number): void {
  if (nPeriods >= 2 && lag < nPeriods) return;
  throw new NumericalError(
    "few_periods",
    `A variance with ${lag} lags needs more periods than that, and at least 2; the sample has ${nPeriods}.`,
    { got: nPeriods, expected: Math.max(2, lag + 1) },
  );
}

/**
 * The covariance. Throws NumericalError `no_residual_df`, `few_periods`.
 *
 * @param scoresOf gives score sums by period; default: they are made
 */
export function vcovAlongTime(
  engine: Engine,
  scope: Scope,
  fit: Fit,
  dependence: ScoresAlongTime,
  ssc: Ssc,
  count: ParameterCount,
  scoresOf: ScoresOf = orderedScores,
): Vcov {
  const { lag, nPeriods } = dependence;
  const small = smallSample(ssc, count, fit.n, nPeriods);
  requirePeriods(nPeriods, lag);
  const factor = clusterFactor(ssc, { n: fit.n, K: small.K, G: nPeriods }) / (lag + 1);
  const make = (inner: Scope, R: F64Block): F64Block =>
    dependence.type === "NW"
      ? unitWindowsMeat(engine, inner, fit, lag, dependence.places, R)
      : periodWindowsMeat(engine, inner, fit.k, lag, scoresOf(engine, inner, fit, dependence.period), R);
  return robustCovariance(scope, fit, small, [{ factor, make, overlap: lag + 1 }], false);
}

/** Newey and West's meat times `lag` + 1; `places` are rows of the fit by unit and time. */
export const unitWindowsMeat = (
  engine: Engine,
  scope: Scope,
  { n, k, X, uHat }: Fit,
  lag: number,
  places: Uint32Array,
  R: F64Block,
): F64Block => windowMeatBlock(engine, scope, n, k, lag, X, uHat, scope.copyU32(places), R);

/** Driscoll and Kraay's times `lag` + 1; `sums` are score sums by period, in the order of time, row-major. */
export function periodWindowsMeat(
  engine: Engine,
  scope: Scope,
  k: number,
  lag: number,
  sums: F64Block,
  R?: F64Block,
): F64Block {
  const windows = scope.copyF64(windowSums(sums.view(), k, lag));
  return clusterMeatBlock(engine, scope, windows.length / k, k, windows, R);
}

/** Sums of `lag` + 1 rows that follow each other, those at either end of fewer: (rows + lag) by k, row-major. */
function windowSums(rows: Float64Array<ArrayBufferLike>, k: number, lag: number): Float64Array {
  const count = rows.length / k;
  const sums = new Float64Array((count + lag) * k);
  for (let t = 0; t < count; t++) {
    for (let w = t; w <= t + lag; w++) {
      for (let j = 0; j < k; j++) sums[w * k + j]! += rows[t * k + j]!;
    }
  }
  return sums;
}

/** Rows of the fit by unit and time; codes of unit and time are those of the sample's rows. */
function placesOf(
  { sample, absorber }: PanelRows,
  { order, table }: Panel,
  unit: Category,
  time: Category,
  lag: number,
) {
  const { rowOrder } = absorber;
  const positions = positionsOf(sample.selected, table.nRows);
  const ordered = new Uint32Array(sample.rows.length);
  let count = 0;
  for (const row of order.rows) {
    const position = positions === undefined ? row : positions[row]!;
    if (position !== NO_ROW) ordered[count++] = position;
  }
  const found = windowPlaces(ordered, unit.codes, time.codes, lag, NO_ROW);
  if (rowOrder !== null) {
    const inMemory = new Uint32Array(rowOrder.length);
    for (let m = 0; m < rowOrder.length; m++) inMemory[rowOrder[m]!] = m;
    const { places } = found;
    for (let p = 0; p < places.length; p++) if (places[p] !== NO_ROW) places[p] = inMemory[places[p]!]!;
  }
  return found;
}

/** Position of each table row in the sample, NO_ROW for those outside; undefined where all rows are in it. */
function positionsOf(selected: Uint32Array | undefined, nRows: number): Uint32Array | undefined {
  if (selected === undefined) return undefined;
  const positions = new Uint32Array(nRows).fill(NO_ROW);
  for (let i = 0; i < selected.length; i++) positions[selected[i]!] = i;
  return positions;
}

/** Lags are distances between the periods there are: periods that no row has are no distance. */
function skippedPeriods({ time }: Panel, { nLevels, label }: Category, lag: number): Note[] {
  const [first, last] = [Number(label(0)), Number(label(nLevels - 1))];
  if (lag === 0 || last - first + 1 === nLevels) return [];
  return [note(VARIANCE_NOTES, "vcov_periods_closed_up", { time: time.name, first, last, periods: nLevels })];
}

// Rows of a panel in the order of unit and time, spread out so that windows over places are windows over time.

/** Places of rows for windows of `lag` + 1 places. */
export interface WindowPlaces {
  /** A row, or `none`: as many empty places after a unit as keep it apart from the next. */
  readonly places: Uint32Array;
  /** Units with a period missing between their first and their last. */
  readonly gaps: number;
}

/**
 * @param order rows by unit, then time
 * @param unit code of each row
 * @param rank of the row's period among the periods there are
 * @param none what stands in a place without a row
 */
export function windowPlaces(
  order: Uint32Array,
  unit: Uint32Array,
  rank: Uint32Array,
  lag: number,
  none: number,
): WindowPlaces {
  const n = order.length;
  const emptyAfter = (i: number): number => {
    if (i + 1 === n || unit[order[i]!] !== unit[order[i + 1]!]) return lag;
    return Math.min(lag, rank[order[i + 1]!]! - rank[order[i]!]! - 1);
  };
  let length = n;
  let gaps = 0;
  for (let i = 0, hasGap = false; i < n; i++) {
    length += emptyAfter(i);
    const isLast = i + 1 === n || unit[order[i]!] !== unit[order[i + 1]!];
    hasGap ||= !isLast && rank[order[i + 1]!]! - rank[order[i]!]! > 1;
    if (!isLast) continue;
    gaps += hasGap ? 1 : 0;
    hasGap = false;
  }
  const places = new Uint32Array(length).fill(none);
  for (let i = 0, at = 0; i < n; i++) {
    places[at] = order[i]!;
    at += 1 + emptyAfter(i);
  }
  return { places, gaps };
}
