/**
 * How often 95% intervals of sigma hold the truth: `estimateQuality` by product on simulated rows, by 2SLS with
 * the price elsewhere and by least squares, errors clustered by firm. Each replication has seeds of its own.
 */

import type { Table } from "../../src/data/table/table.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { estimateQuality } from "../../src/trade/quality/fit.js";
import { type CoverageDesign, coverageRows } from "./design.js";

/** Intervals of one estimator of one product over replications. */
export interface Covered {
  /** Share of replications whose interval holds the truth. */
  readonly covered: number;
  /** Mean and standard deviation of the estimate, and the mean of its standard error. */
  readonly mean: number;
  readonly sd: number;
  readonly std_error: number;
}

export interface CoverageOfProduct {
  readonly sigma: number;
  /** Means over replications: rows and firms of the 2SLS, and its first-stage F. */
  readonly rows: number;
  readonly firms: number;
  readonly first_stage_F: number;
  readonly iv: Covered;
  readonly ols: Covered;
}

export interface Coverage {
  readonly replications: number;
  readonly design: CoverageDesign;
  readonly products: readonly CoverageOfProduct[];
  /** Shares over products and replications. */
  readonly pooled: { readonly iv: number; readonly ols: number };
}

/** What is kept of a replication's product. */
interface Drawn {
  readonly n: number;
  readonly clusters: number;
  readonly F: number;
  readonly estimate: number;
  readonly stdError: number;
  readonly low: number;
  readonly high: number;
}

type Source = "iv" | "ols";

/** Replications 0 .. `replications`-1 of the design; `onReplication` is called after each with its number. */
export function coverage(
  engine: Engine,
  design: CoverageDesign,
  replications: number,
  onReplication: (r: number) => void = () => {},
): Coverage {
  const drawn: Record<Source, Drawn[][]> = { iv: design.sigmas.map(() => []), ols: design.sigmas.map(() => []) };
  for (let r = 0; r < replications; r++) {
    const table = coverageRows(engine, design, r);
    for (const source of ["iv", "ols"] as const) {
      sigmasOf(engine, table, source).forEach((one, k) => {
        drawn[source][k]!.push(one);
      });
    }
    onReplication(r);
  }
  const products = design.sigmas.map((sigma, k): CoverageOfProduct => {
    const [iv, ols] = [drawn.iv[k]!, drawn.ols[k]!];
    return {
      sigma,
      rows: mean(iv.map(({ n }) => n)),
      firms: mean(iv.map(({ clusters }) => clusters)),
      first_stage_F: mean(iv.map(({ F }) => F)),
      iv: summary(iv, sigma),
      ols: summary(ols, sigma),
    };
  });
  const pooled = (of: Source) => mean(products.map((product) => product[of].covered));
  return { replications, design, products, pooled: { iv: pooled("iv"), ols: pooled("ols") } };
}

/** Estimates by product, in the order of products. */
function sigmasOf(engine: Engine, table: Table, source: Source): Drawn[] {
  const { sigmas } = estimateQuality(engine, table, { sigma: source, sigmaBy: "product", by: "" });
  const column = (name: string) => (sigmas!.has(name) ? sigmas!.numeric(name) : null);
  const at = (name: string, k: number) => column(name)?.[k] ?? Number.NaN;
  return Array.from({ length: sigmas!.nRows }, (_, k) => ({
    n: at("n", k),
    clusters: at("clusters", k),
    F: at("first_stage_F", k),
    estimate: at("sigma_hat", k),
    stdError: at("std_error", k),
    low: at("conf_low", k),
    high: at("conf_high", k),
  }));
}

function summary(drawn: readonly Drawn[], sigma: number): Covered {
  const estimates = drawn.map(({ estimate }) => estimate);
  const centre = mean(estimates);
  const squares = estimates.reduce((sum, estimate) => sum + (estimate - centre) ** 2, 0);
  return {
    covered: mean(drawn.map(({ low, high }) => Number(low <= sigma && sigma <= high))),
    mean: centre,
    sd: Math.sqrt(squares / (drawn.length - 1)),
    std_error: mean(drawn.map(({ stdError }) => stdError)),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
