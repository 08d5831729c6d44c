/**
 * The sample all estimators of `did` share: rows by unit and time, outcome, covariates, weights, clusters, and the design of the
 * treatment over them.
 */
import { columnFlag } from "../../../base/column-names.js";
import { DataError, UsageError } from "../../../base/errors.js";
import type { Note } from "../../../base/messages.js";
import { gather, gatherCodes } from "../../../base/row-runs.js";
import { categoryOf } from "../../../data/panel/codes.js";
import { combine } from "../../../data/panel/order.js";
import { type Panel, withLags } from "../../../data/panel/panel.js";
import { periodsOf, type TreatmentDesign, treatmentDesign } from "../../../data/panel/treatment-design.js";
import type { Table } from "../../../data/table/table.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { elementary } from "../../../engine/kernels/math.js";
import { printExpression } from "../../../formula/print.js";
import type { ModelSpec } from "../../../formula/spec.js";
import { clusterName } from "../../../regression/frame/clusterings.js";
import { evaluate } from "../../../regression/frame/expression.js";
import { refuseInstruments } from "../../../regression/frame/model-frame.js";
import { type SampleChoice, sampleOf } from "../../../regression/frame/sample.js";
import { expandTerms } from "../../../regression/frame/terms.js";
import type { RegressionVcov } from "../../../regression/variance/variances.js";
import type { DidPlan } from "./plan.js";

export interface DidSample {
  readonly panel: Panel;
  /** The panel's table, with lags. */
  readonly table: Table;
  readonly spec: ModelSpec;
  readonly design: TreatmentDesign;
  /** Periods of the panel, ascending. */
  readonly periods: Float64Array;
  /** Rows of the table by unit, then time; `starts[i] .. starts[i + 1]` are those of unit i of the sample. */
  readonly rows: Uint32Array;
  readonly starts: Uint32Array;
  /** Units of the sample, as the panel codes them, and the first treated period of each. */
  readonly units: Uint32Array;
  readonly cohort: Float64Array;
  /** Of each row, in their order: position among `periods`, outcome, covariates, weight (null: all 1). */
  readonly time: Uint32Array;
  readonly y: Float64Array;
  readonly x: { readonly names: readonly string[]; readonly columns: readonly Float64Array[] };
  readonly weights: Float64Array | null;
  /** What cells are averaged by, a number a row; null: by their units or rows. */
  readonly cellWeights: Float64Array | null;
  /** The clustering of those that have one. */
  readonly clusters: {
    readonly name: string;
    readonly columns: readonly string[];
    readonly codes: Uint32Array;
    readonly nLevels: number;
  };
  readonly dropped: Readonly<Record<string, number>>;
  readonly notes: readonly Note[];
}

/**
 * Takes the sample.
 *
 * @throws UsageError `did_effects` unless the formula absorbs unit and time, and as `sampleOf`, `expandTerms` and `treatmentDesign`
 */
export function didSample(
  engine: Engine,
  panel: Panel,
  spec: ModelSpec,
  plan: DidPlan,
  choice: Omit<SampleChoice, "fixefRm">,
): DidSample {
  refuseInstruments(spec);
  requireTwoWay(spec, panel);
  const table = withLags(panel);
  const by = clusteringOf(plan.variance, panel);
  const functions = elementary(engine);
  const needs = plan.variance ?? { type: "cluster", by: [by] };
  // the panel has the codes of unit and time already, and neither is ever missing
  const sample = sampleOf(engine, { ...spec, fixedEffects: [] }, table, needs, { ...choice, fixefRm: "none" });
  // a text has not been evaluated, and is refused when it is
  const known = sample.evaluated.get(printExpression(spec.lhs));
  const outcome = known?.numbers() ?? evaluate(spec.lhs, table, functions, sample.selected).values;
  const terms = expandTerms({ ...spec, intercept: false }, table, functions, sample.selected, sample.evaluated);
  const { rows, places } = byUnit(panel, sample.rows);
  const at = (values: Float64Array): Float64Array => gather(values, places);
  const { units, starts } = unitsOf(panel, rows);
  const design = designOf(panel, plan, rows);
  const clusters = clustersOf(panel, table, by, rows, starts);
  return {
    ...{ panel, table, spec, design, periods: periodsOf(panel), rows, starts, units },
    cohort: Float64Array.from(units, (unit) => design.firstTreated[unit]!),
    time: gatherCodes(panel.time.codes, rows),
    y: at(outcome),
    x: { names: terms.names, columns: terms.columns.map((column) => at(column.numbers())) },
    weights: sample.weights && at(sample.weights),
    cellWeights: plan.weighBy === undefined ? null : cellWeights(table, plan.weighBy, rows),
    clusters: { name: clusterName(by), columns: by, ...clusters },
    dropped: sample.dropped,
    notes: [...sample.notes, ...terms.notes],
  };
}

