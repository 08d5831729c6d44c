/**
 * The pairs cluster bootstrap of a regression: clusters drawn with replacement, or by a table, in slices, and
 * what the draws of one coefficient say. Knows no record but its own findings.
 */

import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { finiteOrNull, isAsFar } from "../../base/numbers.js";
import type { Table } from "../../data/table/table.js";
import { copyOut } from "../../engine/kernels/blas.js";
import { GENERATOR } from "../../engine/kernels/cluster-draws.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { pt } from "../../engine/kernels/math.js";
import {
  type BootstrapSummary,
  bootstrapSummary,
  type Interval,
} from "../../regression/cluster-bootstrap/bootstrap-intervals.js";
import {
  type PairsRequest,
  pairsCountsBlock,
  pairsDraws,
  type ReweightedDraws,
  reweighting,
  suppliedCounts,
  suppliedPairsDraws,
} from "../../regression/cluster-bootstrap/reweighted.js";
import { isErrorRounding } from "../../regression/record/describe-fit.js";
import { clusterRefits } from "../resampling/cluster-refits.js";
import { runInSlices } from "../resampling/draw-loop.js";
import { type PrepareResampling, type ResamplingModel, termPosition } from "../resampling/model.js";
import { BOOTSTRAP_NOTES } from "./messages.js";
import { type BootstrapPlan, partialNote } from "./plan.js";
import { type BootstrapFindings, type BootstrapInterval, BY_MOMENTS } from "./record.js";
import { reliabilityNotes, reliabilityOf } from "./reliability/reliability.js";
import type { BootstrapOptions } from "./verb.js";

/** Draws and findings. Throws as `bootstrap`. */
export async function pairsBootstrap(
  engine: Engine,
  prepare: PrepareResampling,
  plan: BootstrapPlan,
  options: BootstrapOptions,
): Promise<BootstrapFindings> {
  const held = engine.hold((scope) => {
    const model = prepare(scope, { clusters: plan.variance.by });
    const at = termPosition(model, plan.terms[0]!);
    return { model, at, ...drawsOf(engine, scope, model, at, options) };
  });
  try {
    const { model, at, shared, drawn, given } = held.value;
    const supplied = options.indices === undefined ? null : indexRows(options.indices, model.cells.nLevels);
    const nDraws = supplied?.length ?? plan.draws;
    const seed = supplied === null ? plan.options.seed : null;
    const k = model.names.length;
    const [estimates, stdErrors] = [new Float64Array(nDraws), new Float64Array(nDraws)];
    const lacking = new Float64Array(nDraws);
    const started = performance.now();
    const { done, stopped } = await runInSlices(
      nDraws,
      (first, count) => {
        const fits =
          supplied === null ? drawn({ first, count, seed: seed! }) : given(supplied.slice(first, first + count));
        for (let d = 0; d < count; d++) estimates[first + d] = fits.estimates[d * k + at]!;
        stdErrors.set(fits.stdErrors, first);
        lacking.set(fits.nAbsent, first);
      },
      { ...options, columns: { estimates, stdErrors, lacking }, stage: `pairs draws: ${nDraws}` },
    );
    const drawing_ms = performance.now() - started;
    const absent = lacking.subarray(0, done).filter((levels) => levels > 0).length;
    const made = { estimates: estimates.subarray(0, done), stdErrors: stdErrors.subarray(0, done) };
    return findings(engine, model, at, plan, made, {
      ...{ nDraws, stopped, seed, drawing_ms, indices: options.indices, absent, shared },
    });
  } finally {
    held.free();
  }
}

/** How draws are made: at random or of supplied lists of clusters. */
interface Draws {
  /** Effects not nested in the clusters. */
  readonly shared: readonly string[];
  readonly drawn: (request: PairsRequest) => ReweightedDraws;
  readonly given: (draws: readonly ArrayLike<number>[]) => ReweightedDraws;
}

/** By moments where there are any, else by refits. */
function drawsOf(engine: Engine, scope: Scope, model: ResamplingModel, at: number, options: BootstrapOptions): Draws {
  const { moments, ssc, cells } = model;
  if (moments !== null) {
    const ready = reweighting(scope, moments, ssc, [at]);
    return {
      shared: moments.dummies.map(({ name }) => name),
      drawn: (request) => pairsDraws(engine, ready, request),
      given: (draws) => suppliedPairsDraws(engine, ready, draws),
    };
  }
  const refits = clusterRefits(engine, scope, model, [at], options);
  const countsOf = (request: PairsRequest): Float64Array =>
    engine.scope((inner) => copyOut(pairsCountsBlock(engine, inner, cells.nLevels, request)));
  return {
    shared: refits.shared,
    drawn: (request) => refits.fits(request.count, countsOf(request)),
    given: (draws) => refits.fits(draws.length, suppliedCounts(cells.nLevels, draws)),
  };
}

interface Drawing {
  readonly nDraws: number;
  readonly stopped: boolean;
  readonly seed: number | null;
  readonly drawing_ms: number;
  readonly indices: Table | undefined;
  /** Draws that lack a level of an effect in `shared`. */
  readonly absent: number;
  readonly shared: readonly string[];
}

