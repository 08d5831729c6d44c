/**
 * The wild bootstrap of an equation with instruments: the restricted efficient one (WRE) of the 2SLS t of its
 * endogenous regressor, and beside it that of the Anderson-Rubin statistic by the same weights. Knows no record but its own
 * findings.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { DataError, NotSupported, NumericalError, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { finiteOrNull } from "../../base/numbers.js";
import type { Table } from "../../data/table/table.js";
import { GENERATOR } from "../../engine/kernels/cluster-draws.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { pt } from "../../engine/kernels/math.js";
import type { WithInstruments } from "../../formula/spec.js";
import { isTerm, termAmong } from "../../formula/term-names.js";
import { wildCombinations } from "../../regression/cluster-bootstrap/wild.js";
import { pOfStatistics } from "../../regression/cluster-bootstrap/wild-statistic.js";
import { FEW_CLUSTERS } from "../../regression/few-clusters.js";
import { clusterName } from "../../regression/frame/clusterings.js";
import { isErrorRounding } from "../../regression/record/describe-fit.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { twoStage, wildPieces } from "../iv/inference/wre.js";
import { andersonRubinFindings, andersonRubinScale, andersonRubinTest } from "./anderson-rubin-bootstrap.js";
import { drawEquation, invertEquation, prepareEquation } from "./equation-resampling.js";
import { BOOTSTRAP_NOTES } from "./messages.js";
import { type BootstrapPlan, partialNote } from "./plan.js";
import { type AndersonRubinBootstrap, type BootstrapFindings, BY_MOMENTS } from "./record.js";
import type { BootstrapOptions } from "./verb.js";
import { wildClusters } from "./wild.js";

/** Draws and findings. Throws as `bootstrap`. */
export async function equationBootstrap(
  engine: Engine,
  table: Table,
  spec: WithInstruments,
  plan: BootstrapPlan,
  options: BootstrapOptions,
): Promise<BootstrapFindings> {
  checkEquationPlan(spec, plan);
  const held = engine.hold((scope) => place(engine, scope, table, spec, plan, options));
  try {
    return await findingsOf(engine, held.value, plan, options);
  } finally {
    held.free();
  }
}

type Placed = ReturnType<typeof place>;

/** The equation, its clusters and its statistics, for draws. */
function place(
  engine: Engine,
  scope: Scope,
  table: Table,
  spec: WithInstruments,
  plan: BootstrapPlan,
  options: BootstrapOptions,
) {
  const { variance, bootCluster } = plan;
  const others = bootCluster === null ? [] : [bootCluster];
  const check = (fit: FitRecord) => checkEquationTerm(fit, plan.terms[0]!);
  const prepared = prepareEquation(engine, scope, table, spec, { ...options, clusters: variance.by, others }, check);
  requireError(prepared.fit, prepared.term);
  const { errorClusters, boot } = wildClusters(prepared, plan);
  const pieces = wildPieces(prepared.model, errorClusters, boot);
  const isEnumerated = plan.multipliers === "rademacher" && wildCombinations(boot.nLevels) <= plan.draws;
  const nDraws = isEnumerated ? wildCombinations(boot.nLevels) : plan.draws;
  const observed = twoStage(pieces);
  const scale = andersonRubinScale(prepared, variance.by.length);
  const robust = andersonRubinTest(scope, pieces, observed, scale, nDraws);
  return { ...prepared, boot, pieces, observed, isEnumerated, nDraws, scale, robust };
}

