/**
 * The estimation sample: which table rows a model uses, and how many were lost at each step, by reason.
 * Order: subset, missing values, weights, observations alone in a fixed effect (recursively). Must not know estimation.
 */
import { type Category, MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { codesAt, gather, SampleColumn, takeOut, upTo } from "../../base/row-runs.js";
import { categoryAt, categoryOf } from "../../data/panel/codes.js";
import { combine } from "../../data/panel/order.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import type { Expression } from "../../formula/expression.js";
import { parseExpression } from "../../formula/parser.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec, VaryingSlopes } from "../../formula/spec.js";
import { joinedEffects } from "../absorb/effects.js";
import type { AbsorbedEffect } from "../absorb/solver.js";
import { SAMPLE_NOTES } from "../messages.js";
import { type SampleNeeds, vcovColumns } from "./clusterings.js";
import { type ColumnSource, type ElementaryFunctions, type Evaluated, evaluate } from "./expression.js";
import {
  allMissing,
  illegalWeight,
  noRowsAfterSubset,
  refuseSlopes,
  requireCondition,
  weightsAreTiny,
  weightsAreZero,
} from "./sample-errors.js";
import { effectWithout, type SingletonRule, singletonRows } from "./singletons.js";
import { type MissingOptions, missingRows } from "./term-sample.js";

/** Options that choose the sample. */
export interface SampleChoice {
  /** Column of weights. */
  readonly weights?: string;
  /** A condition on columns, such as `year >= 2007`. */
  readonly subset?: string;
  /** Observations alone in a fixed effect: dropped recursively (default), in one pass (`once`), or kept (`none`). */
  readonly fixefRm?: SingletonRule;
}

/** The estimation sample of `spec`, cluster columns present; `known` as there. Throws as `estimationSample`. */
export function sampleOf(
  engine: Engine,
  spec: ModelSpec,
  table: Table,
  variance: SampleNeeds,
  { subset, weights, fixefRm }: SampleChoice,
  known: Pick<SampleOptions, "finite" | "evaluated" | "slopes"> = {},
): Sample {
  return estimationSample(engine, spec, table, elementary(engine), {
    ...(subset === undefined ? {} : { subset }),
    ...(weights === undefined ? {} : { weights }),
    also: vcovColumns(variance),
    fixefRm: fixefRm ?? "singletons",
    ...known,
  });
}

export interface SampleOptions {
  /** A condition on columns: rows where it is false or missing are left out. */
  readonly subset?: string;
  /** Column of weights, at least 0. */
  readonly weights?: string;
  /** Other columns that must be present, such as clusters. */
  readonly also?: readonly string[];
  /** What happens to observations alone in a level of a fixed effect. */
  readonly fixefRm: SingletonRule;
  /** As for `missingRows`. */
  readonly finite?: MissingOptions["finite"];
  /** As for `missingRows`. */
  readonly evaluated?: Map<string, Evaluated>;
  /** `allowed` for models that absorb slopes that vary by an effect; others refuse a formula that has them. */
  readonly slopes?: "allowed";
}

export interface Sample {
  /** How many rows are used. */
  readonly n: number;
  /** Table rows used, ascending (0-based). */
  readonly rows: Uint32Array;
  /** The same, or undefined when every row is used, so that columns need no copy. */
  readonly selected: Uint32Array | undefined;
  /** Fixed effects over these rows, each grouping once: dense codes, every level used. */
  readonly effects: readonly AbsorbedEffect[];
  /** Weights over these rows, or null. */
  readonly weights: Float64Array | null;
  /** Values of the model's expressions at these rows, by printed form. */
  readonly evaluated: ReadonlyMap<string, SampleColumn>;
  /** Rows lost, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly notes: readonly Note[];
}

/**
 * Takes the sample. Throws DataError: `no_rows_after_subset`, `all_missing` (naming the variables), `illegal_weight`,
 * `no_rows_left`; NotSupported `slopes`; and as expressions do.
 */
export function estimationSample(
  engine: Engine,
  spec: ModelSpec,
  source: ColumnSource & { numeric(name: string): Float64Array },
  functions: ElementaryFunctions,
  options: SampleOptions,
): Sample {
  if (options.slopes !== "allowed") refuseSlopes(spec);
  const dropped: Record<string, number> = {};
  const notes: Note[] = [];

  let selected: Uint32Array | undefined;
  if (options.subset !== undefined) {
    const subset = subsetRows(parseExpression(options.subset), source, functions);
    selected = subset.rows;
    dropped.subset = source.nRows - selected.length;
    notes.push(...subset.notes);
    if (selected.length === 0) {
      throw noRowsAfterSubset(options.subset, subset);
    }
  }

  const also = [...(options.also ?? []), ...(options.weights === undefined ? [] : [options.weights])];
  const { finite, evaluated = new Map<string, Evaluated>() } = options;
  const present = missingRows(spec, source, functions, {
    ...(selected === undefined ? {} : { rows: selected }),
    also,
    evaluated,
    ...(finite === undefined ? {} : { finite }),
  });
  dropped.missing = present.nMissing;
  notes.push(...present.notes);
  // all of the table where there is none, so that nobody has to write them down
  let rows = present.complete;
  if ((rows?.length ?? source.nRows) === 0) {
    throw allMissing(present.missingBy, selected?.length ?? source.nRows);
  }
  if (present.nMissing > 0) {
    notes.push(note(SAMPLE_NOTES, "missing", present.missingBy));
  }
  if (options.weights !== undefined) {
    const before = rows ?? upTo(source.nRows);
    rows = positiveWeights(options.weights, source.numeric(options.weights), before);
    dropped.zero_weight = before.length - rows.length;
  }

  const fixedEffects = joinedEffects(spec.fixedEffects);
  let effects = fixedEffects.map(({ columns }) => groupingOver(columns, source, unlessAll(rows, source), functions));
  if (finite === "assumed" && effects.some(lacksRows)) {
    return estimationSample(engine, spec, source, functions, { ...options, evaluated, finite: "checked" });
  }
  const { dropped: alone, left } = singletonRows(engine, effects, options.fixefRm);
  dropped.singletons = alone.length;
  if (alone.length > 0) {
    if (alone.length === (rows?.length ?? source.nRows)) throw noRowsLeft(spec);
    // rows and codes are written over: they were made here, for this sample
    rows = takeOut(rows === undefined ? upTo(source.nRows) : rows === selected ? rows.slice() : rows, alone);
    effects = effects.map((effect, e) => effectWithout(engine, effect, alone, left[e]!));
  }

  const values = options.weights === undefined ? undefined : source.numeric(options.weights);
  const weights = values === undefined ? null : gather(values, rows);
  const columns = evaluatedAt(evaluated, rows, selected, source);
  const absorbed = effects.map((effect, f): AbsorbedEffect => {
    const slopes = fixedEffects[f]!.slopes;
    return slopes === undefined ? effect : { ...effect, slopes: slopesOf(slopes, columns) };
  });
  return {
    ...{ n: rows?.length ?? source.nRows, selected: unlessAll(rows, source), effects: absorbed, weights },
    ...{ evaluated: columns, dropped, notes },
    get rows() {
      rows ??= upTo(source.nRows);
      return rows;
    },
  };
}

function slopesOf({ variables, intercept }: VaryingSlopes, evaluated: ReadonlyMap<string, SampleColumn>) {
  const names = variables.map(printExpression);
  return { intercept, names, columns: names.map((name) => evaluated.get(name)!.numbers()) };
}

/** What was evaluated over `candidates` (default all rows), at the rows of them that are left. */
function evaluatedAt(
  evaluated: ReadonlyMap<string, Evaluated>,
  rows: Uint32Array | undefined,
  candidates: Uint32Array | undefined,
  { nRows }: ColumnSource,
): ReadonlyMap<string, SampleColumn> {
  const places =
    rows === undefined || rows.length === (candidates?.length ?? nRows)
      ? undefined
      : candidates === undefined
        ? rows
        : placesAmong(candidates, rows);
  return new Map([...evaluated].map(([name, { values, low }]) => [name, new SampleColumn(values, places, low)]));
}

/** Places of `rows` in `candidates`, both ascending. */
function placesAmong(candidates: Uint32Array, rows: Uint32Array): Uint32Array {
  const places = new Uint32Array(rows.length);
  for (let i = 0, place = 0; i < rows.length; i++, place++) {
    while (candidates[place]! < rows[i]!) place++;
    places[i] = place;
  }
  return places;
}

const unlessAll = (rows: Uint32Array | undefined, { nRows }: ColumnSource): Uint32Array | undefined =>
  rows?.length === nRows ? undefined : rows;

/** A grouping of the sample's rows (default all) by one column or the interaction of several. */
export function groupingOver(
  columns: readonly string[],
  source: ColumnSource,
  rows: Uint32Array | undefined,
  { numberCodes }: ElementaryFunctions,
): Category {
  return combine(columns.map((name) => categoryOf(source.column(name), rows, numberCodes)));
}

/** The smallest number that a double holds with all its digits: where no weight reaches it, sums have lost theirs. */
const LEAST_WEIGHT = 2 ** -1022;

/** Whether some row is in no level. */
const lacksRows = ({ codes, nMissing }: Category): boolean =>
  nMissing === undefined ? codes.includes(MISSING_CODE) : nMissing > 0;

function positiveWeights(name: string, values: Float64Array, rows: Uint32Array): Uint32Array {
  const illegal = rows.find((row) => !(values[row]! >= 0 && values[row]! < Number.POSITIVE_INFINITY));
  if (illegal !== undefined) throw illegalWeight(name, values[illegal]!, illegal);
  const positive = rows.filter((row) => values[row]! > 0);
  if (positive.length === 0) {
    throw weightsAreZero(name);
  }
  const largest = positive.reduce((most, row) => Math.max(most, values[row]!), 0);
  if (largest < LEAST_WEIGHT) throw weightsAreTiny(name, largest);
  return positive;
}

/** DataError `no_rows_left`. */
export function noRowsLeft(spec: ModelSpec): DataError {
  const effects = spec.fixedEffects.map(({ columns }) => columns.join("^")).join(" + ");
  return new DataError(
    "no_rows_left",
    `Every observation is alone in a level of ${effects}: nothing is left to estimate. Use coarser fixed effects, or keep singletons with --fixef-rm none.`,
    { got: 0, expected: "at least one row" },
  );
}

// The rows a condition selects, `year >= 2007 & country %in% c("BE", "FR")`.

/** Rows a condition selects, ascending; how many it refused and for how many it is missing. */
export interface Subset {
  readonly rows: Uint32Array;
  readonly nFalse: number;
  readonly nMissing: number;
  readonly notes: readonly Note[];
}

/**
 * Rows at which `condition` is TRUE; missing counts as FALSE. Throws as `evaluate`, and UsageError `subset_condition`
 * if the condition is not a comparison or a combination of comparisons.
 */
export function subsetRows(condition: Expression, source: ColumnSource, functions: ElementaryFunctions): Subset {
  requireCondition(condition);
  const { values, notes } = evaluate(condition, source, functions);
  const rows = new Uint32Array(values.length);
  let n = 0;
  let nMissing = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) nMissing++;
    else if (value !== 0) rows[n++] = i;
  }
  return { rows: rows.slice(0, n), nFalse: values.length - n - nMissing, nMissing, notes };
}

