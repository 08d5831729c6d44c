/**
 * Registry rows of the kernels of GMM on panels.
 */
import {
  type GmmPlan,
  gmmCorrectionsSize,
  gmmCorrectionsWork,
  gmmFlags,
  gmmProductsSize,
  gmmProductsWork,
  gmmScoresSize,
  gmmScoresWork,
  type PlanEntry,
  packPlan,
} from "../../src/engine/kernels/gmm.js";
import * as twins from "../reference/gmm.js";
import { centred, type KernelRow, type Random } from "./row.js";

/** Products of matrices against sums row by row: some hundred units of terms of size 1. */
const MULTIPLIED_OUT = 1e-12;

const T = 5;
/** Outcome, two regressors, and the third column an instrument. */
const COLUMNS = 4;
const ORDERS = 2;

/** A few units a size, some numbers missing: every combination of equations, transformations and covariances in turn. */
function problemOf(n: number, random: Random) {
  const nUnits = Math.ceil(n / 40);
  const panel = centred(COLUMNS * nUnits * T, random).map((value) => (random() < 0.1 ? Number.NaN : value));
  const plan = planOf((n & 1) === 1, (n & 2) === 2, (n % 3) as 0 | 1 | 2);
  return { nUnits, plan, packed: packPlan(plan), panel };
}

/** Lags of the outcome by period, one of its differences for the levels, and a variable for both equations. */
function planOf(orthogonal: boolean, levels: boolean, covariance: 0 | 1 | 2): GmmPlan {
  const slots: PlanEntry[][] = Array.from({ length: 2 * T }, () => []);
  let instrument = 0;
  for (let t = 2; t < T; t++) {
    for (let period = 0; period <= t - 2; period++)
      slots[t]!.push({ instrument: instrument++, kind: 0, variable: 0, period });
    slots[T + t]!.push({ instrument: instrument++, kind: 1, variable: 0, period: t - 1 });
  }
  for (let t = 0; t < T; t++) {
    slots[t]!.push({ instrument, kind: orthogonal ? 2 : 1, variable: 1, period: t });
    slots[T + t]!.push({ instrument, kind: 0, variable: 1, period: t });
  }
  return {
    ...{ nPeriods: T, columns: [0, 1, 2], asIs: [false, false, !orthogonal], variables: [0, 3], needed: [0, 1] },
    ...{ nInstruments: instrument + 1, levels, orthogonal, covariance, slots },
  };
}

export const gmmRows: readonly KernelRow[] = [
  {
    name: "gmmProducts",
    family: "gmm",
    cost: "O(N T L^2)",
    twin: twins.gmmProducts,
    problem: (n, random) => {
      const { nUnits, plan, packed, panel } = problemOf(n, random);
      const [sums, work] = [new Float64Array(gmmProductsSize(plan)), new Float64Array(gmmProductsWork(plan))];
      const [counts, flags] = [new Uint32Array(2 * nUnits), new Uint32Array(gmmFlags(plan))];
      return [nUnits, 0, nUnits, packed, panel, sums, counts, work, flags];
    },
    bound: MULTIPLIED_OUT,
  },
  {
    name: "gmmScores",
    family: "gmm",
    cost: "O(N (T k + L^2))",
    twin: twins.gmmScores,
    problem: (n, random) => {
      const { nUnits, plan, packed, panel } = problemOf(n, random);
      const [sums, work] = [new Float64Array(gmmScoresSize(plan, ORDERS)), new Float64Array(gmmScoresWork(plan))];
      const combination = centred(3, random);
      const flags = new Uint32Array(gmmFlags(plan));
      return [nUnits, ORDERS, (n >> 2) & 1, 0, nUnits, packed, panel, combination, sums, work, flags];
    },
    bound: MULTIPLIED_OUT,
  },
  {
    name: "gmmCorrections",
    family: "gmm",
    cost: "O(N T k L)",
    twin: twins.gmmCorrections,
    problem: (n, random) => {
      const { nUnits, plan, packed, panel } = problemOf(n, random);
      const [sums, work] = [new Float64Array(gmmCorrectionsSize(plan)), new Float64Array(gmmCorrectionsWork(plan))];
      const [combination, u] = [centred(3, random), centred(plan.nInstruments, random)];
      return [nUnits, 0, nUnits, packed, panel, combination, u, sums, work, new Uint32Array(gmmFlags(plan))];
    },
    bound: MULTIPLIED_OUT,
  },
];
