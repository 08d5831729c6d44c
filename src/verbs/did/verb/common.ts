/**
 * One average for estimators side by side: over the treated cells (cohort and period) that all with cells have, at the event times that
 * all have and are shown, by the treated rows of the sample. Errors are of the same influences as the effects. An estimator without
 * cells averages its effects by event time, each by the weight of its cells.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import type { DidPlan } from "../design/plan.js";
import type { CommonAverage, DidEstimate, NoCommonError } from "../design/record.js";
import type { DidSample } from "../design/sample.js";
import { restsOnOne } from "../design/withheld.js";
import { type Aggregated, type Cell, effectsOf, isPost, type Member } from "../shared/aggregation.js";
import { sampleCells } from "../shared/cells.js";
import { delta, type Estimates } from "../shared/estimates.js";
import type { DidFit } from "../shared/estimator.js";
import { inferenceOf, type JudgedFit, rowWeights } from "./describe.js";

/** An estimate with the fit it describes, whose degrees of freedom are those it is read by. */
export interface FittedEstimate {
  readonly estimate: DidEstimate;
  readonly fit: JudgedFit;
}

/** Null where no treated cell is common to all. */
export function commonAverage(
  engine: Engine,
  sample: DidSample,
  found: readonly FittedEstimate[],
  plan: DidPlan,
): CommonAverage | null {
  const known = found.filter(({ fit }) => fit.unidentified === undefined);
  if (known.length === 0) return null;
  const cells = commonCells(sample, known, plan);
  if (!(cells.reduce((sum, { weight }) => sum + weight, 0) > 0)) return null;
  const units = unitsOf(cells);
  return {
    event_times: [...new Set(cells.map(eventOf))].sort((a, b) => a - b),
    ...rowWeights(plan),
    cells: cells.map(({ cohort, period, units: rows, weight }) => ({ cohort, time: period, rows, weight })),
    rows: cells.reduce((sum, { units: rows }) => sum + rows, 0),
    estimates: known.map(({ estimate: { estimator }, fit }) => {
      const average = averageOf(engine, fit, cells, plan);
      const because = restsOnOne(fit, plan).ofAverage("dynamic", units) ? "one_unit" : average.because;
      const [inferred] = inferenceOf(engine, average.estimates, fit, () => because !== null);
      const isWithout = inferred!.std_error === null && fit.errors !== "none";
      return {
        ...{ estimator, of: fit.cells === null ? "event_times" : "cells", ...inferred! },
        ...(fit.errors === undefined ? { df: degreesRead(average.estimates, fit), level: plan.level } : {}),
        ...(isWithout ? { no_error: because ?? "effects" } : {}),
      };
    }),
  };
}

/** Of t; null for the normal. */
const degreesRead = ({ df: own }: Estimates, { df }: DidFit): number | null =>
  Number.isFinite(df) ? (own?.[0] ?? df) : null;

const eventOf = ({ cohort, period }: Pick<Cell, "cohort" | "period">): number => period - cohort;
const nameOf = ({ cohort, period }: Pick<Cell, "cohort" | "period">): string => `${cohort} ${period}`;

/** Treated cells of the sample, by cohort and period, that all have. */
function commonCells(sample: DidSample, found: readonly FittedEstimate[], plan: DidPlan): Cell[] {
  const shown = found.map(
    ({ estimate: { effects } }) => new Set(effects.flatMap(({ event, reference }) => (reference ? [] : (event ?? [])))),
  );
  const celled = found.flatMap(({ fit }) => (fit.cells === null ? [] : [membersOf(fit.cells.cells, plan)]));
  const cellOf = sampleCells(sample);
  return sample.design.cohorts
    .flatMap(({ cohort }) => Array.from(sample.periods, (period) => cellOf(cohort, period)))
    .filter(
      (cell) =>
        cell.units > 0 &&
        isPost(cell) &&
        shown.every((events) => events.has(eventOf(cell))) &&
        celled.every((members) => members.has(nameOf(cell))),
    );
}

/** The treated cells of an estimator that its effects by event time average, by name. */
function membersOf(cells: readonly Cell[], { balanced }: DidPlan): ReadonlyMap<string, Member> {
  const all = effectsOf(cells, "dynamic", balanced).flatMap(({ own }) => own);
  return new Map(all.filter(({ cell, at }) => at >= 0 && isPost(cell)).map((member) => [nameOf(member.cell), member]));
}

/** Units of the cohorts, each once. */
function unitsOf(cells: readonly Cell[]): number {
  const most = new Map<number, number>();
  for (const { cohort, units } of cells) most.set(cohort, Math.max(most.get(cohort) ?? 0, units));
  return [...most.values()].reduce((sum, units) => sum + units, 0);
}

interface OneAverage {
  readonly estimates: Estimates;
  readonly because: NoCommonError | null;
}

function averageOf(engine: Engine, fit: DidFit, cells: readonly Cell[], plan: DidPlan): OneAverage {
  if (fit.cells === null) return ofEvents(engine, fit.aggregate("dynamic"), fit, cells);
  const members = membersOf(fit.cells.cells, plan);
  const own = cells.map((cell) => members.get(nameOf(cell))!);
  const positions = own.map(({ at }) => at);
  const isOwn = fit.averageCells !== undefined && areSameRows(cells, own);
  const estimates = isOwn
    ? fit.averageCells(positions)
    : weighed(engine, fit.cells.estimates, positions, (i) => cells[i]!.weight);
  return { estimates, because: fit.averageCells !== undefined && !isOwn ? "rows" : null };
}

/** By the weight of the cells of each event time. A covariance of draws has none of an effect that too few of them have. */
function ofEvents(
  engine: Engine,
  { effects, estimates }: Aggregated,
  { errors }: DidFit,
  cells: readonly Cell[],
): OneAverage {
  const weights = new Map<number, number>();
  for (const cell of cells) weights.set(eventOf(cell), (weights.get(eventOf(cell)) ?? 0) + cell.weight);
  const estimated = effects.filter(({ isReference }) => !isReference);
  const positions = estimated.flatMap(({ at }, j) => (weights.has(at!) ? [j] : []));
  const p = estimates.values.length;
  const isDrawn = errors === "drawn" && positions.some((j) => estimates.covariance[j * p + j] === 0);
  return {
    estimates: weighed(engine, estimates, positions, (i) => weights.get(estimated[positions[i]!]!.at!)!),
    because: isDrawn ? "effects" : null,
  };
}

function weighed(
  engine: Engine,
  estimates: Estimates,
  positions: readonly number[],
  weightOf: (i: number) => number,
): Estimates {
  const total = positions.reduce((sum, _, i) => sum + weightOf(i), 0);
  const gradient = new Float64Array(estimates.values.length);
  let value = 0;
  positions.forEach((j, i) => {
    gradient[j] = weightOf(i) / total;
    value += gradient[j]! * estimates.values[j]!;
  });
  return delta(engine, estimates, Float64Array.of(value), gradient);
}

/** Share of a weight that rounding may change. */
const ROUNDING = 1e-9;

const areSameRows = (cells: readonly Cell[], own: readonly Member[]): boolean =>
  cells.every(({ weight }, i) => Math.abs(own[i]!.cell.weight - weight) <= ROUNDING * weight);
