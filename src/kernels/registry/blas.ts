/**
 * Layer kernels. Registry rows of the blas kernels.
 */
import { ddotWork } from "../blas.js";
import * as twins from "../twins/blas.js";
import { centred, type KernelRow } from "./row.js";

/** Rounding of a sum of 1e4 terms of size 1, both orders: about sqrt(n) units in the last place, with room. */
const SUM = 1e-12;

export const blasRows: readonly KernelRow[] = [
  {
    name: "ddot",
    family: "blas",
    cost: "O(n)",
    twin: twins.ddot,
    problem: (n, random) => [n, centred(n, random), centred(n, random), new Float64Array(ddotWork())],
    bound: SUM,
  },
];
