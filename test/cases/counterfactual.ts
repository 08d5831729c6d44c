/**
 * Registry row of the fits of untreated cells: units by six periods with a strong factor, a cell of every other unit left out.
 */

import { counterfactualFitsWork } from "../../src/engine/kernels/counterfactual.js";
import * as twins from "../reference/counterfactual.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

const [T, GROUPS] = [6, 3];
/** Steps are mixed in one and not in the other: they end where a step moves cells by so little, times what is left of the way. */
const FIXED_POINT = 1e-8;
const TOLERANCE = 1e-13;

function panelOf(n: number, random: Random) {
  const N = Math.floor(n / T);
  // a covariate, where there are units enough to tell it apart
  const k = N > 20 ? n % 2 : 0;
  const cells = T * N;
  const [factor, loading] = [centred(T, random), centred(N, random)];
  const [alpha, xi, noise] = [centred(N, random), centred(T, random), centred(cells, random)];
  const X = centred(k * cells, random);
  const Y = Float64Array.from({ length: cells }, (_, at) => {
    const [i, t] = [Math.floor(at / T), at % T];
    return alpha[i]! + xi[t]! + 3 * loading[i]! * factor[t]! + 0.1 * noise[at]! + (k === 1 ? X[at]! : 0);
  });
  // one cell of every other unit: each keeps enough to know its loading
  const used = Uint8Array.from({ length: cells }, (_, at) => {
    const [i, t] = [Math.floor(at / T), at % T];
    return Number(i % 2 === 0 || t !== (i >> 1) % T);
  });
  return { N, k, cells, X, Y, used };
}

export const counterfactualRows: readonly KernelRow[] = [
  {
    name: "counterfactualFits",
    family: "counterfactual",
    cost: "O(N T^2)",
    twin: twins.counterfactualFits,
    problem: (n, random) => {
      const { N, k, cells, X, Y, used } = panelOf(n, random);
      const missing = used.reduce((sum, one) => sum + 1 - one, 0);
      // a factor where there are units enough to know it; the other problem shrinks
      const [ranks, thresholds] = [
        Uint32Array.of(0, N > 20 ? 1 : 0),
        Float64Array.of(N > 20 ? 0.02 : 0.2, N > 20 ? -1 : 0.3),
      ];
      const w = Float64Array.from({ length: N }, () => 0.5 + random());
      const labels = randomCodes(cells, GROUPS + 1, random);
      const q = Math.min(T, N);
      return [
        ...[2, T, N, k, 3, 0, TOLERANCE, 20_000, missing, 1, GROUPS, 0, 0, 0, 0],
        ...[Y, used, X, w, w, ranks, thresholds, labels, new Float64Array(cells), new Float64Array(k)],
        ...[new Uint32Array(2), new Float64Array(2 * k)],
        ...[new Float64Array(2 * GROUPS), new Float64Array(2 * GROUPS), new Float64Array(2 * GROUPS)],
        ...[new Float64Array(cells), new Float64Array(T), new Float64Array(q), new Float64Array(T * q)],
        new Float64Array(counterfactualFitsWork(T, N, k, missing)),
      ];
    },
    bound: FIXED_POINT,
  },
];
