/**
 * Registry rows of the quality kernels.
 */
import { MISSING_CODE } from "../../src/base/columns.js";
import { AGGREGATE_WIDTH, minMaxWork } from "../../src/engine/kernels/quality.js";
import * as twins from "../reference/quality.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** Kernel and twin do the same operations in the same order: sums run in row order within a group. */
const SAME_ORDER = 0;

export const qualityRows: readonly KernelRow[] = [
  {
    name: "minMaxWithin",
    family: "quality",
    cost: "O(n + L)",
    twin: twins.minMaxWithin,
    problem: (n, random) => {
      const nGroups = groupsFor(n);
      const x = withGaps(n, random);
      return [
        n,
        nGroups,
        x,
        randomCodes(n, nGroups, random),
        new Float64Array(n),
        new Float64Array(minMaxWork(nGroups)),
      ];
    },
    bound: SAME_ORDER,
  },
  {
    name: "weightedGroupMeans",
    family: "quality",
    cost: "O(n + L)",
    twin: twins.weightedGroupMeans,
    problem: (n, random) => {
      const nGroups = groupsFor(n);
      const x = withGaps(n, random);
      const w = Float64Array.from({ length: n }, () => 1e-3 + 1e6 * random() ** 4);
      const codes = randomCodes(n, nGroups, random);
      const out = () => new Float64Array(nGroups);
      return [n, nGroups, x, w, codes, out(), out(), out(), new Uint32Array(nGroups)];
    },
    bound: SAME_ORDER,
  },
  {
    name: "aggregateMeans",
    family: "quality",
    cost: "O(n + L)",
    twin: twins.aggregateMeans,
    problem: (n, random) => {
      const nGroups = groupsFor(n);
      const x = withGaps(n, random);
      const w = Float64Array.from({ length: n }, () => 1e-3 + 1e6 * random() ** 4);
      const codes = randomCodes(n, nGroups, random).map((g) => (random() < 0.1 ? MISSING_CODE : g));
      return [n, nGroups, x, w, codes, new Float64Array(AGGREGATE_WIDTH * nGroups), new Uint32Array(2)];
    },
    bound: SAME_ORDER,
  },
  {
    name: "rescaleWithin",
    family: "quality",
    cost: "O(n)",
    twin: twins.rescaleWithin,
    problem: (n, random) => {
      const nGroups = groupsFor(n);
      const low = centred(nGroups, random);
      // every fourth group has equal bounds
      const high = low.map((bound, g) => bound + (g % 4 === 0 ? 0 : random()));
      return [n, nGroups, withGaps(n, random), randomCodes(n, nGroups, random), low, high, new Float64Array(n)];
    },
    bound: SAME_ORDER,
  },
];

/** About seven rows a group, and groups of one or none among them. */
const groupsFor = (n: number): number => Math.ceil(n / 7) + 1;

/** Values on [-1, 1), one in ten missing, one in ten a zero of either sign. */
function withGaps(n: number, random: Random): Float64Array {
  return centred(n, random).map((value) => {
    const kind = random();
    if (kind < 0.1) return Number.NaN;
    return kind < 0.2 ? Math.sign(value) * 0 : value;
  });
}
