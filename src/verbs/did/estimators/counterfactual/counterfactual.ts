/**
 * Counterfactual estimators: outcomes without treatment are predicted for treated rows from untreated ones, by effects of units and periods
 * (fect), common factors (ife), a matrix of small nuclear norm (mc), or factors of units never treated (gsynth); effects are what is
 * observed less what is predicted.
 * Sources: Liu, Wang & Xu (2024), AJPS 68(1), doi:10.1111/ajps.12723; Bai (2009), Econometrica 77(4), doi:10.3982/ECTA6135; Athey,
 * Bayati, Doudchenko, Imbens & Khosravi (2021), JASA 116(536), doi:10.1080/01621459.2021.1891924; Xu (2017), Political Analysis 25(1),
 * doi:10.1017/pan.2016.2.
 */

import { DataError, NotSupported, UsageError } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { quantile } from "../../../../base/numbers.js";
import { flagText } from "../../../../base/text.js";
import type { UnitPath } from "../../../../data/panel/treatment-design.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import { AGGREGATIONS, type Aggregated, type Aggregation } from "../../shared/aggregation.js";
import { covarianceOfDraws } from "../../shared/draw-covariance.js";
import type { DidEstimator, DidFit, DidRun } from "../../shared/estimator.js";
import type { EstimatorName } from "../../shared/names.js";
import { unitClusters } from "../../shared/unit-clusters.js";
import { CELL, type Cells, cellsOf, type Needs, requireFactors } from "./cells.js";
import { type CrossValidation, chooseFactors, choosePenalty, mostFactors } from "./cross-validation.js";
import { describeDetails } from "./details.js";
import { clustersOf, type Drawn, drawFits, drawnClusters, knownDraws, leftOut, type Readout } from "./draws.js";
import { averagesOf, type Group } from "./groups.js";
import { COUNTERFACTUAL_NOTES } from "./messages.js";
import { fitOf, type Model, modelOf, type Rank } from "./model.js";
import { FOLDS, MOST_FACTORS, type RESAMPLING } from "./options.js";
import { parametricDraws } from "./parametric.js";
import { type Main, mainPart, type Part } from "./parts.js";
import { type Averages, carryoverCells, type LeftOut, placeboCells } from "./tests.js";

type Name = Extract<EstimatorName, "fect" | "ife" | "mc" | "gsynth">;
type Errors = (typeof RESAMPLING)[number];

const SWITCHING: readonly UnitPath[] = ["never", "always", "absorbing", "switching off"];
const LASTING: readonly UnitPath[] = ["never", "always", "absorbing"];

const estimator = (name: Name): DidEstimator => ({
  name,
  paths: name === "gsynth" ? LASTING : SWITCHING,
  takesUnseen: () => true,
  fit: (engine, sample, plan, run = {}) => fitCounterfactual(name, engine, sample, plan, run),
});

export const fect = estimator("fect");
export const ife = estimator("ife");
export const mc = estimator("mc");
export const gsynth = estimator("gsynth");

export const DEFAULT_DRAWS = 500;

