/**
 * A Poisson or logit regression from a table and a formula to its record: sample, columns in memory, the climb,
 * rows that regressors separate out and the climb again, variance. Orchestrates; every number is made in a layer below.
 */
import { DataError, NotSupported, UsageError } from "../../base/errors.js";
import { note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { filled } from "../../declare/check.js";
import { columnNormsBlock } from "../../engine/kernels/blas.js";
import { gatherColumn, placeColumns, reorderColumns } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { type Family, type OutcomeRows, poissonSaturated } from "../../engine/kernels/irls.js";
import { elementary, log, logOf } from "../../engine/kernels/math.js";
import { parseExpression, parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { makeAbsorber } from "../../regression/absorb/absorber.js";
import { checkSample, requireRegressionVcov } from "../../regression/fit-options.js";
import { requireResiduals, requireScale, requireVariation } from "../../regression/frame/enough-variation.js";
import { panelDataOf } from "../../regression/frame/inputs.js";
import { dimensionsOf, memoryNeed, requireMemory } from "../../regression/frame/memory-need.js";
import { refuseInstruments } from "../../regression/frame/model-frame.js";
import type { Sample } from "../../regression/frame/sample.js";
import { keepRows } from "../../regression/frame/sample.js";
import { type ExpandedTerms, expandTerms } from "../../regression/frame/terms.js";
import {
  clusterParts,
  countParameters,
  type ParameterCount,
} from "../../regression/least-squares/least-squares-steps.js";
import { modelLabels } from "../../regression/record/model-labels.js";
import { compilePattern } from "../../regression/tests/names-matching.js";
import { parseSsc } from "../../regression/variance/ssc.js";
import type { RegressionVcov } from "../../regression/variance/variances.js";
import { vcov } from "../../regression/variance/vcov.js";
import type { Fitted } from "../feols/feols.js";
import { climbProgress } from "./climb-progress.js";
import { describeGlm, glmStatistics } from "./describe.js";
import { irls, type Separated } from "./estimator/irls.js";
import { separatedRows } from "./estimator/rectifier.js";
import { GLM_NOTES } from "./messages.js";
import type { GlmRecord } from "./record.js";
import {
  type GlmSample,
  glmSample,
  offsetOf,
  positionsOf,
  separationError,
  separationFacts,
  withoutOneOutcome,
} from "./sample.js";
import { DEFAULT_MAX_ITERATIONS, DEFAULT_TOLERANCE, fepoisVerb, type GlmOptions } from "./verb.js";

/** Columns of work beside the regressors, twice while the first step is made, and their two companions. */
const WORK_COLUMNS = 14;

/** Throws as `fepois` and `felogit`. */
export const fitGlm = (
  engine: Engine,
  family: Family,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: GlmOptions,
): GlmRecord => fitGlmAnd(engine, family, data, formula, options, () => undefined).record;

/** As `fitGlm`, and what `read` takes from the last step of the climb, a weighted regression, while it is in memory. */
export function fitGlmAnd<T>(
  engine: Engine,
  family: Family,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: GlmOptions,
  read: (fitted: Fitted) => T,
): { readonly record: GlmRecord; readonly taken: T } {
  const started = performance.now();
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  const variance = glmVariance(options);
  filled(fepoisVerb.options, options);
  refuseInstruments(spec);
  const { table } = panelDataOf(data, options.panel);
  options.onProgress?.({ stage: "placing the rows", fraction: 0, msLeft: null });
  options.signal?.throwIfAborted();
  let drawn = glmSample(engine, family, spec, table, variance, options);
  const sampled = performance.now();
  for (;;) {
    const outcome = engine.scope((scope) =>
      attempt(engine, scope, family, spec, table, drawn, variance, options, read),
    );
    if ("record" in outcome) {
      const { timing, taken } = outcome;
      const sample = sampled - started;
      const timing_ms = { sample, ...timing, total: performance.now() - started };
      return { record: deepFreeze({ ...outcome.record, timing_ms }), taken };
    }
    drawn = withoutSeparated(engine, family, spec, table, drawn.sample, outcome, options);
  }
}

/** Rows that were separated, by position in the sample, and by what. */
interface SeparatedSample {
  readonly separated: Separated;
  readonly terms: ExpandedTerms;
}

interface Recorded<T> {
  readonly record: Omit<GlmRecord, "timing_ms">;
  readonly taken: T;
  readonly timing: Readonly<Record<string, number>>;
}

function attempt<T>(
  engine: Engine,
  scope: Scope,
  family: Family,
  spec: ModelSpec,
  table: Table,
  { sample, y }: GlmSample,
  variance: RegressionVcov,
  options: GlmOptions,
  read: (fitted: Fitted) => T,
): SeparatedSample | Recorded<T> {
  const started = performance.now();
  const terms = regressorsOf(engine, spec, table, sample);
  const [n, k] = [sample.rows.length, terms.names.length];
  const need = memoryNeed(dimensionsOf(sample, 2 * k + WORK_COLUMNS, variance));
  options.onEstimate?.(need);
  requireMemory(engine, `'${spec.call}'`, need);
  const { solver, signal } = options;
  const absorber = makeAbsorber(engine, scope, sample.effects, null, {
    ...(solver === undefined ? {} : { solver }),
    ...(signal === undefined ? {} : { signal }),
  });
  const { rowOrder } = absorber;
  const columns = scope.f64(n * (k + 2));
  placeColumns(terms.columns, columns.part(0, n * k));
  requireScale(terms, columnNormsBlock(engine, scope, n, k, columns.part(0, n * k)).view());
  if (rowOrder !== null) reorderColumns(engine, scope, n, k, rowOrder, columns);
  const offsets = offsetOf(engine, table, sample, options);
  const { rows, offset, start, saturatedLogLik } = outcomeRows(engine, scope, family, y, sample, offsets, rowOrder);
  const { clusterings, clusterTerms } = clusterParts(engine, variance, table, sample, rowOrder);
  const placed = performance.now();

  const { tolerance = DEFAULT_TOLERANCE, maxIterations = DEFAULT_MAX_ITERATIONS } = options;
  const constant = spec.intercept || sample.effects.length > 0;
  const climbed = irls(engine, scope, { ...rows, k, columns, offset, start, constant }, absorber, {
    ...{ tolerance, maxIterations, signal },
    ...(options.onProgress && { onStep: climbProgress({ tolerance, maxIterations }, options.onProgress) }),
    ...(clusterTerms[0] === undefined ? {} : { clusters: clusterTerms[0] }),
    onAbsorbed: (absorbed) => requireVariation(terms, absorbed, sample),
    separation: (state) => separatedRows(engine, scope, absorber, family, rows.y, state),
  });
  if ("separated" in climbed) {
    const { rows: places, combination } = climbed.separated;
    const positions = places.map((place) => rowOrder?.[place] ?? place).sort();
    return { separated: { rows: positions, combination }, terms };
  }
  const done = performance.now();

  const { fit } = climbed;
  if (absorber.rank.exact) requireResiduals(n, fit.k + absorber.rank.value);
  const ssc = typeof options.ssc === "object" ? options.ssc : parseSsc(options.ssc ?? "fixest");
  const count: ParameterCount = countParameters(engine, sample, absorber, climbed, clusterings);
  // the dispersion is 1, whatever the residuals
  const classical = { ...fit, ssr: n - 1 };
  const type = variance.type as "iid" | "hetero" | "cluster";
  const covariance = vcov(engine, scope, classical, type, clusterTerms, ssc, count);
  const statistics = glmStatistics(engine, scope, rows, offset, saturatedLogLik, climbed, count);
  const record = describeGlm(
    engine,
    {
      ...{ family, table, spec, sample, terms, absorber, fit: climbed, variance, clusterings, covariance, count, ssc },
      ...{ statistics, tolerance },
    },
    options,
  );
  const timing = { place: placed - started, climb: done - placed, vcov: performance.now() - done };
  const taken = read({ fit, names: record.vcov.names, clusterTerms, ssc, covariance });
  return { record: { ...record, ...modelLabels(table, record, terms) }, taken, timing };
}

/** The regressors over the sample. Throws UsageError `no_regressors`. */
function regressorsOf(engine: Engine, spec: ModelSpec, table: Table, { selected, evaluated }: Sample): ExpandedTerms {
  const terms = expandTerms(spec, table, elementary(engine), selected, evaluated);
  if (terms.names.length > 0) return terms;
  throw new UsageError("no_regressors", `'${spec.call}' has no regressor: name at least one right of '~'.`, {
    got: spec.call,
  });
}

/** Outcome, weights and offset in memory order, and a linear predictor to start from: one close to the outcomes. */
function outcomeRows(
  engine: Engine,
  scope: Scope,
  family: Family,
  values: Float64Array,
  { weights }: Sample,
  offsets: Float64Array | null,
  rowOrder: Uint32Array | null,
): { rows: OutcomeRows; offset: F64Block | null; start: F64Block; saturatedLogLik: number } {
  const placed = (column: Float64Array): F64Block => gatherColumn(engine, scope, column, rowOrder);
  const [n, y] = [values.length, placed(values)];
  const [prior, offset] = [weights && placed(weights), offsets && placed(offsets)];
  const start = scope.f64(n);
  if (family === "logit") {
    const towards = logOf(engine, 3); // probabilities of 3/4 and 1/4
    start.view().set(y.view().map((value) => (value === 1 ? towards : -towards)));
    return { rows: { family, n, y, weights: prior, saturated: null }, offset, start, saturatedLogLik: 0 };
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const close = log(
    engine,
    y.view().map((value) => (value + mean) / 2),
  );
  start.view().set(close);
  const saturated = scope.f64(n);
  const saturatedLogLik = poissonSaturated(engine, scope, y, prior, saturated);
  return { rows: { family, n, y, weights: prior, saturated }, offset, start, saturatedLogLik };
}

/** The sample without separated rows, and without what their loss leaves of one outcome. */
function withoutSeparated(
  engine: Engine,
  family: Family,
  spec: ModelSpec,
  table: Table,
  sample: Sample,
  { separated, terms }: SeparatedSample,
  options: GlmOptions,
): GlmSample {
  const facts = separationFacts(family, sample, terms, separated);
  if (options.separation === "error") throw separationError(spec, facts);
  const found = note(GLM_NOTES, "separated", facts);
  const { rows } = separated;
  const drop = new Uint8Array(sample.rows.length);
  for (const row of rows) drop[row] = 1;
  if (rows.length === drop.length) {
    throw new DataError("separated", `${found.message} Nothing is left to estimate.`, { got: 0, ...facts });
  }
  const left = keepRows({ ...sample, notes: [...sample.notes, found] }, positionsOf(drop, rows.length), {
    separated: rows.length,
  });
  return withoutOneOutcome(engine, family, spec, table, left, options);
}

/** Throws UsageError `vcov_required`, and NotSupported `vcov_type` for a variance that is not validated here. */
export function glmVariance(options: Pick<GlmOptions, "vcov">): RegressionVcov {
  const variance = requireRegressionVcov(options.vcov);
  if (["iid", "hetero", "cluster"].includes(variance.type)) return variance;
  throw new NotSupported(
    "vcov_type",
    `Variance '${variance.type}' is not validated for Poisson and logit regressions; use iid, hetero or cluster:a.`,
    { got: variance.type, expected: ["iid", "hetero", "cluster"] },
  );
}

/** Throws what `fepois` and `felogit` would throw whatever the data. */
export function checkGlm(formula: string, options: GlmOptions): void {
  checkSample(formula, options);
  glmVariance(options);
  filled(fepoisVerb.options, options);
  for (const pattern of options.wald ?? []) compilePattern(pattern);
  if (options.offset !== undefined) parseExpression(options.offset);
}

// `felogit`.

/**
 * Logit of an outcome of 0 or 1 with fixed effects, every one of them estimated: with few rows a level its slopes are biased
 * away from zero, of which a note (`incidental_parameters`) gives the figures. Levels without both outcomes are dropped, as are
 * rows that regressors separate; both are reported.
 *
 * @throws as `fepois`, with `binary_outcome`; UsageError `exposure`.
 * Sources: Neyman & Scott (1948), Econometrica 16(1), doi:10.2307/1914288; Lancaster (2000), Journal of Econometrics 95(2),
 * doi:10.1016/S0304-4076(99)00044-5.
 */
export function felogit(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: GlmOptions = {},
): GlmRecord {
  if (options.exposure !== undefined) {
    throw new UsageError("exposure", "An exposure is for counts: use fepois, or an offset.", { got: options.exposure });
  }
  return fitGlm(engine, "logit", data, formula, options);
}

// `fepois`.

/**
 * Poisson regression of an outcome of at least 0, whole numbers or not (PPML), with fixed effects: E(y) = exp(x'b + effects).
 * Levels of effects whose outcomes are all 0 are dropped, as are rows that regressors separate; both are reported.
 *
 * @param formula `y ~ x1 + log(x2) | fe1 + fe2^fe3`, or a ModelSpec.
 * @throws UsageError for a malformed formula, a missing variance or an option that can't serve; DataError for columns and samples that can't serve
 *   (`negative_outcome`, `only_zeros`, `separated`, ...); NumericalError for non-convergence; NotSupported for what is not
 *   validated.
 * Sources: Gourieroux, Monfort & Trognon (1984), Econometrica 52(3), doi:10.2307/1913472; Santos Silva & Tenreyro (2006),
 * Review of Economics and Statistics 88(4), doi:10.1162/rest.88.4.641.
 */
export const fepois = (
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: GlmOptions = {},
): GlmRecord => fitGlm(engine, "poisson", data, formula, options);
