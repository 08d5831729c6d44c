/**
 * Registry rows of the kernels of outcomes by cohort: three cohorts of at least three units, or one that nothing is asked of.
 */
import { timingDrawsWords, timingDrawsWork } from "../../src/engine/kernels/cohorts.js";
import * as twins from "../reference/cohorts.js";
import { centred, type KernelRow, type Random } from "./row.js";

/** Sums of up to some thousand products in another order. */
const REORDERED = 1e-11;
/** Besides, a variance is a difference of such sums, and eigenvalues come from another algorithm. */
const STUDENTISED = 1e-7;
const [T, PRE, EFFECTS, DRAWS] = [5, 2, 3, 4];

const sizesOf = (n: number): Uint32Array => {
  const third = Math.floor(n / 3);
  return n < 9 ? Uint32Array.of(n) : Uint32Array.of(third, third, n - 2 * third);
};

function shuffled(n: number, random: Random): Uint32Array {
  const keys = Float64Array.from({ length: n }, random);
  return Uint32Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]!);
}

export const cohortsRows: readonly KernelRow[] = [
  {
    name: "cohortMoments",
    family: "did",
    cost: "O(n T^2)",
    twin: twins.cohortMoments,
    problem: (n, random) => {
      const sizes = n === 0 ? new Uint32Array(0) : sizesOf(n);
      const out = [new Float64Array(sizes.length * T), new Float64Array(sizes.length * T * T)];
      return [sizes.length, T, sizes, shuffled(n, random), centred(n * T, random), ...out, new Float64Array(T)];
    },
    bound: REORDERED,
  },
  {
    name: "timingDraws",
    family: "did",
    cost: "O(B (n T^2 + E G T^2 + G P^3))",
    twin: twins.timingDraws,
    problem: (n, random) => {
      const sizes = sizesOf(n);
      const nCohorts = sizes.length;
      const loads = n < 9 ? new Float64Array(EFFECTS * 2 * T) : centred(EFFECTS * nCohorts * 2 * T, random);
      const scalars = [DRAWS, n, T, nCohorts, EFFECTS, PRE, n % 2 === 0 ? Number.NaN : random(), Number(n % 3 > 0)];
      const stream = [Math.floor(1000 * random()), 13, 0, Math.floor(2 ** 32 * random()), 0];
      return [
        ...[...scalars, sizes, centred(n * T, random), loads, ...stream, new Float64Array(DRAWS * EFFECTS)],
        new Uint32Array(timingDrawsWords(n)),
        new Float64Array(timingDrawsWork(T, nCohorts, EFFECTS, PRE)),
      ];
    },
    bound: STUDENTISED,
  },
];
