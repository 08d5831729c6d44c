/**
 * `romano-wolf`: p-values of a family of hypotheses on coefficients, adjusted for their number, by draws of clusters that all of them
 * share. Orchestrates; every number is made in a layer below.
 * Sources: Romano & Wolf (2005), Econometrica 73(4), doi:10.1111/j.1468-0262.2005.00615.x; Romano & Wolf (2016), Statistics and
 * Probability Letters 113, doi:10.1016/j.spl.2016.02.012; Clarke, Romano & Wolf (2020), Stata Journal 20(4),
 * doi:10.1177/1536867X20976314.
 */

import type { Category } from "../../base/columns.js";
import { didYouMean, listed } from "../../base/did-you-mean.js";
import { DataError, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { finiteOrNull } from "../../base/numbers.js";
import { deepFreeze } from "../../base/objects.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { GENERATOR } from "../../engine/kernels/cluster-draws.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { pt } from "../../engine/kernels/math.js";
import type { WildKind } from "../../engine/kernels/wild.js";
import { termAmong } from "../../formula/term-names.js";
import { wildCombinations } from "../../regression/cluster-bootstrap/wild.js";
import { FEW_CLUSTERS } from "../../regression/few-clusters.js";
import { clusterName } from "../../regression/frame/clusterings.js";
import { panelDataOf } from "../../regression/frame/inputs.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import {
  benjaminiHochberg,
  benjaminiYekutieli,
  bonferroni,
  holm,
  sharpenedQ,
} from "../../regression/tests/adjusted-p.js";
import type { Alternative } from "../../regression/tests/alternative.js";
import { type StepDown, stepDown } from "../../regression/tests/step-down.js";
import { BOOTSTRAP_NOTES } from "../bootstrap/messages.js";
import { partialNote } from "../bootstrap/plan.js";
import { BY_MOMENTS } from "../bootstrap/record.js";
import type { Reliability } from "../bootstrap/reliability/record.js";
import { reliabilityNotes, reliabilityOf } from "../bootstrap/reliability/reliability.js";
import { runInSlices } from "../resampling/draw-loop.js";
import { termPosition } from "../resampling/model.js";
import { type DrawnHypothesis, givenMultipliers, pairsRefits, wildHypothesis } from "./draws.js";
import { FAMILY_NOTES } from "./messages.js";
import { type FamilyModel, familyModels } from "./models.js";
import { type FamilyPlan, familyPlan } from "./plan.js";
import type {
  FamilyHypothesis,
  FamilyMethod,
  FamilyPValues,
  FamilyRegressionRecord,
  FamilyRejections,
  RomanoWolfRecord,
} from "./record.js";
import { type FamilyRegression, onRegressions, type SharedClusters } from "./regressions.js";
import type { RomanoWolfOptions } from "./verb.js";

/** A hypothesis with its place in the family. */
interface Placed extends DrawnHypothesis {
  readonly model: FamilyModel;
  readonly at: number;
  readonly term: string;
  readonly nullValue: number;
  readonly df: number;
}

interface Made {
  readonly hypotheses: readonly Placed[];
  readonly models: readonly FamilyRegressionRecord[];
  readonly fit: FitRecord;
  readonly refused: string | null;
}

/**
 * P-values of every `term` in every regression of `formula`, errors clustered by `cluster`.
 *
 * @param data a table, or a panel (its table is used)
 * @throws UsageError as `familyPlan` and `familyModels`, `term` for one that is no regressor; DataError `term_dropped`,
 *   `cluster_missing`, `multipliers_*`, `bootstrap_no_draw`; NumericalError where a statistic has no variance; NotSupported
 *   `family_instruments`, `family_pairs`; the signal's reason when aborted, unless `keepPartial`; and as `feols`
 */
export async function romanoWolf(
  engine: Engine,
  data: Table | Panel,
  formula: string,
  given: RomanoWolfOptions,
): Promise<RomanoWolfRecord> {
  const started = performance.now();
  const plan = familyPlan(formula, given);
  const { table } = panelDataOf(data);
  const family = familyModels(table, plan);
  const held = engine.hold((scope) => {
    const made = {
      hypotheses: [] as Placed[][],
      models: [] as FamilyRegressionRecord[],
      refused: null as string | null,
    };
    let fit: FitRecord | undefined;
    onRegressions(engine, scope, table, family, plan, (regression, shared) => {
      fit ??= regression.fit;
      made.refused ??= regression.alone?.refused ?? null;
      made.hypotheses[regression.at] = hypothesesOf(engine, scope, regression, plan, shared);
      made.models[regression.at] = recordOfRegression(engine, regression, plan);
    });
    return { ...made, hypotheses: made.hypotheses.flat(), fit: fit! } satisfies Made;
  });
  try {
    const prepared = performance.now();
    const { hypotheses } = held.value;
    const { boot } = hypotheses[0]!;
    const drawn = await drawAll(hypotheses, plan);
    const drawing_ms = performance.now() - prepared;
    const found = findings(engine, held.value, plan, boot, drawn);
    const { provenance, vcov, weights } = held.value.fit;
    return deepFreeze({
      kind: "romano-wolf" as const,
      formulas: plan.formulas,
      terms: plan.terms,
      alternative: plan.alternative,
      adjusts: plan.adjust,
      ...found,
      models: held.value.models,
      vcov: { type: vcov.type, ssc: vcov.ssc, level: plan.level },
      weights,
      timing_ms: { regressions: prepared - started, draws: drawing_ms, total: performance.now() - started },
      provenance: { ...provenance, seed: found.bootstrap.seed },
    } satisfies RomanoWolfRecord);
  } finally {
    held.free();
  }
}

