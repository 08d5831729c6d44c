/**
 * Registry rows of the kernels of prices and their instruments.
 */
import { GROUP_IV_FIELDS } from "../../src/engine/kernels/instruments.js";
import * as twins from "../reference/instruments.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** The sum elsewhere is taken from both ends of a group, by the twin from one: 40 terms of size 1. */
const FROM_BOTH_ENDS = 1e-13;
/** The same operations in the same order. */
const SAME_ORDER = 0;

/** About 40 rows a group, and the last group without one. */
const groupsFor = (n: number): number => Math.ceil(n / 40) + 1;
const PARTS = 8;

/** Rows of random groups and parts, placed by both. */
function placed(n: number, random: Random) {
  const nGroups = groupsFor(n);
  const [groups, parts] = [randomCodes(n, nGroups - 1, random), randomCodes(n, PARTS, random)];
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => groups[a]! - groups[b]! || parts[a]! - parts[b]! || a - b,
  );
  const offsets = new Uint32Array(nGroups + 1);
  for (const g of groups) offsets[g + 1]!++;
  for (let g = 0; g < nGroups; g++) offsets[g + 1]! += offsets[g]!;
  return { nGroups, offsets, order, parts: order.map((row) => parts[row]!) };
}

export const instrumentsRows: readonly KernelRow[] = [
  {
    name: "leaveOutMeans",
    family: "quality",
    cost: "O(n)",
    twin: twins.leaveOutMeans,
    problem: (n, random) => {
      const { nGroups, offsets, order, parts } = placed(n, random);
      const weighted = n % 2;
      const w = weighted ? Float64Array.from({ length: n }, () => 0.1 + 1e4 * random() ** 4) : new Float64Array(0);
      const [x, out] = [centred(n, random), new Float64Array(n)];
      return [0, nGroups, weighted, offsets, order, parts, x, w, out, new Float64Array(n)];
    },
    bound: FROM_BOTH_ENDS,
  },
  {
    name: "groupIv",
    family: "quality",
    cost: "O(n)",
    twin: twins.groupIv,
    problem: (n, random) => {
      const { nGroups, offsets, order, parts } = placed(n, random);
      const z = centred(n, random);
      const p = z.map((value) => 0.7 * value + random() - 0.5);
      const q = p.map((value) => -5 * value + random() - 0.5);
      const [p0, z0] = [p.map((value) => value + 1), z.map((value) => value + 1)];
      const out = new Float64Array(nGroups * GROUP_IV_FIELDS);
      return [0, nGroups, offsets, order, parts, q, p, z, p0, z0, out];
    },
    bound: SAME_ORDER,
  },
];