// A sample without some of its rows.

/** The sample at `kept`, ascending positions of its rows; `lost` are rows by reason, added to those lost before. */
export function keepRows(sample: Sample, kept: Uint32Array, lost: Readonly<Record<string, number>>): Sample {
  const rows = codesAt(sample.rows, kept);
  const dropped: Record<string, number> = { ...sample.dropped };
  for (const [reason, count] of Object.entries(lost)) dropped[reason] = (dropped[reason] ?? 0) + count;
  const places = new Map<Uint32Array | undefined, Uint32Array>([[undefined, kept]]);
  const at = (column: SampleColumn): SampleColumn => {
    const known = places.get(column.rows) ?? codesAt(column.rows!, kept);
    places.set(column.rows, known);
    return new SampleColumn(column.values, known, column.low);
  };
  return {
    ...sample,
    ...{ n: rows.length, rows, selected: rows, dropped },
    effects: sample.effects.map((effect): AbsorbedEffect => {
      const { slopes } = effect;
      if (slopes === undefined) return categoryAt(effect, kept);
      return {
        ...categoryAt(effect, kept),
        slopes: { ...slopes, columns: slopes.columns.map((x) => gather(x, kept)) },
      };
    }),
    weights: sample.weights && gather(sample.weights, kept),
    evaluated: new Map([...sample.evaluated].map(([name, column]) => [name, at(column)])),
  };
}
