/**
 * Wrappers of the math kernels: exp, log and powers of columns, and the distributions of test statistics.
 * The same bits on every host, which the host's own Math does not promise.
 */
import { NumericalError } from "../../base/errors.js";
import { countNotFinite } from "./blas.js";
import { callKernel, type KernelName } from "./call.js";
import type { Engine } from "./engine.js";
import { numberCodes } from "./number-codes.js";

/** Rows that pass through linear memory at a time, so that a long column needs little of it. */
const BLOCK = 65_536;

/** e^x[i] within 1 ulp, into a new array of the length of `x`; NaN stays NaN. */
export function exp(engine: Engine, x: Float64Array): Float64Array {
  return inBlocks(x, (part, out) => callKernel(engine, "vexp", { n: part.length, x: part, out }));
}

/** log x[i] within 1 ulp, into a new array of the length of `x`; -Infinity at 0, NaN below 0; NaN stays NaN. */
export function log(engine: Engine, x: Float64Array): Float64Array {
  return inBlocks(x, (part, out) => callKernel(engine, "vlog", { n: part.length, x: part, out }));
}

/** log x of one number, as `log`. */
export const logOf = (engine: Engine, x: number): number => log(engine, Float64Array.of(x))[0]!;

/** e^x[i] - 1 within some ulp, of small x too: (u - 1) x / log u for u = e^x (Kahan). A new array of the length of `x`. */
export function expm1(engine: Engine, x: Float64Array): Float64Array {
  const u = exp(engine, x);
  const back = log(engine, u);
  return u.map((value, i) => {
    if (value === 1) return x[i]!;
    return value < 0.5 || value > 2 ? value - 1 : ((value - 1) * x[i]!) / back[i]!;
  });
}

/**
 * x[i]^y within 1 ulp, into a new array of the length of `x`; for y = 2 and 3 the product as the processor rounds it.
 * Special cases as in IEEE 754: x^0 = 1 even for NaN; NaN for negative x unless y is whole.
 */
export function pow(engine: Engine, x: Float64Array, y: number): Float64Array {
  return inBlocks(x, (part, out) => callKernel(engine, "vpow", { n: part.length, y, x: part, out }));
}

/** What is done to whole columns, bound to an engine, for those who evaluate expressions and take samples. */
export function elementary(engine: Engine) {
  return {
    log: (x: Float64Array) => log(engine, x),
    exp: (x: Float64Array) => exp(engine, x),
    pow: (x: Float64Array, y: number) => pow(engine, x, y),
    countNotFinite: (x: Float64Array) => countNotFinite(engine, x),
    numberCodes: (x: Float64Array) => numberCodes(engine, x),
  };
}

/** Standard normal: P(X <= x), or P(X > x) when `upper`, each to full relative precision in its own tail. */
export function pnorm(engine: Engine, x: number, upper = false): number {
  return scalar(engine, "pnorm", [x], upper);
}

/** Quantile of the standard normal at `p` (upper tail when `upper`). Throws NumericalError unless 0 <= p <= 1. */
export function qnorm(engine: Engine, p: number, upper = false): number {
  return scalar(engine, "qnorm", [p], upper);
}

/** Student's t: P(X <= t), or P(X > t) when `upper`. `df` > 0, Infinity for the normal; NumericalError otherwise. */
export function pt(engine: Engine, t: number, df: number, upper = false): number {
  return scalar(engine, "pt", [t, df], upper);
}

/** Quantile of Student's t at `p` (upper tail when `upper`). Throws NumericalError unless 0 <= p <= 1 and df > 0. */
export function qt(engine: Engine, p: number, df: number, upper = false): number {
  return scalar(engine, "qt", [p, df], upper);
}

/**
 * F distribution: P(X <= x), or P(X > x) when `upper`. `d1`, `d2` > 0, one of them may be Infinity; NumericalError
 * otherwise.
 */
export function pf(engine: Engine, x: number, d1: number, d2: number, upper = false): number {
  return scalar(engine, "pf", [x, d1, d2], upper);
}

/** Quantile of F at `p` (upper tail when `upper`). Throws NumericalError unless 0 <= p <= 1 and d1, d2 are as for `pf`. */
export function qf(engine: Engine, p: number, d1: number, d2: number, upper = false): number {
  return scalar(engine, "qf", [p, d1, d2], upper);
}

/** Chi-squared: P(X <= x), or P(X > x) when `upper`. 0 < `df` < Infinity; NumericalError otherwise. */
export function pchisq(engine: Engine, x: number, df: number, upper = false): number {
  return scalar(engine, "pchisq", [x, df], upper);
}

/** Quantile of chi-squared at `p` (upper tail when `upper`). NumericalError unless 0 <= p <= 1 and df is as for `pchisq`. */
export function qchisq(engine: Engine, p: number, df: number, upper = false): number {
  return scalar(engine, "qchisq", [p, df], upper);
}

/** The distributions bound to an engine; `upper` (default false) asks for, or inverts, the upper tail. */
export function distributions(engine: Engine) {
  return {
    pnorm: (x: number, upper?: boolean) => pnorm(engine, x, upper),
    qnorm: (p: number, upper?: boolean) => qnorm(engine, p, upper),
    pt: (t: number, df: number, upper?: boolean) => pt(engine, t, df, upper),
    qt: (p: number, df: number, upper?: boolean) => qt(engine, p, df, upper),
    pf: (x: number, d1: number, d2: number, upper?: boolean) => pf(engine, x, d1, d2, upper),
    qf: (p: number, d1: number, d2: number, upper?: boolean) => qf(engine, p, d1, d2, upper),
    pchisq: (x: number, df: number, upper?: boolean) => pchisq(engine, x, df, upper),
    qchisq: (p: number, df: number, upper?: boolean) => qchisq(engine, p, df, upper),
  };
}

function inBlocks(x: Float64Array, kernel: (part: Float64Array, out: Float64Array) => void): Float64Array {
  const out = new Float64Array(x.length);
  for (let start = 0; start < x.length; start += BLOCK) {
    kernel(x.subarray(start, start + BLOCK), out.subarray(start, start + BLOCK));
  }
  return out;
}

/** A missing argument gives a missing result; an argument out of range is an error. */
function scalar(engine: Engine, name: KernelName, args: readonly number[], upper: boolean): number {
  const kernel = engine.kernels[name] as (...numbers: number[]) => number;
  const value = kernel(...args, upper ? 1 : 0);
  if (Number.isNaN(value) && !args.some(Number.isNaN)) {
    throw new NumericalError(
      "distribution_domain",
      `${name}(${args.join(", ")}): an argument is out of range; probabilities lie in 0..1, degrees of freedom above 0.`,
      { got: args, expected: "0 <= probability <= 1, degrees of freedom > 0" },
    );
  }
  return value;
}