function fitCounterfactual(name: Name, engine: Engine, sample: DidSample, plan: DidPlan, run: DidRun): DidFit {
  refuse(name, plan);
  const errors: Errors = plan.resampling ?? (name === "gsynth" ? "parametric" : "bootstrap");
  const clusters = unitClusters(name, sample, plan);
  const usesFactors = name === "ife" || name === "gsynth";
  const needs: Needs = {
    ...{ name, additive: plan.additive, fromControls: name === "gsynth" },
    usesPeriods: plan.additive !== "unit" || name !== "fect",
  };
  const all = cellsOf(sample, plan, needs);
  const given = usesFactors && typeof plan.factors === "number" ? plan.factors : null;
  const most = given ?? (usesFactors ? mostFactors(all, needs, plan.mostFactors) : 0);
  const cells = requireFactors(all, needs, most);
  const { clusterOf, nClusters } = clustersOf(cells, clusters.ofUnit);
  const model = modelOf(engine, cells, needs);
  const { rank, chosen } = rankOf(engine, name, model, most, plan, run);
  const fit = fitOf(engine, model, rank);
  const main = mainPart(cells, clusterOf, plan.aggregate, model.used, fit);
  const left = leftOutOf(cells, needs, rank, clusterOf, plan);
  const parts = [
    main.part,
    ...left.map(
      ({ test, out }): Part => ({
        name: test,
        used: out.used,
        fit: fitOf(engine, model, rank, out.used),
        labellings: out.labellings,
      }),
    ),
  ];
  const treatedClusters = main.all.groups[0]!.clusters;
  requireTreatedClusters(errors, treatedClusters, name, sample, plan);
  const draws = errors === "jackknife" ? nClusters : errors === "none" ? 0 : (plan.drawsAsked ?? DEFAULT_DRAWS);
  const drawn = drawnParts(engine, model, rank, parts, { errors, draws, clusterOf, nClusters, seed: plan.seed }, run);
  const averages = new Map(parts.map((part) => [part.name, averagesFrom(cells, part, drawn?.[part.name], errors)]));
  const used = drawn === null ? 0 : knownDraws(drawn[main.part.name]!, averages.get(main.part.name)!.groups.length);
  if (drawn !== null && used < Math.max(2, draws / 2)) throw fewDraws(name, used, draws);
  const df = errors === "jackknife" ? nClusters - 1 : Number.POSITIVE_INFINITY;
  const fewest = errors === "parametric" ? 1 : 2;
  const ofMain = averages.get(main.part.name)!;
  const details = describeDetails(engine, {
    ...{ model, rank, fit, chosen, averages, main, left, plan },
    judge: { df, level: plan.level, fewest },
    errors: {
      kind: errors,
      draws,
      draws_used: used,
      seed: errors === "jackknife" || errors === "none" ? null : plan.seed,
    },
  });
  return {
    cells: null,
    aggregations: AGGREGATIONS,
    aggregate: (by) => aggregated(ofMain, main, by, fewest),
    ...{
      df,
      nobs: cells.kind.reduce((n, one) => n + Number(one !== CELL.none), 0),
      units: cells.N,
      clusters: nClusters,
    },
    errors: errors === "none" ? "none" : "drawn",
    fittedLeads: "residuals",
    details,
    notes: [
      ...notesOf(name, cells, chosen, usesFactors, most),
      ...model.notes,
      ...(errors === "none"
        ? []
        : [
            note(COUNTERFACTUAL_NOTES, "counterfactual_drawn", {
              ...{ name, kind: errors, draws, used, cluster: sample.clusters.name, seed: plan.seed },
            }),
            ...(isWild(drawn![main.part.name]!, ofMain.groups.length)
              ? [note(COUNTERFACTUAL_NOTES, "counterfactual_wild", { name })]
              : []),
          ]),
    ],
  };
}

/** A standard deviation of draws this many times what their middle half says is made by a few of them. */
const WILD = 3;
/** The distance of the quartiles of a normal distribution. */
const QUARTILES = 1.3489795003921634;

/** Whether a few draws of the average of all make its error. */
function isWild(drawn: Float64Array, p: number): boolean {
  const own = Float64Array.from({ length: drawn.length / p }, (_, d) => drawn[d * p]!)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (own.length < 10) return false;
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  const sd = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (own.length - 1));
  return sd > (WILD * (quantile(own, 0.75) - quantile(own, 0.25))) / QUARTILES;
}

function leftOutOf(cells: Cells, needs: Needs, rank: Rank, clusterOf: Uint32Array, plan: DidPlan) {
  const { placeboPeriods, carryoverPeriods, anticipation } = plan;
  const found: { readonly test: "placebo" | "carryover"; readonly out: LeftOut }[] = [];
  if (placeboPeriods !== undefined) {
    found.push({ test: "placebo", out: placeboCells(cells, needs, rank, clusterOf, placeboPeriods, anticipation) });
  }
  if (carryoverPeriods !== undefined && needs.name !== "gsynth") {
    found.push({ test: "carryover", out: carryoverCells(cells, needs, rank, clusterOf, carryoverPeriods) });
  }
  return found;
}

function rankOf(
  engine: Engine,
  name: Name,
  model: Model,
  most: number,
  plan: DidPlan,
  run: DidRun,
): { readonly rank: Rank; readonly chosen: CrossValidation | null } {
  if (name === "fect") return { rank: { factors: 0 }, chosen: null };
  if (name === "mc") {
    if (typeof plan.penalty === "number") return { rank: { penalty: plan.penalty }, chosen: null };
    const chosen = choosePenalty(engine, model, plan, run);
    return { rank: { penalty: chosen.chosen }, chosen };
  }
  if (typeof plan.factors === "number") return { rank: { factors: plan.factors }, chosen: null };
  const chosen = chooseFactors(engine, model, most, plan, run);
  return { rank: { factors: chosen.chosen }, chosen };
}

