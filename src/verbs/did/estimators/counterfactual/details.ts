/**
 * The record of what counterfactual estimators have beside effects, made of a fit and its averages.
 */
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import { CELL, labelOf } from "./cells.js";
import type { CrossValidation } from "./cross-validation.js";
import { averagesOf } from "./groups.js";
import { type CounterfactualFit, fitOf, type Model, type Rank } from "./model.js";
import type { Main } from "./parts.js";
import type { CounterfactualDetails } from "./record.js";
import { type Averages, describeLeftOut, type Judge, type LeftOut, shown } from "./tests.js";

/** Loadings of more units are not listed. */
const MOST_LOADINGS = 2000;
/** The bound of equivalence, in standard deviations of what unit and period effects leave. */
const BOUND = 0.36;

interface Given {
  readonly model: Model;
  readonly rank: Rank;
  readonly fit: CounterfactualFit;
  readonly chosen: CrossValidation | null;
  readonly averages: ReadonlyMap<string, Averages>;
  readonly main: Main;
  readonly left: readonly { readonly test: "placebo" | "carryover"; readonly out: LeftOut }[];
  readonly plan: DidPlan;
  readonly judge: Omit<Judge, "bound">;
  readonly errors: CounterfactualDetails["errors"];
}

export function describeDetails(engine: Engine, given: Given): CounterfactualDetails {
  const { model, rank, fit, chosen, averages, main, left, plan, errors } = given;
  const { cells, needs, names } = model;
  const { T, N, kind, isTreated } = cells;
  const penalty = "penalty" in rank ? rank.penalty : null;
  const total = cells.weights.reduce((sum, weight, i) => sum + (cells.isFitted[i] === 1 ? weight : 0), 0);
  const threshold = penalty === null ? null : penalty * T * total;
  const used = "factors" in rank ? rank.factors : countAbove(fit.values, threshold!);
  const auto = plan.equivalence === undefined || plan.equivalence === "auto";
  const additiveFit = used === 0 ? fit : auto ? fitOf(engine, model, { factors: 0 }) : fit;
  const bound = auto ? BOUND * Math.sqrt(varianceOf(model, additiveFit, { factors: 0 })) : (plan.equivalence as number);
  const judge: Judge = { ...given.judge, bound };
  const ofMain = averages.get(main.part.name)!;
  const { starts } = main;
  const { factors, loadings } = factorsOf(given, used);
  const test = (name: "placebo" | "carryover") => {
    const found = left.find((one) => one.test === name);
    return found === undefined ? null : describeLeftOut(engine, found.out, averages.get(name)!, judge);
  };
  return {
    ...{ kind: "counterfactual", additive: needs.additive, mu: meanOf(model, fit) },
    covariates: names.map((name, j) => ({ name, slope: fit.beta[j]! })),
    ...{ factors_used: penalty === null ? used : null, penalty, rank: used, threshold, cross_validation: chosen },
    ...{ sigma2: varianceOf(model, fit, rank), rmse: residualOf(model, fit), average_by_unit: byUnit(model, fit) },
    dimensions: {
      ...{ units: N, periods: T },
      untreated: kind.reduce(
        (n, one, at) => n + Number(one === CELL.untreated && cells.isFitted[Math.floor(at / T)] === 1),
        0,
      ),
      treated: kind.reduce((n, one) => n + Number(one === CELL.treated), 0),
    },
    ...{ paths: pathsOf(given), factors, loadings: isTreated.length > MOST_LOADINGS ? null : loadings, errors },
    exits: main.exits.groups.map(({ at }, g) => ({ exit: at!, ...shown(engine, ofMain, starts.exits + g, judge) })),
    tests: {
      ...{ f: null, equivalence: null, placebo: test("placebo"), carryover: test("carryover") },
    },
  };
}

const countAbove = (values: Float64Array, threshold: number): number =>
  values.reduce((n, value) => n + Number(Math.sqrt(value) > threshold), 0);

function meanOf({ cells: { T, isFitted } }: Model, { common }: CounterfactualFit): number {
  let [sum, n] = [0, 0];
  common.forEach((value, at) => {
    if (isFitted[Math.floor(at / T)] === 0) return;
    sum += value;
    n++;
  });
  return sum / n;
}

