/**
 * Registry rows of the imputation kernels: panels of units of up to 9 rows, the first of which are compared with.
 */
import * as twins from "../reference/imputation.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** Kernel and twin do the same operations in the same order. */
const SAME_ORDER = 0;
/** Levels of time, cells, covariates. */
const [LEVELS, CELLS, K] = [9, 5, 2];

function panelOf(n: number, random: Random) {
  const ends: number[] = [0];
  while (ends.at(-1)! < n) ends.push(Math.min(n, ends.at(-1)! + 1 + Math.floor(random() * 9)));
  const starts = Uint32Array.from(ends);
  const [compared, e] = [new Uint8Array(n), centred(n, random)];
  for (let u = 0; u + 1 < starts.length; u++) {
    const count = Math.ceil((starts[u + 1]! - starts[u]!) * random()) || 1;
    compared.fill(1, starts[u], starts[u]! + count);
  }
  const level = randomCodes(n, LEVELS, random);
  const cell = randomCodes(n, CELLS + 2, random);
  const w = Float64Array.from({ length: n }, () => 0.1 + random());
  const residuals = e.map((value, i) => (compared[i] === 1 ? value : 0));
  return { ...{ units: starts.length - 1, starts, level, cell, compared, w }, residuals, X: centred(K * n, random) };
}

export const imputationRows: readonly KernelRow[] = [
  {
    name: "imputeOutcomes",
    family: "imputation",
    cost: "O(n)",
    twin: twins.imputeOutcomes,
    problem: (n, random) => {
      const { units, starts, level, compared, w } = panelOf(n, random);
      const [y, b] = [centred(n, random), centred(LEVELS, random)];
      return [0, units, LEVELS, n % 2, starts, level, compared, w, y, b, new Float64Array(n)];
    },
    bound: SAME_ORDER,
  },
  {
    name: "cellProjections",
    family: "imputation",
    cost: "O(n T)",
    twin: twins.cellProjections,
    problem: (n, random) => {
      const { units, starts, level, cell, compared, w, X } = panelOf(n, random);
      const out = new Float64Array((LEVELS + K) * CELLS);
      const given = [starts, level, cell, compared, w, X];
      return [...[0, units, n, LEVELS, CELLS, K, n % 2], ...given, out, new Float64Array(K)];
    },
    bound: SAME_ORDER,
  },
  {
    name: "imputedInfluence",
    family: "imputation",
    cost: "O(n C)",
    twin: twins.imputedInfluence,
    problem: (n, random) => {
      const { units, starts, level, cell, residuals, X } = panelOf(n, random);
      const B = centred((LEVELS + K) * CELLS, random);
      const given = [starts, level, cell, centred(n, random), residuals, X, B];
      return [
        ...[0, units, n, units, LEVELS, CELLS, K],
        ...given,
        new Float64Array(units * CELLS),
        new Float64Array(CELLS),
      ];
    },
    bound: SAME_ORDER,
  },
];
