/**
 * The sample of a regression and its columns, outside linear memory or copied into it. Numbers are first
 * taken to be finite and looked at by who copies them; only where one is not are the rows that lack one sought, and the
 * sample taken again. What was evaluated is kept between the two. Knows no estimator.
 */

import { NotSupported } from "../../base/errors.js";
import { SampleColumn } from "../../base/row-runs.js";
import type { Table } from "../../data/table/table.js";
import { isFiniteElsewhere, placeColumns, placeFiniteColumns } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { printExpression } from "../../formula/print.js";
import { lagsIn, type ModelSpec } from "../../formula/spec.js";

import type { SampleNeeds } from "./clusterings.js";
import { type ElementaryFunctions, type Evaluated, evaluate } from "./expression.js";
import {
  type Dimensions,
  dimensionsOf,
  fitsMemory,
  type MemoryNeed,
  memoryNeed,
  requireMemory,
  type ScoreSums,
} from "./memory-need.js";
import { groupingOver, type Sample, type SampleChoice, type SampleOptions, sampleOf } from "./sample.js";
import { noRegressors } from "./sample-errors.js";
import { requiredColumns } from "./term-sample.js";
import { type ExpandedTerms, expandTerms } from "./terms.js";

/** Rows a glance looks at, spread by the golden section, so that periods of a panel do not hide what is missing. */
const GLANCES = 256;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** A sample and what is regressed on what over it. */
export interface Frame<T> {
  readonly sample: Sample;
  readonly terms: T;
  readonly y: SampleColumn;
  /** The columns of the terms, and the outcome. */
  readonly sources: readonly SampleColumn[];
  /** Whether their numbers are known to be finite in all rows of the sample; else who reads them looks. */
  readonly isChecked: boolean;
  readonly dimensions: Dimensions;
  /** Milliseconds it took. */
  readonly ms: number;
}

/** The same with its columns, the outcome last, in linear memory: column-major, in sample order. */
export interface Placed<T> extends Frame<T> {
  readonly columns: F64Block;
}

/** Regressors, then outcome. */
export type ModelFrame = Placed<ExpandedTerms>;

export interface PlaceOptions extends SampleChoice {
  readonly onEstimate?: (need: MemoryNeed) => void;
  /** As in `Dimensions`. */
  readonly scoreSums?: ScoreSums;
  /** As for `estimationSample`. */
  readonly slopes?: "allowed";
  /** `allowed` for models that fixed effects alone may be: `y ~ 1 | fe`. */
  readonly effectsAlone?: "allowed";
}

/** What a model makes of a sample, and which columns of it are placed before the outcome. */
export interface Expansion<T> {
  readonly expand: (
    sample: Sample,
    spec: ModelSpec,
    table: Table,
    functions: ElementaryFunctions,
    options: PlaceOptions,
  ) => T;
  readonly columnsOf: (terms: T) => readonly SampleColumn[];
  /** What of them memory depends on. */
  readonly instrumentsOf: (terms: T) => Pick<Dimensions, "instruments">;
}

const REGRESSORS: Expansion<ExpandedTerms> = {
  expand: ({ selected, evaluated }, spec, table, functions, { effectsAlone }) => {
    const terms = expandTerms(spec, table, functions, selected, evaluated);
    if (terms.names.length > 0 || (effectsAlone === "allowed" && spec.fixedEffects.length > 0)) return terms;
    throw noRegressors(spec);
  },
  columnsOf: ({ columns }) => columns,
  instrumentsOf: () => ({}),
};

/**
 * Takes the sample of `spec` and places its columns in `scope`. Throws as `sampleOf` and `expandTerms` do, UsageError
 * `no_regressors`, NumericalError `memory`, NotSupported `instruments`.
 */
export function loadModelFrame(
  engine: Engine,
  scope: Scope,
  spec: ModelSpec,
  table: Table,
  variance: SampleNeeds,
  options: PlaceOptions,
): ModelFrame {
  refuseInstruments(spec);
  return loadFrame(engine, scope, spec, table, variance, options, REGRESSORS);
}

/** Throws NotSupported `instruments` for a formula that has them, where what is asked is for least squares alone. */
export function refuseInstruments({ call, instruments }: ModelSpec): void {
  if (instruments === undefined) return;
  throw new NotSupported(
    "instruments",
    `'${call}': instrumental variables are supported by feols and by the wild bootstrap alone; leave out the part '| endogenous ~ instruments'.`,
    { got: call, expected: "a formula without | endogenous ~ instruments" },
  );
}

