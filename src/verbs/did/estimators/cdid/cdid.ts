/**
 * Effects of a treatment that comes in doses: what units got of their dose, as a function of it, and its derivative; compared with units
 * not treated (yet), cohort by cohort. By event time, cohort and period effects are averages over the doses of the treated.
 * Source: Callaway, Goodman-Bacon & Sant'Anna (2024), doi:10.3386/w32117.
 */

import { columnFlag } from "../../../../base/column-names.js";
import { DataError, NotSupported, UsageError } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { quantile } from "../../../../base/numbers.js";
import { flagText } from "../../../../base/text.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { inferWith } from "../../../../regression/tests/coefficients.js";
import { clusterDegrees } from "../../design/degrees.js";
import type { Inferred } from "../../design/inferred.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import { AGGREGATIONS, aggregate, type CellEstimates } from "../../shared/aggregation.js";
import type { DidEstimator, DidFit, DidRun } from "../../shared/estimator.js";
import { type UnitClusters, unitClusters } from "../../shared/unit-clusters.js";
import { cellEstimates, type FoundCell, type Shares, sharesOf, sizesOf } from "../cs/cell-estimates.js";
import { comparisonsOf } from "../cs/comparisons.js";
import { notesOf, nothingToCompare } from "../cs/cs.js";
import { type CsUnits, csUnits } from "../cs/rows.js";
import { type Chosen, choose, dimensionsFor, evenDoses, evenSpline, type Sieve } from "./adaptive.js";
import { type Basis, levelBasis, splineBasis, type UnitValues, unitValues } from "./basis.js";
import { type Changes, changesOf, meanOf } from "./changes.js";
import { curveOf } from "./curve.js";
import { averaged, type CellFit, type DoseEstimates, fitCell, meanSlope } from "./dose-fit.js";
import { jointCovariance, placesOf } from "./joint.js";
import { CDID_NOTES } from "./messages.js";
import type { DoseRecord } from "./record.js";
import { drawn } from "./supremum.js";
import { doseColumn, unitDoses } from "./unit-doses.js";

const DEFAULT_DRAWS = 999;
const SHARES = [0.1, 0.25, 0.5, 0.75, 0.9] as const;
/** Doses a saturated curve may have. */
const MOST_LEVELS = 200;

export const cdid: DidEstimator = {
  name: "cdid",
  paths: ["never", "always", "absorbing"],
  fit: (engine: Engine, sample: DidSample, plan: DidPlan, run: DidRun = {}): DidFit => {
    refuse(sample, plan);
    const column = doseColumn(plan);
    const doses = unitDoses(sample, column);
    const clusters = unitClusters("cdid", sample, plan);
    const units = csUnits(sample, plan.unbalanced === "balanced");
    const comparisons = comparisonsOf(units.cohorts, units.sizes, units.periods, plan);
    const asked = comparisons.list.filter(({ isReference }) => !isReference);
    if (asked.length === 0) throw nothingToCompare("cdid", sample, units, comparisons);
    const changeOf = changesOf(sample, units);
    const changes = asked.flatMap((comparison) => changeOf(comparison) ?? []);
    const treated = changes.filter(({ comparison: { cohort, period } }) => period >= cohort);
    if (treated.length === 0) throw nothingToCompare("cdid", sample, units, comparisons);
    const all = { engine, sample, plan, run, doses, clusters, units, column };
    const df = clusterDegrees(clusters.nLevels, plan);
    const curve = curveFit(all, treated);
    const cells = (target: "level" | "slope"): CellEstimates => {
      const functions = target === "level" ? null : unitValues(curve.basis, doses);
      const found = changes.map((one) => cellOf(all, one, functions));
      return cellEstimates(engine, sample, comparisons.list, found, {
        n: clusters.nLevels,
        sizeOf: (g) => units.sizes[g]!,
        sharesOf: (cohorts) => sharesOf(sample, units, clusters, cohorts, false),
      });
    };
    const shown = cells(plan.target);
    const overallOf = (target: "level" | "slope"): Inferred => {
      const of = target === plan.target ? shown : cells(target);
      const { values, covariance } = aggregate(engine, of, "group").estimates;
      const last = values.length - 1;
      return inferredOf(engine, values[last]!, Math.sqrt(covariance[last * values.length + last]!), df, plan.level);
    };
    const strong = "strong parallel trends" as const;
    const parallel = "parallel trends" as const;
    const details: DoseRecord = {
      ...{ dose: column, target: plan.target },
      ...curve.record,
      overall: {
        att: { ...overallOf("level"), rests_on: parallel },
        acrt: { ...overallOf("slope"), rests_on: strong },
      },
      rests_on: {
        effects: plan.target === "level" ? parallel : strong,
        ...{ att_at_a_dose: parallel, between_doses: strong, acrt: strong },
      },
    };
    const made = new Set(changes.map(({ comparison }) => comparison));
    return {
      cells: shown,
      aggregations: AGGREGATIONS,
      aggregate: (by) => aggregate(engine, shown, by, plan.balanced),
      df: Number.POSITIVE_INFINITY,
      ...sizesOf(sample, units, clusters),
      details: { kind: "dose", ...details },
      notes: [
        ...notesOf({ unbalanced: "balanced" }, units, comparisons, 1, {
          empty: asked.filter((comparison) => !made.has(comparison)),
          trimmed: [],
        }),
        ...ownNotes(plan, units, curve.chosen),
      ],
    };
  },
};