function drawnParts(
  engine: Engine,
  model: Model,
  rank: Rank,
  parts: readonly Part[],
  {
    errors,
    draws,
    clusterOf,
    nClusters,
    seed,
  }: { errors: Errors; draws: number; clusterOf: Uint32Array; nClusters: number; seed: number },
  run: DidRun,
): Drawn | null {
  if (errors === "none") return null;
  const { cells, needs } = model;
  const readouts = parts.map(({ name, used, fit, labellings }) => ({
    ...{ name, used, labellings, start: fit.start, effects: fit.effects },
  })) satisfies readonly Readout[];
  if (errors === "parametric") {
    const stage = `${needs.name}: ${draws} parametric draws`;
    return parametricDraws(engine, model, rank, readouts, { draws, seed, stage }, run);
  }
  const isTreated = new Uint8Array(nClusters);
  clusterOf.forEach((c, i) => {
    isTreated[c]! |= cells.isTreated[i]!;
  });
  const countsOf = errors === "jackknife" ? leftOut(nClusters) : drawnClusters(engine, isTreated, seed);
  const stage = errors === "jackknife" ? `${needs.name}: ${draws} left out` : `${needs.name}: ${draws} draws`;
  return drawFits(engine, model, rank, readouts, { draws, stage, countsOf, clusterOf }, run);
}

function averagesFrom(
  cells: Cells,
  { fit, labellings }: Part,
  drawn: Float64Array | undefined,
  errors: Errors,
): Averages {
  const groups = labellings.flatMap((one) => one.groups);
  const values = Float64Array.from(labellings.flatMap((one) => Array.from(averagesOf(cells, fit.effects, one))));
  const covariance = drawn === undefined ? null : covarianceOfDraws(drawn, groups.length, errors === "jackknife");
  return { groups, values, covariance };
}

/** Effects of the aggregation asked for, with the average of all treated rows last. */
function aggregated(
  { groups, values, covariance }: Averages,
  { asked, starts }: Main,
  by: Aggregation,
  fewest: number,
): Aggregated {
  const isAll = by === "simple";
  const places = isAll ? [0] : [...asked.groups.keys()].map((g) => starts.asked + g);
  const kept = isAll ? places : [...places, 0];
  const p = groups.length;
  const isSure = (g: Group): boolean => g.clusters < fewest;
  const own = new Float64Array(kept.length ** 2);
  kept.forEach((a, i) => {
    kept.forEach((b, j) => {
      if (covariance === null || isSure(groups[a]!) || isSure(groups[b]!)) return;
      own[i * kept.length + j] = covariance[a * p + b]!;
    });
  });
  return {
    effects: places.map((g) => {
      const { at, units, cohorts } = groups[g]!;
      return { at, units, cohorts, isReference: false };
    }),
    estimates: { values: Float64Array.from(kept, (g) => values[g]!), covariance: own, influence: null },
    hasOverall: !isAll,
  };
}

function notesOf(name: Name, cells: Cells, chosen: CrossValidation | null, usesFactors: boolean, most: number): Note[] {
  const { kind, isFitted, T, exit, event } = cells;
  const count = (is: (one: number, at: number) => boolean): number =>
    kind.reduce((n, one, at) => n + Number(is(one, at)), 0);
  const untreated = count((one, at) => one === CELL.untreated && isFitted[Math.floor(at / T)] === 1);
  const treated = count((one) => one === CELL.treated);
  const exits = count((one, at) => one === CELL.untreated && !Number.isNaN(exit[at]!));
  const unseen = count((one, at) => one === CELL.treated && Number.isNaN(event[at]!));
  return [
    note(COUNTERFACTUAL_NOTES, "counterfactual_from", { name, untreated, treated }),
    ...cells.notes,
    ...(exits === 0 ? [] : [note(COUNTERFACTUAL_NOTES, "counterfactual_exits", { rows: exits })]),
    ...(unseen === 0 ? [] : [note(COUNTERFACTUAL_NOTES, "counterfactual_start", { rows: unseen })]),
    ...(chosen === null
      ? []
      : [
          note(COUNTERFACTUAL_NOTES, "counterfactual_chosen", {
            what: usesFactors ? "factors" : "penalty",
            value: usesFactors ? chosen.chosen : Number(chosen.chosen.toPrecision(4)),
            ...{ name, folds: chosen.folds, cells: chosen.cells },
          }),
          ...(isAtEdge(chosen, usesFactors, most)
            ? [note(COUNTERFACTUAL_NOTES, "counterfactual_edge", { name, what: usesFactors ? "factors" : "penalty" })]
            : []),
        ]),
  ];
}