/** The sample of `spec` and the columns that `expansion` makes of it, the outcome last. Throws as `loadModelFrame`. */
export function loadFrame<T>(
  engine: Engine,
  scope: Scope,
  spec: ModelSpec,
  table: Table,
  variance: SampleNeeds,
  options: PlaceOptions,
  expansion: Expansion<T>,
): Placed<T> {
  const place = (frame: Frame<T>, inner: Scope): Placed<T> | null => {
    const started = performance.now();
    const { sources, isChecked } = frame;
    const need = memoryNeed(frame.dimensions);
    if (!isChecked && !fitsMemory(engine, need)) return null;
    if (isChecked) options.onEstimate?.(need);
    requireMemory(engine, `'${spec.call}'`, need);
    const columns = inner.f64(frame.sample.n * sources.length);
    if (isChecked) placeColumns(sources, columns);
    else if (!placeFiniteColumns(engine, sources, columns)) return null;
    else options.onEstimate?.(need);
    return { ...frame, columns, isChecked: true, ms: frame.ms + performance.now() - started };
  };
  return onFrame(engine, spec, table, variance, options, expansion, (frame) =>
    scope.attempt((inner) => place(frame, inner)),
  );
}

/** As `onFrame`, of a regression by least squares. Throws as `loadModelFrame`, but for memory. */
export function onModelFrame<R>(
  engine: Engine,
  spec: ModelSpec,
  table: Table,
  variance: SampleNeeds,
  options: PlaceOptions,
  work: (frame: Frame<ExpandedTerms>) => R | null,
): R {
  refuseInstruments(spec);
  return onFrame(engine, spec, table, variance, options, REGRESSORS, work);
}

/**
 * What `work` makes of the sample, taken as if all numbers were finite; where it finds one that is not, and says null, of the
 * sample whose numbers have been looked at.
 */
function onFrame<T, R>(
  engine: Engine,
  spec: ModelSpec,
  table: Table,
  variance: SampleNeeds,
  options: PlaceOptions,
  { expand, columnsOf, instrumentsOf }: Expansion<T>,
  work: (frame: Frame<T>) => R | null,
): R {
  const started = performance.now();
  const evaluated = new Map<string, Evaluated>();
  const functions = elementary(engine);
  const take = (finite: NonNullable<SampleOptions["finite"]>): Frame<T> => {
    const { slopes } = options;
    const known = { finite, evaluated, ...(slopes === undefined ? {} : { slopes }) };
    const sample = sampleOf(engine, spec, table, variance, options, known);
    const terms = expand(sample, spec, table, functions, options);
    // a text is no number: evaluating it says so
    const y =
      sample.evaluated.get(printExpression(spec.lhs)) ??
      new SampleColumn(evaluate(spec.lhs, table, functions, sample.selected).values);
    const sources = [...columnsOf(terms), y];
    const dimensions = dimensionsWith(sample, sources.length, instrumentsOf(terms));
    return { sample, terms, y, sources, dimensions, isChecked: finite === "checked", ms: performance.now() - started };
  };
  const dimensionsWith = (sample: Sample, k: number, more: Pick<Dimensions, "instruments">): Dimensions => {
    // score sums of an equation with instruments may take as much room as its columns: its clusters are counted
    const levelsOf = (by: readonly string[]) => groupingOver(by, table, sample.selected, functions).nLevels;
    const dimensions = dimensionsOf(sample, k, variance, more.instruments && levelsOf);
    return { ...dimensions, ...more, ...(options.scoreSums && { scoreSums: options.scoreSums }) };
  };

  const assumed = unlessRefused(() => (seemsComplete(spec, table) ? take("assumed") : null));
  const made = assumed?.sources.every(isFiniteElsewhere) ? work(assumed) : null;
  return made ?? work(take("checked"))!;
}

/**
 * Whether a glance at a few rows finds no number missing in the model's columns: if one is, others will be. Of a lag
 * some are always missing.
 */
function seemsComplete(spec: ModelSpec, table: Table): boolean {
  if (lagsIn(spec).length > 0) return false;
  const rows = Array.from({ length: Math.min(GLANCES, table.nRows) }, (_, i) => {
    return Math.floor(table.nRows * ((i * GOLDEN) % 1));
  });
  return requiredColumns(spec).every((name) => {
    const column = table.column(name);
    if (column.kind === "text") return true;
    return rows.every((row) => Number.isFinite(column.values[row]!));
  });
}

/** Null where `work` throws, unless it was cancelled: the sample that is sure says what is wrong. */
export function unlessRefused<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if ((error as Error).name === "AbortError") throw error;
    return null;
  }
}
