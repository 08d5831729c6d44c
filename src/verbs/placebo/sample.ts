/**
 * What a placebo needs of the data before any draw: the estimation sample, the regressors, which of them is
 * the treatment, and the treatment as a function of unit and period. Knows nothing of draws.
 */

import { didYouMean, listed } from "../../base/did-you-mean.js";
import { NotSupported, UsageError } from "../../base/errors.js";
import { gather } from "../../base/row-runs.js";
import type { PanelKeys } from "../../data/panel/panel.js";
import { type TreatmentGrid, treatmentGrid } from "../../data/panel/treatment-path.js";
import type { Table } from "../../data/table/table.js";
import type { Engine, Held } from "../../engine/kernels/engine.js";
import { columnsOf } from "../../formula/expression.js";
import { printExpression, printVariable } from "../../formula/print.js";
import { columnsOfVariable, lagsIn, type ModelSpec, variablesOf } from "../../formula/spec.js";
import { termAmong } from "../../formula/term-names.js";
import { loadModelFrame, type ModelFrame } from "../../regression/frame/model-frame.js";
import type { Sample, SampleChoice } from "../../regression/frame/sample.js";
import { sampleGrouping } from "../../regression/frame/sample-grouping.js";
import type { ExpandedTerms } from "../../regression/frame/terms.js";
import type { VcovSpec } from "../../regression/variance/plain.js";

export interface PlaceboSample {
  readonly table: Table;
  readonly spec: ModelSpec;
  /** Regressors and outcome in linear memory, until it is freed. */
  readonly frame: Held<ModelFrame>;
  readonly sample: Sample;
  readonly terms: ExpandedTerms;
  /** Name of the treatment as the regression prints it, and its place among the regressors. */
  readonly term: string;
  readonly at: number;
  readonly grid: TreatmentGrid;
}

/** Throws UsageError `placebo_term`, and as `loadModelFrame` and `treatmentGrid`. */
export function placeboSample(
  engine: Engine,
  table: Table,
  spec: ModelSpec,
  keys: PanelKeys,
  term: string,
  variance: VcovSpec,
  choice: SampleChoice,
): PlaceboSample {
  const options = { ...choice, effectsAlone: "allowed" } as const;
  const frame = engine.hold((scope) => loadModelFrame(engine, scope, spec, table, variance, options));
  try {
    return { table, spec, frame, ...treatedSample(engine, table, frame.value, keys, term) };
  } catch (error) {
    frame.free();
    throw error;
  }
}

function treatedSample(
  engine: Engine,
  table: Table,
  { sample, terms }: ModelFrame,
  keys: PanelKeys,
  term: string,
): Omit<PlaceboSample, "table" | "spec" | "frame"> {
  const at = termIndex(terms.names, term);
  const name = terms.names[at]!;
  const grouping = (column: string) => sampleGrouping(engine, table, sample, [column]);
  const grid = treatmentGrid(
    {
      rows: sample.rows,
      unit: grouping(keys.unit),
      time: grouping(keys.time),
      timeValues: gather(table.numeric(keys.time), sample.selected),
    },
    name,
    terms.columns[at]!.numbers(),
  );
  return { sample, terms, term: name, at, grid };
}

/** A fictitious treatment over the rows of the sample, from the codes of units among `dates`. */
export function treatmentColumn(
  { unit, time, periods }: TreatmentGrid,
  codes: Uint32Array,
  dates: Float64Array,
): Float64Array {
  const starts = Float64Array.from(codes, (code) => (code === 0 ? Number.POSITIVE_INFINITY : dates[code - 1]!));
  const column = new Float64Array(unit.codes.length);
  for (let i = 0; i < column.length; i++) column[i] = periods[time.codes[i]!]! >= starts[unit.codes[i]!]! ? 1 : 0;
  return column;
}

export function termIndex(names: readonly string[], term: string): number {
  const at = termAmong(names, term);
  if (at >= 0) return at;
  throw new UsageError(
    "placebo_term",
    `'${term}' is no regressor of the formula${didYouMean(term, names)} Regressors: ${listed(names)}.`,
    { got: term, expected: names },
  );
}

/**
 * Lags are made once, of the data as they are. Throws NotSupported `placebo_lag` where a draw would change them: of the
 * treatment itself, and where draws select rows.
 */
export function requireLagsStand(
  spec: ModelSpec,
  term: string,
  { kind, leaveOut }: { readonly kind?: string; readonly leaveOut?: boolean },
): void {
  const lags = lagsIn(spec);
  const [lag] = lags;
  if (lag === undefined) return;
  const space = kind === undefined || kind === "space";
  if (!space || leaveOut === true) {
    const what = space ? "leaving units out" : `a placebo of kind ${kind}`;
    throw lagRefused(printExpression(lag), `does not go with ${what}, which selects rows`);
  }
  const treated = variablesOf(spec).filter((variable) => term.includes(printVariable(variable)));
  const columns = new Set(treated.flatMap(columnsOfVariable));
  const moved = lags.find((one) => columns.size === 0 || columnsOf(one).some((name) => columns.has(name)));
  if (moved !== undefined)
    throw lagRefused(printExpression(moved), `would have to change with '${term}' in every draw`);
}

const lagRefused = (lag: string, why: string): NotSupported =>
  new NotSupported("placebo_lag", `'${lag}' ${why}; make it a column in the data, or leave it out.`, {
    got: lag,
    expected: "lags of controls, in a placebo in space",
  });