async function findingsOf(
  engine: Engine,
  placed: Placed,
  plan: BootstrapPlan,
  options: BootstrapOptions,
): Promise<BootstrapFindings> {
  const { fit, endogenous, term, boot, pieces, isEnumerated, nDraws, robust: ofRobust } = placed;
  const test = { pieces, observed: placed.observed, andersonRubin: ofRobust.made };
  const choice = { kind: isEnumerated ? ("enumerate" as const) : plan.multipliers, seed: plan.options.seed, nDraws };
  const value = plan.values[0]!;
  const observed = observedOf(engine, placed, value);
  const started = performance.now();
  const draws = await drawEquation(engine, test, plan.imposeNull ? value : observed.estimate, choice, options);
  const drawing_ms = performance.now() - started;
  const p = pOfStatistics(draws.statistics, observed.statistic, plan.ties, true);
  if (p.used === 0) throw noDraw(draws.done);
  const wantsInterval = plan.ci !== "none" && !draws.stopped;
  const unrestricted = plan.imposeNull ? null : draws.statistics;
  const inverted = wantsInterval ? await invertEquation(engine, test, unrestricted, plan, choice, options) : null;
  const { andersonRubin: drawn } = draws;
  const robust =
    drawn === null
      ? { made: null, notes: ofRobust.notes }
      : andersonRubinFindings(engine, ofRobust.made!, drawn, placed.scale, value, observed.std_error, plan);
  return {
    fit,
    terms: [term],
    null_values: plan.values,
    observed,
    bootstrap: descriptionOf(placed, plan, draws, p),
    draws: {
      estimate: Array.from(draws.distances, finiteOrNull),
      statistic: Array.from(draws.statistics, finiteOrNull),
    },
    p_value: { statistic: p.symmetric, equal_tailed: p.equalTailed, estimate: null },
    interval: inverted === null ? null : intervalOf(inverted, plan.level),
    anderson_rubin: robust.made,
    pairs: null,
    influence: [],
    notes: [
      ...(draws.stopped ? [partialNote(draws.done, nDraws, isEnumerated)] : []),
      ...(plan.ci !== "none" && inverted === null ? [noInterval()] : []),
      ...fewSignsNote(plan, boot.nLevels),
      ...undefinedNote(p.undefined, draws.done),
      ...robust.notes,
      ...setNote(robust.made, endogenous),
    ],
    drawing_ms,
  };
}

/** The test of `value` by the standard error of the sample. */
function observedOf(engine: Engine, { observed, fit }: Placed, value: number) {
  const { estimate, variance } = observed;
  const { df } = fit.vcov;
  const std_error = Math.sqrt(variance);
  const statistic = (estimate - value) / std_error;
  return { estimate, std_error, statistic, p_value: 2 * pt(engine, -Math.abs(statistic), df), df };
}

const intervalOf = ({ low, high }: { readonly low: number; readonly high: number }, level: number) => ({
  conf_low: finiteOrNull(low),
  conf_high: finiteOrNull(high),
  level,
  method: "inversion" as const,
});

/** Which bootstrap, by which clusters and draws. */
function descriptionOf(
  { boot, clusterings, isEnumerated, nDraws }: Placed,
  { imposeNull, multipliers, bootCluster, variance, ties, options }: BootstrapPlan,
  { done, stopped }: Awaited<ReturnType<typeof drawEquation>>,
  { used, undefined: without }: ReturnType<typeof pOfStatistics>,
): BootstrapFindings["bootstrap"] {
  return {
    kind: "wild",
    type: "11",
    scheme: imposeNull ? "WRE" : "WUE",
    weights: multipliers,
    impose_null: imposeNull,
    clusters: { name: bootCluster === null ? boot.name : clusterName(bootCluster), G: boot.nLevels },
    error_clusters: clusterings.slice(0, variance.by.length).map(({ name, nLevels }) => ({ name, G: nLevels })),
    draws: { requested: nDraws, done, used, undefined: without },
    enumerated: isEnumerated,
    partial: stopped,
    ties,
    generator: isEnumerated ? null : GENERATOR,
    seed: isEnumerated ? null : options.seed,
    indices: null,
    ...BY_MOMENTS,
  };
}

const noDraw = (done: number): DataError =>
  new DataError("bootstrap_no_draw", `None of ${done} draws has a statistic: their variance is zero.`, {
    got: 0,
    expected: "at least one draw with a positive variance",
  });

