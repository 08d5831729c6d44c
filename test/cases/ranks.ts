/**
 * Registry rows of the rank kernels.
 */
import { ranksWork } from "../../src/engine/kernels/ranks.js";
import * as twins from "../reference/ranks.js";
import type { KernelRow, Random } from "./row.js";

/** Ranks are multiples of a half and counts are whole: nothing rounds. */
const EXACT = 0;

export const ranksRows: readonly KernelRow[] = [
  {
    name: "midranks",
    family: "ranks",
    cost: "O(n log n)",
    twin: twins.midranks,
    problem: (n, random) => {
      const offsets = groupsOf(n, random);
      return [offsets.length - 1, offsets, tiedNumbers(n, random), new Float64Array(n), ...workFor(n)];
    },
    bound: EXACT,
  },
  {
    name: "pairCounts",
    family: "ranks",
    cost: "O(n log n)",
    twin: twins.pairCounts,
    problem: (n, random) => {
      const offsets = groupsOf(n, random);
      const nGroups = offsets.length - 1;
      const [x, y] = [tiedNumbers(n, random), tiedNumbers(n, random)];
      return [nGroups, offsets, x, y, new Float64Array(5 * nGroups), ...workFor(n)];
    },
    bound: EXACT,
  },
];

const workFor = (n: number) => [new Float64Array(ranksWork(n)), new Uint32Array(ranksWork(n))];

/** Offsets of about one group a thousand rows and two more: some of them empty where there are few rows. */
function groupsOf(n: number, random: Random): Uint32Array {
  const cuts = Array.from({ length: Math.ceil(n / 1000) + 1 }, () => Math.floor((n + 1) * random()));
  return Uint32Array.from([0, ...cuts, n]).sort();
}

/** Numbers of which many are equal, zeros of either sign among them. */
function tiedNumbers(n: number, random: Random): Float64Array {
  return Float64Array.from({ length: n }, () => {
    const number = 2 * random() - 1;
    return random() < 0.3 ? number : Math.round(5 * number) / 5;
  });
}
