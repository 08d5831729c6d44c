/**
 * Synthetic control: each treated unit beside a weighted average of units never treated that is like it before treatment. Its effects are
 * gaps between the two, without standard errors: what chance gives is seen from placebos and intervals in the details.
 * Source: Abadie, Diamond & Hainmueller (2010), JASA 105(490), doi:10.1198/jasa.2009.ap08746; (2015), American Journal of Political
 * Science 59(2), doi:10.1111/ajps.12116.
 */

import { columnFlag } from "../../../../base/column-names.js";
import { didYouMean } from "../../../../base/did-you-mean.js";
import { NotSupported, UsageError } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { kebab } from "../../../../declare/option.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import { AGGREGATIONS, aggregate, type Cell, type CellEstimates } from "../../shared/aggregation.js";
import type { DidEstimator, DidFit, DidRun } from "../../shared/estimator.js";
import { backdated, leftOut } from "./checks.js";
import { stated, syntheticPath } from "./distances.js";
import { intervalsOf } from "./intervals.js";
import { SC_NOTES } from "./messages.js";
import { SC_INTERVALS } from "./options.js";
import { type Case, type ScPanel, scPanel, type TreatedUnit } from "./panel.js";
import { MOST_GAPS, type PlaceboBook, permute, place, placeboBook } from "./permutation.js";
import { donorsWith, type Predictors, predictorsBefore, requirePredictors } from "./predictors.js";
import type { ScDetails, ScUnit } from "./record.js";
import { NO_WEIGHT, type Weighed, weigher } from "./weigh.js";

export const sc: DidEstimator = {
  name: "sc",
  paths: ["never", "always", "absorbing"],
  fit: (engine: Engine, sample: DidSample, plan: DidPlan, run: DidRun = {}): DidFit => {
    requirePlan(sample, plan);
    const found = scPanel(sample, plan);
    const book = placeboBook(found);
    const fits = found.treated.map((treated) => fitUnit(engine, found, book, treated, plan, run));
    const cells = cellsOf(found, fits);
    const donors = new Set(fits.flatMap(({ donors }) => donors));
    const nobs = [...donors, ...fits.map(({ treated }) => treated.unit)].reduce(
      (n, u) => n + sample.starts[u + 1]! - sample.starts[u]!,
      0,
    );
    return {
      ...{ cells, aggregations: AGGREGATIONS, aggregate: (by) => aggregate(engine, cells, by, plan.balanced) },
      ...{ df: Number.POSITIVE_INFINITY, nobs, units: donors.size + fits.length, clusters: donors.size + fits.length },
      notes: [...found.notes, ...notesOf(fits, book, plan)],
      errors: "none",
      details: {
        kind: "synthetic control",
        fitted_to: plan.predictors === undefined ? "outcomes" : "predictors",
        ...{ augmented: plan.augment !== undefined, anticipation: plan.anticipation, donors: donors.size },
        units: fits.map(({ record }) => record),
        placebos: book.all.map(({ record }) => record),
      } satisfies ScDetails & { readonly kind: "synthetic control" },
    };
  },
};

/** A treated unit with its synthetic control. */
interface UnitFit {
  readonly treated: TreatedUnit;
  readonly donors: readonly number[];
  readonly gap: Float64Array;
  /** Donors that lack a predictor. */
  readonly lost: readonly string[];
  readonly record: ScUnit;
}