/** What every step reads. */
interface All {
  readonly engine: Engine;
  readonly sample: DidSample;
  readonly plan: DidPlan;
  readonly run: DidRun;
  readonly doses: Float64Array;
  readonly clusters: UnitClusters;
  readonly units: CsUnits;
  readonly column: string;
}

/** Throws NotSupported `did_covariates`, `did_weights`, UsageError `did_option`. */
function refuse({ x, weights }: DidSample, { basis, knots, degree }: DidPlan): void {
  if (x.names.length > 0) {
    throw new NotSupported(
      "did_covariates",
      `cdid has no covariates (${x.names.join(", ")}): leave them out; cs with --method dr takes them for the treatment without its dose.`,
      { got: x.names, expected: [] },
    );
  }
  if (weights !== null) {
    throw new NotSupported("did_weights", "cdid has no weights: leave --weights out, or use cs without the dose.", {
      got: "weights",
      expected: undefined,
    });
  }
  if (basis !== "spline" && knots > 0) throw ofSplines("knots", knots, basis);
  if (basis === "levels" && degree !== 3) throw ofSplines("degree", degree, basis);
}

const ofSplines = (option: string, got: number, basis: string): UsageError =>
  new UsageError(
    "did_option",
    `${flagText(option, got)} means nothing for ${flagText("basis", basis)}: leave it out.`,
    {
      got,
      expected: undefined,
    },
  );

function inferredOf(engine: Engine, estimate: number, error: number, df: number, level: number): Inferred {
  if (error > 0) return inferWith(engine, Float64Array.of(estimate), Float64Array.of(error), df, level)[0]!;
  return { estimate, std_error: null, statistic: null, p_value: null, conf_low: null, conf_high: null };
}

/** The effect on a cohort in a period, over its doses: of the treatment, or, by `slopes`, of a little more of it. */
function cellOf(
  { doses, clusters: { ofUnit, nLevels }, units }: All,
  changes: Changes,
  slopes: UnitValues | null,
): FoundCell {
  const { comparison, treated, untreated, others, mean } = changes;
  const influence = new Float64Array(nLevels);
  const add = (who: Uint32Array, what: Float64Array): void => {
    who.forEach((u, i) => {
      influence[ofUnit[u]!]! += what[i]!;
    });
  };
  if (slopes === null) {
    const own = meanOf(changes.changes);
    add(
      treated,
      changes.changes.map((change) => (change - own) / treated.length),
    );
    add(
      untreated,
      others.map((change) => (mean - change) / untreated.length),
    );
    return { comparison, effect: own - mean, units: treated.length, influence };
  }
  const fit = fitCell(changes, slopes);
  if (fit === null) throw tooFew(changes, slopes.basis.size, units);
  const { effect, onTreated, onUntreated } = meanSlope(fit, doses);
  add(treated, onTreated);
  add(untreated, onUntreated);
  return { comparison, effect, units: treated.length, influence };
}