/** Residual variance of cells fitted to: by degrees of freedom of effects and factors; of a penalty, the mean square. */
function varianceOf({ cells, needs, names }: Model, { effects }: CounterfactualFit, rank: Rank): number {
  const { T, kind, isFitted } = cells;
  let [sum, n] = [0, 0];
  effects.forEach((value, at) => {
    if (kind[at] !== CELL.untreated || isFitted[Math.floor(at / T)] === 0) return;
    sum += value ** 2;
    n++;
  });
  if ("penalty" in rank) return sum / n;
  const [r, units] = [rank.factors, isFitted.reduce((count, one) => count + one, 0)];
  const own =
    r * (units + T) -
    r ** 2 +
    names.length +
    1 +
    (needs.additive === "time" ? 0 : units - 1 - r) +
    (needs.additive === "unit" ? 0 : T - 1 - r);
  return n > own ? sum / (n - own) : Number.NaN;
}

function residualOf({ cells: { T, kind, isTreated } }: Model, { effects }: CounterfactualFit): number {
  let [sum, n] = [0, 0];
  effects.forEach((value, at) => {
    if (kind[at] !== CELL.untreated || isTreated[Math.floor(at / T)] === 0) return;
    sum += value ** 2;
    n++;
  });
  return Math.sqrt(sum / n);
}

function byUnit({ cells: { T, N, kind } }: Model, { effects }: CounterfactualFit): number {
  let [sum, n] = [0, 0];
  for (let i = 0; i < N; i++) {
    let [own, count] = [0, 0];
    for (let at = i * T; at < (i + 1) * T; at++) {
      if (kind[at] !== CELL.treated) continue;
      own += effects[at]!;
      count++;
    }
    if (count === 0) continue;
    sum += own / count;
    n++;
  }
  return sum / n;
}

/** What was observed and what is predicted, by event time. */
function pathsOf({ model: { cells }, fit, main: { events } }: Given): CounterfactualDetails["paths"] {
  const { sample, rowOf } = cells;
  const outcomes = Float64Array.from(rowOf, (row) => (row < 0 ? Number.NaN : sample.y[row]!));
  const [observed, effects] = [outcomes, fit.effects].map((values) => averagesOf(cells, values, events)) as [
    Float64Array,
    Float64Array,
  ];
  return events.groups.map(({ at, units }, g) => ({
    ...{ event: at!, observed: observed[g]!, counterfactual: observed[g]! - effects[g]!, n_units: units },
  }));
}

/** Factors of mean square 1, and loadings. */
function factorsOf(
  { model: { cells, needs }, fit: { common, vectors } }: Given,
  used: number,
): Pick<CounterfactualDetails, "factors" | "loadings"> {
  if (used === 0) return { factors: null, loadings: null };
  const { T, N, periods, weights, isFitted, isTreated } = cells;
  const own = Array.from({ length: used }, (_, j) =>
    Array.from(vectors.subarray(j * T, (j + 1) * T), (value) => Math.sqrt(T) * value),
  );
  const unit = Float64Array.from({ length: N }, (_, i) => {
    if (needs.additive === "time") return 0;
    return common.subarray(i * T, (i + 1) * T).reduce((sum, value) => sum + value, 0) / T;
  });
  const period = new Float64Array(T);
  if (needs.additive !== "unit") {
    let total = 0;
    for (let i = 0; i < N; i++) {
      if (isFitted[i] === 0) continue;
      total += weights[i]!;
      for (let t = 0; t < T; t++) period[t]! += weights[i]! * (common[i * T + t]! - unit[i]!);
    }
    for (let t = 0; t < T; t++) period[t]! /= total;
  }
  // of units not fitted the own effect is beside the factors and the periods' effects
  const mean = needs.additive === "both" ? period.reduce((sum, value) => sum + value, 0) / T : 0;
  const loadings = own.map((factor) =>
    Array.from({ length: N }, (_, i) => {
      let sum = 0;
      for (let t = 0; t < T; t++) sum += (common[i * T + t]! - unit[i]! - (period[t]! - mean)) * factor[t]!;
      return sum / T;
    }),
  );
  return {
    factors: { times: [...periods], values: own },
    loadings: {
      units: Array.from({ length: N }, (_, i) => labelOf(cells, i)),
      treated: Array.from(isTreated, (one) => one === 1),
      values: loadings,
    },
  };
}
