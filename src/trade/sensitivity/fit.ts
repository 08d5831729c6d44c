/**
 * The verb: quality under several sources of sigma and normalisations, and whether cities (or firms) are
 * ranked the same. What is compared are the means by cell, on the cells both
 * choices have. Knows nothing of how ranks are counted.
 */
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import type { LongOptions } from "../../base/progress.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { estimateQuality } from "../quality/fit.js";
import type { QualityRecord } from "../quality/record.js";
import { type Summary, summarise } from "../quality/summary.js";
import { type AlignedCells, alignCells, compareRanks, type RankComparison, turnedRound } from "./compare-ranks.js";
import { SENSITIVITY_NOTES } from "./messages.js";
import { type Choice, planSensitivity, type SensitivityPlan } from "./plan.js";
import { DEFAULT_SIGMAS, type QualitySensitivityOptions } from "./verb.js";

// The runs of a sensitivity analysis: each choice measured by `estimateQuality`, one after the other, with the time
// the remaining ones take at this pace. Of a run its record and means by cell are kept, so that rows of one choice at
// a time are in memory.

/** Share of an analysis that its runs take, about; comparing takes the rest. */
export const MEASURING = 0.8;

/** What is kept of a choice's run: its record and the table of means by cell. */
export interface Measured {
  readonly record: QualityRecord;
  readonly means: Table;
}

/** Measures every choice. Throws what `estimateQuality` throws, and the signal's reason when it has been raised. */
export function measureChoices(
  engine: Engine,
  table: Table,
  choices: readonly Choice[],
  { onProgress, signal }: Pick<LongOptions, "onProgress" | "signal">,
): Measured[] {
  const start = performance.now();
  return choices.map((choice, i) => {
    signal?.throwIfAborted();
    const elapsed = performance.now() - start;
    onProgress?.({
      stage: `measuring ${choice.label} (${i + 1} of ${choices.length})`,
      fraction: (MEASURING * i) / choices.length,
      msLeft: i === 0 ? null : (elapsed * (choices.length - i)) / i,
    });
    const { record, aggregates } = estimateQuality(engine, table, choice.options);
    return { record, means: aggregates[0]!.table };
  });
}

/**
 * Compares the choices `options.sigmas` x `options.normalisations` for `table`. Throws UsageError for options (see
 * `planSensitivity`), DataError `no_cells` when the base has fewer than two cells, and what `estimateQuality` throws.
 */
export function qualitySensitivity(
  engine: Engine,
  table: Table,
  options: QualitySensitivityOptions,
): QualitySensitivityRecord {
  const start = performance.now();
  const plan = planSensitivity(table, options);
  const measured = measureChoices(engine, table, plan.choices, options);
  const measuredIn = performance.now() - start;
  const cells = alignCells(
    measured.map(({ means }) => means),
    plan.by,
    plan.year,
  );
  requireCells(table, cells, plan);
  const compare = (first: number, second: number) => compareRanks(engine, cells, first, second, plan.year !== null);
  const pairs = comparePairs(plan, compare, options);
  const againstBase = (i: number): RankComparison => {
    if (i === plan.base) return compare(i, i);
    const [first, second] = [Math.min(i, plan.base), Math.max(i, plan.base)].map((c) => plan.choices[c]!.label);
    const {
      first: _first,
      second: _second,
      ...pair
    } = pairs.find((each) => each.first === first && each.second === second)!;
    return i < plan.base ? turnedRound(pair) : pair;
  };
  const base = plan.choices[plan.base]!;
  const all = cells.labels.filter((_, i) => cells.means.every((means) => !Number.isNaN(means[i]!))).length;
  return deepFreeze({
    kind: "quality_sensitivity",
    call: printCall(table, plan),
    base: base.label,
    by: plan.by.written,
    year: plan.year,
    cells: { any: cells.labels.length, all },
    choices: plan.choices.map(({ label, sigma, normalise }, i) => {
      const { record } = measured[i]!;
      return {
        label,
        asked: { sigma, normalise },
        call: record.call,
        nobs: record.nobs,
        sigma: record.sigma,
        normalise: record.normalise,
        quality: record.quality,
        r_quality: record.r_quality,
        aggregate: summarise(cells.means[i]!),
        against_base: againstBase(i),
      };
    }),
    pairs,
    notes: [
      ...(plan.sigmasByDefault ? [SIGMAS_BY_DEFAULT] : []),
      ...runNotes(plan.choices, measured),
      ...cellNotes(cells.labels.length, all),
      ...sampleNotes(plan.choices, measured),
    ],
    timing_ms: { measure: measuredIn, total: performance.now() - start },
    provenance: measured[plan.base]!.record.provenance,
  });
}

