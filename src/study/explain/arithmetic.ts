/**
 * What can be made again from a record alone: error from the covariance, t or z, p, interval, p of a joint test, rows. Each step says what it
 * is made of and whether the record has the same. Only where the record says by which distribution it was read: elsewhere p may be one of
 * draws, and no step is made.
 */
import type { Engine } from "../../engine/kernels/engine.js";
import { pchisq, pf, pnorm, pt, qnorm, qt } from "../../engine/kernels/math.js";
import { finite, isObject, nearest, type Path, valueAt } from "./document.js";

export type StepKind = "std_error" | "statistic" | "p_value" | "conf_low" | "conf_high" | "test_p_value";

/** A number made again: of `of`, by name, and what the record holds in its place. */
export interface Step {
  readonly step: StepKind;
  readonly of: Readonly<Record<string, number | string | null>>;
  readonly made: number;
  readonly recorded: number;
  readonly agrees: boolean;
}

/** Numbers of the same record are made by the same code: what differs by more was changed, or made by another version. */
const TOLERANCE = 1e-9;

const agree = (a: number, b: number): boolean => Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));

/** How an estimate was read: degrees of freedom (null for the normal distribution) and level. */
export interface Reading {
  readonly df: number | null;
  readonly level: number;
}

/** The distribution of the estimate at `path`, an object with `estimate` and `std_error`; null where the record does not say. */
export function readingOf(results: unknown, path: Path): Reading | null {
  return (
    ofItself(results, path) ?? ofCoefficient(results, path) ?? ofCombination(results, path) ?? ofEffect(results, path)
  );
}

/** An average of several estimators of `did`, or the two-way coefficient beside them, which say so themselves. */
function ofItself(results: unknown, path: Path): Reading | null {
  const isAverage = path.at(-1) === "two_way" || (path.at(-3) === "common" && path.at(-2) === "estimates");
  const own = isAverage ? valueAt(results, path) : null;
  return isObject(own) && "df" in own ? reading(own.df, own.level) : null;
}

/** A coefficient of a regression, or of its first stage. */
function ofCoefficient(results: unknown, path: Path): Reading | null {
  const [set, term] = [path.at(-2), path.at(-1)];
  if (set !== "coefficients" || term === undefined) return null;
  const model = valueAt(results, path.slice(0, -2));
  if (!isObject(model)) return null;
  if (isObject(model.vcov) && "df" in model.vcov) {
    const { df, df_by_term, level } = model.vcov;
    const own = isObject(df_by_term) ? finite(df_by_term[term]) : null;
    return reading(own ?? df, level);
  }
  if (path.at(-4) !== "first_stage" || !("df" in model)) return null;
  const level = nearest(results, path, "vcov");
  return reading(model.df, isObject(level?.value) ? level.value.level : null);
}

function ofCombination(results: unknown, path: Path): Reading | null {
  if (path.at(-2) !== "combinations") return null;
  const model = valueAt(results, path.slice(0, -2));
  if (!isObject(model) || !("distribution" in model)) return null;
  const own = isObject(model.df_by_combination) ? finite(model.df_by_combination[path.at(-1)!]) : null;
  return reading(model.distribution === "normal" ? null : (own ?? model.df), model.level);
}

/** An effect of `did`, whose errors are made of clusters: drawn ones have other p. */
function ofEffect(results: unknown, path: Path): Reading | null {
  const estimator = nearest(results, path, "estimator");
  const model = estimator === null ? null : valueAt(results, estimator.path);
  if (!isObject(model) || !isObject(model.band) || !("df" in model) || "errors" in model) return null;
  const within = path.slice(estimator!.path.length);
  const isEffect = within.join() === "overall" || (within.length === 2 && ["effects", "cells"].includes(within[0]!));
  return isEffect ? reading(model.df, model.band.level) : null;
}

const reading = (df: unknown, level: unknown): Reading | null =>
  finite(level) === null || !(df === null || finite(df) !== null) ? null : { df: finite(df), level: finite(level)! };

/** The steps from the estimate at `path` and its error to t, p and interval. */
export function estimateSteps(engine: Engine, results: unknown, path: Path): Step[] {
  const at = valueAt(results, path);
  const read = isObject(at) ? readingOf(results, path) : null;
  if (!isObject(at) || read === null) return [];
  const [estimate, error] = [finite(at.estimate), finite(at.std_error)];
  if (estimate === null || error === null || !(error > 0)) return [];
  const { df, level } = read;
  const statistic = estimate / error;
  const quantile = df === null ? qnorm(engine, (1 - level) / 2, true) : qt(engine, (1 - level) / 2, df, true);
  const p = 2 * (df === null ? pnorm(engine, -Math.abs(statistic)) : pt(engine, -Math.abs(statistic), df));
  const ends = { estimate, std_error: error, quantile, level, df };
  const made: readonly (readonly [StepKind, number | null, Step["of"]])[] = [
    ["std_error", variance(results, path), {}],
    ["statistic", statistic, { estimate, std_error: error }],
    ["p_value", p, { statistic, df }],
    ["conf_low", estimate - quantile * error, ends],
    ["conf_high", estimate + quantile * error, ends],
  ];
  return made.flatMap(([step, value, of]): Step[] => {
    const recorded = finite(at[step]);
    if (value === null || recorded === null || !Number.isFinite(value)) return [];
    return [{ step, of, made: value, recorded, agrees: agree(value, recorded) }];
  });
}

/** The root of the coefficient's variance in the covariance of its model; null where the record has none. */
function variance(results: unknown, path: Path): number | null {
  if (path.at(-2) !== "coefficients") return null;
  const vcov = valueAt(results, [...path.slice(0, -2), "vcov"]);
  if (!isObject(vcov) || !Array.isArray(vcov.names) || !Array.isArray(vcov.matrix)) return null;
  const at = vcov.names.indexOf(path.at(-1));
  const own = finite((vcov.matrix[at] as unknown[] | undefined)?.[at]);
  return own === null || own < 0 ? null : Math.sqrt(own);
}

/** The p of the joint test at `path`, an object with `statistic`, `distribution` and `df1`. */
export function testSteps(engine: Engine, results: unknown, path: Path): Step[] {
  const at = valueAt(results, path);
  if (!isObject(at)) return [];
  const { distribution } = at;
  const [statistic, df1, df2, recorded] = [at.statistic, at.df1, at.df2, at.p_value].map(finite);
  if (statistic === null || df1 === null || recorded === null || !(statistic! >= 0)) return [];
  const of = { statistic: statistic!, distribution: String(distribution), df1: df1!, df2: df2! };
  const step = (made: number): Step[] => [
    { step: "test_p_value", of, made, recorded: recorded!, agrees: agree(made, recorded!) },
  ];
  if (distribution === "F" && df2 !== null) return step(pf(engine, statistic!, df1!, df2!, true));
  if (distribution === "chi2") return step(pchisq(engine, statistic!, df1!, true));
  return [];
}