interface CurveFit {
  readonly basis: Basis;
  readonly chosen: Chosen | null;
  readonly record: Omit<DoseRecord, "dose" | "target" | "overall" | "rests_on">;
}

function curveFit(all: All, treated: readonly Changes[]): CurveFit {
  const { engine, plan, run, doses } = all;
  const own = Float64Array.from(new Set(treated.flatMap((one) => [...one.treated])), (u) => doses[u]!).sort();
  const [low, high] = [own[0]!, own.at(-1)!];
  if (low === high) throw oneDose(all.column, low);
  const sieves = sievesOf(all, treated, own);
  const estimates = sieves.list.map((sieve) => sieve.estimates);
  const { p } = placesOf(estimates);
  const count = plan.drawsAsked ?? plan.draws ?? DEFAULT_DRAWS;
  const covariance = jointCovariance(engine, estimates, all.clusters, sieves.shares);
  const draws = drawn(engine, covariance, p, count, plan.seed, run);
  const even = evenDoses(low, high);
  const chosen = plan.basis === "adaptive" ? choose(engine, sieves.list, draws, covariance, even, sieves.isCut) : null;
  const sieve = chosen?.sieve ?? sieves.list[0]!;
  const shown = plan.doses === undefined ? usual(plan, own, even) : within(plan, own);
  const curve = curveOf(engine, sieve, shown, {
    ...{ sieves: sieves.list, draws, covariance, level: plan.level },
    df: clusterDegrees(all.clusters.nLevels, plan),
    ...{ over: chosen?.over ?? [sieve], widening: chosen?.widening ?? 0 },
  });
  return {
    ...{ basis: sieve.basis, chosen },
    record: {
      ...{ basis: plan.basis, degree: plan.basis === "levels" ? null : plan.degree, knots: sieve.knots },
      dimension: sieve.dimension,
      ...(chosen === null ? {} : { adaptive: chosen.record }),
      treated: { units: own.length, least: low, most: high, mean: meanOf(own) },
      curve: curve.points(shown),
      quantiles:
        plan.basis === "levels"
          ? []
          : curve
              .points(SHARES.map((share) => quantile(own, share)))
              .map((point, s) => ({ share: SHARES[s]!, ...point })),
      band: {
        ...{ level: plan.level, critical_att: curve.critical_att, critical_acrt: curve.critical_acrt },
        ...{ draws: count, seed: plan.seed, weights: "normal" },
      },
    },
  };
}

/** The sieve asked for, or all that the data may choose among. */
function sievesOf(
  all: All,
  treated: readonly Changes[],
  own: Float64Array,
): { readonly list: readonly Sieve[]; readonly isCut: boolean; readonly shares: Shares } {
  const { engine, sample, plan, clusters, units } = all;
  const [low, high] = [own[0]!, own.at(-1)!];
  const groups = [...new Set(treated.map(({ comparison: { g } }) => g))];
  const shares = sharesOf(sample, units, clusters, groups, false);
  const made = (basis: Basis, knots: readonly number[]): Sieve | null => {
    const estimates = estimatesBy(all, treated, basis, groups, shares);
    return estimates === null ? null : { dimension: basis.size, basis, knots, estimates };
  };
  const required = (sieve: Sieve | null, size: number): Sieve => {
    if (sieve !== null) return sieve;
    throw tooFew(worst(treated, all.doses, size), size, all.units);
  };
  if (plan.basis === "levels") {
    const levels = [...new Set(own)];
    if (levels.length > MOST_LEVELS) throw manyLevels(all.column, levels.length);
    return { list: [required(made(levelBasis(levels), []), levels.length)], isCut: false, shares };
  }
  if (plan.basis === "spline") {
    const knots = Array.from({ length: plan.knots }, (_, i) => quantile(own, (i + 1) / (plan.knots + 1)));
    const basis = splineBasis(low, high, knots, plan.degree);
    return { list: [required(made(basis, knots), basis.size)], isCut: false, shares };
  }
  const list: Sieve[] = [];
  const dimensions = dimensionsFor(engine, own.length, plan.degree);
  for (const dimension of dimensions) {
    const { knots, basis } = evenSpline(low, high, dimension - plan.degree, plan.degree);
    const sieve = list.length === 0 ? required(made(basis, knots), dimension) : made(basis, knots);
    if (sieve === null) return { list, isCut: true, shares };
    list.push(sieve);
  }
  return { list, isCut: false, shares };
}

