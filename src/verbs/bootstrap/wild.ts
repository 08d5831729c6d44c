/**
 * The wild cluster bootstrap of a regression: cells, error terms and their small-sample factors for the test
 * of the inference layer, its draws in slices, and what they say. Knows no record but its own findings.
 */

import type { Category } from "../../base/columns.js";
import { DataError, NumericalError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { finiteOrNull } from "../../base/numbers.js";
import { combine } from "../../data/panel/order.js";
import { GENERATOR } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { pt } from "../../engine/kernels/math.js";
import {
  placeWildDraws,
  wildColumns,
  wildCombinations,
  wildDraws,
  wildDrawsIn,
  wildTest,
} from "../../regression/cluster-bootstrap/wild.js";
import { wildInterval } from "../../regression/cluster-bootstrap/wild-interval.js";
import { hasJackknifeVariance, type WildErrorClusters } from "../../regression/cluster-bootstrap/wild-spec.js";
import {
  drawStatistics,
  type WildDraws,
  type WildTest,
  wildPValue,
} from "../../regression/cluster-bootstrap/wild-statistic.js";
import { FEW_CLUSTERS } from "../../regression/few-clusters.js";
import { clusterName } from "../../regression/frame/clusterings.js";
import { isErrorRounding } from "../../regression/record/describe-fit.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { jointTest } from "../../regression/tests/joint-test.js";
import { clusterFactor } from "../../regression/variance/ssc.js";
import { estimatesOf } from "../combinations/wald.js";
import { runInSlices } from "../resampling/draw-loop.js";
import { type PrepareResampling, type ResamplingModel, termPosition } from "../resampling/model.js";
import { BOOTSTRAP_NOTES } from "./messages.js";
import { type BootstrapPlan, partialNote } from "./plan.js";
import { type BootstrapFindings, type BootstrapInterval, BY_MOMENTS } from "./record.js";
import { reliabilityNotes, reliabilityOf } from "./reliability/reliability.js";
import type { BootstrapOptions } from "./verb.js";
import { wildTestBySolves } from "./wild-solves.js";

/** Draws and findings. Throws as `bootstrap`. */
export async function wildBootstrap(
  engine: Engine,
  prepare: PrepareResampling,
  plan: BootstrapPlan,
  options: BootstrapOptions,
): Promise<BootstrapFindings> {
  const { variance, bootCluster } = plan;
  const others = bootCluster === null ? [] : [bootCluster];
  const held = engine.hold((scope) => {
    const model = prepare(scope, { clusters: variance.by, others });
    return { model, ...testOf(engine, scope, model, plan, options.signal) };
  });
  try {
    const { model, test, boot } = held.value;
    const isEnumerated = plan.multipliers === "rademacher" && wildCombinations(boot.nLevels) <= plan.draws;
    const nDraws = isEnumerated ? wildCombinations(boot.nLevels) : plan.draws;
    const seed = plan.options.seed;
    const kind = isEnumerated ? "enumerate" : plan.multipliers;
    const columns = wildColumns(test.system, nDraws);
    const started = performance.now();
    const { done, stopped } = await runInSlices(
      nDraws,
      (first, count) => {
        placeWildDraws(columns, first, wildDraws(engine, test, { first, count, kind, seed }));
      },
      { ...options, columns: Object.fromEntries(columns.entries()), stage: `wild draws: ${nDraws}` },
    );
    const drawing_ms = performance.now() - started;
    const draws = wildDrawsIn(columns, done);
    return findings(engine, model, plan, test, boot, draws, {
      requested: nDraws,
      isEnumerated,
      isPartial: stopped,
      seed: isEnumerated ? null : seed,
      drawing_ms,
    });
  } finally {
    held.free();
  }
}

/** Cells in clusterings become a test; its memory is of `scope`. */
function testOf(
  engine: Engine,
  scope: Parameters<typeof wildTest>[1],
  model: ResamplingModel,
  plan: BootstrapPlan,
  signal: AbortSignal | undefined,
): { readonly test: WildTest; readonly boot: Category } {
  const columns = plan.terms.map((term) => termPosition(model, term));
  requireErrors(model, columns);
  const { errorClusters, boot } = wildClusters(model, plan);
  const spec = {
    type: plan.type,
    imposeNull: plan.imposeNull,
    errorClusters,
    bootClusters: boot,
  };
  const hypothesis = { columns, values: plan.values };
  const { moments } = model;
  const test =
    moments === null
      ? wildTestBySolves(engine, scope, model, hypothesis, spec, signal)
      : wildTest(engine, scope, moments, hypothesis, spec);
  return { test, boot };
}

/** p of t, two-sided. */
const byFormula = (engine: Engine, { vcov }: FitRecord, { statistic }: WildTest) => ({
  p_value: 2 * pt(engine, -Math.abs(statistic), vcov.df),
  df: vcov.df,
});

/** p of F as `feols` reads a joint hypothesis. */
function jointByFormula(engine: Engine, fit: FitRecord, { statistic, estimates }: WildTest) {
  const { df, jointDf } = estimatesOf(fit).degrees;
  const found = { statistic: Math.abs(statistic), df1: estimates.length };
  const { p_value, by_t_df } = jointTest(engine, found, { rule: jointDf, t: df });
  return { p_value, df: jointDf, ...(by_t_df === undefined ? {} : { by_t_df }) };
}

/** Refuses a statistic that would be rounding: draws would be compared with 1e15, and p be 0. */
function requireErrors({ fit, names }: ResamplingModel, columns: readonly number[]): void {
  const term = columns.map((j) => names[j]!).find((name) => isErrorRounding(fit.notes, name));
  if (term === undefined) return;
  throw new NumericalError(
    "wild_no_variance",
    `The standard error of '${term}' is zero to rounding: its scores cancel in every cluster, or the fit is perfect, and there is no statistic to compare draws with. A placebo test compares coefficients (wasmetrics placebo).`,
    { got: fit.coefficients[term]!.std_error, expected: "positive" },
  );
}

interface Drawing {
  readonly requested: number;
  readonly isEnumerated: boolean;
  readonly isPartial: boolean;
  readonly seed: number | null;
  readonly drawing_ms: number;
}

function findings(
  engine: Engine,
  model: ResamplingModel,
  plan: BootstrapPlan,
  test: WildTest,
  boot: Category,
  draws: WildDraws,
  { requested, isEnumerated, isPartial, seed, drawing_ms }: Drawing,
): BootstrapFindings {
  const { fit, names, clusterings, refused } = model;
  const { ties, level, type } = plan;
  const asked = { ...plan, kind: "wild" } as const;
  const reliability = plan.terms.length > 1 ? null : reliabilityOf(engine, model, test.hypothesis.columns[0]!, asked);
  const isJoint = plan.terms.length > 1;
  const p = wildPValue(test, draws, ties);
  if (p.used === 0) {
    throw new DataError("bootstrap_no_draw", `None of ${draws.count} draws has a statistic: their variance is zero.`, {
      got: 0,
      expected: "at least one draw with a positive variance",
    });
  }
  const statistics = drawStatistics(test, draws);
  const nBoot = boot.nLevels;
  return {
    fit,
    terms: test.hypothesis.columns.map((j) => names[j]!),
    null_values: plan.values,
    observed: {
      estimate: isJoint ? null : test.estimates[0]!,
      std_error: isJoint ? null : Math.sqrt(test.variance[0]!),
      statistic: test.statistic,
      ...(isJoint ? jointByFormula(engine, fit, test) : byFormula(engine, fit, test)),
    },
    bootstrap: {
      kind: "wild",
      type,
      weights: plan.multipliers,
      impose_null: plan.imposeNull,
      clusters: { name: plan.bootCluster === null ? boot.name : clusterName(plan.bootCluster), G: nBoot },
      error_clusters: clusterings.slice(0, plan.variance.by.length).map(({ name, nLevels }) => ({ name, G: nLevels })),
      draws: { requested, done: draws.count, used: p.used, undefined: p.undefined },
      enumerated: isEnumerated,
      partial: isPartial,
      ties,
      generator: isEnumerated ? null : GENERATOR,
      seed,
      indices: null,
      ...(refused === null ? BY_MOMENTS : { method: "one solve a cluster" as const, because: refused }),
    },
    draws: { estimate: isJoint ? [] : drawnEstimates(test, draws), statistic: Array.from(statistics, finiteOrNull) },
    p_value: { statistic: p.symmetric, equal_tailed: p.equalTailed, estimate: null },
    interval: isJoint || plan.ci === "none" ? null : intervalOf(test, draws, level, ties),
    pairs: null,
    influence: [],
    reliability,
    notes: [
      ...reliabilityNotes(reliability, asked),
      ...notesOf(plan, nBoot, p.undefined, draws.count, requested, isPartial, isEnumerated),
      ...repairedNote(fit, plan, test),
    ],
    drawing_ms,
  };
}

/** What each draw adds to the value tested: the numerator of its statistic, at that value. */
function drawnEstimates(test: WildTest, { columns }: WildDraws): number[] {
  const distance = test.hasSlope ? test.hypothesis.values[0]! - test.estimates[0]! : 0;
  return Array.from(columns[0]!, (n0, i) => n0 + (test.hasSlope ? distance * columns[1]![i]! : 0));
}

function intervalOf(test: WildTest, draws: WildDraws, level: number, ties: BootstrapPlan["ties"]): BootstrapInterval {
  const { low, high } = wildInterval(test, draws, { level, ties });
  return { conf_low: finiteOrNull(low), conf_high: finiteOrNull(high), level, method: "inversion" };
}

/** Says where the error of the fit is of a repaired covariance, and that of the test is not. */
function repairedNote(
  fit: BootstrapFindings["fit"],
  { terms }: BootstrapPlan,
  { estimates, variance }: WildTest,
): Note[] {
  const isRepaired = fit.notes.some(({ code }) => code === "vcov_repaired");
  if (!isRepaired) return [];
  const q = estimates.length;
  const errors = terms.map((_, j) => Math.sqrt(variance[j * q + j]!));
  return [note(BOOTSTRAP_NOTES, "wild_not_repaired", { std_errors: errors })];
}

function notesOf(
  plan: BootstrapPlan,
  nBoot: number,
  nUndefined: number,
  done: number,
  requested: number,
  isPartial: boolean,
  isEnumerated: boolean,
): Note[] {
  const { multipliers, ties } = plan;
  const notes: Note[] = [];
  if (isPartial) notes.push(partialNote(done, requested, isEnumerated));
  if (multipliers === "rademacher" && nBoot < FEW_CLUSTERS.signs) {
    const differing = 2 ** (nBoot - 1);
    const facts = { clusters: nBoot, differing, mirrored: true, counted: ties === "count" };
    notes.push(note(BOOTSTRAP_NOTES, "wild_few_signs", facts));
  }
  if (nUndefined > 0) {
    const why = plan.variance.by.length > 1 ? "zero or negative" : "zero";
    notes.push(note(BOOTSTRAP_NOTES, "bootstrap_undefined", { draws: nUndefined, of: done, why }));
  }
  return notes;
}

// What the clusterings of a wild bootstrap become over cells.

type Clustered = Pick<ResamplingModel, "fit" | "ssc" | "clusterings">;
type WildClusterings = Pick<BootstrapPlan, "type" | "variance" | "bootCluster">;

/** Clusterings of `model`, in the order of `plan`, as codes by cell; of two-way errors draws go by their intersection by default. */
export function wildClusters(
  model: Clustered,
  plan: WildClusterings,
): { readonly errorClusters: readonly WildErrorClusters[]; readonly boot: Category } {
  const byCell = model.clusterings.map((clustering): Category => ({ ...clustering, codes: clustering.ofCell }));
  const errors = byCell.slice(0, plan.variance.by.length);
  const boot = plan.bootCluster === null ? (errors.length === 1 ? errors[0]! : combine(errors)) : byCell.at(-1)!;
  return { errorClusters: errorTerms(model, plan, errors), boot };
}

/** The clusterings of the error with signs and factors; of two also their intersection, taken off. */
function errorTerms(
  { fit, ssc }: Clustered,
  { type }: WildClusterings,
  errors: readonly Category[],
): WildErrorClusters[] {
  const fewest = Math.min(...errors.map(({ nLevels }) => nLevels));
  const term = (clusters: Category, sign: 1 | -1): WildErrorClusters => {
    const G = ssc.gDf === "min" ? fewest : clusters.nLevels;
    const factor = hasJackknifeVariance(type) ? (G - 1) / G : clusterFactor(ssc, { n: fit.nobs, K: fit.vcov.K, G });
    return { clusters, sign, factor };
  };
  const terms = errors.map((clusters) => term(clusters, 1));
  return errors.length === 1 ? terms : [...terms, term(combine(errors), -1)];
}
