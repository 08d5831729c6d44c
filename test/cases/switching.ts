/**
 * Registry rows of the switching kernels: panels of seven periods with gaps, units of one cluster together.
 */
import * as twins from "../reference/switching.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** Kernel and twin do the same operations in the same order. */
const SAME_ORDER = 0;
const [PERIODS, SETS, LEVELS, COHORTS] = [7, 3, 2, 5];
/** Covariates, powers of the baseline dose, directions. */
const [P, K, H] = [2, 1, 2];

function panelOf(n: number, random: Random) {
  const size = n * PERIODS;
  const cluster = Uint32Array.from({ length: n }, (_, u) => Math.floor(u / 2));
  const nClusters = Math.ceil(n / 2);
  const first = Uint32Array.from({ length: n }, () => 1 + Math.floor(random() * PERIODS));
  return {
    ...{ size, cluster, nClusters, first, weighted: n % 2 },
    y: centred(size, random).map((value) => (random() < 0.1 ? Number.NaN : value)),
    w: Float64Array.from({ length: size }, () => 0.1 + random()),
    until: first.map((period, u) => (u % 5 === 4 ? 0 : period)),
    direction: Uint32Array.from(first, (period, u) => (period === PERIODS ? 0 : 1 + (u % 2))),
    set: randomCodes(n, SETS, random),
    level: Uint32Array.of(0, 1, 1),
    cohort: randomCodes(n, COHORTS, random),
    counts: Float64Array.from({ length: nClusters }, () => Math.floor(random() * 3)),
    x: centred(P * size, random),
    powers: centred(K * n, random),
  };
}

const [CELLS, WIDTH] = [SETS * PERIODS, P + K * PERIODS];

export const switchingRows: readonly KernelRow[] = [
  {
    name: "switchingSums",
    family: "switching",
    cost: "O(n)",
    twin: twins.switchingSums,
    problem: (n, random) => {
      const { y, w, counts, until, first, direction, set, cohort, cluster, weighted } = panelOf(n, random);
      const allowed = Uint8Array.from({ length: n }, () => Number(random() < 0.9));
      return [
        ...[n, PERIODS, SETS, COHORTS, 1 + (n % 2), (n >> 1) % 2, weighted],
        ...[y, w, counts, until, first, direction, set, cohort, cluster, allowed],
        ...[new Float64Array(12 * CELLS), new Float64Array(4 * COHORTS), new Uint8Array(n)],
        new Uint32Array(3 * CELLS + COHORTS),
      ];
    },
    bound: SAME_ORDER,
  },
  {
    name: "switchingInfluence",
    family: "switching",
    cost: "O(n)",
    twin: twins.switchingInfluence,
    problem: (n, random) => {
      const { y, w, until, first, direction, set, cohort, cluster, weighted, size, nClusters } = panelOf(n, random);
      // flags of units whose change is in the panel
      const flags = Uint8Array.from(first, (period, u) =>
        Number(period < PERIODS && !Number.isNaN(y[u * PERIODS + period]!)),
      );
      const live = Uint8Array.from({ length: CELLS }, () => Number(random() < 0.8));
      return [
        ...[n, PERIODS, 1, 0, weighted, y, w, until, first, direction, set, cohort, cluster, flags, live],
        ...[centred(CELLS, random), centred(CELLS, random), centred(COHORTS, random), centred(COHORTS, random)],
        ...[new Uint8Array(size), centred(nClusters, random)],
      ];
    },
    bound: SAME_ORDER,
  },
  {
    name: "switchingMoments",
    family: "switching",
    cost: "O(n k^2)",
    twin: twins.switchingMoments,
    problem: (n, random) => {
      const { y, x, powers, w, counts, first, set, level, cluster, weighted } = panelOf(n, random);
      return [
        ...[n, PERIODS, SETS, LEVELS, P, K, weighted, y, x, powers, w, counts, first, set, level, cluster],
        ...[new Float64Array((P + K + 3) * CELLS), new Float64Array(LEVELS * (WIDTH + 1) ** 2)],
        new Float64Array(P + K + 1),
      ];
    },
    bound: SAME_ORDER,
  },
  {
    name: "switchingResiduals",
    family: "switching",
    cost: "O(n k)",
    twin: twins.switchingResiduals,
    problem: (n, random) => {
      const { y, x, powers, set, level, size } = panelOf(n, random);
      const theta = centred(LEVELS * WIDTH, random);
      return [n, PERIODS, P, K, y, x, powers, set, level, theta, new Float64Array(size)];
    },
    bound: SAME_ORDER,
  },
  {
    name: "switchingScores",
    family: "switching",
    cost: "O(n k)",
    twin: twins.switchingScores,
    problem: (n, random) => {
      const { y, x, powers, w, first, set, level, cluster, weighted, nClusters } = panelOf(n, random);
      return [
        ...[n, PERIODS, LEVELS, nClusters, P, K, H, weighted, y, x, powers, w, first, set, level, cluster],
        ...[centred((P + K + 3) * CELLS, random), centred(LEVELS * WIDTH, random), centred(CELLS, random)],
        ...[centred(H * LEVELS * WIDTH, random), centred(nClusters * H, random), new Float64Array(P + K + 1)],
      ];
    },
    bound: SAME_ORDER,
  },
];