/** Throws DataError `did_weigh_by` for a number that is missing, infinite or below 0. */
function cellWeights(table: Table, name: string, rows: Uint32Array): Float64Array {
  const values = gather(table.numeric(name), rows);
  const at = values.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (at < 0) return values;
  throw new DataError(
    "did_weigh_by",
    `${columnFlag("weigh-by", name)}: row ${rows[at]! + 1} has ${Number.isNaN(values[at]) ? "no number" : values[at]}; a weight of at least 0 was expected in every row. Leave such rows out with --subset.`,
    { got: values[at], expected: ">= 0", column: name, row: rows[at]! + 1 },
  );
}

/** The rows of a sample by unit, then time, and the place of each among them as given: undefined where they are in that order. */
function byUnit({ order, timeValues }: Panel, given: Uint32Array) {
  const placeOf = new Uint32Array(timeValues.length);
  for (let i = 0; i < given.length; i++) placeOf[given[i]!] = i + 1;
  const [rows, places] = [new Uint32Array(given.length), new Uint32Array(given.length)];
  let next = 0;
  let isSame = true;
  for (let j = 0; j < order.rows.length; j++) {
    const row = order.rows[j]!;
    const place = placeOf[row]!;
    if (place === 0) continue;
    rows[next] = row;
    places[next] = place - 1;
    isSame &&= place - 1 === next;
    next++;
  }
  return { rows, places: isSame ? undefined : places };
}

/** The design over the sample; a treatment is judged in all rows of units that have one in it. */
function designOf(panel: Panel, { source }: DidPlan, rows: Uint32Array): TreatmentDesign {
  const { codes } = panel.unit;
  const used = new Uint8Array(codes.length);
  for (let i = 0; i < rows.length; i++) used[rows[i]!] = 1;
  if (source.cohort !== undefined) return treatmentDesign(panel, source, used);
  const isIn = new Uint8Array(panel.nUnits);
  for (let i = 0; i < rows.length; i++) isIn[codes[rows[i]!]!] = 1;
  const judged = new Uint8Array(codes.length);
  for (let row = 0; row < judged.length; row++) judged[row] = isIn[codes[row]!]!;
  return treatmentDesign(panel, source, used, judged);
}

function unitsOf({ unit }: Panel, rows: Uint32Array): Pick<DidSample, "units" | "starts"> {
  const units: number[] = [];
  const starts: number[] = [];
  let last = -1;
  for (let i = 0; i < rows.length; i++) {
    const code = unit.codes[rows[i]!]!;
    if (code === last) continue;
    last = code;
    units.push(code);
    starts.push(i);
  }
  return { units: Uint32Array.from(units), starts: Uint32Array.from([...starts, rows.length]) };
}

/** Codes of clusters by row: those of units are known. */
function clustersOf(panel: Panel, table: Table, by: readonly string[], rows: Uint32Array, starts: Uint32Array) {
  if (by.length > 1 || by[0] !== panel.unit.name) {
    const { codes, nLevels } = combine(by.map((name) => categoryOf(table.column(name), rows)));
    return { codes, nLevels };
  }
  const codes = new Uint32Array(rows.length);
  for (let u = 0; u + 1 < starts.length; u++) codes.fill(u, starts[u], starts[u + 1]);
  return { codes, nLevels: starts.length - 1 };
}

/** The columns of the clusters that influences are summed by: the unit unless one clustering is asked for. */
function clusteringOf(variance: RegressionVcov | null, { unit }: Panel): readonly string[] {
  if (variance?.type === "cluster" && variance.by.length === 1) return variance.by[0]!;
  return [unit.name];
}

function requireTwoWay({ call, fixedEffects }: ModelSpec, { unit, time }: Panel): void {
  const absorbed = fixedEffects.map(({ columns }) => columns.join("^"));
  if (absorbed.length === 2 && absorbed.includes(unit.name) && absorbed.includes(time.name)) return;
  throw new UsageError(
    "did_effects",
    `'${call}': effects by cohort and period are of the two-way model; write | ${unit.name} + ${time.name}.`,
    { got: absorbed, expected: [unit.name, time.name] },
  );
}

/** No unit is treated in the sample, or all are from their first row on. */
export function requireTreated({ design, rows }: DidSample): void {
  if (design.cohorts.length > 0) return;
  const { always } = design.units;
  throw new DataError(
    "no_treated",
    `No unit of the sample (${rows.length} rows) starts treatment in it${always > 0 ? `; ${always} are treated in all their rows, so that nothing before their treatment is seen` : ""}. Never treated means that ${design.neverRule.message}.`,
    { got: 0, expected: "at least one unit with a row before its treatment" },
  );
}
