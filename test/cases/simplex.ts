/**
 * Registry rows of the kernels of least squares over the simplex.
 */
import { simplexPlaces, simplexWork } from "../../src/engine/kernels/simplex.js";
import { syntheticPlaces, syntheticWork } from "../../src/engine/kernels/synthetic.js";
import * as twins from "../reference/simplex.js";
import { centred, type KernelRow } from "./row.js";

/** Rounding of small systems, the worst conditioned with a ridge of 1e-5 beside squares of order one. */
const WEIGHTS = 1e-9;

export const simplexRows: readonly KernelRow[] = [
  {
    name: "simplexWeights",
    family: "simplex",
    cost: "O(m^2 n)",
    twin: twins.simplexWeights,
    problem: (size, random) => {
      // more columns than rows have one solution by their ridge: spread by the dual, then point by point
      const [m, n, problems] = [size % 2 === 0 ? 12 : 45, Math.min(size, 40), size === 0 ? 0 : 3];
      const ridges = n > m ? [0.5, 1e-5, 2] : [0, 0.5, 1e-5];
      const left = n > 4 ? [0, 2, n - 1] : [];
      const starts = [0, 0, left.length, left.length];
      return [
        ...[0, problems, m, n, size % 3 === 0 ? 1 : 0, centred(m * n, random), centred(m * problems, random)],
        ...[Float64Array.from(ridges), Uint32Array.from(starts), Uint32Array.from(left)],
        ...[new Float64Array(n * problems), new Float64Array(3 * problems)],
        ...[new Float64Array(simplexWork(m, n, true)), new Uint32Array(simplexPlaces(n))],
      ];
    },
    bound: WEIGHTS,
  },
  {
    name: "syntheticDraws",
    family: "simplex",
    cost: "O(m^2 n)",
    twin: twins.syntheticDraws,
    problem: (size, random) => {
      // 9 periods, groups treated from the fourth and the sixth on; donors of a draw may be a unit twice
      const [nUnits, nPeriods, draws] = [12 + Math.min(size, 30), 9, size === 0 ? 0 : 2];
      const donors = nUnits - 6;
      const pick = (count: number): number[] => Array.from({ length: count }, () => Math.floor(random() * nUnits));
      const lists = Array.from({ length: draws }, () => [pick(donors), pick(2), pick(3)]).flat();
      const starts = Uint32Array.from([0, ...lists.map((_, i) => lists.slice(0, i + 1).flat().length)]);
      return [
        ...[0, draws, nUnits, nPeriods, 2, donors, centred(nUnits * nPeriods, random), starts],
        ...[Uint32Array.from(lists.flat()), Uint32Array.of(3, 5), Float64Array.of(0.3, 1e-4, 0.05, 1e-4)],
        ...[new Float64Array(nPeriods * 2 * draws), new Float64Array(syntheticWork(donors, nPeriods))],
        new Uint32Array(syntheticPlaces(donors, nPeriods)),
      ];
    },
    bound: WEIGHTS,
  },
];
