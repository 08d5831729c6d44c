/**
 * How often tests of 5% reject a policy without effect that few of many unlike clusters adopt: clusters of 4 to 400 rows, of which the smallest or
 * the largest are treated, with errors 0.5 to 3 times those of the others. A replication is a function of its number, so that a study goes on
 * where another ended.
 *
 * Rows before and after the policy's start are alike but for their errors: each cluster is a row of means before and one after, weighted by
 * its rows, which leaves the estimate, scores by cluster and so every test as they are of the rows.
 */
import type { Engine, F64Block, Scope } from "../../src/engine/kernels/engine.js";
import { pt } from "../../src/engine/kernels/math.js";
import { wildDraws, wildTest } from "../../src/regression/cluster-bootstrap/wild.js";
import type { WildSpec, WildType } from "../../src/regression/cluster-bootstrap/wild-spec.js";
import { wildPValue } from "../../src/regression/cluster-bootstrap/wild-statistic.js";
import { clusterMoments } from "../../src/regression/moments/compute.js";
import { normals } from "../problems/random.js";

const LEVEL = 0.05;
const SEED = 20_261_203;
const DRAWS = 199;
/** Rows of the smallest and of the largest cluster; sizes between them grow by one ratio. */
const [LEAST_ROWS, MOST_ROWS] = [4, 400];
/** Standard deviation of what the rows of a cluster share before and after the start, that of a row's own error being 1. */
const SHARED = 0.6;

/** From two on: where one is treated, nothing but its own error tells of the effect. */
const TREATED = [2, 3, 4, 5, 6, 7, 8, 9, 10, 12] as const;
export const POSITIONS = ["smallest", "largest"] as const;
const CLUSTERS = [20, 40, 100] as const;
const ERRORS = [0.5, 1, 3] as const;

export interface FewClustersDesign {
  readonly clusters: number;
  readonly treated: number;
  readonly which: (typeof POSITIONS)[number];
  /** Errors of treated clusters as a multiple of those of the others. */
  readonly errors: number;
}

/** No more than half of the clusters are treated: beyond, those untreated are the few. */
export const fewClustersDesigns: readonly FewClustersDesign[] = CLUSTERS.flatMap((clusters) =>
  POSITIONS.flatMap((which) =>
    ERRORS.flatMap((errors) =>
      TREATED.filter((treated) => treated <= clusters / 2).map((treated) => ({ clusters, treated, which, errors })),
    ),
  ),
);

export const FEW_CLUSTERS_TESTS = ["t(G-1)", "t(G*-1)", "WCR-11", "WCR-33"] as const;
export type FewClustersTest = (typeof FEW_CLUSTERS_TESTS)[number];

/** Rejections by test among the replications made. */
export interface FewClustersSize extends FewClustersDesign {
  /** G*, of the policy's variation over clusters. */
  readonly effective: number;
  readonly draws: number;
  readonly replications: number;
  readonly rejected: Readonly<Record<FewClustersTest, number>>;
}

export const noReplication = (design: FewClustersDesign): FewClustersSize => ({
  ...design,
  effective: effectiveOf(meanRows(design)),
  draws: DRAWS,
  replications: 0,
  rejected: { "t(G-1)": 0, "t(G*-1)": 0, "WCR-11": 0, "WCR-33": 0 },
});

/** With `count` replications more. */
export function moreReplications(engine: Engine, before: FewClustersSize, count: number): FewClustersSize {
  const panel = meanRows(before);
  const rejected = { ...before.rejected };
  for (let r = before.replications; r < before.replications + count; r++) {
    const p = engine.scope((scope) => pValues(engine, scope, panel, before, r));
    for (const test of FEW_CLUSTERS_TESTS) if (p[test] < LEVEL) rejected[test]++;
  }
  return { ...before, replications: before.replications + count, rejected };
}

/** Rows of means, two a cluster, the later at odd places; treated clusters stand first. */
export interface MeanRows {
  readonly G: number;
  /** Rows that each row of means stands for. */
  readonly weights: Float64Array;
  readonly did: Float64Array;
  readonly cluster: Uint32Array;
  readonly after: Uint32Array;
}

