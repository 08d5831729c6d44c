/**
 * Panels without an effect, for studies of size: units in clusters of unequal size, a policy that some
 * clusters adopt halfway, and errors that clusters share and that last. Knows nothing of tests.
 *
 * Cluster sizes grow as exp(2 g / G), as in MacKinnon & Webb (2017), Journal of Applied Econometrics 32(2),
 * doi:10.1002/jae.2508.
 */
import type { Category } from "../../src/base/columns.js";
import { draws, normals, shuffledOrder } from "../problems/random.js";

const SEED = 20_240_905;
const PERIODS = 10;
/** Periods from 0; the policy is there from this one on. */
const START = 5;
const SKEW = 2;
/** Standard deviation of what a cluster's units share in a period, that of a row's own error being 1, and how it lasts. */
const SHARED = 0.5;
const LASTS = 0.7;
/** Streams under SEED from here on: the control of a design, then two a replication, then the treated of each. */
const Stream = { control: 1, replications: 1000, treated: 1_000_000 } as const;

export interface SizeDesign {
  readonly nClusters: number;
  /** Clusters with the policy. */
  readonly nTreated: number;
  /** Mean number of units in a cluster. */
  readonly meanUnits: number;
}

/** The rows of a design, the same in every replication. */
export interface SizePanel extends SizeDesign {
  readonly n: number;
  readonly unit: Category;
  readonly period: Category;
  readonly cluster: Category;
  /** N(0, 1), of no effect. */
  readonly control: Float64Array;
  /** Units of each cluster, ascending. */
  readonly units: readonly number[];
}

export function sizePanel(design: SizeDesign): SizePanel {
  const { nClusters, meanUnits } = design;
  const shares = Array.from({ length: nClusters }, (_, g) => Math.exp((SKEW * (g + 1)) / nClusters));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const units = shares.map((share) => Math.max(1, Math.round((nClusters * meanUnits * share) / total)));
  const clusterOfUnit = units.flatMap((count, g) => new Array<number>(count).fill(g));
  const n = clusterOfUnit.length * PERIODS;
  const unit = Uint32Array.from({ length: n }, (_, i) => Math.floor(i / PERIODS));
  return {
    ...design,
    n,
    units,
    unit: { name: "unit", codes: unit, nLevels: clusterOfUnit.length, label: String },
    period: { name: "period", codes: Uint32Array.from(unit, (_, i) => i % PERIODS), nLevels: PERIODS, label: String },
    cluster: {
      name: "cluster",
      codes: Uint32Array.from(unit, (u) => clusterOfUnit[u]!),
      nLevels: nClusters,
      label: String,
    },
    control: normals(n, SEED, Stream.control),
  };
}

/** Clusters treated in every replication: spread evenly over the sizes. */
export const spreadTreated = ({ nClusters, nTreated }: SizeDesign): number[] =>
  Array.from({ length: nTreated }, (_, i) => Math.round(((i + 0.5) * nClusters) / nTreated - 0.5));

/** Clusters treated in replication r: drawn at random. */
export const randomTreated = ({ nClusters, nTreated }: SizeDesign, r: number): number[] =>
  Array.from(shuffledOrder(nClusters, SEED, Stream.treated + r).subarray(0, nTreated));

/** 1 in treated clusters from the policy's start on. */
export function treatment({ cluster, period }: SizePanel, treated: readonly number[]): Float64Array {
  const isTreated = new Set(treated);
  return Float64Array.from(cluster.codes, (g, i) => (isTreated.has(g) && period.codes[i]! >= START ? 1 : 0));
}

/** The outcome of replication r: errors alone, those shared an autoregression of first order in each cluster. */
export function outcome({ n, nClusters, cluster, period }: SizePanel, r: number): Float64Array {
  const y = normals(n, SEED, Stream.replications + 2 * r);
  const { normal } = draws(SEED, Stream.replications + 2 * r + 1);
  const shared = new Float64Array(nClusters * PERIODS);
  for (let i = 0; i < shared.length; i++) {
    const fresh = SHARED * normal(i);
    shared[i] = i % PERIODS === 0 ? fresh : LASTS * shared[i - 1]! + Math.sqrt(1 - LASTS * LASTS) * fresh;
  }
  for (let i = 0; i < n; i++) y[i] = y[i]! + shared[cluster.codes[i]! * PERIODS + period.codes[i]!]!;
  return y;
}
