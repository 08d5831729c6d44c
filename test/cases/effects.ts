/**
 * Registry rows of the effects kernels.
 */
import * as twins from "../reference/effects.js";
import { csrOffsets, csrOrder } from "../reference/groups.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** Numbers are made in the same order on both sides, or are whole. */
const EXACT = 0;

/** Rows by level, as offsets and order. */
function rowsByLevel(codes: Uint32Array, nLevels: number): [Uint32Array, Uint32Array] {
  const [offsets, order] = [new Uint32Array(nLevels + 1), new Uint32Array(codes.length)];
  csrOffsets({ n: codes.length, nLevels, codes, offsets });
  csrOrder({ n: codes.length, nLevels, codes, offsets, order, cursor: new Uint32Array(nLevels) });
  return [offsets, order];
}

const wholeNumbers = (n: number, random: Random): Float64Array =>
  Float64Array.from({ length: n }, () => Math.floor(2000 * random()) - 1000);

export const effectsRows: readonly KernelRow[] = [
  {
    name: "addLevels",
    family: "effects",
    cost: "O(n)",
    twin: twins.addLevels,
    problem: (n, random) => {
      const nLevels = Math.ceil(n / 5);
      const codes = randomCodes(n, nLevels, random);
      return [
        n,
        nLevels,
        n % 2,
        n % 3 === 0 ? -1 : 1,
        codes,
        centred(nLevels, random),
        ...[1, 2].map(() => centred(n, random)),
      ];
    },
    bound: EXACT,
  },
  {
    name: "labelLevels",
    family: "effects",
    cost: "O(n + L)",
    twin: twins.labelLevels,
    problem: (n, random) => {
      const nLevels = Math.ceil(n / 2);
      return [n, nLevels, randomCodes(n, nLevels, random), randomCodes(n, 9, random), randomCodes(nLevels, 9, random)];
    },
    bound: EXACT,
  },
  {
    name: "propagateLevels",
    family: "effects",
    cost: "O(n + L)",
    twin: twins.propagateLevels,
    problem: (n, random) => {
      // two rows a level: many components, some of them long chains
      const nLevels = Math.ceil(n / 2);
      const codes = [1, 2].map(() => randomCodes(n, nLevels, random));
      const coefs = [1, 2].map(() => wholeNumbers(nLevels, random));
      const sums = Float64Array.from({ length: n }, (_, i) => coefs[0]![codes[0]![i]!]! + coefs[1]![codes[1]![i]!]!);
      return [
        ...[n, nLevels, nLevels, ...codes, sums, ...codes.flatMap((one) => rowsByLevel(one, nLevels))],
        ...[new Float64Array(nLevels), new Float64Array(nLevels)],
        ...[new Uint32Array(nLevels), new Uint32Array(nLevels), new Uint32Array(2 * nLevels)],
      ];
    },
    bound: EXACT,
  },
  {
    name: "rowDots",
    family: "effects",
    cost: "O(n k)",
    twin: twins.rowDots,
    problem: (n, random) => {
      const [k, stride] = [1 + (n % 4), n + 3];
      return [n, stride, k, ...[1, 2].map(() => centred(k * stride, random)), new Float64Array(n)];
    },
    bound: EXACT,
  },
];
