/**
 * How often tests of the level of clustering reject at 5%: where only fine clusters have shocks, so that they should at 5%, and where coarse ones have
 * some, too; beside the t test of a true coefficient by errors of either level. A replication is a function of its number, so that a study goes
 * on where another ended.
 */
import type { Column } from "../../src/base/columns.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { clusterLevels } from "../../src/verbs/cluster-levels/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { normals } from "../problems/random.js";

const LEVEL = 0.05;
const SEED = 20_261_202;
const DRAWS = 199;
/** Fine clusters of a coarse one, and rows of each. */
const FINE = 8;
const ROWS = 5;

export interface LevelsDesign {
  readonly nCoarse: number;
  /** Standard deviation of the shocks of coarse clusters, those of fine clusters and of rows being 1. */
  readonly shock: number;
}

export const levelsDesigns: readonly LevelsDesign[] = [10, 20, 50].flatMap((nCoarse) =>
  [0, 0.5].map((shock) => ({ nCoarse, shock })),
);

/** Rejections by test among the replications made. */
export interface LevelsSize extends LevelsDesign {
  readonly nFine: number;
  readonly rows: number;
  readonly draws: number;
  readonly replications: number;
  readonly rejected: Readonly<Record<LevelsTest, number>>;
}

export const LEVELS_TESTS = ["score", "bootstrap", "t by fine", "t by coarse"] as const;
export type LevelsTest = (typeof LEVELS_TESTS)[number];

export const noReplication = (design: LevelsDesign): LevelsSize => ({
  ...design,
  nFine: FINE * design.nCoarse,
  rows: ROWS * FINE * design.nCoarse,
  draws: DRAWS,
  replications: 0,
  rejected: { score: 0, bootstrap: 0, "t by fine": 0, "t by coarse": 0 },
});

/** With `count` replications more. */
export async function moreReplications(engine: Engine, before: LevelsSize, count: number): Promise<LevelsSize> {
  const rejected = { ...before.rejected };
  for (let r = before.replications; r < before.replications + count; r++) {
    const table = levelsTable(before, r);
    const options = { term: ["x"], coarse: "coarse", fine: "fine", draws: DRAWS, seed: r };
    const { tests } = await clusterLevels(engine, table, "y ~ x", options);
    const t = (by: string) => feols(engine, table, "y ~ x", { vcov: `cluster:${by}` }).coefficients.x!.p_value;
    const [{ p_value, p_bootstrap }] = tests as [(typeof tests)[number]];
    if (p_value! < LEVEL) rejected.score++;
    if (p_bootstrap! < LEVEL) rejected.bootstrap++;
    if (t("fine") < LEVEL) rejected["t by fine"]++;
    if (t("coarse") < LEVEL) rejected["t by coarse"]++;
  }
  return { ...before, replications: before.replications + count, rejected };
}

/** A regressor with parts of coarse and fine clusters, of no effect on the outcome. */
function levelsTable({ nCoarse, shock }: LevelsDesign, r: number): Table {
  const [nFine, n] = [nCoarse * FINE, nCoarse * FINE * ROWS];
  const numbers = normals(2 * (nCoarse + nFine + n), SEED, 1000 * nCoarse + Number(shock > 0) + 1_000_000 * (r + 1));
  const half = nCoarse + nFine + n;
  const value = (from: number, ofCoarse: number, i: number): number =>
    ofCoarse * numbers[from + Math.floor(i / (FINE * ROWS))]! +
    numbers[from + nCoarse + Math.floor(i / ROWS)]! +
    numbers[from + nCoarse + nFine + i]!;
  const numeric = (name: string, of: (i: number) => number): Column => ({
    ...{ kind: "numeric", name },
    values: Float64Array.from({ length: n }, (_, i) => of(i)),
  });
  return makeTable(
    [
      ...[numeric("y", (i) => value(half, shock, i)), numeric("x", (i) => value(0, 1, i))],
      ...[numeric("fine", (i) => Math.floor(i / ROWS)), numeric("coarse", (i) => Math.floor(i / (FINE * ROWS)))],
    ],
    { name: "levels", bytes: 0, sha256: null },
  );
}
