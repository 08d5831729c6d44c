/**
 * Sums over clusters, or over rows, of products of scores: of the cross-products by cluster where these came home, else of a statement.
 */
import type { Engine } from "../../engine/kernels/engine.js";
import { type SolvedMoments, scoresOfCombination } from "../../regression/least-squares/solve-moments.js";
import type { ClusterMoments } from "../../regression/moments/moments.js";
import type { SqlGrouping } from "../frame.js";
import { NUMBER_BYTES, type Queries } from "../queries.js";
import { meatStatement, type Score, type Scored, type ScorePair, type Solved, scoresIn } from "../statements/meat.js";
import { type Key, pairs } from "../statements/rows.js";
import { changedRows, requireSameSum } from "./guards.js";
import { keysOf } from "./levels.js";
import type { PushedMoments } from "./pushed.js";

/** Sums of one statement at most: engines compile a statement, and what is too wide falls back to slow paths or fails. */
const MOST_SUMS = 500;

/** Clusters with rows, and the sums over them for the pairs wanted. */
export interface ScoreSums {
  readonly nLevels: number;
  readonly label: (cluster: number) => string;
  readonly sums: Float64Array;
}

export type ScoreSource = (scored: Scored, wanted: readonly ScorePair[]) => Promise<ScoreSums>;

/** Every pair of the scores of `count` columns and one residual, in packed order. */
export const packedPairs = (count: number, residual: number): ScorePair[] =>
  pairs(count).map(([i, j]) => [
    [i, residual],
    [j, residual],
  ]);

/** Sums over the clusters that some groupings make together; over rows for null. Throws as `PushedMoments.blocksBy`. */
export async function scoresBy(
  engine: Engine,
  queries: Queries,
  pushed: PushedMoments,
  solved: SolvedMoments,
  groupings: readonly SqlGrouping[] | null,
): Promise<ScoreSource> {
  const { blocksBy, isByCluster, frame } = pushed;
  const ofBlocks = (place: Placing) => async (scored: Scored, wanted: readonly ScorePair[]) =>
    sumsOfBlocks(engine, solved, place, scored, wanted);
  if (groupings !== null && blocksBy !== null) {
    const { nLevels, label, blocks } = await blocksBy(groupings);
    const clusters = { name: "", nLevels, label };
    return ofBlocks((scope) => ({ ...solved.moments, clusters, blocks: scope.copyF64(blocks) }));
  }
  if (isByCluster && groupings?.length === 1 && groupings[0] === frame.clusterings[0]) return ofBlocks(pushed.place);
  return (scored, wanted) => asked(queries, pushed, solved, scored, wanted, groupings?.flatMap(keysOf) ?? null);
}

type Placing = PushedMoments["place"];

/** From cross-products by cluster, `place` puts them into memory. */
function sumsOfBlocks(
  engine: Engine,
  { kept, dummies }: SolvedMoments,
  place: Placing,
  { columns, residuals }: Scored,
  wanted: readonly ScorePair[],
): ScoreSums {
  return engine.scope((scope) => {
    const moments = place(scope);
    const { nLevels, label } = moments.clusters;
    const k = kept.length;
    const scores = new Map<string, Float64Array>();
    residuals.forEach((residual, v) => {
      const raw = scoresOfCombination(engine, { moments, dummies }, kept, overAll(moments, kept, residual));
      for (const i of new Set(wanted.flat().flatMap((score) => (score[1] === v ? [score[0]] : [])))) {
        const column = columns[i]!;
        const own = new Float64Array(nLevels);
        for (let c = 0; c < nLevels; c++) for (let j = 0; j < k; j++) own[c]! += column[j]! * raw[c * k + j]!;
        scores.set(`${i},${v}`, own);
      }
    });
    const sums = Float64Array.from(wanted, ([s, t]) => {
      const [one, two] = [scores.get(s.join())!, scores.get(t.join())!];
      return one.reduce((sum, value, c) => sum + value * two[c]!, 0);
    });
    return { nLevels, label, sums };
  });
}

/** A combination of the regressors kept and the outcome over all regressors. */
function overAll(
  { nRegressors }: ClusterMoments,
  kept: readonly number[],
  combination: ArrayLike<number>,
): Float64Array {
  const all = new Float64Array(nRegressors + 1);
  kept.forEach((j, i) => {
    all[j] = combination[i]!;
  });
  all[nRegressors] = combination[kept.length]!;
  return all;
}

/** From statements, as many as the engine's limits make of it. Throws as `requireSameSum`. */
async function asked(
  queries: Queries,
  pushed: PushedMoments,
  moments: SolvedMoments,
  scored: Scored,
  wanted: readonly ScorePair[],
  clusters: readonly Key[] | null,
): Promise<ScoreSums> {
  const { text, width } = queries.engine.limits;
  const { dummies, kept } = moments;
  const solved: Solved = { dummies, kept, withoutSingletons: pushed.nSingletons > 0 };
  const products: number[] = [];
  let nLevels: number | undefined;
  while (nLevels === undefined || products.length < wanted.length) {
    let size = Math.min(wanted.length - products.length, MOST_SUMS);
    const part = () => wanted.slice(products.length, products.length + size);
    const statement = () =>
      pushed.scoresStatement?.(kept, scored, part(), clusters) ??
      meatStatement(pushed.spec, solved, scored, part(), clusters);
    const isTooLarge = () => 1 + scoresIn(part()).length + size > width || statement().length > text;
    while (size > 1 && isTooLarge()) size = Math.floor(size / 2);
    const scores = scoresIn(part());
    const { columns } = await queries.ask(statement(), NUMBER_BYTES * (1 + scores.length + size));
    const [count, ...sums] = columns.map((column) => Number(column[0]));
    nLevels ??= count!;
    if (count !== nLevels) throw changedRows(`${nLevels} clusters, then ${count}`, [nLevels, count]);
    requireKnownSums(pushed, moments, scored, scores, sums);
    products.push(...sums.slice(scores.length));
  }
  return { nLevels, label: String, sums: Float64Array.from(products) };
}

/**
 * Throws as `requireSameSum` where scores do not add up to what cross-products make of their column and residual, 0 in normal equations. Their
 * sizes do to no more than norms of all that these are made of, before effects or, where these left a constant, after.
 */
function requireKnownSums(
  { frame }: PushedMoments,
  { kept, solve, XtX, moments }: SolvedMoments,
  { columns, residuals }: Scored,
  scores: readonly Score[],
  sums: readonly number[],
): void {
  const order = moments.nRegressors + 1;
  const places = [...kept, order - 1];
  const size = (of: ArrayLike<number>): number =>
    places.reduce((sum, j, i) => sum + Math.abs(of[i]!) * Math.max(solve.normBefore[j]!, solve.normAfter[j]!), 0);
  const product = (one: ArrayLike<number>, other: ArrayLike<number>): number =>
    places.reduce(
      (sum, j, a) => sum + one[a]! * places.reduce((row, l, b) => row + XtX[j * order + l]! * other[b]!, 0),
      0,
    );
  scores.forEach(([i, v], at) => {
    const [column, residual] = [columns[i]!, residuals[v]!];
    const name = () => `sum of scores ${i + 1}, ${v + 1} of '${frame.spec.call}'`;
    requireSameSum(name, [product(column, residual), sums[at]!], size(column) * size(residual));
  });
}