/** Whether the choice is the last of those tried, and not because the data allow no more. */
const isAtEdge = ({ chosen, tried }: CrossValidation, usesFactors: boolean, most: number): boolean =>
  usesFactors ? most > 0 && chosen === most : chosen === tried.at(-1)!.value;

/** Options that the estimator has no use of. */
function refuse(name: Name, plan: DidPlan): void {
  const { balanced, factors, penalty, folds, mostFactors, resampling, drawsAsked, band, ssc, controlAsked, variance } =
    plan;
  const isGiven = name === "mc" ? typeof penalty === "number" : typeof factors === "number";
  const idle = [
    ...(folds === FOLDS ? [] : [flagText("folds", folds)]),
    ...(mostFactors === MOST_FACTORS ? [] : [flagText("most-factors", mostFactors)]),
  ];
  if (name !== "fect" && isGiven && idle.length > 0) {
    throw new UsageError(
      "did_option",
      `${idle.join(", ")} is of cross-validation, and ${name} is given ${name === "mc" ? flagText("penalty", penalty!) : flagText("factors", factors!)}: leave one of them out.`,
      { got: idle, expected: undefined },
    );
  }
  if (variance !== null && !(variance.type === "cluster" && variance.by.length === 1)) {
    throw new NotSupported(
      "did_vcov",
      `Errors of ${name} are drawn, or of a jackknife, by units or clusters of whole units: leave --vcov out, or give cluster:a; --resampling says which errors.`,
      { got: variance.type, expected: "cluster:a" },
    );
  }
  const other = name === "gsynth" ? "notyet" : "never";
  if (controlAsked === other) {
    throw new NotSupported(
      "did_control",
      name === "gsynth"
        ? "gsynth takes its factors from units never treated: leave --control notyet out, or use ife, which learns from rows not yet treated."
        : `${name} is fitted to all untreated rows: leave --control never out, or use gsynth, which learns from units never treated alone.`,
      { got: controlAsked, expected: name === "gsynth" ? "never" : "notyet" },
    );
  }
  if (ssc !== "fixest") {
    throw new UsageError(
      "did_ssc",
      `--ssc corrects errors of regressions, and those of ${name} are drawn or of a jackknife: leave it out.`,
      { got: ssc, expected: undefined },
    );
  }
  if (balanced !== undefined) {
    throw new NotSupported(
      "did_balanced",
      `${name} averages treated rows, not cohorts, so that ${flagText("balanced", balanced)} would change nothing of it: leave it out, or use cs or bjs.`,
      { got: balanced, expected: undefined },
    );
  }
  if (typeof factors === "number" && !Number.isInteger(factors)) {
    throw new UsageError("did_factors", `--factors is a whole number, or auto; got ${factors}.`, {
      got: factors,
      expected: "a whole number",
    });
  }
  if (resampling === "parametric" && name !== "gsynth") {
    throw new UsageError(
      "did_resampling",
      `--resampling parametric draws residuals of units never treated, which only gsynth is made of; ${name} has bootstrap, jackknife and none.`,
      { got: resampling, expected: ["bootstrap", "jackknife", "none"] },
    );
  }
  if ((resampling === "jackknife" || resampling === "none") && drawsAsked !== undefined && band === "pointwise") {
    throw new UsageError(
      "did_draws",
      `${flagText("resampling", resampling)} draws nothing: leave ${flagText("draws", drawsAsked)} out.`,
      {
        got: drawsAsked,
        expected: undefined,
      },
    );
  }
}

function requireTreatedClusters(
  errors: Errors,
  found: number,
  name: Name,
  { clusters }: DidSample,
  { additive }: DidPlan,
): void {
  if (errors === "parametric" || errors === "none" || found >= 2) return;
  const others = additive === "both" ? "sc or sdid, or gsynth with its own errors" : "gsynth with its own errors";
  throw new DataError(
    "did_one_treated",
    `Errors of ${name} by ${errors} draw or leave out clusters of '${clusters.name}' and need at least 2 of them treated; there is ${found}. Use ${others} (of units never treated), or --resampling none.`,
    { got: found, expected: ">= 2" },
  );
}

const fewDraws = (name: Name, used: number, draws: number): DataError =>
  new DataError(
    "did_draws_lost",
    `Only ${used} of ${draws} draws of ${name} find a fit: units drawn again leave too few untreated in some periods, or factors that run off. Ask for fewer factors, a larger penalty, or use fect.`,
    { got: used, expected: `>= ${Math.max(2, draws / 2)}` },
  );
