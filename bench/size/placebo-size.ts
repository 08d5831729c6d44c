/**
 * The distribution of the placebo's p where there is no effect and treatment is given at random: it must be
 * uniform on 1/(B+1), ..., 1. By the library's verb, from a table to p.
 */
import type { Category, Column } from "../../src/base/columns.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { placebo } from "../../src/verbs/placebo/fit.js";
import { outcome, randomTreated, type SizeDesign, type SizePanel, sizePanel, treatment } from "./designs.js";
import { kolmogorovSmirnov, type UniformTest } from "./uniform-test.js";

const DRAWS = 99;
const LEVEL = 0.05;

/** So many clusters that a draw seldom is the true assignment. */
export const placeboDesign: SizeDesign = { nClusters: 40, nTreated: 16, meanUnits: 3 };

export interface PlaceboSize {
  readonly clusters: number;
  readonly treated: number;
  readonly rows: number;
  readonly replications: number;
  readonly draws: number;
  /** Of the coefficient and of t: share of p at most 5%, and the test against the uniform. */
  readonly estimate: UniformTest & { readonly rejected: number };
  readonly statistic: UniformTest & { readonly rejected: number };
}

export async function placeboSize(engine: Engine, design: SizeDesign, replications: number): Promise<PlaceboSize> {
  const panel = sizePanel(design);
  const byEstimate: number[] = [];
  const byStatistic: number[] = [];
  for (let r = 0; r < replications; r++) {
    const { p_value } = await placebo(engine, tableOf(panel, r), "y ~ did + x | unit + period", {
      term: "did",
      unit: "cluster",
      time: "period",
      draws: DRAWS,
      seed: r,
    });
    byEstimate.push(p_value.estimate);
    byStatistic.push(p_value.statistic);
  }
  const judged = (p: readonly number[]) => ({
    ...kolmogorovSmirnov(p, DRAWS + 1),
    rejected: p.filter((value) => value <= LEVEL * (1 + 1e-12)).length / p.length,
  });
  return {
    clusters: design.nClusters,
    treated: design.nTreated,
    rows: panel.n,
    replications,
    draws: DRAWS,
    estimate: judged(byEstimate),
    statistic: judged(byStatistic),
  };
}

function tableOf(panel: SizePanel, r: number): Table {
  const numeric = (name: string, values: Float64Array): Column => ({ kind: "numeric", name, values });
  const category = ({ name, codes }: Category) => numeric(name, Float64Array.from(codes));
  return makeTable(
    [
      numeric("y", outcome(panel, r)),
      numeric("did", treatment(panel, randomTreated(panel, r))),
      numeric("x", panel.control),
      ...[panel.unit, panel.period, panel.cluster].map(category),
    ],
    { name: "size", bytes: 0, sha256: null },
  );
}