function fitUnit(
  engine: Engine,
  panel: ScPanel,
  book: PlaceboBook,
  treated: TreatedUnit,
  plan: DidPlan,
  run: DidRun,
): UnitFit {
  const { unit, before, after } = treated;
  const predictors = predictorsBefore(panel, plan, treated.cohort - plan.anticipation);
  const donors = donorsWith(predictors, panel.donors);
  requirePredictors(predictors, unit, donors, panel.name);
  const weigh = weigher(engine, panel, predictors, plan);
  const one: Case = { target: unit, donors, before };
  run.signal?.throwIfAborted();
  const weighed = weigh.one(one);
  const own = place(panel, one, after, weighed.weights);
  const synthetic = syntheticPath(panel, donors, weighed.weights);
  const observed = panel.path(unit);
  const shown = Array.from(panel.periods.keys()).filter((t) => !Number.isNaN(observed[t]!));
  const step = (done: number, all: number): void => {
    run.signal?.throwIfAborted();
    run.onProgress?.({ stage: "placebos", fraction: done / all, msLeft: null });
  };
  return {
    ...{ treated, donors, gap: own.gap },
    lost: panel.donors.filter((donor) => !donors.includes(donor)).map(panel.name),
    record: {
      ...{ unit: panel.name(unit), cohort: treated.cohort },
      ...{ time: shown.map((t) => panel.periods[t]!), observed: shown.map((t) => observed[t]!) },
      ...{ synthetic: shown.map((t) => synthetic[t]!), gap: shown.map((t) => own.gap[t]!) },
      ...{ ...stated(own.measured), periods_before: before.length },
      weights: donors
        .flatMap((donor, j) =>
          Math.abs(weighed.weights[j]!) < NO_WEIGHT ? [] : [{ unit: panel.name(donor), weight: weighed.weights[j]! }],
        )
        .sort((a, b) => b.weight - a.weight),
      predictors: describePredictors(predictors, one, weighed),
      search: weighed.search && searchOf(weighed.search),
      ridge: weighed.ridge && {
        ...{ lambda: weighed.ridge.lambda, validation: weighed.ridge.validation },
        weights_below_zero: weighed.weights.filter((weight) => weight < 0).length,
      },
      permutation: plan.permute ? permute(panel, treated, own, book.of(treated, weigh, donors, step)) : null,
      left_out: leftOut(engine, panel, predictors, plan, one, after, weighed),
      backdated: plan.backdate === undefined ? null : backdated(engine, panel, treated, plan, plan.backdate),
      intervals: intervalsOf(
        engine,
        panel,
        treated,
        donors,
        predictors,
        weighed,
        own.gap,
        own.measured.rmspe_pre,
        plan,
        run,
      ),
    },
  };
}

const searchOf = ({ loss, bound, starts, reached }: NonNullable<Weighed["search"]>) => ({
  loss,
  bound,
  starts,
  reached,
});

function describePredictors(
  predictors: Predictors | null,
  { target, donors }: Case,
  { weights, predictors: v }: Weighed,
): ScUnit["predictors"] {
  return (predictors?.final ?? []).map(({ name, of }, k) => ({
    ...{ predictor: name, weight: v === null ? null : v[k]!, treated: of(target) },
    synthetic: donors.reduce((sum, donor, j) => sum + (weights[j] === 0 ? 0 : weights[j]! * of(donor)), 0),
    donors: donors.reduce((sum, donor) => sum + of(donor), 0) / donors.length,
  }));
}

/** Gaps by cohort and period, averaged over the treated units observed there. */
function cellsOf({ sample, periods }: ScPanel, fits: readonly UnitFit[]): CellEstimates {
  const cohorts = [...new Set(fits.map(({ treated }) => treated.cohort))].sort((a, b) => a - b);
  const found = cohorts.flatMap((cohort) => {
    const own = fits.filter(({ treated }) => treated.cohort === cohort);
    return Array.from(periods).flatMap((period, t) => {
      const seen = own.filter(({ gap }) => !Number.isNaN(gap[t]!));
      if (seen.length === 0) return [];
      const weight = seen.reduce((sum, { treated }) => sum + cellWeight(sample, treated.unit, period), 0);
      const cell: Cell = { cohort, period, units: seen.length, weight, isReference: false };
      return [{ cell, value: seen.reduce((sum, { gap }) => sum + gap[t]!, 0) / seen.length }];
    });
  });
  const n = found.length;
  return {
    cells: found.map(({ cell }) => cell),
    estimates: {
      ...{
        values: Float64Array.from(found, ({ value }) => value),
        covariance: new Float64Array(n * n),
        influence: null,
      },
    },
    shares: null,
  };
}

function cellWeight({ cellWeights, starts, time, periods }: DidSample, u: number, period: number): number {
  if (cellWeights === null) return 1;
  for (let i = starts[u]!; i < starts[u + 1]!; i++) if (periods[time[i]!] === period) return cellWeights[i]!;
  return 0;
}

const NAMED = 5;

