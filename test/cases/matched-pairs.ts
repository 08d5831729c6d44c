/**
 * Registry rows of the kernels over matched pairs.
 */
import { abadieImbensSumsWork, neighbourVariancesWork, pairSquaresWork } from "../../src/engine/kernels/neighbours.js";
import * as twins from "../reference/matched-pairs.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** Sums in row order, as the twin's. */
const EXACT = 0;
/** Rounding of sums of at most some ten thousand numbers below 10. */
const SUM_ROUNDING = 1e-11;
/** Equal distances stay equal when these numbers are subtracted. */
const STEPS = 64;

export const matchedPairsRows: readonly KernelRow[] = [
  {
    name: "pairEffects",
    family: "matching",
    cost: "O(n + pairs)",
    twin: twins.pairEffects,
    problem: (n, random) => {
      const outs = Array.from({ length: 4 }, () => new Float64Array(n));
      return [
        n,
        n,
        randomCodes(n, n, random),
        randomCodes(n, n, random),
        shares(n, random),
        centred(n, random),
        ...outs,
      ];
    },
    bound: EXACT,
  },
  {
    name: "pairSquares",
    family: "matching",
    cost: "O(pairs)",
    twin: twins.pairSquares,
    problem: (n, random) => [
      ...[n, n, 2 * random() - 1, randomCodes(n, n, random), randomCodes(n, n, random)],
      ...[shares(n, random), centred(n, random), new Float64Array(pairSquaresWork())],
    ],
    bound: SUM_ROUNDING,
  },
  {
    name: "abadieImbensSums",
    family: "matching",
    cost: "O(n)",
    twin: twins.abadieImbensSums,
    problem: (n, random) => [
      ...[n, 2 * random() - 1, Float64Array.from({ length: n }, () => Math.round(random())), centred(n, random)],
      ...[shares(n, random), shares(n, random), shares(n, random)],
      ...[new Float64Array(5), new Float64Array(abadieImbensSumsWork(n))],
    ],
    bound: SUM_ROUNDING,
  },
  {
    name: "neighbourVariances",
    family: "matching",
    cost: "O(n log n + n neighbours)",
    twin: twins.neighbourVariances,
    problem: (n, random) => {
      // many equal numbers, windows of some units or of hundreds, some reaching the ends
      const x = Float64Array.from({ length: n }, () => Math.floor((n / 8 + 4) * random()) / STEPS);
      const work = neighbourVariancesWork(n);
      return [
        ...[
          n,
          1 + Math.floor(4 * random()),
          0.5,
          n % 2 === 0 ? 1e-5 : 0.05,
          x,
          centred(n, random),
          new Float64Array(n),
        ],
        ...[new Float64Array(work.keys), new Uint32Array(work.order)],
      ];
    },
    bound: SUM_ROUNDING,
  },
];

function shares(n: number, random: Random): Float64Array {
  return Float64Array.from({ length: n }, () => random());
}