/** The hypotheses of one regression, in the order of the terms that it has. Throws as `termPosition`. */
function hypothesesOf(
  engine: Engine,
  scope: Scope,
  regression: FamilyRegression,
  plan: FamilyPlan,
  shared: SharedClusters | null,
): Placed[] {
  const { model, at, fit } = regression;
  const tested = plan.terms.flatMap((term, t) => {
    if (!isTermOf(regression, term)) return [];
    const column = termPosition(regression, term);
    return [{ column, term: regression.names[column]!, nullValue: plan.values[t]! }];
  });
  if (tested.length === 0) throw noTerm(regression, plan.terms);
  const refits =
    plan.kind === "pairs"
      ? pairsRefits(
          engine,
          scope,
          regression,
          tested.map(({ column }) => column),
          shared,
        )
      : null;
  return tested.map(({ column, term, nullValue }, j) => {
    const drawn =
      refits === null
        ? wildHypothesis(engine, scope, regression, plan, column, nullValue, shared)
        : refits(j, nullValue);
    return { ...drawn, model, at, term, nullValue, df: fit.vcov.df };
  });
}

/** Whether a regression has a term, or had it before it was dropped, which `termPosition` says. */
function isTermOf({ names, fit }: FamilyRegression, term: string): boolean {
  return termAmong([...names, ...fit.collinear.map((left) => left.term)], term) >= 0;
}

function noTerm({ names, model }: FamilyRegression, terms: readonly string[]): UsageError {
  return new UsageError(
    "term",
    `'${model.spec.call}' has none of the terms tested, ${listed(terms)}${didYouMean(terms[0]!, names)} Regressors: ${listed(names)}.`,
    { got: terms, expected: names },
  );
}

function recordOfRegression(engine: Engine, regression: FamilyRegression, plan: FamilyPlan): FamilyRegressionRecord {
  const { model, fit, isOwnFit, alone, clusterings } = regression;
  const { variance } = plan;
  const reliability = isOwnFit ? reliabilities(engine, regression, plan) : [];
  return {
    call: model.spec.call,
    depvar: model.depvar,
    rhs: model.rhs,
    fixed_effects: model.fixedEffects,
    sample: model.sample,
    nobs: fit.nobs,
    dropped: fit.dropped,
    collinear: fit.collinear,
    K: fit.vcov.K,
    clusters: clusterings.slice(0, variance.by.length).map(({ name, nLevels }) => ({ name, G: nLevels })),
    together: alone === undefined,
    reliability,
    // what is well needs no words among many hypotheses
    notes: [
      ...(isOwnFit ? fit.notes : []),
      ...reliability.flatMap((found) => (found.believe === "either" ? [] : reliabilityNotes(found, plan))),
    ],
  };
}

/** Which p of the terms tested can be believed, where that is known. */
function reliabilities(engine: Engine, regression: FamilyRegression, plan: FamilyPlan): Reliability[] {
  return plan.terms.flatMap((term) => {
    if (!isTermOf(regression, term)) return [];
    const at = termPosition(regression, term);
    const found = engine.scope((scope) =>
      reliabilityOf(engine, { ...regression, moments: regression.momentsIn(scope) }, at, plan),
    );
    return found === null ? [] : [found];
  });
}

/** Statistics of draws by hypothesis, and how they were made. */
interface Drawn {
  readonly statistics: readonly Float64Array[];
  readonly requested: number;
  readonly isEnumerated: boolean;
  readonly isPartial: boolean;
  readonly seed: number | null;
}

