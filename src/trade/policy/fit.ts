/**
 * The verb: a policy's effect on quality that is itself estimated. Quality from the rows, the second step on
 * the panel, the one step on the rows beside it, and draws of the whole chain.
 * Sources: Khandelwal, Schott & Wei (2013), American Economic Review 103(6), doi:10.1257/aer.103.6.2169; Pagan (1984),
 * International Economic Review 25(1), doi:10.2307/2648877, for regressions with generated variables.
 */
import type { Column } from "../../base/columns.js";
import { WasmetricsError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { deepFreeze, ownOf } from "../../base/objects.js";
import { version } from "../../base/version.js";
import { fileFacts, makeTable, type Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { partialNote } from "../../verbs/bootstrap/plan.js";
import { estimateQuality, type QualityResult } from "../quality/fit.js";
import { Groups } from "../quality/sample.js";
import { bootstrapRecord, type PolicyDraws, policyDraws } from "./bootstrap.js";
import { type DrawnBase, drawnBase } from "./drawn-base.js";
import { POLICY_NOTES } from "./messages.js";
import { CELL, type OneStep, oneStep, type PolicyPanel, policyPanel, termOf } from "./one-step.js";
import { OUTCOME, type PolicyPlan, planPolicy, RAW_OUTCOME } from "./plan.js";
import type { QualityPolicyRecord, RowEstimate } from "./record.js";
import type { QualityPolicyOptions } from "./verb.js";
import { type WeightsRecord, weightsNotes, weightsRecord } from "./weights.js";

/** The record, and tables beside it. */
export interface QualityPolicyResult {
  readonly record: QualityPolicyRecord;
  /** A row a unit and period of the rows: its quality, and errors where draws were made. */
  readonly cells: Table;
  /** A row a group of an estimated sigma; null for other sources. */
  readonly sigmas: Table | null;
  /** The same groups with their error over draws; null without draws, too. */
  readonly sigmaDraws: Table | null;
}

/**
 * The effect of `options.term` on quality of the units and periods of `cities`, quality estimated from `rows`. Throws as
 * `planPolicy`, `estimateQuality`, `joinTables` and `feols`; DataError `cluster_missing`, `bootstrap_no_draw`; NotSupported
 * `policy_cluster_splits`; the signal's reason when aborted, unless `keepPartial`.
 */
export async function qualityPolicy(
  engine: Engine,
  rows: Table,
  cities: Table,
  options: QualityPolicyOptions,
): Promise<QualityPolicyResult> {
  const started = performance.now();
  const plan = planPolicy(rows, cities, options);
  const { signal, keepPartial } = options;
  const following = {
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    ...(signal === undefined ? {} : { signal }),
  };
  const long = { ...following, ...(keepPartial === undefined ? {} : { keepPartial }) };
  const result = estimateQuality(engine, rows, { ...plan.options, ...following });
  const base = drawnBase(engine, rows, plan);
  const panel = policyPanel(engine, cities, result.aggregates[0]!.table, base, plan);
  const term = termOf(panel.normalised, plan.term);
  signal?.throwIfAborted();
  const { steps, notes } = stepsOfRows(() => oneStep(engine, cities, result, panel.cluster, plan), term);
  const [before, drawing] = [performance.now(), plan.draws > 0];
  const draws = drawing ? await policyDraws(engine, base, panel, plan, long) : null;
  const ended = performance.now();
  const bootstrap = draws === null ? null : bootstrapRecord(base, panel, plan, draws);
  const weights = weightsOf(engine, base, result, plan);
  const { source } = rows;
  const record: QualityPolicyRecord = deepFreeze({
    kind: "quality_policy",
    call: plan.spec.call,
    term,
    quality: result.record,
    join: panel.join,
    cluster: panel.cluster,
    two_step: { normalised: panel.normalised, raw: panel.raw },
    one_step: steps,
    weights,
    bootstrap,
    notes: [...result.record.notes, ...notes, ...policyNotes(plan, panel, weights, draws)],
    timing_ms: { estimates: before - started, draws: ended - before, total: ended - started },
    provenance: {
      version,
      seed: drawing ? plan.seed : null,
      data: source.name,
      data_sha256: source.sha256,
      ...fileFacts(source),
      cities: cities.source.name,
      cities_sha256: cities.source.sha256,
      kernels_sha256: engine.sha256,
    },
  });
  return {
    record,
    cells: cellsTable(panel, plan, draws),
    sigmas: result.sigmas,
    sigmaDraws: draws === null ? null : sigmaDraws(base, draws),
  };
}

/** Weights by value of the rows that have a quality. */
function weightsOf(engine: Engine, { table }: DrawnBase, { sample, columns }: QualityResult, plan: PolicyPlan) {
  const { unit, time } = plan.rows;
  const groups = new Groups(table, sample, engine);
  const value = makeTable(columns, table.source).numeric(plan.quality.value);
  const units = groups.by({ written: unit, columns: [unit] });
  return weightsRecord(value, units, groups.by({ written: `${unit}^${time}`, columns: [unit, time] }));
}

/** The one-step estimate beside the two-step one; where it can't be made, the record says why and the rest stands. */
function stepsOfRows(make: () => OneStep, term: string): { steps: QualityPolicyRecord["one_step"]; notes: Note[] } {
  try {
    const made = make();
    const of = (fit: FitRecord): RowEstimate | null => rowEstimate(fit, term);
    const steps = {
      two_step: of(made.two_step),
      two_step_weighted: of(made.two_step_weighted),
      one_step: of(made.one_step),
      one_step_weighted: of(made.one_step_weighted),
    };
    const missing = Object.entries(steps).flatMap(([name, estimate]) => (estimate === null ? [name] : []));
    const notes = missing.length === 0 ? [] : [note(POLICY_NOTES, "one_step_dropped", { term, missing })];
    return { steps, notes };
  } catch (error) {
    if (!(error instanceof WasmetricsError)) throw error;
    const steps = { two_step: null, two_step_weighted: null, one_step: null, one_step_weighted: null };
    return { steps, notes: [note(POLICY_NOTES, "one_step_failed", { code: error.code, refused: error.message })] };
  }
}

function rowEstimate({ coefficients, call, weights, nobs }: FitRecord, term: string): RowEstimate | null {
  const coefficient = ownOf(coefficients, term);
  if (coefficient === undefined) return null;
  const { estimate, std_error, p_value } = coefficient;
  return { call, weights, nobs, estimate, std_error, p_value };
}

/** Unit, period, both kinds of quality, whether the panel has the row, and errors where draws were made. */
function cellsTable({ cells, table }: PolicyPanel, { rows }: PolicyPlan, draws: PolicyDraws | null): Table {
  const inPanel = new Float64Array(cells.nRows);
  for (const cell of table.numeric(CELL)) if (!Number.isNaN(cell)) inPanel[cell] = 1;
  const keys = [rows.unit, rows.time, OUTCOME, RAW_OUTCOME].map((name) => cells.column(name));
  const errors =
    draws === null
      ? []
      : [
          numeric("std_error", draws.cells.normalised.standardDeviations),
          numeric("draws", draws.cells.normalised.counts),
          numeric("raw_std_error", draws.cells.raw.standardDeviations),
          numeric("raw_draws", draws.cells.raw.counts),
        ];
  return makeTable([...keys, numeric("in_panel", inPanel), ...errors], cells.source);
}

/** Groups of an estimated sigma, with their error over draws. */
function sigmaDraws({ sigmaGroups, table }: DrawnBase, { groups }: PolicyDraws): Table | null {
  if (groups.counts.length === 0) return null;
  const group: Column = {
    kind: "text",
    name: "group",
    codes: Uint32Array.from({ length: sigmaGroups.nLevels }, (_, g) => g),
    levels: Array.from({ length: sigmaGroups.nLevels }, (_, g) => sigmaGroups.label(g)),
  };
  const errors = [
    numeric("sigma_hat", groups.centre),
    numeric("bootstrap_std_error", groups.standardDeviations),
    numeric("draws", groups.counts),
  ];
  return makeTable([group, ...errors], table.source);
}

const numeric = (name: string, values: ArrayLike<number>): Column => ({
  kind: "numeric",
  name,
  values: Float64Array.from(values),
});

// What a reader of a policy's effect must know: rows that did not match, draws that failed, what draws hold fixed.

/** What usually keeps a draw from a quality. */
const FAILURES = ["sigma_not_above_one", "sigma_not_estimable", "quality_absorbed"] as const;

/** Notes on the outcome, the join, weights and draws. */
export function policyNotes(
  plan: PolicyPlan,
  panel: PolicyPanel,
  weights: WeightsRecord,
  draws: PolicyDraws | null,
): Note[] {
  const renamed = plan.renamed ? [note(POLICY_NOTES, "outcome_renamed", { old: RAW_OUTCOME, now: OUTCOME })] : [];
  return [
    ...renamed,
    ...joinNotes(plan, panel),
    ...weightsNotes(weights, plan.rows.unit),
    ...(draws === null ? [] : drawNotes(plan, panel, draws)),
  ];
}

const joinNotes = ({ panel: { unit, time } }: PolicyPlan, { join: { left, right } }: PolicyPanel): Note[] => [
  ...(left.unmatched > 0 ? [note(POLICY_NOTES, "policy_panel_unmatched", { ...left, unit, time })] : []),
  ...(right.unmatched > 0 ? [note(POLICY_NOTES, "policy_cells_unmatched", { ...right, unit, time })] : []),
];

function drawNotes(plan: PolicyPlan, { cluster }: PolicyPanel, draws: PolicyDraws): Note[] {
  const { done, failed, stopped } = draws;
  const notes: Note[] = stopped ? [partialNote(done, plan.draws)] : [];
  for (const [reason, count] of Object.entries(failed)) {
    const known = FAILURES.find((failure) => failure === reason);
    const facts = { draws: count, of: done };
    notes.push(
      known === undefined
        ? note(POLICY_NOTES, "draws_failed", { ...facts, error: reason })
        : note(POLICY_NOTES, `draws_${known}`, facts),
    );
  }
  if (cluster !== plan.cluster && !(cluster === plan.panel.unit && plan.cluster === plan.rows.unit)) {
    notes.push(note(POLICY_NOTES, "policy_panel_fixed", { clusters: plan.cluster, panel: cluster }));
  }
  const { trim, maxRatio, minRows, unit } = plan.quality.cleaning;
  const steps = [
    trim === null ? "" : "trim",
    maxRatio === null ? "" : "max ratio",
    minRows === null ? "" : "min rows",
    unit?.changes === "main" ? "main unit" : "",
  ].filter((step) => step !== "");
  if (steps.length > 0) notes.push(note(POLICY_NOTES, "policy_cleaning_held", { steps }));
  return notes;
}