const SIGMAS_BY_DEFAULT = note(SENSITIVITY_NOTES, "sigmas_default", { sigmas: DEFAULT_SIGMAS });

/** Every pair of choices; progress reports the time that the remaining ones take at this pace. */
function comparePairs(
  { choices }: SensitivityPlan,
  compare: (first: number, second: number) => RankComparison,
  { onProgress, signal }: Pick<LongOptions, "onProgress" | "signal">,
): PairRecord[] {
  const start = performance.now();
  const numbers = choices.flatMap((_, i) => choices.slice(i + 1).map((_, j) => [i, i + 1 + j] as const));
  return numbers.map(([i, j], done) => {
    signal?.throwIfAborted();
    const elapsed = performance.now() - start;
    onProgress?.({
      stage: "comparing ranks",
      fraction: MEASURING + ((1 - MEASURING) * done) / numbers.length,
      msLeft: done === 0 ? null : (elapsed * (numbers.length - done)) / done,
    });
    return { first: choices[i]!.label, second: choices[j]!.label, ...compare(i, j) };
  });
}

function requireCells(table: Table, cells: AlignedCells, { base, by, choices }: SensitivityPlan): void {
  const got = cells.means[base]!.filter((mean) => !Number.isNaN(mean)).length;
  if (got >= 2) return;
  throw new DataError(
    "no_cells",
    `${table.source.name}: by ${by.written}, the base ${choices[base]!.label} has ${got} cells with a quality; ranks need two. ` +
      "Take a finer key (by), coarser cells of the normalisation, or see in the run of quality where rows went.",
    { got, expected: "at least 2 cells", by: by.written },
  );
}

/** The notes of the runs, each once; those not of all runs with the choices they are of. */
function runNotes(choices: readonly Choice[], measured: readonly Measured[]): Note[] {
  const labels = new Map<string, { note: Note; of: string[] }>();
  measured.forEach(({ record }, i) => {
    for (const note of record.notes) {
      // of tables that this verb does not give
      if (note.code === "means_named") continue;
      const known = labels.get(note.message) ?? { note, of: [] };
      known.of.push(choices[i]!.label);
      labels.set(note.message, known);
    }
  });
  return [...labels.values()].map(({ note, of }) =>
    of.length === choices.length ? note : { ...note, message: `${of.join("; ")}: ${note.message}` },
  );
}

function cellNotes(any: number, all: number): Note[] {
  if (any === all) return [];
  return [note(SENSITIVITY_NOTES, "cells_differ", { any, all })];
}

function sampleNotes(choices: readonly Choice[], measured: readonly Measured[]): Note[] {
  const rows = measured.map(({ record }) => record.nobs);
  if (rows.every((n) => n === rows[0])) return [];
  return [note(SENSITIVITY_NOTES, "rows_differ", { rows, choices: choices.map(({ label }) => label) })];
}

function printCall(table: Table, { choices, base, by }: SensitivityPlan): string {
  const distinct = (texts: readonly string[]) => [...new Set(texts)].join(", ");
  return (
    `quality_sensitivity(${table.source.name}, sigmas = ${distinct(choices.map(({ sigma }) => sigma))}, ` +
    `normalisations = ${distinct(choices.map(({ normalise }) => normalise))}, by = ${by.written}, base = ${choices[base]!.label})`
  );
}

// The record a sensitivity analysis returns: frozen, JSON-serialisable. Key names are the published JSON format, hence the
// underscores.

/** What one choice gives, and how it ranks cells beside the base. */
export interface ChoiceRecord {
  /** Sigma and normalisation, "5 / product^year". */
  readonly label: string;
  /** Both as they were asked for. */
  readonly asked: { readonly sigma: string; readonly normalise: string };
  readonly call: string;
  /** Rows with a quality. */
  readonly nobs: number;
  readonly sigma: QualityRecord["sigma"];
  readonly normalise: QualityRecord["normalise"];
  readonly quality: QualityRecord["quality"];
  readonly r_quality: QualityRecord["r_quality"];
  /** Means by cell, as they are compared. */
  readonly aggregate: Summary;
  /** The base first, this choice second. */
  readonly against_base: RankComparison;
}

/** Two choices compared, by their labels. */
export interface PairRecord extends RankComparison {
  readonly first: string;
  readonly second: string;
}

export interface QualitySensitivityRecord {
  readonly kind: "quality_sensitivity";
  readonly call: string;
  /** Label of the base. */
  readonly base: string;
  readonly by: string;
  /** The key's column whose values are the years within which pairs are compared too. */
  readonly year: string | null;
  /** Cells that any choice has, and those that all have. */
  readonly cells: { readonly any: number; readonly all: number };
  readonly choices: readonly ChoiceRecord[];
  /** Every pair of choices. */
  readonly pairs: readonly PairRecord[];
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: QualityRecord["provenance"];
}