async function drawAll(hypotheses: readonly Placed[], plan: FamilyPlan): Promise<Drawn> {
  const { multiplierTable, multipliers, options } = plan;
  const { boot } = hypotheses[0]!;
  const given = multiplierTable === undefined ? null : givenMultipliers(multiplierTable, boot);
  const isWild = plan.kind === "wild" && given === null;
  const isEnumerated = isWild && multipliers === "rademacher" && wildCombinations(boot.nLevels) <= plan.draws;
  const requested = isEnumerated ? wildCombinations(boot.nLevels) : plan.draws;
  const kind: WildKind = isEnumerated ? "enumerate" : multipliers;
  const statistics = hypotheses.map(() => new Float64Array(requested));
  const { done, stopped } = await runInSlices(
    requested,
    (first, count) => {
      const request = { first, count, kind, seed: options.seed, given };
      hypotheses.forEach(({ draw }, h) => {
        statistics[h]!.set(draw(request), first);
      });
    },
    { ...options, stage: `${plan.kind} draws: ${requested}` },
  );
  return {
    statistics: statistics.map((all) => all.subarray(0, done)),
    requested,
    isEnumerated,
    isPartial: stopped,
    seed: isEnumerated || given !== null ? null : options.seed,
  };
}

type Findings = Pick<RomanoWolfRecord, "hypotheses" | "rejected" | "order" | "bootstrap" | "draws" | "notes">;

function findings(
  engine: Engine,
  { hypotheses, models, refused }: Made,
  plan: FamilyPlan,
  boot: Category,
  drawn: Drawn,
): Findings {
  const { ties, alternative, level } = plan;
  const observed = hypotheses.map(({ statistic }) => statistic);
  requireDraws(hypotheses, drawn);
  const stepped = stepDown(
    { observed, draws: drawn.statistics },
    { ties, alternative, holdsSample: drawn.isEnumerated },
  );
  const unadjusted = hypotheses.map(({ statistic, df }) => formulaP(engine, statistic, df, alternative));
  const p = pValues(unadjusted, stepped, plan.adjust);
  const labels = labelsOf(hypotheses);
  const made = hypotheses.map(({ at, term, nullValue, estimate, stdError, statistic, df }, h): FamilyHypothesis => {
    return {
      label: labels[h]!,
      model: at,
      term,
      null_value: nullValue,
      estimate,
      std_error: stdError,
      statistic,
      df,
      p: p[h]!,
      undefined_draws: drawn.statistics[h]!.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0),
    };
  });
  return {
    hypotheses: made,
    rejected: rejections(made, 1 - level),
    order: stepped.order,
    bootstrap: designOf(plan, boot, models, drawn, stepped, refused),
    draws: drawn.statistics.map((values) => Array.from(values, finiteOrNull)),
    notes: [...notesOf(plan, hypotheses, boot.nLevels, drawn, stepped), ...repairedNotes(hypotheses, models)],
  };
}

/** Throws DataError `bootstrap_no_draw` unless in some draw every hypothesis has a statistic. */
function requireDraws(hypotheses: readonly Placed[], { statistics }: Drawn): void {
  const count = statistics[0]!.length;
  for (let d = 0; d < count; d++) if (statistics.every((own) => Number.isFinite(own[d]!))) return;
  const h = statistics.findIndex((own) => !own.some(Number.isFinite));
  const which = h < 0 ? "all hypotheses have" : `'${hypotheses[h]!.term}' in '${hypotheses[h]!.model.spec.call}' has`;
  throw new DataError(
    "bootstrap_no_draw",
    `In none of ${count} draws ${which} a statistic: its variance is zero, or the coefficient not identified.`,
    { got: 0, expected: "at least one draw with a statistic of every hypothesis" },
  );
}

/** p of t, on one side or both. */
function formulaP(engine: Engine, t: number, df: number, alternative: Alternative): number {
  if (alternative === "two-sided") return 2 * pt(engine, -Math.abs(t), df);
  return pt(engine, alternative === "greater" ? -t : t, df);
}

function pValues(unadjusted: readonly number[], stepped: StepDown, adjust: FamilyPlan["adjust"]): FamilyPValues[] {
  const single = adjust === "formula" ? unadjusted : stepped.bootstrap;
  const by = {
    unadjusted,
    bootstrap: stepped.bootstrap,
    romano_wolf: stepped.romanoWolf,
    westfall_young: stepped.westfallYoung,
    single_step: stepped.singleStep,
    holm: holm(single),
    bonferroni: bonferroni(single),
    benjamini_hochberg: benjaminiHochberg(single),
    benjamini_yekutieli: benjaminiYekutieli(single),
    sharpened_q: sharpenedQ(single),
  } satisfies Readonly<Record<FamilyMethod, ArrayLike<number>>>;
  return unadjusted.map(
    (_, h) =>
      Object.fromEntries(
        Object.entries(by).map(([method, values]) => [method, values[h]!]),
      ) as unknown as FamilyPValues,
  );
}