/** Null where the doses of some cell do not identify the functions. */
function estimatesBy(
  { doses }: All,
  treated: readonly Changes[],
  basis: Basis,
  groups: readonly number[],
  shares: Shares,
): DoseEstimates | null {
  const functions = unitValues(basis, doses);
  const fits: CellFit[] = [];
  for (const one of treated) {
    const fit = fitCell(one, functions);
    if (fit === null) return null;
    fits.push(fit);
  }
  return averaged(fits, groups, shares);
}

/** Doses a curve is shown at where none are asked for. */
function usual({ basis }: DidPlan, own: Float64Array, even: readonly number[]): number[] {
  if (basis === "levels") return [...new Set(own)];
  if (basis === "adaptive") return [...even];
  return [...new Set(Array.from({ length: 90 }, (_, i) => quantile(own, (10 + i) / 100)))];
}

/** Throws UsageError `did_doses` for a dose at which the curve is not known. */
function within({ doses, basis }: DidPlan, own: Float64Array): number[] {
  const [low, high] = [own[0]!, own.at(-1)!];
  const known = new Set(own);
  const outside = doses!.find((dose) => (basis === "levels" ? !known.has(dose) : dose < low || dose > high));
  if (outside === undefined) return [...new Set(doses)].sort((a, b) => a - b);
  throw new UsageError(
    "did_doses",
    basis === "levels"
      ? `${flagText("doses", outside)}: no treated unit has this dose, and --basis levels knows no others.`
      : `${flagText("doses", outside)}: doses of the treated are from ${low} to ${high}, and nothing is known of others.`,
    { got: outside, expected: [low, high] },
  );
}

/** The cell with the fewest doses beside the functions there are. */
const worst = (treated: readonly Changes[], doses: Float64Array, size: number): Changes =>
  treated.reduce((least, one) => {
    const count = ({ treated: who }: Changes) => Math.min(size, new Set(Array.from(who, (u) => doses[u]!)).size);
    return count(one) < count(least) ? one : least;
  });

function tooFew({ comparison, treated }: Changes, size: number, { cohorts }: CsUnits): DataError {
  const several = cohorts.length > 1 ? `, or leave the cohort out with --subset` : "";
  return new DataError(
    "did_doses",
    `cdid: the doses of the ${treated.length} treated units of cohort ${comparison.cohort} in ${comparison.period} do not tell ${size} functions of the dose apart; take fewer (--knots, --degree), or with few different doses --basis levels${several}.`,
    { got: treated.length, expected: `doses for ${size} functions`, cohort: comparison.cohort },
  );
}

const oneDose = (column: string, dose: number): DataError =>
  new DataError(
    "did_doses",
    `${columnFlag("dose", column)}: all treated units have dose ${dose}, so that nothing is known of others: use cs.`,
    { got: dose, expected: "several doses", column },
  );

const manyLevels = (column: string, levels: number): DataError =>
  new DataError(
    "did_doses",
    `${columnFlag("dose", column)} has ${levels} different doses: --basis levels has a number for each, of at most ${MOST_LEVELS}; use --basis spline.`,
    { got: levels, expected: `<= ${MOST_LEVELS}`, column },
  );

function ownNotes({ target, unbalanced, basis }: DidPlan, { short }: CsUnits, chosen: Chosen | null): Note[] {
  return [
    unbalanced === "pairs" && short > 0 && note(CDID_NOTES, "cdid_pairs", { count: short }),
    note(CDID_NOTES, target === "level" ? "cdid_parallel" : "cdid_strong"),
    chosen !== null &&
      note(CDID_NOTES, "cdid_chosen", {
        chosen: chosen.record.chosen,
        of: chosen.record.dimensions.map(({ dimension }) => dimension),
      }),
    chosen?.isCut === true && note(CDID_NOTES, "cdid_cut", { largest: chosen.record.dimensions.at(-1)!.dimension }),
    basis === "levels" && note(CDID_NOTES, "cdid_levels"),
  ].filter((one) => one !== false);
}
