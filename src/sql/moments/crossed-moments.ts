/**
 * The moments of a regression on several large effects whose cells don't come home: the largest is eliminated by the engine's sums, values of
 * the others are found here by conjugate gradients with statements as products, and go back to the rows, whose cross-products net of all
 * effects come by cluster.
 */
import { DataError } from "../../base/errors.js";
import { note } from "../../base/messages.js";
import { packedSize } from "../../engine/kernels/moments.js";
import type { SqlFrame } from "../frame.js";
import { SQL_NOTES } from "../messages.js";
import { NUMBER_BYTES, type Queries } from "../queries.js";
import { extremesStatement, levelCountStatement } from "../statements/counts.js";
import type { SumsSpec } from "../statements/rows.js";
import { sumsStatement, unitProductsStatement } from "../statements/sums.js";
import { checksumOf, squaresOf, type Totals, totalsOf } from "./checksum.js";
import { type ColumnSquares, type CrossedSolution, solveCrossed } from "./crossed-effects.js";
import { CrossedEquations } from "./crossed-equations.js";
import { crossedSample } from "./crossed-sample.js";
import { changedRows, guardsOf, requireMeans, requireSame } from "./guards.js";
import { crossedGraph } from "./joined-levels.js";
import { keysOf } from "./levels.js";
import { placeNet } from "./net-blocks.js";
import { NetRows } from "./net-rows.js";
import type { NetBlocks, PushedMoments } from "./pushed.js";
import type { SqlEffect } from "./roles.js";

/** Clusters whose cross-products come home; of more, statements make the meats. */
const MOST_CLUSTERS = 50_000;
/** Iterations, each a statement or more over all rows. */
const MOST_ITERATIONS = 500;
/** Difference of what is left of a column, by steps and by rows, as a share of what units leave. */
const WORST_CERTIFICATE = 1e-8;
/** The same as a share of the squares it was made of, which is their rounding where units leave nothing. */
const ROUNDING = 1e-12;

/** Throws NotSupported `engine_levels`, `engine_text`; NumericalError `not_converged`; DataError `engine_changed`, `engine_not_finite`. */
export async function crossedMoments(
  queries: Queries,
  frame: SqlFrame,
  base: Omit<SumsSpec, "block" | "unit" | "shard" | "dummies">,
  {
    singletons,
    maxIterations = MOST_ITERATIONS,
  }: { readonly singletons: "dropped" | "kept"; readonly maxIterations?: number },
): Promise<PushedMoments> {
  const sample = await crossedSample(queries, frame, base, singletons);
  const { spec, whole, guards, unit, others } = sample;
  const p = base.columns.length;
  const plain = { ...spec, dummies: [] };
  const totals = await totalsOver(queries, { ...plain, relation: base.relation });
  requireMeans(frame, spec.means, totals);
  const checksum = checksumOf(spec, totals);
  // of complete rows: what has become incomplete since is missing in the counts
  const complete = { ...plain, relation: frame.relation };
  const confirm = async () =>
    requireSame(guards, await guardsOf(queries, complete, { periods: null, scales: checksum.scales }), checksum);
  const graph = await crossedGraph(queries, frame.effects, sample);
  const isWhole = sample.nobs === frame.nobs;
  const squares = await columnSquares(
    queries,
    whole,
    isWhole ? totals : await totalsOver(queries, { ...plain, relation: whole.relation }),
  );
  const equations = await CrossedEquations.of(queries, sample);
  const spread = frame.isWeighted ? await spreadOf(queries, spec) : 1;
  const names = frame.effects.map(({ name }) => name).join(" + ");
  const solution = await unlessChanged(confirm, () =>
    solveCrossed(equations, graph, squares, names, { maxIterations, spread }),
  );
  const rows = new NetRows(queries, sample, equations, solution.values);
  const [first] = frame.clusterings;
  const count = first === undefined ? 1 : await queries.number(levelCountStatement(whole, keysOf(first)));
  const isByCluster = first !== undefined && count <= MOST_CLUSTERS;
  const main = await rows.blocks(isByCluster ? first : null, isByCluster ? count : 1);
  await unlessChanged(confirm, async () => requireAgreement(main, solution, squares));
  const { redundancies, rank, components } = graph;
  const { iterations, error, certificate } = solution;
  return {
    frame,
    spec: whole,
    place: (scope) => placeNet(scope, main, isByCluster ? first.name : "all", p),
    isByCluster,
    effects: frame.effects.map(({ name }): SqlEffect => {
      const { levels } = redundancies.find((effect) => effect.name === name)!;
      return { name, levels, role: "absorbed" };
    }),
    nests: false,
    nobs: sample.nobs,
    nSingletons: frame.nobs - sample.nobs,
    squares: Float64Array.from(squares, ({ total }) => total),
    dummies: [],
    liesInBlocks: () => false,
    confirm,
    reason: note(SQL_NOTES, "crossed", {
      unit: unit.grouping.name,
      others: others.map(({ grouping }) => grouping.name),
      levels: equations.diagonal.length,
      iterations,
    }),
    graph: { ...{ redundancies, rank, components }, ...{ iterations, error, certificate } },
    blocksBy: null,
    scoresStatement: (...asked) => rows.scoresStatement(...asked),
  };
}

/** What `work` finds; where it fails, that the rows changed is said first. */
async function unlessChanged<T>(confirm: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DataError) throw error;
    await confirm();
    throw error;
  }
}

/** S1 over all rows of a relation. */
async function totalsOver(queries: Queries, spec: SumsSpec): Promise<Totals> {
  const p = spec.columns.length;
  return totalsOf(await queries.ask(sumsStatement(spec), NUMBER_BYTES * (2 + p + packedSize(p))), 0, p);
}

/** Sums of squares of the columns about their means and about those of units. */
async function columnSquares(queries: Queries, spec: SumsSpec, totals: Totals): Promise<ColumnSquares[]> {
  const p = spec.columns.length;
  const own = Array.from({ length: p }, (_, j) => [j, j] as const);
  const answer = await queries.ask(unitProductsStatement({ ...spec, dummies: [] }, own), NUMBER_BYTES * (1 + 2 * p));
  const units = answer.columns.slice(1 + p).map((column) => (column as Float64Array)[0]!);
  return Array.from(squaresOf(totals), (square, j) => ({
    raw: square,
    total: Math.max(0, square - totals.sums[j]! ** 2 / totals.weight),
    within: Math.max(0, square - units[j]!),
  }));
}

async function spreadOf(queries: Queries, spec: SumsSpec): Promise<number> {
  const [least, most] = (await queries.ask(extremesStatement(spec, [], "w"), 2 * NUMBER_BYTES)).columns;
  return (most as Float64Array)[0]! / (least as Float64Array)[0]!;
}

/** Throws where the rows are not what the steps say is left of them: an answer on the way was of other rows. */
function requireAgreement(
  { blocks, nLevels }: NetBlocks,
  { left }: CrossedSolution,
  squares: readonly ColumnSquares[],
): void {
  const size = packedSize(left.length);
  for (const [j, { raw, within }] of squares.entries()) {
    let sum = 0;
    for (let c = 0; c < nLevels; c++) sum += blocks[c * size + packedSize(j) + j]!;
    if (Math.abs(sum - left[j]!) > Math.max(WORST_CERTIFICATE * within, ROUNDING * raw))
      throw changedRows(`by the steps ${left[j]} is left of a column's squares, by its rows ${sum}`, [left[j], sum]);
  }
}
