/**
 * Variances along time and space of a regression in memory: which rows are whose unit, period and place, and what
 * the record tells of it. The arithmetic is in `inference/`.
 */

import type { Category } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import { windowPlaces } from "../../data/panel/window-places.js";
import type { Table } from "../../data/table/table.js";
import { NO_ROW } from "../../engine/kernels/covariance.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { requirePanel } from "../frame/panel-of.js";
import type { LeastSquares } from "../least-squares/least-squares.js";
import type { ClusterParts } from "../least-squares/least-squares-steps.js";
import { orderedScores } from "../least-squares/score-sums.js";
import { VARIANCE_NOTES } from "../messages.js";
import { conley } from "./conley.js";
import type { RegressionVcov } from "./regression-vcov.js";
import { type ScoreDependence, vcovUnder } from "./score-dependence.js";
import type { Ssc } from "./ssc.js";
import { usualLag } from "./time-vcov.js";
import type { Covariance, Vcov } from "./vcov.js";

/** What the rows of a regression are taken from. */
type Rows = Pick<LeastSquares, "panel" | "sample" | "absorber" | "clusters">;

/** Clusters by one column or one combination of columns. */
const by = ({ clusters }: Pick<Rows, "clusters">, ...columns: string[]): ClusterParts =>
  clusters({ type: "cluster", by: [columns] });

/** Which scores go together along time, the groupings that effects may be nested in, and what a record says of it. */
export interface TimeDependence {
  readonly dependence: Extract<ScoreDependence, { lag: number }>;
  readonly clusterings: readonly Category[];
  readonly about: NonNullable<Vcov["about"]>;
  readonly notes: readonly Note[];
}

/** Of Newey and West's variance or Driscoll and Kraay's. Throws UsageError `vcov_panel`. */
export function timeDependence(rows: Rows, variance: Extract<RegressionVcov, { lag: number | null }>): TimeDependence {
  requirePanel(variance, rows.panel);
  const panel = rows.panel!;
  const { unit, time } = panel;
  const periods = by(rows, time.name);
  const nPeriods = periods.clusterings[0]!.nLevels;
  const lag = variance.lag ?? usualLag(nPeriods);
  const about = { lag, unit: unit.name, time: time.name, periods: nPeriods };
  const skipped = skippedPeriods(panel, periods, lag);
  if (variance.type === "DK") {
    const dependence = { type: "DK", lag, nPeriods, period: periods.clusterTerms[0]! } as const;
    return { dependence, clusterings: periods.clusterings, about, notes: skipped };
  }
  const units = by(rows, unit.name);
  const { places, gaps } = placesOf(rows, panel, units.clusterings[0]!, periods.clusterings[0]!, lag);
  return {
    dependence: { type: "NW", lag, nPeriods, places },
    clusterings: [...units.clusterings, ...periods.clusterings],
    about,
    notes: [...skipped, ...gapNote(gaps, lag)],
  };
}

/** Newey and West's or Driscoll and Kraay's. Throws UsageError `vcov_panel`, NumericalError `few_periods`. */
export function timeCovariance(
  engine: Engine,
  scope: Scope,
  regression: LeastSquares,
  variance: Extract<RegressionVcov, { lag: number | null }>,
  ssc: Ssc,
): Covariance {
  const { fit } = regression.result;
  const { dependence, clusterings, about, notes } = timeDependence(regression, variance);
  const count = regression.parameters(clusterings);
  const sums = regression.kept?.scoresOf;
  const covariance = vcovUnder(engine, scope, fit, dependence, ssc, count, sums);
  return { covariance: { ...covariance, about, notes }, count };
}

/** Rows of the fit by unit and time; codes of unit and time are those of the sample's rows. */
function placesOf({ sample, absorber }: Rows, { order, table }: Panel, unit: Category, time: Category, lag: number) {
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
function skippedPeriods({ time }: Panel, { clusterings }: ClusterParts, lag: number): Note[] {
  const { nLevels, label } = clusterings[0]!;
  const [first, last] = [Number(label(0)), Number(label(nLevels - 1))];
  if (lag === 0 || last - first + 1 === nLevels) return [];
  return [note(VARIANCE_NOTES, "vcov_periods_closed_up", { time: time.name, first, last, periods: nLevels })];
}

function gapNote(gaps: number, lag: number): Note[] {
  if (gaps === 0 || lag === 0) return [];
  return [note(VARIANCE_NOTES, "vcov_unit_gaps", { units: gaps })];
}

/** Conley's. Throws DataError `vcov_coordinates` for a latitude or longitude that is none. */
export function conleyCovariance(
  engine: Engine,
  scope: Scope,
  regression: LeastSquares,
  variance: Extract<RegressionVcov, { type: "conley" }>,
  ssc: Ssc,
): Covariance {
  const { latitude, longitude, cutoff } = variance;
  const { table, sample, result } = regression;
  const parts = by(regression, latitude, longitude);
  const location = parts.clusterings[0]!;
  const places = {
    latitudes: coordinates(table, latitude, 90, "latitude", sample.rows, location),
    longitudes: coordinates(table, longitude, 360, "longitude", sample.rows, location),
  };
  // an effect within places is not counted, as in fixest: places are latitudes and longitudes
  const count = regression.parameters([latitude, longitude].flatMap((column) => by(regression, column).clusterings));
  const sums = regression.kept?.scoresOf ?? orderedScores;
  const covariance: Vcov = conley(engine, scope, result.fit, places, cutoff, ssc, count, (inner) =>
    sums(engine, inner, result.fit, parts.clusterTerms[0]!),
  );
  return {
    covariance: { ...covariance, about: { latitude, longitude, cutoff_km: cutoff, locations: location.nLevels } },
    count,
  };
}

/** The coordinate of each place, checked in every row. */
function coordinates(
  table: Table,
  name: string,
  most: number,
  what: "latitude" | "longitude",
  rows: Uint32Array,
  { codes, nLevels }: Category,
): Float64Array {
  const values = table.numeric(name);
  const least = what === "latitude" ? -most : -180;
  const out = new Float64Array(nLevels);
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!]!;
    if (!(value >= least && value <= most)) {
      throw new DataError(
        "vcov_coordinates",
        `'${name}' is ${value} in row ${rows[i]! + 1}, which is no ${what}: degrees from ${least} to ${most} were expected.`,
        { got: value, expected: `${least}..${most}`, column: name, row: rows[i]! + 1 },
      );
    }
    out[codes[i]!] = value;
  }
  return out;
}
