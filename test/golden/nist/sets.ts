/**
 * The linear regressions of NIST's Statistical Reference Datasets, and the digits to which feols reproduces what NIST
 * certifies of them: the log relative error, -log10 |got - certified| / |certified|, and -log10 |got| where 0 is certified.
 * NIST certifies 15 digits, and so no more are counted.
 */
import { readFileSync } from "node:fs";
import { makeTable } from "../../../src/data/table/table.js";
import type { Engine } from "../../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../../src/regression/record/fit-record.js";
import { feols } from "../../../src/verbs/feols/feols.js";

export interface NistSet {
  readonly name: string;
  /** NIST's own word: lower, average, higher. */
  readonly difficulty: string;
  readonly formula: string;
  readonly data: Readonly<Record<string, readonly number[]>>;
  readonly certified: {
    readonly coefficients: readonly number[];
    readonly std_errors: readonly number[];
    readonly residual_sd: number;
    readonly r2: number;
  };
}

const CERTIFIED_DIGITS = 15;

export const sets: readonly NistSet[] = JSON.parse(readFileSync(new URL("./strd.json", import.meta.url), "utf8"));

/** Digits in which `got` agrees with `certified`. */
export function digits(got: number, certified: number): number {
  const error = Math.abs(got - certified) / (certified === 0 ? 1 : Math.abs(certified));
  return error === 0 ? CERTIFIED_DIGITS : Math.min(CERTIFIED_DIGITS, -Math.log10(error));
}

/** The fewest digits over several numbers. */
export const fewestDigits = (got: ArrayLike<number>, certified: ArrayLike<number>): number =>
  Math.min(...Array.from(got, (value, i) => digits(value, certified[i]!)));

export const tableOf = (data: NistSet["data"]) =>
  makeTable(
    Object.entries(data).map(([name, values]) => ({ kind: "numeric", name, values: Float64Array.from(values) })),
    { name: "strd", bytes: 0, sha256: null },
  );

export const fitOf = (engine: Engine, { data, formula }: Pick<NistSet, "data" | "formula">, options = {}): FitRecord =>
  feols(engine, tableOf(data), formula, { vcov: "iid", ...options });

export const estimatesOf = ({ coefficients }: FitRecord) => Object.values(coefficients).map(({ estimate }) => estimate);
export const errorsOf = ({ coefficients }: FitRecord) => Object.values(coefficients).map(({ std_error }) => std_error);

/** NIST's R2 is about 0 where a regression has no intercept; that of feols is about the mean, as fixest's. */
const r2Of = ({ fit }: FitRecord, { data, formula }: NistSet): number =>
  formula.includes("0 +") ? 1 - fit.ssr / data.y!.reduce((sum, value) => sum + value * value, 0) : fit.r2;

/** Digits reached, by what is certified. */
export function reached(engine: Engine, set: NistSet) {
  const fit = fitOf(engine, set);
  return {
    name: set.name,
    difficulty: set.difficulty,
    refined: fit.solver.refined,
    coefficients: fewestDigits(estimatesOf(fit), set.certified.coefficients),
    stdErrors: fewestDigits(errorsOf(fit), set.certified.std_errors),
    residualSd: digits(Math.sqrt(fit.fit.sigma2), set.certified.residual_sd),
    r2: digits(r2Of(fit, set), set.certified.r2),
  };
}
