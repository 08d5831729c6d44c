/**
 * Layer sql. Sigma from the rows: the slope of ln q on ln p within the effects, by least squares or with the price
 * elsewhere as instrument, from sums of products of residuals by firm. Errors are clustered by firm with the factors of
 * `inference/ssc`.
 * Source: Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, ch. 5 (2SLS, just identified).
 */
import { NumericalError } from "../base/errors.js";
import { clusterFactor, countK, FIXEST } from "../inference/ssc.js";
import type { Session } from "./session.js";

/** A regression coefficient, its error clustered by firm. */
export interface Slope {
  readonly estimate: number;
  readonly std_error: number;
}

/** What is estimated, and what the errors count. */
export interface SlopeEstimate {
  /** Slope of ln q on ln p: minus sigma. */
  readonly price: Slope;
  /** Of ln p on the instrument, and its squared t; null for least squares. */
  readonly first_stage: (Slope & { readonly F: number }) | null;
  readonly clusters: number;
  readonly K: number;
}

/** Effects as K counts them; `nested`: each level has rows of one firm only. */
export interface CountedEffects {
  readonly effects: readonly { readonly name: string; readonly levels: number; readonly nested: boolean }[];
  readonly rank: { readonly value: number; readonly exact: boolean };
}

/** A residual below this share of its column's norm is rounding: nothing of the column varies within the effects. */
const ABSORBED = 1e-10;

/**
 * The slope from table `scored`: r0 and r1 are residuals of ln q and ln p, r2 of the instrument if there is one; `firm`
 * is the code of the cluster. `norms` are the columns' norms about their means before. Throws NumericalError
 * `price_absorbed` when prices, or the instrument, do not vary within the effects.
 */
export async function estimateSlope(
  session: Session,
  firm: string,
  n: number,
  counted: CountedEffects,
  norms: readonly number[],
): Promise<SlopeEstimate> {
  const z = norms.length > 2 ? "r2" : "r1";
  const product = (a: string, b: string, name: string): string => `fsum(${a} * ${b}) AS ${name}`;
  const sums = [product(z, "r0", "zy"), product(z, "r1", "zx"), product(z, z, "zz"), product("r1", "r1", "xx")];
  await session.run(`CREATE TABLE by_firm AS SELECT ${firm}, ${sums.join(", ")} FROM scored GROUP BY ${firm}`);
  const [G, zy, zx, zz, xx] = await session.row<[number, number, number, number, number]>(
    "SELECT count(*)::DOUBLE, fsum(zy), fsum(zx), fsum(zz), fsum(xx) FROM by_firm",
  );
  const absorbed = [xx, zz].findIndex((left, j) => !(Math.sqrt(left) > ABSORBED * norms[j + 1]!));
  if (absorbed >= 0 && norms[absorbed + 1] !== undefined)
    throw notIdentified(absorbed === 0 ? "ln price" : "the instrument");
  const { K } = countK(FIXEST, { slopes: 1, ...counted });
  const factor = clusterFactor(FIXEST, { n, K, G });
  const scores = async (score: string): Promise<number> => {
    const [meat] = await session.row<[number]>(`SELECT fsum((${score}) * (${score})) FROM by_firm`);
    return Math.sqrt(factor * meat);
  };
  const estimate = zy / zx;
  const std_error = (await scores(`zy - '${estimate}'::DOUBLE * zx`)) / Math.abs(zx);
  const price = { estimate, std_error };
  if (z === "r1") return { price, first_stage: null, clusters: G, K };
  const first = zx / zz;
  const firstError = (await scores(`zx - '${first}'::DOUBLE * zz`)) / zz;
  const F = (first / firstError) * (first / firstError);
  return { price, first_stage: { estimate: first, std_error: firstError, F }, clusters: G, K };
}

/** Whether every level of an effect, given by the codes of its columns, has rows of one firm only. */
export async function isNested(session: Session, effect: string, firm: string): Promise<boolean> {
  const levels = `SELECT min(${firm}) = max(${firm}) AS one FROM scored GROUP BY ${effect}`;
  const [nested] = await session.row<[boolean]>(`SELECT bool_and(one) FROM (${levels})`);
  return nested;
}

const notIdentified = (what: string): NumericalError =>
  new NumericalError(
    "price_absorbed",
    `Sigma can't be estimated: the effects explain all of ${what}. Use fewer or coarser effects, or give sigma.`,
    { got: 0, expected: `${what} that varies within the effects` },
  );
