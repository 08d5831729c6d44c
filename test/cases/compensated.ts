/**
 * Registry rows of the compensated kernels.
 */
import { compensatedProductsWork } from "../../src/engine/kernels/blas.js";
import * as twins from "../reference/compensated.js";
import { columnsFor, strided } from "./blas.js";
import { centred, type KernelRow, type Random } from "./row.js";

/** Rounding of the twins' sums of 1e4 terms of size 1. */
const SUM = 1e-12;
/** Rounding of the twins' sums over at most 11 columns. */
const COLUMNS = 1e-14;

/** Low parts as large as those of numbers of size 1 can be. */
const lowParts = (n: number, random: Random) => centred(n, random).map((value) => value * 2 ** -54);

export const compensatedRows: readonly KernelRow[] = [
  {
    name: "compensatedProducts",
    family: "blas",
    cost: "O(n k^2)",
    twin: twins.compensatedProducts,
    problem: (n, random) => {
      const k = columnsFor(n);
      const { stride, X } = strided(n, k, random);
      const work = new Float64Array(compensatedProductsWork(n, k));
      return [n, stride, k, (n >> 1) & 1, X, lowParts(X.length, random), new Float64Array(2 * k * k), work];
    },
    bound: SUM,
  },
  {
    name: "compensatedResiduals",
    family: "blas",
    cost: "O(n k)",
    twin: twins.compensatedResiduals,
    problem: (n, random) => {
      const k = columnsFor(n);
      const { stride, X } = strided(n, k, random);
      const [low, y, yLow] = [lowParts(X.length, random), centred(n, random), lowParts(n, random)];
      const [beta, betaLow] = [centred(k, random), lowParts(k, random)];
      return [n, stride, k, (n >> 1) & 1, X, low, y, yLow, beta, betaLow, new Float64Array(n)];
    },
    bound: COLUMNS,
  },
];
