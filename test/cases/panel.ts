/**
 * Registry rows of the panel kernels.
 */
import { PAIR_CORRELATIONS_WIDTH, PAIR_CORRELATIONS_WORK } from "../../src/engine/kernels/panel.js";
import * as twins from "../reference/panel.js";
import { centred, type KernelRow, randomCodes } from "./row.js";

/** Kernel and twin do the same operations in the same order. */
const SAME_ORDER = 0;
/** Periods of the panels of pairs. */
const PERIODS = 9;

export const panelRows: readonly KernelRow[] = [
  {
    name: "rowDifferences",
    family: "panel",
    cost: "O(n)",
    twin: twins.rowDifferences,
    problem: (n, random) => {
      const m = n >> 1;
      const rows = () => randomCodes(m, n, random);
      return [m, n, rows(), rows(), centred(n, random), new Float64Array(m)];
    },
    bound: SAME_ORDER,
  },
  {
    name: "subtractLevels",
    family: "panel",
    cost: "O(n)",
    twin: twins.subtractLevels,
    problem: (n, random) => {
      const nLevels = Math.ceil(n / 7) + 1;
      return [n, nLevels, randomCodes(n, nLevels, random), centred(nLevels, random), centred(n, random)];
    },
    bound: SAME_ORDER,
  },
  {
    name: "pairCorrelations",
    family: "panel",
    cost: "O(N^2 T)",
    twin: twins.pairCorrelations,
    // units by the root of n beyond 70, so that the cost is that of n rows
    problem: (n, random) => {
      const nUnits = n <= 70 ? n : Math.ceil(Math.sqrt(n));
      const stride = 4 * Math.ceil(nUnits / 4);
      const [e, seen] = [new Float64Array(PERIODS * stride), new Float64Array(PERIODS * stride)];
      for (let t = 0; t < PERIODS; t++) {
        for (let unit = 0; unit < nUnits; unit++) {
          // one in four is missing; every eleventh unit is constant
          if (random() < 0.25) continue;
          seen[t * stride + unit] = 1;
          e[t * stride + unit] = unit % 11 === 3 ? 0.1 : 2 * random() - 1;
        }
      }
      const first = nUnits >> 2;
      const out = new Float64Array(PAIR_CORRELATIONS_WIDTH * (nUnits - first));
      return [...[first, nUnits, nUnits, PERIODS, stride, e, seen], ...[out, new Float64Array(PAIR_CORRELATIONS_WORK)]];
    },
    bound: SAME_ORDER,
  },
];
