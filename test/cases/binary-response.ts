/**
 * Registry row of the pass over binary outcomes.
 */
import { binaryPassWork, binarySums } from "../../src/engine/kernels/irls.js";
import * as twins from "../reference/binary-response.js";
import { columnsFor, strided } from "./blas.js";
import { centred, type KernelRow } from "./row.js";

/** Rounding of sums of 1e4 terms of size 1, and of the twin's own tails. */
const SUM = 1e-12;

export const binaryResponseRows: readonly KernelRow[] = [
  {
    name: "binaryPass",
    family: "glm",
    cost: "O(n k^2)",
    twin: twins.binaryPass,
    problem: (n, random) => {
      const k = columnsFor(n);
      const { stride, X } = strided(n, k, random);
      const y = Float64Array.from({ length: n }, () => (random() < 0.4 ? 1 : 0));
      const w = Float64Array.from({ length: n }, () => (random() < 0.1 ? 0 : 2 * random()));
      const beta = centred(k, random).map((value) => (1 + (n % 4)) * value);
      const out = [new Float64Array(binarySums(k)), new Float64Array(n), new Float64Array(n)];
      return [
        n,
        stride,
        k,
        (n >> 1) & 1,
        n & 1,
        (n >> 2) & 1,
        X,
        y,
        w,
        beta,
        ...out,
        new Float64Array(binaryPassWork(n, k)),
      ];
    },
    bound: SUM,
  },
];