export function meanRows({ clusters: G, treated, which }: FewClustersDesign): MeanRows {
  const ascending = Array.from({ length: G }, (_, g) => LEAST_ROWS * (MOST_ROWS / LEAST_ROWS) ** (g / (G - 1)));
  const sizes = which === "smallest" ? ascending : ascending.reverse();
  const cluster = Uint32Array.from({ length: 2 * G }, (_, i) => Math.floor(i / 2));
  const after = cluster.map((_, i) => i % 2);
  return {
    ...{ G, cluster, after },
    weights: Float64Array.from(cluster, (g) => Math.round(sizes[g]! / 2)),
    did: Float64Array.from(cluster, (g, i) => (g < treated ? after[i]! : 0)),
  };
}

/** One over the sum of squared shares of the policy's variation; net of both effects it is half of w (d - mean of d)^2 in a cluster. */
function effectiveOf({ G, weights, did }: MeanRows): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  const own = Array.from({ length: G }, (_, g) => ({ weight: weights[2 * g]!, d: did[2 * g + 1]! }));
  const mean = own.reduce((sum, { weight, d }) => sum + weight * d, 0) / total;
  const variation = own.map(({ weight, d }) => weight * (d - mean) ** 2);
  const all = variation.reduce((sum, value) => sum + value, 0);
  return 1 / variation.reduce((sum, value) => sum + (value / all) ** 2, 0);
}

/** Where the streams of a design begin: no two designs share one. */
const streamOf = ({ clusters, treated, which, errors }: FewClustersDesign): number =>
  1e5 * (400 * clusters + 14 * treated + 7 * POSITIONS.indexOf(which) + 2 * errors);

/** Errors of a cluster's rows before or after: what they share, and the mean of their own. */
function outcomeInto(block: F64Block, { weights, cluster }: MeanRows, design: FewClustersDesign, r: number): void {
  const n = weights.length;
  const y = block.part(n, n).view();
  const drawn = normals(2 * n, SEED, streamOf(design) + r);
  for (let i = 0; i < n; i++) {
    const error = SHARED * drawn[i]! + drawn[n + i]! / Math.sqrt(weights[i]!);
    y[i] = cluster[i]! < design.treated ? design.errors * error : error;
  }
}

function pValues(
  engine: Engine,
  scope: Scope,
  panel: MeanRows,
  design: FewClustersSize,
  r: number,
): Readonly<Record<FewClustersTest, number>> {
  const { G, weights, did, cluster, after } = panel;
  const n = weights.length;
  const columns = scope.f64(2 * n);
  columns.part(0, n).view().set(did);
  outcomeInto(columns, panel, design, r);
  const clusters = { name: "cluster", codes: cluster, nLevels: G, label: String };
  const moments = clusterMoments(engine, scope, {
    ...{ columns, nRows: n, nRegressors: 1, clusters, weights, periods: null },
    effects: [clusters, { name: "after", codes: after, nLevels: 2, label: String }],
  });
  if ("refused" in moments) throw new Error(moments.refused);
  const cells = { ...clusters, codes: Uint32Array.from({ length: G }, (_, g) => g) };
  const rows = weights.reduce((sum, weight) => sum + weight, 0);
  const test = (type: WildType) => {
    const factor = type === "33" ? (G - 1) / G : ((G / (G - 1)) * (rows - 1)) / (rows - 3);
    const errorClusters = [{ clusters: cells, sign: 1, factor }] as const;
    const spec: WildSpec = { type, imposeNull: true, errorClusters, bootClusters: cells, atValueAlone: true };
    const made = wildTest(engine, scope, moments, { columns: [0], values: [0] }, spec);
    const draws = wildDraws(engine, made, { first: 0, count: DRAWS, kind: "rademacher", seed: r });
    return { t: -Math.abs(made.statistic), p: wildPValue(made, draws, "count").symmetric };
  };
  const [plain, jackknife] = [test("11"), test("33")];
  return {
    "t(G-1)": 2 * pt(engine, plain.t, G - 1),
    "t(G*-1)": 2 * pt(engine, plain.t, design.effective - 1),
    "WCR-11": plain.p,
    "WCR-33": jackknife.p,
  };
}
