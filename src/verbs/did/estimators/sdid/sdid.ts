/**
 * Synthetic differences-in-differences: the treated of each cohort beside donors weighed so that their path before treatment runs parallel, and
 * periods weighed so that those before treatment are like those after it; cohorts are averaged by their treated rows.
 * Source: Arkhangelsky, Athey, Hirshberg, Imbens & Wager (2021), American Economic Review 111(12), doi:10.1257/aer.20190159; by event
 * time Ciccia (2024), doi:10.48550/arXiv.2407.09565.
 */
import { type Note, note } from "../../../../base/messages.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import { didVerb } from "../../design/verb.js";
import { AGGREGATIONS, type Cell } from "../../shared/aggregation.js";
import type { DidEstimator, DidFit, DidRun } from "../../shared/estimator.js";
import { averagesOf, cellEstimates, type SdidCells } from "./averages.js";
import { type Blocks, blocksOf } from "./blocks.js";
import { withoutCovariates } from "./covariates.js";
import { SDID_NOTES } from "./messages.js";
import type { SdidGroup, SdidRecord, SdidVariant } from "./record.js";
import { methodOf, type Replicates, replicate, requireMethod, variantError } from "./replicates.js";
import { type CohortFit, effectOf, fitCohort, pathsOf, rootMeanSquare, variantWeights } from "./weights.js";

export const sdid: DidEstimator = {
  name: "sdid",
  paths: ["never", "always", "absorbing"],
  fit: (engine: Engine, sample: DidSample, plan: DidPlan, run: DidRun = {}): DidFit => {
    const { blocks, coefficients } = withoutCovariates(engine, blocksOf(sample, plan), sample);
    const { matrix, cohorts, donors } = blocks;
    const fits = cohorts.map((cohort) => fitCohort(engine, blocks, cohort));
    const method = methodOf(blocks, plan);
    if (method !== null) requireMethod(method, blocks, fits);
    const replicates = method === null ? null : replicate(engine, blocks, fits, method, plan, run);
    const found: SdidCells = {
      cells: fits.flatMap(({ cohort }) => cellsOf(cohort, matrix.periods)),
      cohorts: cohorts.map(({ start }) => start),
      effects: Float64Array.from(fits.flatMap(({ paths }) => Array.from(paths.effects))),
      replicates,
    };
    const units = donors.length + cohorts.reduce((n, cohort) => n + cohort.units.length, 0);
    return {
      cells: { cells: found.cells, estimates: cellEstimates(engine, found), shares: null },
      aggregations: AGGREGATIONS,
      aggregate: (by) => averagesOf(engine, found, by, plan.balanced),
      df: Number.POSITIVE_INFINITY,
      ...{ nobs: units * matrix.nPeriods, units, clusters: units },
      notes: [...blocks.notes, ...notesOf(blocks, fits, replicates, plan)],
      errors: replicates === null ? "none" : "drawn",
      fittedLeads: "weights",
      details: {
        kind: "synthetic did",
        ...{ donors: donors.length, coefficients },
        groups: fits.map((fit) => describe(engine, blocks, fit, method === "jackknife")),
        errors: replicates && {
          ...{ method: replicates.method, replications: replicates.count },
          ...{ seed: replicates.seed, redrawn: replicates.redrawn },
        },
      } satisfies SdidRecord & { readonly kind: "synthetic did" },
    };
  },
};

const cellsOf = ({ start, units }: Blocks["cohorts"][number], periods: Float64Array): Cell[] =>
  Array.from(periods, (period) => ({
    ...{ cohort: start, period, units: units.length, weight: units.length, isReference: false },
  }));

function describe(engine: Engine, blocks: Blocks, fit: CohortFit, isJackknife: boolean): SdidGroup {
  const { cohort, paths, penalties } = fit;
  const { matrix, cohorts, donors, name } = blocks;
  const { before } = cohort;
  const rowsOf = (one: typeof cohort): number => one.units.length * (matrix.nPeriods - one.before);
  const weights = variantWeights(engine, blocks, fit);
  const variant = (method: SdidVariant["method"]): SdidVariant => {
    const own = weights[method];
    const { effects } = pathsOf(blocks, cohort, own);
    return {
      ...{ method, estimate: effectOf(cohort, effects) },
      std_error: isJackknife ? variantError(blocks, cohort, own) : null,
      ...{ rmspe_pre: rootMeanSquare(effects.subarray(0, before)), donors: countOf(own.units) },
    };
  };
  return {
    ...{ cohort: cohort.start, treated_units: cohort.units.map(name) },
    estimate: effectOf(cohort, paths.effects),
    share: rowsOf(cohort) / cohorts.reduce((sum, one) => sum + rowsOf(one), 0),
    ...{ time: Array.from(matrix.periods), observed: Array.from(paths.observed) },
    synthetic: Array.from(paths.donors, (value) => value + paths.shift),
    ...{ gap: Array.from(paths.effects), shift: paths.shift },
    weights: donors
      .flatMap((unit, j) => (fit.units[j] === 0 ? [] : [{ unit: name(unit), weight: fit.units[j]! }]))
      .sort((a, b) => b.weight - a.weight),
    time_weights: Array.from(fit.times, (weight, t) => ({ time: matrix.periods[t]!, weight })),
    penalty: { units: penalties.units, times: penalties.times },
    rmspe_pre: rootMeanSquare(paths.effects.subarray(0, before)),
    rmspe_post: rootMeanSquare(paths.effects.subarray(before)),
    variants: [variant("sc"), variant("did")],
  };
}

const countOf = (weights: Float64Array): number => weights.reduce((n, weight) => n + Number(weight > 0), 0);

function notesOf(
  { donors, cohorts }: Blocks,
  fits: readonly CohortFit[],
  replicates: Replicates | null,
  { errors, ssc, drawsAsked }: DidPlan,
): Note[] {
  const idle = [
    ...(ssc === didVerb.options.ssc.default ? [] : ["--ssc"]),
    ...(drawsAsked === undefined || replicates?.seed != null ? [] : ["--draws"]),
  ];
  const treated = cohorts.reduce((n, { units }) => n + units.length, 0);
  const flat = fits.filter(({ penalties }) => !penalties.isProper).map(({ cohort }) => cohort.start);
  return [
    ...(idle.length === 0 ? [] : [note(SDID_NOTES, "sdid_idle", { options: idle })]),
    ...(flat.length === 0 ? [] : [note(SDID_NOTES, "sdid_unpenalised", { cohorts: flat })]),
    ...(replicates === null
      ? errors === "none"
        ? []
        : [note(SDID_NOTES, "sdid_no_errors", { donors: donors.length, treated })]
      : [errorsNote(replicates, treated)]),
  ];
}

function errorsNote({ method, count, seed, redrawn }: Replicates, treated: number): Note {
  if (method === "jackknife") return note(SDID_NOTES, "sdid_jackknife", { units: count });
  if (method === "placebo") return note(SDID_NOTES, "sdid_placebo", { draws: count, treated, seed: seed! });
  return note(SDID_NOTES, "sdid_bootstrap", { draws: count, seed: seed!, redrawn });
}
