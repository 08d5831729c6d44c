/**
 * Plain TypeScript references of the math kernels: the host's Math for the elementary functions; for the
 * distributions the density of the log-odds integrated over the whole line and up to the point, so that no constant, no
 * gamma function and no special series is needed; for quantiles bisection. Slow, and independent of the kernels' methods.
 */
import type { Arrays } from "../cases/row.js";

export function vexp({ x, out }: Arrays<"vexp">): number {
  x.forEach((value, i) => {
    out[i] = Math.exp(value);
  });
  return 0;
}

export function vlog({ x, out }: Arrays<"vlog">): number {
  x.forEach((value, i) => {
    out[i] = Math.log(value);
  });
  return 0;
}

/** Unlike Math.pow, 1^y = 1 for infinite and missing y, as IEEE 754 has it. */
export function vpow({ y, x, out }: Arrays<"vpow">): number {
  x.forEach((value, i) => {
    out[i] = value === 1 ? 1 : value ** y;
  });
  return 0;
}

export function pnorm({ x, upper }: Arrays<"pnorm">): number {
  const logDensity = (z: number) => -0.5 * z * z;
  return tailShare(logDensity, x, -40, 40, upper);
}

export function pt({ t, df, upper }: Arrays<"pt">): number {
  if (df === Number.POSITIVE_INFINITY) return pnorm({ x: t, upper });
  // t / sqrt(df) = sinh(z), so that tails of every df are exponential
  const logDensity = (z: number) => -df * logCosh(z);
  const far = 20 / Math.sqrt(df) + 40 / df;
  return tailShare(logDensity, Math.asinh(t / Math.sqrt(df)), -far, far, upper);
}

export function pf({ x, d1, d2, upper }: Arrays<"pf">): number {
  if (d2 === Number.POSITIVE_INFINITY) return pchisq({ x: x * d1, df: d1, upper });
  if (d1 === Number.POSITIVE_INFINITY) return pchisq({ x: d2 / x, df: d2, upper: 1 - upper });
  const [a, b] = [d1 / 2, d2 / 2];
  const share = a / (a + b);
  const logDensity = (z: number) => a * z - (a + b) * Math.log1p(share * Math.expm1(z));
  const scale = 20 * Math.sqrt(1 / a + 1 / b);
  return tailShare(logDensity, Math.log(Math.max(x, 0)), -scale - 40 / a, scale + 40 / b, upper);
}

export function pchisq({ x, df, upper }: Arrays<"pchisq">): number {
  const a = df / 2;
  const logDensity = (z: number) => a * (z - Math.expm1(z));
  const scale = 20 / Math.sqrt(a);
  return tailShare(logDensity, Math.log(Math.max(x, 0) / df), -scale - 40 / a, scale + 5, upper);
}

export const qnorm = ({ p, upper }: Arrays<"qnorm">): number =>
  bisect((x) => pnorm({ x, upper: 0 }), p, upper, -40, 40);

export const qt = ({ p, df, upper }: Arrays<"qt">): number =>
  Math.sinh(bisect((z) => pt({ t: Math.sinh(z), df, upper: 0 }), p, upper, -40, 40));

export const qf = ({ p, d1, d2, upper }: Arrays<"qf">): number =>
  Math.exp(bisect((z) => pf({ x: Math.exp(z), d1, d2, upper: 0 }), p, upper, -100, 100));

export const qchisq = ({ p, df, upper }: Arrays<"qchisq">): number =>
  Math.exp(bisect((z) => pchisq({ x: Math.exp(z), df, upper: 0 }), p, upper, -100, 100));

/** log cosh z without overflow. */
const logCosh = (z: number): number => Math.abs(z) + Math.log1p(Math.exp(-2 * Math.abs(z))) - Math.LN2;

/** Share of exp(logDensity) below `at` (above, if upper), both ends far enough out to hold everything. */
function tailShare(logDensity: (z: number) => number, at: number, from: number, to: number, upper: number): number {
  if (Number.isNaN(at)) return Number.NaN;
  const cut = Math.min(Math.max(at, from), to);
  const below = integral(logDensity, from, cut);
  const above = integral(logDensity, cut, to);
  return (upper ? above : below) / (below + above);
}

/** Integral of exp(logDensity) by Gauss-Legendre rules of five points on 300 equal panels. */
function integral(logDensity: (z: number) => number, from: number, to: number): number {
  const panels = 300;
  const half = (to - from) / panels / 2;
  const near = Math.sqrt(5 - 2 * Math.sqrt(10 / 7)) / 3;
  const far = Math.sqrt(5 + 2 * Math.sqrt(10 / 7)) / 3;
  const nearWeight = (322 + 13 * Math.sqrt(70)) / 900;
  const farWeight = (322 - 13 * Math.sqrt(70)) / 900;
  const density = (z: number) => Math.exp(logDensity(z));
  let sum = 0;
  for (let i = 0; i < panels; i++) {
    const middle = from + (2 * i + 1) * half;
    sum += (128 / 225) * density(middle);
    sum += nearWeight * (density(middle - near * half) + density(middle + near * half));
    sum += farWeight * (density(middle - far * half) + density(middle + far * half));
  }
  return sum * half;
}

/** The x at which the increasing function `lower` reaches p, or 1 - p when upper. */
function bisect(lower: (x: number) => number, p: number, upper: number, from: number, to: number): number {
  const target = upper ? 1 - p : p;
  let [low, high] = [from, to];
  for (let middle = (low + high) / 2; low < middle && middle < high; middle = (low + high) / 2) {
    if (lower(middle) < target) low = middle;
    else high = middle;
  }
  return high;
}