function findings(
  engine: Engine,
  model: ResamplingModel,
  at: number,
  { ties, level, values }: BootstrapPlan,
  { estimates, stdErrors }: { readonly estimates: Float64Array; readonly stdErrors: Float64Array },
  drawing: Drawing,
): BootstrapFindings {
  const { fit, names, cells, refused } = model;
  const asked = { kind: "pairs", imposeNull: false, type: "11", multipliers: "rademacher" } as const;
  const reliability = reliabilityOf(engine, model, at, asked);
  const { estimate, std_error } = fit.coefficients[names[at]!]!;
  const { nDraws, stopped, seed, drawing_ms, indices, absent } = drawing;
  const nullValue = values[0]!;
  const observed = { estimate, stdError: std_error };
  const all = bootstrapSummary(observed, estimates, stdErrors, { level, nullValue, ties });
  // t of the sample is rounding: there is nothing to compare t of draws with
  const summary = isErrorRounding(fit.notes, names[at]!) ? { ...all, studentized: null, pStudentized: null } : all;
  const statistic = (estimate - nullValue) / std_error;
  const clusters = { name: cells.name, G: cells.nLevels };
  const done = estimates.length;
  const interval = (ends: Interval | null, method: BootstrapInterval["method"]): BootstrapInterval => ({
    conf_low: ends?.conf_low ?? null,
    conf_high: ends?.conf_high ?? null,
    level,
    method,
  });
  const percentile = interval(summary.percentile, "percentile");
  return {
    fit,
    terms: [names[at]!],
    null_values: [nullValue],
    observed: {
      estimate,
      std_error,
      statistic,
      p_value: 2 * pt(engine, -Math.abs(statistic), fit.vcov.df),
      df: fit.vcov.df,
    },
    bootstrap: {
      kind: "pairs",
      type: null,
      weights: indices === undefined ? null : "indices",
      impose_null: null,
      clusters,
      error_clusters: [clusters],
      draws: { requested: nDraws, done, used: summary.used, undefined: done - summary.used },
      enumerated: false,
      partial: stopped,
      ties,
      generator: seed === null ? null : GENERATOR,
      seed,
      indices: indices === undefined ? null : { name: indices.source.name, sha256: indices.source.sha256 },
      ...(refused === null ? BY_MOMENTS : { method: "refits" as const, because: refused }),
    },
    draws: {
      estimate: Array.from(estimates, finiteOrNull),
      statistic: Array.from(estimates, (draw, d) => finiteOrNull((draw - estimate) / stdErrors[d]!)),
    },
    p_value: {
      statistic: summary.pStudentized,
      equal_tailed: null,
      estimate: pByEstimate(estimates, estimate, nullValue, summary.used, ties),
    },
    interval: percentile,
    pairs: {
      std_error: summary.stdError,
      percentile,
      basic: interval(summary.basic, "basic"),
      studentized: interval(summary.studentized, "studentized"),
      bias: summary.mean - estimate,
      absent_levels: absent,
    },
    influence: [],
    reliability,
    notes: [...reliabilityNotes(reliability, asked), ...notesOf(summary, done, drawing)],
    drawing_ms,
  };
}

/** (1 + number of |b* - b| at least |b - null value|) / (1 + B). */
function pByEstimate(
  draws: Float64Array,
  estimate: number,
  nullValue: number,
  used: number,
  ties: BootstrapPlan["ties"],
): number {
  const isBeyond = isAsFar(estimate - nullValue, ties);
  return (1 + draws.filter((draw) => isBeyond(draw - estimate)).length) / (1 + used);
}

function notesOf(summary: BootstrapSummary, done: number, { nDraws, stopped, absent, shared }: Drawing): Note[] {
  const notes: Note[] = stopped ? [partialNote(done, nDraws)] : [];
  if (absent > 0) {
    notes.push(note(BOOTSTRAP_NOTES, "bootstrap_levels_absent", { draws: absent, of: done, effects: shared }));
  }
  const { used, usedStudentized } = summary;
  if (used < done) {
    notes.push(note(BOOTSTRAP_NOTES, "bootstrap_undefined", { draws: done - used, of: done, why: "not identified" }));
  }
  if (usedStudentized < used) {
    notes.push(note(BOOTSTRAP_NOTES, "bootstrap_no_error", { draws: used - usedStudentized, of: used }));
  }
  return notes;
}

// Draws of clusters from a table.

/**
 * Positions of each draw. Throws DataError `indices_text` for a column that is no number, `indices_empty` for a table
 * without draws, `indices_position` for a cell that is no position, with its row and column.
 */
export function indexRows(indices: Table, nClusters: number): Float64Array[] {
  const { name } = indices.source;
  const expected = `1..${nClusters}`;
  const columns = indices.columns.map((column) => {
    if (column.kind === "numeric") return column;
    throw new DataError(
      "indices_text",
      `${name}: column '${column.name}' holds text; cells are positions from 1 to ${nClusters} in the sorted list of clusters.`,
      { got: column.levels[0], expected, column: column.name },
    );
  });
  if (indices.nRows === 0 || columns.length === 0) {
    throw new DataError("indices_empty", `${name} has no draws: give one a row.`, {
      got: indices.nRows,
      expected: ">= 1",
    });
  }
  return Array.from({ length: indices.nRows }, (_, row) =>
    Float64Array.from(columns, ({ name: column, values }) => {
      const position = values[row]!;
      if (Number.isInteger(position) && position >= 1 && position <= nClusters) return position;
      throw new DataError(
        "indices_position",
        `${name}, row ${row + 1}, column '${column}': ${Number.isNaN(position) ? "an empty cell" : position} is no position in the sorted list of ${nClusters} clusters; use whole numbers from 1 to ${nClusters}.`,
        { got: position, expected, row: row + 1, column },
      );
    }),
  );
}
