/**
 * Sigma estimated from the rows: ln q on ln p with the effects of the demand equation taken out, by 2SLS
 * with the price elsewhere as instrument, or by least squares, for all rows or in every group by itself. The kernel makes
 * the sums of every group in one pass; here they become estimates, errors and first stages.
 * Sources: Khandelwal (2010), Review of Economic Studies 77(4), doi:10.1111/j.1467-937X.2010.00602.x; errors by Liang &
 * Zeger (1986), Biometrika 73(1), doi:10.1093/biomet/73.1.13, with the small-sample factor that is fixest's default.
 */
import { type Category, MISSING_CODE } from "../../../base/columns.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { type GroupIv, groupIv } from "../../../engine/kernels/instruments.js";
import { qt } from "../../../engine/kernels/math.js";
import { clusterFactor, countK, FIXEST } from "../../../regression/variance/ssc.js";
import { ABSORBED_SQUARES, type Demeaned, demeanColumns, logDemand } from "../demand.js";
import type { Keys } from "../options.js";
import type { Sample } from "../sample.js";
import { placeRows } from "./instrument.js";
import type { EstimatedSigma } from "./plan-sigma.js";

// Parameters of a regression of its own in every group: levels of the crossed effects that lie in it, and whether they
// are nested in clusters there, as a regression on the group's rows would count them. Knows nothing of sigma.

/** One group of n rows. */
export const pooled = (n: number): Category => ({
  name: "pooled",
  codes: new Uint32Array(n),
  nLevels: 1,
  label: () => "pooled",
});

/** The group each level of a crossed effect lies in. */
export function groupOfLevels(effect: Category, groups: Category): Uint32Array {
  const group = new Uint32Array(effect.nLevels);
  for (let i = 0; i < effect.codes.length; i++) group[effect.codes[i]!] = groups.codes[i]!;
  return group;
}

/** Levels in each of `nGroups` groups; with `counts` of rows by level, levels that have rows. */
export function levelsInGroups(groupOf: Uint32Array, nGroups: number, counts?: Uint32Array): Uint32Array {
  const levels = new Uint32Array(nGroups);
  for (let l = 0; l < groupOf.length; l++) if (counts === undefined || counts[l]! > 0) levels[groupOf[l]!]!++;
  return levels;
}

/** 1 for groups in which every level of a crossed effect lies in one cluster. */
export function nestedByGroup(effect: Category, groups: Category, clusters: Category): Uint8Array {
  const clusterOf = new Uint32Array(effect.nLevels).fill(MISSING_CODE);
  const nested = new Uint8Array(groups.nLevels).fill(1);
  for (let i = 0; i < effect.codes.length; i++) {
    const [level, cluster] = [effect.codes[i]!, clusters.codes[i]!];
    if (clusterOf[level] === MISSING_CODE) clusterOf[level] = cluster;
    else if (clusterOf[level] !== cluster) nested[groups.codes[i]!] = 0;
  }
  return nested;
}

/** K of group `g` by fixest's rule, one slope; `nested[e]` is null where errors are not clustered. */
export function parametersOf(
  g: number,
  effects: readonly Keys[],
  levels: readonly Uint32Array[],
  nested: readonly (Uint8Array | null)[],
): number {
  const counted = levels.map((perGroup, e) => ({
    name: effects[e]!.written,
    levels: perGroup[g]!,
    nested: nested[e]?.[g] === 1,
  }));
  return countK(FIXEST, { slopes: 1, effects: counted, rank: { value: 0, exact: false } }).K;
}

/** A coefficient with its error; NaN where there are no degrees of freedom, or one cluster. */
export interface Estimate {
  readonly estimate: number;
  readonly std_error: number;
}

/** How an elasticity came out. */
export type SigmaStatus = "estimated" | "weak" | "not_above_one" | "not_estimable";

/** The elasticity of one group. */
export interface SigmaOfGroup {
  readonly status: SigmaStatus;
  readonly n: number;
  /** Clusters; null where errors are not clustered. */
  readonly nClusters: number | null;
  /** Sigma = minus the price coefficient; NaN where it is not estimable. */
  readonly sigma: number;
  readonly std_error: number;
  readonly conf_low: number;
  readonly conf_high: number;
  /** Least squares on the same rows: minus the price coefficient. */
  readonly ols: Estimate;
  /** ln p on the instrument; null for sigma by least squares. */
  readonly firstStage: (Estimate & { readonly F: number }) | null;
}

/** Sums sigma is made of, by its groups, of columns without their effects. */
export interface SigmaSums {
  readonly groups: { readonly nLevels: number; label(group: number): string };
  readonly sums: readonly GroupIv[];
  /** Parameters of each group's regression, as its errors count them. */
  readonly parameters: readonly number[];
}

/** Sums of rows in memory, with the demeaned columns [ln q, ln p, ...] of the sample. */
export interface ColumnSums extends SigmaSums {
  readonly groups: Category;
  readonly demeaned: Demeaned;
  readonly sample: Sample;
}

