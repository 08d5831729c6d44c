/**
 * Registry row of the kernel of effects' leverages. Odd n is weighted, with some weights 0; the number of
 * effects beside the ordered one runs through 1..3.
 */
import { effectLeveragesWork } from "../../src/engine/kernels/demean.js";
import * as twins from "../reference/effect-leverages.js";
import * as groups from "../reference/groups.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** Rounding of quadratic forms of some hundred terms of size 1. */
const FORM = 1e-11;

/** A symmetric matrix of numbers on [-1, 1), rows `stride` apart. */
function symmetric(m: number, stride: number, random: Random): Float64Array {
  const M = centred(m * stride, random);
  for (let a = 0; a < m; a++) for (let b = 0; b < a; b++) M[a * stride + b] = M[b * stride + a]!;
  return M;
}

export const effectLeveragesRows: readonly KernelRow[] = [
  {
    name: "effectLeverages",
    family: "demean",
    cost: "O(sum of levels met^2)",
    twin: twins.effectLeverages,
    problem: (n, random) => {
      const p = 1 + (n % 3);
      const each = Math.min(8, Math.max(1, n));
      const [nLevels, nGroups] = [p * each, Math.ceil(n / 9)];
      const offsets = new Uint32Array(nGroups + 1);
      groups.csrOffsets({ n, nLevels: nGroups, codes: randomCodes(n, nGroups, random).sort(), offsets });
      const codes = randomCodes(n * p, each, random).map((level, i) => level + each * Math.floor(i / n));
      const weighted = n % 2;
      const w = Float64Array.from({ length: weighted * n }, (_, i) => (i % 9 === 4 ? 0 : 0.5 + random()));
      const [low, high] = nGroups > 4 ? [1, nGroups - 1] : [0, nGroups];
      const stride = nLevels + 2;
      const size = effectLeveragesWork(nLevels);
      const scratch = [new Float64Array(size.f64), new Uint32Array(size.u32)] as const;
      const M = symmetric(nLevels, stride, random);
      return [n, low, high, nLevels, stride, p, weighted, offsets, codes, w, M, new Float64Array(n), ...scratch];
    },
    bound: FORM,
  },
];
