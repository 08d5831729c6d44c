/**
 * Sigma from the rows: the slope of ln q on ln p within the effects, by least squares or with the price
 * elsewhere as instrument, from sums of products of residuals by cluster. Errors are clustered with the factors of
 * `inference/ssc`.
 * Source: Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, ch. 5 (2SLS, just identified).
 */

import type { Engine } from "../engine/kernels/engine.js";
import { qt } from "../engine/kernels/math.js";
import { clusterFactor, countK, FIXEST } from "../regression/variance/ssc.js";
import type { EstimatedSigma } from "../trade/quality/sigma/plan-sigma.js";
import { type Estimate, type SigmaOfGroup, statusOf } from "../trade/quality/sigma/sigma-estimate.js";
import { double } from "./numbers.js";
import type { Session } from "./session.js";

/** Effects as K counts them; `nested`: each level has rows of one cluster only. */
export interface CountedEffects {
  readonly effects: readonly { readonly name: string; readonly levels: number; readonly nested: boolean }[];
  readonly rank: { readonly value: number; readonly exact: boolean };
}

/** A residual below this share of its column's norm is rounding: nothing of the column varies within the effects. */
const ABSORBED = 1e-10;

/**
 * Sigma from table `scored`, as `quality/sigma-estimate` gives it for one group: r0 and r1 are residuals of ln q and ln p,
 * r2 of the instrument if there is one; `cluster` are the codes of a cluster. `norms` are the columns' norms about their
 * means before.
 */
export async function estimateSlope(
  engine: Engine,
  session: Session,
  plan: EstimatedSigma,
  cluster: string,
  counted: CountedEffects,
  { norms, level }: { readonly norms: readonly number[]; readonly level: number },
): Promise<SigmaOfGroup> {
  const z = plan.source === "iv" ? "r2" : "r1";
  const product = (a: string, b: string, name: string): string => `fsum(${a} * ${b}) AS ${name}`;
  const sums = [
    ...[product(z, "r0", "zy"), product(z, "r1", "zx"), product(z, z, "zz")],
    ...[product("r1", "r0", "xy"), product("r1", "r1", "xx"), "count(*) AS n"],
  ];
  await session.run(`CREATE TABLE by_cluster AS SELECT ${cluster}, ${sums.join(", ")} FROM scored GROUP BY ${cluster}`);
  const [G, n, zy, zx, zz, xy, xx] = await session.row<[number, number, number, number, number, number, number]>(
    "SELECT count(*)::DOUBLE, sum(n)::DOUBLE, fsum(zy), fsum(zx), fsum(zz), fsum(xy), fsum(xx) FROM by_cluster",
  );
  const { K } = countK(FIXEST, { slopes: 1, ...counted });
  const varies = Math.sqrt(xx) > ABSORBED * norms[1]! && Math.sqrt(zz) > ABSORBED * norms.at(-1)! && n > K;
  const factor = n > K && G > 1 ? clusterFactor(FIXEST, { n, K, G }) : Number.NaN;
  /** A coefficient top/bottom and its error, both NaN where prices do not vary; columns of `by_cluster`. */
  const ratio = async (top: string, bottom: string, values: readonly [number, number]): Promise<Estimate> => {
    if (!varies) return { estimate: Number.NaN, std_error: Number.NaN };
    const estimate = values[0] / values[1];
    const score = `(${top} - ${double(estimate)} * ${bottom})`;
    const [meat] = await session.row<[number]>(`SELECT fsum(${score} * ${score}) FROM by_cluster`);
    return { estimate, std_error: Math.sqrt(factor * meat) / Math.abs(values[1]) };
  };
  const leastSquares = await ratio("xy", "xx", [xy, xx]);
  const ols = { ...leastSquares, estimate: -leastSquares.estimate };
  const price = plan.source === "iv" ? await ratio("zy", "zx", [zy, zx]) : leastSquares;
  const stage = plan.source === "iv" ? await ratio("zx", "zz", [zx, zz]) : null;
  const firstStage = stage === null ? null : { ...stage, F: (stage.estimate / stage.std_error) ** 2 };
  const sigma = -price.estimate;
  const half = G > 1 ? price.std_error * qt(engine, (1 - level) / 2, G - 1, true) : Number.NaN;
  return {
    status: statusOf(sigma, firstStage?.F ?? Number.POSITIVE_INFINITY, plan.minF),
    ...{ n, nClusters: G, sigma, std_error: price.std_error, ols, firstStage },
    ...{ conf_low: sigma - half, conf_high: sigma + half },
  };
}

/** Whether every level of an effect lies in one cluster; both are codes of columns, separated by commas. */
export async function isNested(session: Session, effect: string, cluster: string): Promise<boolean> {
  const both = [...new Set([...effect.split(", "), ...cluster.split(", ")])].join(", ");
  const count = (codes: string): string => `(SELECT count(*) FROM (SELECT DISTINCT ${codes} FROM scored))`;
  const [nested] = await session.row<[boolean]>(`SELECT ${count(effect)} = ${count(both)}`);
  return nested;
}
