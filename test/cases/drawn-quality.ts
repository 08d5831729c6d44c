/**
 * Registry rows of the kernels of quality in a draw.
 */
import { drawnRowsWork, WEIGHTED_IV_FIELDS } from "../../src/engine/kernels/quality.js";
import * as twins from "../reference/drawn-quality.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** The same operations in the same order. */
const SAME_ORDER = 0;

/** Times drawn: mostly 0, 1 and 2. */
const times = (n: number, random: Random): Float64Array =>
  Float64Array.from({ length: n }, () => Math.floor(4 * random() ** 2));

export const drawnQualityRows: readonly KernelRow[] = [
  {
    name: "drawnRows",
    family: "resample",
    cost: "O(q n)",
    twin: twins.drawnRows,
    problem: (n, random) => {
      const nClusters = Math.ceil(n / 8) + 1;
      // about three rows a level, so that some are alone and their going leaves others alone
      const levels = Uint32Array.of(Math.ceil(n / 3) + 1, Math.ceil(n / 4) + 1);
      const codes = Uint32Array.of(...randomCodes(n, levels[0]!, random), ...randomCodes(n, levels[1]!, random));
      const work = drawnRowsWork(levels);
      return [
        ...[n, 2, nClusters, n % 2, levels, codes, randomCodes(n, nClusters, random), times(nClusters, random)],
        ...[new Float64Array(n), new Uint32Array(work / 2), new Uint32Array(work)],
      ];
    },
    bound: SAME_ORDER,
  },
  {
    name: "weightedGroupIv",
    family: "quality",
    cost: "O(n)",
    twin: twins.weightedGroupIv,
    problem: (n, random) => {
      const nGroups = Math.ceil(n / 40) + 1;
      const groups = randomCodes(n, nGroups - 1, random);
      const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => groups[a]! - groups[b]! || a - b);
      const offsets = new Uint32Array(nGroups + 1);
      for (const g of groups) offsets[g + 1]!++;
      for (let g = 0; g < nGroups; g++) offsets[g + 1]! += offsets[g]!;
      const columns = Array.from({ length: 5 }, () => centred(n, random));
      const out = new Float64Array(nGroups * WEIGHTED_IV_FIELDS);
      return [0, nGroups, offsets, order, times(n, random), ...columns, out];
    },
    bound: SAME_ORDER,
  },
  {
    name: "drawnQuality",
    family: "quality",
    cost: "O(n)",
    twin: twins.drawnQuality,
    problem: (n, random) => {
      const nGroups = Math.ceil(n / 40) + 1;
      const sigma = Float64Array.from({ length: nGroups }, () => (random() < 0.1 ? Number.NaN : 1.5 + 9 * random()));
      const value = Float64Array.from({ length: n }, () => 0.1 + 1e4 * random() ** 4);
      const [q, p, groups] = [centred(n, random), centred(n, random), randomCodes(n, nGroups, random)];
      const out = [new Float64Array(n), new Float64Array(n)];
      return [n, nGroups, q, p, groups, sigma, times(n, random), value, ...out];
    },
    bound: SAME_ORDER,
  },
];