/**
 * Sums of the sample, whose rows all have an instrument where sigma is by IV. `effects` are crossed with the groups where there are
 * any.
 */
export function sigmaSums(
  engine: Engine,
  sample: Sample,
  plan: EstimatedSigma,
  effects: readonly Keys[],
  signal?: AbortSignal,
): ColumnSums {
  const logs = logDemand(engine, sample);
  const categories = effects.map((keys) => sample.groups.by(keys));
  const z0 = sample.instrument ?? logs.price;
  const columns = [logs.quantity, logs.price, ...(plan.source === "iv" ? [z0] : [])];
  const demeaned = demeanColumns(engine, columns, categories, signal);
  const [q, p, z = p] = demeaned.columns as [Float64Array, Float64Array, Float64Array?];
  const groups = plan.by === null ? pooled(q.length) : sample.groups.by(plan.by);
  const clusters = plan.vcov.type === "cluster" ? sample.groups.by(plan.vcov.by) : eachRow(q.length);
  const sums = groupIv(engine, placeRows(groups, clusters), { q, p, z, p0: logs.price, z0 });
  const levels = categories.map((effect) => levelsInGroups(groupOfLevels(effect, groups), groups.nLevels));
  const nested = categories.map((effect) =>
    plan.vcov.type === "cluster" ? nestedByGroup(effect, groups, clusters) : null,
  );
  const parameters = sums.map((_, g) => parametersOf(g, effects, levels, nested));
  return { groups, sums, parameters, demeaned, sample };
}

/** Elasticities by group, in the order of the groups. */
export function estimatesOf(
  engine: Engine,
  { sums, parameters }: SigmaSums,
  plan: EstimatedSigma,
  level: number,
): readonly SigmaOfGroup[] {
  const quantile = memoised((df) => qt(engine, (1 - level) / 2, df, true));
  return sums.map((sum, g) => read(sum, parameters[g]!, plan, quantile));
}

function read(sum: GroupIv, K: number, plan: EstimatedSigma, quantile: (df: number) => number): SigmaOfGroup {
  const { n } = sum;
  const clustered = plan.vcov.type === "cluster";
  const G = clustered ? sum.nClusters : n;
  const factor = n > K && G > 1 ? clusterFactor(FIXEST, { n, K, G }) : Number.NaN;
  const error = (meat: number, ssr: number, bread: number, xx: number): number =>
    plan.vcov.type === "iid"
      ? Math.sqrt(n > K ? ((ssr / (n - K)) * xx) / (bread * bread) : Number.NaN)
      : Math.sqrt(meat * factor) / Math.abs(bread);
  const varies = sum.pp > ABSORBED_SQUARES * sum.pp0 && sum.zz > ABSORBED_SQUARES * sum.zz0 && n > K;
  const some = (value: number): number => (varies ? value : Number.NaN);
  const ols = { estimate: some(-sum.ols), std_error: some(error(sum.meatOls, sum.ssrOls, sum.pp, sum.pp)) };
  const stageError = error(sum.meatFirstStage, sum.ssrFirstStage, sum.zz, sum.zz);
  const firstStage =
    plan.source === "ols"
      ? null
      : {
          estimate: some(sum.firstStage),
          std_error: some(stageError),
          F: some((sum.firstStage / stageError) ** 2),
        };
  const sigma = plan.source === "ols" ? ols.estimate : some(-sum.iv);
  const std_error = plan.source === "ols" ? ols.std_error : some(error(sum.meatIv, sum.ssrIv, sum.zp, sum.zz));
  const half = std_error * quantile(clustered ? G - 1 : n - K);
  return {
    status: statusOf(sigma, firstStage?.F ?? Number.POSITIVE_INFINITY, plan.minF),
    n,
    nClusters: clustered ? sum.nClusters : null,
    sigma,
    std_error,
    conf_low: sigma - half,
    conf_high: sigma + half,
    ols,
    firstStage,
  };
}

/** A first stage without an error, as of one cluster, is weak: nothing says that it is not. */
export function statusOf(sigma: number, F: number, minF: number): SigmaStatus {
  if (!Number.isFinite(sigma)) return "not_estimable";
  if (sigma <= 1) return "not_above_one";
  return F >= minF ? "estimated" : "weak";
}

/** Every row a cluster of its own: errors robust to heteroskedasticity alone. */
function eachRow(n: number): Category {
  const codes = new Uint32Array(n);
  for (let i = 0; i < n; i++) codes[i] = i;
  return { name: "row", codes, nLevels: n, label: String };
}

function memoised(of: (df: number) => number): (df: number) => number {
  const known = new Map<number, number>();
  return (df) => {
    if (!(df > 0)) return Number.NaN;
    const value = known.get(df) ?? of(df);
    known.set(df, value);
    return value;
  };
}