/** Refuses a statistic that would be rounding: draws would be compared with 1e15, and p be 0. */
function requireError({ notes, coefficients }: FitRecord, term: string): void {
  if (!isErrorRounding(notes, term)) return;
  throw new NumericalError(
    "wild_no_variance",
    `The standard error of '${term}' is zero to rounding: its scores cancel in every cluster, or the fit is perfect, and there is no statistic to compare draws with.`,
    { got: coefficients[term]!.std_error, expected: "positive" },
  );
}

const noInterval = (): Note => note(BOOTSTRAP_NOTES, "wild_interval_stopped");

/** A vector of signs and its mirror image differ in t, unlike in a regression: the fitted part of the regressor is not mirrored. */
function fewSignsNote({ multipliers }: BootstrapPlan, nBoot: number): Note[] {
  if (multipliers !== "rademacher" || nBoot >= FEW_CLUSTERS.signs) return [];
  const facts = { clusters: nBoot, differing: 2 ** nBoot, mirrored: false, counted: false };
  return [note(BOOTSTRAP_NOTES, "wild_few_signs", facts)];
}

const undefinedNote = (draws: number, of: number): Note[] =>
  draws === 0 ? [] : [note(BOOTSTRAP_NOTES, "bootstrap_undefined", { draws, of, why: "zero or negative" })];

/** What a set that is no interval means. */
function setNote(robust: AndersonRubinBootstrap | null, endogenous: string): Note[] {
  const kind = robust?.set?.kind;
  if (kind === undefined || kind === "interval") return [];
  return [note(BOOTSTRAP_NOTES, "anderson_rubin_set", { kind, endogenous })];
}

// Which hypotheses on an equation with instruments a bootstrap can test, and the refusal of the others by name.

/**
 * Throws NotSupported for kinds and types that are not validated with instruments (`bootstrap_instruments`,
 * `bootstrap_instruments_type`) and for joint hypotheses (`bootstrap_instruments_joint`): before any data are read.
 */
export function checkEquationPlan({ call }: WithInstruments, { kind, type, terms }: BootstrapPlan): void {
  if (kind !== "wild") {
    throw new NotSupported(
      "bootstrap_instruments",
      `'${call}' has instruments, and kind ${kind} is not validated for them: use kind wild (--kind wild).`,
      { got: kind, expected: "wild" },
    );
  }
  if (type !== "11") {
    throw new NotSupported(
      "bootstrap_instruments_type",
      `'${call}' has instruments, and type ${type} leaves clusters out, which is not validated for them: use type 11.`,
      { got: type, expected: "11" },
    );
  }
  if (terms.length > 1) {
    throw new NotSupported(
      "bootstrap_instruments_joint",
      `'${call}' has instruments, and a joint hypothesis of ${terms.length} terms is not validated for them: test the endogenous regressor.`,
      { got: terms, expected: "the endogenous regressor" },
    );
  }
}

/**
 * Throws unless the term is the coefficient of the one endogenous regressor, by its own name or as `fit_x`: NotSupported
 * `bootstrap_endogenous` for several, `bootstrap_exogenous_term` for an exogenous regressor; UsageError `term` for no regressor.
 */
export function checkEquationTerm({ call, iv, coefficients }: FitRecord, term: string): void {
  const endogenous = iv!.endogenous;
  if (endogenous.length > 1) {
    throw new NotSupported(
      "bootstrap_endogenous",
      `'${call}' has ${endogenous.length} endogenous regressors (${endogenous.join(", ")}); the wild bootstrap of an equation with instruments takes one.`,
      { got: endogenous, expected: "one endogenous regressor" },
    );
  }
  const name = endogenous[0]!;
  if ([name, `fit_${name}`].some((own) => isTerm(own, term))) return;
  const others = Object.keys(coefficients);
  if (termAmong(others, term) >= 0) {
    throw new NotSupported(
      "bootstrap_exogenous_term",
      `'${term}' is an exogenous regressor of '${call}'; of an equation with instruments the wild bootstrap tests the endogenous one, '${name}'.`,
      { got: term, expected: name },
    );
  }
  throw new UsageError(
    "term",
    `'${term}' is no regressor of '${call}'${didYouMean(term, [name, ...others])} The endogenous one is '${name}'.`,
    { got: term, expected: name },
  );
}
