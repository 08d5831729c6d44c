/**
 * `xtsum`: the variation of variables of a panel, overall, between units and within them.
 * Source: StataCorp, Longitudinal-Data/Panel-Data Reference Manual, [XT] xtsum.
 */

import { bareName } from "../../base/column-names.js";
import type { Labels } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import { labelsOf } from "../../data/labels.js";
import type { Panel } from "../../data/panel/panel.js";
import { withLags } from "../../data/panel/panel.js";
import { describeColumn } from "../../data/panel/sample.js";
import { filled } from "../../declare/check.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { gatherF64, gatherU32, groupMeans } from "../../engine/kernels/groups.js";
import { elementary } from "../../engine/kernels/math.js";
import { expressionText, parseExpression } from "../../formula/parser.js";
import { printName } from "../../formula/print.js";
import { columnValues } from "../../regression/frame/column-values.js";
import { subsetRows } from "../../regression/frame/sample.js";
import { provenanceOf } from "../../regression/record/fit-record.js";
import { type XtsumOptions, xtsumVerb } from "./verb.js";

/** Standard deviations with N - 1; null where there are fewer than two numbers. */
interface Spread {
  readonly sd: number | null;
  readonly min: number;
  readonly max: number;
}

/** One variable; `missing` counts rows without it. */
export interface VariableSummary {
  readonly nobs: number;
  readonly units: number;
  /** Rows a unit, on average. */
  readonly periods_mean: number;
  readonly missing: number;
  readonly mean: number;
  readonly overall: Spread;
  readonly between: Spread;
  readonly within: Spread;
}

/** The record: frozen, JSON-serialisable. */
export interface XtsumRecord {
  readonly kind: "xtsum";
  readonly unit: string;
  readonly time: string;
  readonly subset: string | null;
  readonly variables: Readonly<Record<string, VariableSummary>>;
  /** What the data call them, by name; absent without labels. */
  readonly labels?: Labels;
  readonly notes: readonly Note[];
  readonly provenance: ReturnType<typeof provenanceOf>;
}

/** Refuses what no data could serve. */
export function checkXtsum(_formula: string, options: XtsumOptions): void {
  const { variables = [], subset } = filled(xtsumVerb.options, options);
  for (const text of [...variables.map(expressionText), ...(subset === undefined ? [] : [subset])])
    parseExpression(text);
}

/**
 * Summarises `variables` of `panel`, by default all of numbers but unit and time, on the rows that have them.
 *
 * @throws UsageError for an option that can't serve; DataError `not_numeric` for text, `no_rows` where a variable has no value, and
 *   as expressions do.
 */
export function xtsum(engine: Engine, panel: Panel, options: XtsumOptions = {}): XtsumRecord {
  const { variables: asked, subset } = filled(xtsumVerb.options, options);
  const { table, unit, time } = panel;
  const isOwn = (name: string) => table.column(name).kind === "numeric" && ![unit.name, time.name].includes(name);
  const used = subset === undefined ? null : chosen(engine, panel, subset);
  const names = asked?.map(expressionText) ?? table.names.filter(isOwn).map(printName);
  if (names.length === 0) {
    throw new DataError("no_columns", `${table.source.name} has no column of numbers but unit and time to summarise.`, {
      got: table.names,
      expected: "a column of numbers",
    });
  }
  const variables = names.map((written) => [bareName(written), summaryOf(engine, panel, written, used)] as const);
  return deepFreeze({
    kind: "xtsum",
    unit: unit.name,
    time: time.name,
    subset: subset ?? null,
    variables: Object.fromEntries(variables),
    ...labelsOf(table, [unit.name, time.name, ...names]),
    notes: table.notes,
    provenance: provenanceOf(engine, table),
  });
}

/** Rows where `subset` is true (0-based). */
function chosen(engine: Engine, panel: Panel, subset: string): Uint32Array {
  const { rows } = subsetRows(parseExpression(subset), withLags(panel), elementary(engine));
  if (rows.length > 0) return rows;
  throw new DataError("no_rows", `No row of ${panel.table.source.name} is one with ${subset}.`, {
    got: 0,
    expected: 1,
  });
}

function summaryOf(engine: Engine, panel: Panel, written: string, used: Uint32Array | null): VariableSummary {
  const { column } = columnValues(engine, panel, written);
  if (column.kind === "text") {
    throw new DataError("not_numeric", `'${written}' is text; xtsum is of numbers: leave it out of variables.`, {
      got: column.levels[0],
      expected: "numbers",
      column: written,
    });
  }
  const all = used ?? Uint32Array.from(column.values.keys());
  const rows = all.filter((row) => !Number.isNaN(column.values[row]!));
  if (rows.length === 0) {
    throw new DataError("no_rows", `'${written}' has no number in the rows used: leave it out of variables.`, {
      got: 0,
      expected: 1,
      column: written,
    });
  }
  const values = gatherF64(engine, column.values, rows);
  const codes = gatherU32(engine, panel.unit.codes, rows);
  const { means, totals } = groupMeans(engine, values, codes, panel.nUnits);
  const ofUnits = means.filter((_, u) => totals[u]! > 0);
  const { mean, ...overall } = spreadOf(values);
  const { mean: _, ...between } = spreadOf(ofUnits);
  const { mean: __, ...within } = spreadOf(values.map((value, i) => deviation(value, means[codes[i]!]!) + mean));
  return {
    nobs: rows.length,
    units: ofUnits.length,
    periods_mean: rows.length / ofUnits.length,
    missing: all.length - rows.length,
    mean,
    overall,
    between,
    within,
  };
}

/** Of a value from the mean of its unit; none where they differ by the rounding of a mean. */
const deviation = (value: number, mean: number): number =>
  Math.abs(value - mean) <= 4 * Number.EPSILON * Math.abs(value) ? 0 : value - mean;

/** Of at least one number. */
function spreadOf(values: Float64Array): Spread & { readonly mean: number } {
  const described = describeColumn({ kind: "numeric", name: "", values });
  if (described.type !== "numeric") throw new TypeError("numbers are described as numbers");
  const { mean, sd, min, max } = described;
  return { mean: mean!, sd, min: min!, max: max! };
}