function notesOf(fits: readonly UnitFit[], { all: placebos }: PlaceboBook, { vcov }: DidPlan): Note[] {
  const lost = [...new Set(fits.flatMap((fit) => fit.lost))];
  const placed = placebos.flatMap((each) => each.placed);
  const certain = placed.filter(({ measured }) => measured.ratio === null).length;
  const short = placebos.filter(({ record }) => record.units.some(({ gap }) => gap === null));
  const exact = fits.filter(({ record }) => record.ratio === null).map(({ record }) => record.unit);
  return [
    ...(lost.length === 0
      ? []
      : [note(SC_NOTES, "sc_donors_without_predictor", { units: lost.length, named: lost.slice(0, NAMED) })]),
    ...(exact.length === 0
      ? []
      : [note(SC_NOTES, "sc_exact_fit", { units: exact.length, named: exact.slice(0, NAMED) })]),
    ...(certain === 0 ? [] : [note(SC_NOTES, "sc_placebos_exact", { placebos: certain, of: placed.length })]),
    ...(short.length === 0
      ? []
      : [
          note(SC_NOTES, "sc_placebos_short", {
            donors: Math.max(...short.map(({ record }) => record.units.length)),
            most: MOST_GAPS,
          }),
        ]),
    ...fits.flatMap(({ record: { unit, search } }) =>
      search === null ? [] : [note(SC_NOTES, "sc_search", { unit, starts: search.starts, reached: search.reached })],
    ),
    ...(vcov === undefined ? [] : [note(SC_NOTES, "sc_vcov_idle")]),
  ];
}

/** Throws NotSupported `sc_control` and `sc_weights`, UsageError `sc_covariates`, `sc_predictors` and `sc_intervals`. */
function requirePlan({ x, weights }: DidSample, plan: DidPlan): void {
  const { predictors, training, validation, predictorWeights, augment, control, intervals = [] } = plan;
  if (x.names.length > 0) {
    throw new UsageError(
      "sc_covariates",
      `sc has no regression that could take ${x.names.join(", ")}: give columns that donors are to be alike in with ${columnFlag("predictors", ...x.names)}, and the formula as "y ~ 1 | unit + time".`,
      { got: x.names, expected: [] },
    );
  }
  if (control === "notyet") {
    throw new NotSupported(
      "sc_control",
      "sc weighs donors that are never treated: leave --control notyet out; cs --control notyet and bjs compare with units treated later.",
      { got: control, expected: "never" },
    );
  }
  if (weights !== null) {
    throw new NotSupported(
      "sc_weights",
      "sc takes each unit as one path, so that --weights of rows mean nothing to it: leave them out, or average effects by --weigh-by.",
      { got: "weights", expected: undefined },
    );
  }
  const unknown = intervals.find((kind) => !SC_INTERVALS.some((known) => known === kind));
  if (unknown !== undefined) {
    throw new UsageError(
      "sc_intervals",
      `Unknown intervals '${unknown}'${didYouMean(unknown, SC_INTERVALS)} Known are ${SC_INTERVALS.join(", ")}.`,
      { got: unknown, expected: SC_INTERVALS },
    );
  }
  const given = { training, validation, predictorWeights };
  const idle = Object.entries(given).find(([, value]) => value !== undefined);
  if (idle !== undefined && (predictors === undefined || augment !== undefined)) {
    throw new UsageError(
      "sc_predictors",
      `--${kebab(idle[0])} is about weights of predictors, ${predictors === undefined ? "of which there are none: give --predictors" : "which augmentation does not have: leave it out"}.`,
      { got: idle[0], expected: undefined },
    );
  }
  if (predictorWeights !== undefined && (training !== undefined || validation !== undefined)) {
    throw new UsageError(
      "sc_predictors",
      "--predictor-weights stand in place of weights that --training and --validation choose: give one or the other.",
      { got: "predictorWeights", expected: undefined },
    );
  }
  for (const [name, list] of Object.entries({ training, predictorWeights })) {
    if (list === undefined || list.length === predictors!.length) continue;
    throw new UsageError(
      "sc_predictors",
      `--${kebab(name)} has ${list.length} and --predictors has ${predictors!.length}: they stand in the same order, one each.`,
      { got: list.length, expected: predictors!.length },
    );
  }
  if (predictorWeights?.every((value) => value === 0) === true) {
    throw new UsageError("sc_predictors", "--predictor-weights are all 0: at least one must be above it.", {
      got: predictorWeights,
      expected: "> 0",
    });
  }
}
