/**
 * Registry rows of the math kernels.
 */
import * as twins from "../reference/math.js";
import { centred, type KernelRow, type Random } from "./row.js";

/** One ulp of either side, relative to the value. */
const TWO_ULPS = 2 ** -51;
/** Hosts promise a few ulps for powers, no more. */
const HOST_POWER = 1e-15;
/** Rounding of the twins' integrals: sums of 3,000 terms and logarithms of densities up to about 40. */
const INTEGRAL = 1e-14;
/** The same through the slope of the inverse, up to 1e2 relative at p = 0.001. */
const INVERSE = 1e-12;

/** Finite numbers, with a few limits of the function among them. */
const withLimits = (x: Float64Array, limits: readonly number[], random: Random): Float64Array =>
  x.map((value) => (random() < 0.1 ? limits[Math.floor(random() * limits.length)]! : value));

/** Degrees of freedom from 1 to 1e3, larger with n, whole and not. */
const freedom = (n: number, random: Random): number => (n % 2 === 0 ? 1 + (n % 71) : 10 ** (3 * random()));

const side = (random: Random): number => (random() < 0.5 ? 0 : 1);
/** A probability away from 0 and 1. */
const share = (random: Random): number => 0.001 + 0.998 * random();

export const mathRows: readonly KernelRow[] = [
  {
    name: "vexp",
    family: "math",
    cost: "O(n)",
    twin: twins.vexp,
    problem: (n, random) => {
      const limits = [Number.NaN, 1e3, -1e3, -720, -0, 709.5, Number.NEGATIVE_INFINITY];
      const x = centred(n, random).map((value) => 20 * value);
      return [n, withLimits(x, limits, random), new Float64Array(n)];
    },
    bound: TWO_ULPS,
  },
  {
    name: "vlog",
    family: "math",
    cost: "O(n)",
    twin: twins.vlog,
    problem: (n, random) => {
      const limits = [Number.NaN, 0, -1, 1e-310, Number.POSITIVE_INFINITY, 1];
      const x = centred(n, random).map((value) => 10 ** (20 * value));
      return [n, withLimits(x, limits, random), new Float64Array(n)];
    },
    bound: TWO_ULPS,
  },
  {
    name: "vpow",
    family: "math",
    cost: "O(n)",
    twin: twins.vpow,
    problem: (n, random) => {
      const y = [0.5, -1, 2, 3, 1, 0, 1.7, -2.5, 5][n % 9]!;
      const x = centred(n, random).map((value) => 10 * value);
      return [n, y, withLimits(x, [Number.NaN, 0, -0, 1, Number.POSITIVE_INFINITY], random), new Float64Array(n)];
    },
    bound: HOST_POWER,
  },
  {
    name: "pnorm",
    family: "math",
    cost: "O(1)",
    twin: twins.pnorm,
    problem: (_n, random) => [12 * random() - 6, side(random)],
    bound: INTEGRAL,
  },
  {
    name: "qnorm",
    family: "math",
    cost: "O(1)",
    twin: twins.qnorm,
    problem: (_n, random) => [share(random), side(random)],
    bound: INVERSE,
  },
  {
    name: "pt",
    family: "math",
    cost: "O(1)",
    twin: twins.pt,
    problem: (n, random) => [12 * random() - 6, n === 0 ? Number.POSITIVE_INFINITY : freedom(n, random), side(random)],
    bound: INTEGRAL,
  },
  {
    name: "qt",
    family: "math",
    cost: "O(1)",
    twin: twins.qt,
    problem: (n, random) => [share(random), freedom(n, random), side(random)],
    bound: INVERSE,
  },
  {
    name: "pf",
    family: "math",
    cost: "O(sqrt(m)), m = d1 d2 / (d1 + d2) up to 800",
    twin: twins.pf,
    problem: (n, random) => [4 * random(), freedom(n, random), freedom(n + 1, random), side(random)],
    bound: INTEGRAL,
  },
  {
    name: "qf",
    family: "math",
    cost: "O(sqrt(m)), m = d1 d2 / (d1 + d2) up to 800",
    twin: twins.qf,
    problem: (n, random) => [share(random), freedom(n, random), freedom(n + 1, random), side(random)],
    bound: INVERSE,
  },
  {
    name: "pchisq",
    family: "math",
    cost: "O(sqrt(df)), df up to 800",
    twin: twins.pchisq,
    problem: (n, random) => {
      const df = freedom(n, random);
      return [2 * df * random(), df, side(random)];
    },
    bound: INTEGRAL,
  },
  {
    name: "qchisq",
    family: "math",
    cost: "O(sqrt(df)), df up to 800",
    twin: twins.qchisq,
    problem: (n, random) => [share(random), freedom(n, random), side(random)],
    bound: INVERSE,
  },
];