function rejections(hypotheses: readonly FamilyHypothesis[], rate: number): FamilyRejections {
  const methods = Object.keys(hypotheses[0]!.p) as FamilyMethod[];
  const count = (method: FamilyMethod) => hypotheses.filter(({ p }) => p[method] <= rate).length;
  return {
    rate: Number(rate.toPrecision(12)),
    of: hypotheses.length,
    by: Object.fromEntries(methods.map((method) => [method, count(method)])) as Readonly<Record<FamilyMethod, number>>,
  };
}

/** Of each hypothesis what differs within the family: outcome, term, sample; the regression where these do not differ. */
function labelsOf(hypotheses: readonly Placed[]): string[] {
  const differ = (of: (hypothesis: Placed) => unknown) => new Set(hypotheses.map(of)).size > 1;
  const parts: readonly (readonly [(hypothesis: Placed) => string, boolean])[] = [
    [({ model }) => model.depvar, differ(({ model }) => model.depvar) || hypotheses.length === 1],
    [({ term }) => term, differ(({ term }) => term)],
    [({ model }) => model.sample ?? "", differ(({ model }) => model.sample)],
  ];
  const short = hypotheses.map((hypothesis) =>
    parts.flatMap(([of, differs]) => (differs ? [of(hypothesis)] : [])).join(", "),
  );
  return short.map((label, h) => {
    const isClear = label !== "" && short.filter((other) => other === label).length === 1;
    if (isClear) return label;
    const { model, term } = hypotheses[h]!;
    return [term, `in ${model.spec.call}`, ...(model.sample === null ? [] : [`(${model.sample})`])].join(" ");
  });
}

function designOf(
  { kind, type, imposeNull, multipliers, multiplierTable, bootCluster, ties }: FamilyPlan,
  boot: Category,
  models: readonly FamilyRegressionRecord[],
  { statistics, requested, isEnumerated, isPartial, seed }: Drawn,
  { used, undefined: left }: StepDown,
  refused: string | null,
): RomanoWolfRecord["bootstrap"] {
  const isWild = kind === "wild";
  return {
    kind,
    type: isWild ? type : null,
    weights: isWild ? (multiplierTable === undefined ? multipliers : "given") : null,
    impose_null: isWild ? imposeNull : null,
    clusters: { name: bootCluster === null ? boot.name : clusterName(bootCluster), G: boot.nLevels },
    error_clusters: models.reduce(
      (most, { clusters }) => (clusters[0]!.G > most[0]!.G ? clusters : most),
      models[0]!.clusters,
    ),
    draws: { requested, done: statistics[0]!.length, used, undefined: left },
    enumerated: isEnumerated,
    partial: isPartial,
    ties,
    generator: seed === null ? null : GENERATOR,
    seed,
    indices:
      multiplierTable === undefined
        ? null
        : { name: multiplierTable.source.name, sha256: multiplierTable.source.sha256 },
    ...(refused === null ? BY_MOMENTS : { method: "one solve a cluster" as const, because: refused }),
  };
}

/** Says where the errors of a fit are of a repaired covariance, and those of the tests are not. */
function repairedNotes(hypotheses: readonly Placed[], models: readonly FamilyRegressionRecord[]): Note[] {
  const isRepaired = models.map(({ notes }) => notes.some(({ code }) => code === "vcov_repaired"));
  const std_errors = hypotheses.flatMap(({ at, stdError }) => (isRepaired[at] ? [stdError] : []));
  return std_errors.length === 0 ? [] : [note(BOOTSTRAP_NOTES, "wild_not_repaired", { std_errors })];
}

function notesOf(
  { kind, multipliers, multiplierTable, ties }: FamilyPlan,
  hypotheses: readonly Placed[],
  nBoot: number,
  { statistics, requested, isEnumerated, isPartial }: Drawn,
  stepped: StepDown,
): Note[] {
  const done = statistics[0]!.length;
  const notes: Note[] = [];
  if (isPartial) notes.push(partialNote(done, requested, isEnumerated));
  if (kind === "wild" && multiplierTable === undefined && multipliers === "rademacher" && nBoot < FEW_CLUSTERS.signs) {
    const facts = { clusters: nBoot, differing: 2 ** (nBoot - 1), mirrored: true, counted: ties === "count" };
    notes.push(note(BOOTSTRAP_NOTES, "wild_few_signs", facts));
  }
  if (stepped.undefined > 0) notes.push(note(FAMILY_NOTES, "family_undefined", { draws: stepped.undefined, of: done }));
  const dfs = hypotheses.map(({ df }) => df);
  const [least, most] = [Math.min(...dfs), Math.max(...dfs)];
  if (least < most) notes.push(note(FAMILY_NOTES, "family_unlike", { least, most }));
  if (hypotheses.length === 1) notes.push(note(FAMILY_NOTES, "family_of_one", {}));
  return notes;
}
