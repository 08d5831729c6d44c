/**
 * Registry rows of the kernels of scores correlated along time and space.
 */
import { NO_ROW, nearMeatWork, windowMeatWork } from "../../src/engine/kernels/covariance.js";
import * as twins from "../reference/correlated-scores.js";
import { columnsFor, strided } from "./blas.js";
import { centred, type KernelRow, type Random } from "./row.js";

/** Rounding of a sum of 1e4 windows of a few terms of size 1, in either order. */
const SUM = 1e-11;
/** Rounding of degrees turned into radians at once, as the twin does: half an ulp of a full turn. */
const FULL_TURN = 2e-15;

/** An upper triangle whose diagonal dominates, with numbers below it that nobody may read. */
function triangle(k: number, random: Random): Float64Array {
  const R = centred(k * k, random);
  for (let j = 0; j < k; j++) R[j + j * k] = 1 + k + random();
  return R;
}

export const correlatedScoresRows: readonly KernelRow[] = [
  {
    name: "windowMeat",
    family: "covariance",
    cost: "O(n k (k + lag))",
    twin: twins.windowMeat,
    problem: (n, random) => {
      const k = columnsFor(n);
      const { stride, X } = strided(n, k, random);
      const [lag, first] = [n % 5, n % 3];
      const places = Uint32Array.from({ length: first + n }, () =>
        n === 0 || random() < 0.2 ? NO_ROW : Math.floor(random() * n),
      );
      const [meat, work] = [new Float64Array(k * k), new Float64Array(windowMeatWork(n, k, lag))];
      return [first, n, stride, k, lag, n & 1, X, centred(n, random), places, triangle(k, random), meat, work];
    },
    bound: SUM,
  },
  {
    name: "nearMeat",
    family: "covariance",
    cost: "O(n k^2 + pairs k)",
    twin: twins.nearMeat,
    problem: (n, random) => {
      const k = columnsFor(n);
      const rows = Math.max(0, n - (n % 3));
      const latitudes = centred(n, random)
        .map((value) => 60 * value)
        .sort();
      const points = new Float64Array(3 * n);
      twins.spherePoints({ n, latitudes, longitudes: centred(n, random).map((value) => 180 * value), points });
      // a reach of some twenty neighbours: degrees, and the chord across them
      const band = Math.min(60, 400 / Math.max(1, Math.sqrt(n)));
      const chord = (2 * Math.sin((band * Math.PI) / 360)) ** 2;
      const [meat, work] = [new Float64Array(k * k), new Float64Array(nearMeatWork(rows, k))];
      const [scores, R] = [centred(n * k, random), triangle(k, random)];
      return [n - rows, rows, n, k, n & 1, chord, band, latitudes, points, scores, R, meat, work];
    },
    bound: SUM,
  },
  {
    name: "spherePoints",
    family: "math",
    cost: "O(n)",
    twin: twins.spherePoints,
    problem: (n, random) => {
      const latitudes = centred(n, random).map((value) => 90 * value);
      const longitudes = centred(n, random).map((value) => 360 * value);
      return [n, latitudes, longitudes, new Float64Array(3 * n)];
    },
    bound: FULL_TURN,
  },
];
