/**
 * A regression whose rows stay with an engine: its moments, the meats they don't have, and from these the regression that records,
 * tests and resampling start from. Estimates are those of rows in memory to 1e-10; sums of engines have no order to promise bits.
 */
import { NotSupported } from "../base/errors.js";
import { type Note, note } from "../base/messages.js";
import { deepFreeze } from "../base/objects.js";
import { makeTable, type Table } from "../data/table/table.js";
import type { Engine, Scope } from "../engine/kernels/engine.js";
import { clusteringsOf, clusterName, combinationsOf, type SampleNeeds } from "../regression/frame/clusterings.js";
import type { SingletonRule } from "../regression/frame/singletons.js";
import type { MomentFacts } from "../regression/least-squares/absent-rows.js";
import { leastSquaresOfMoments, type MomentClusters } from "../regression/least-squares/of-moments.js";
import { type SolvedMoments, solveMoments } from "../regression/least-squares/solve-moments.js";
import type { ClusterMoments } from "../regression/moments/moments.js";
import { type RecordOptions, recordOf } from "../regression/record/describe-fit.js";
import type { FitRecord } from "../regression/record/fit-record.js";
import type { Ssc } from "../regression/variance/ssc.js";
import type { RegressionVcov } from "../regression/variance/variances.js";
import type { Fitted } from "../verbs/feols/feols.js";
import type { SqlFrame, SqlGrouping } from "./frame.js";
import { SQL_NOTES } from "./messages.js";
import { keysOf } from "./moments/levels.js";
import type { PushedMoments } from "./moments/pushed.js";
import { type CrossedOptions, pushedMoments } from "./moments/pushed-moments.js";
import { packedPairs, scoresBy } from "./moments/scores.js";
import type { Queries } from "./queries.js";
import { splitStatement } from "./statements/counts.js";

/** Variances that sums over the rows answer. */
const PUSHED = ["iid", "hetero", "cluster"] as const;
export type PushedVcov = RegressionVcov & { readonly type: (typeof PUSHED)[number] };

/** Throws NotSupported `engine_vcov`, before anything is asked, for a variance that takes rows. */
export function requirePushed(variance: SampleNeeds): asserts variance is PushedVcov {
  if ((PUSHED as readonly string[]).includes(variance.type)) return;
  throw new NotSupported(
    "engine_vcov",
    `Variance '${variance.type}' looks at rows one by one, and these stay with the engine: ask for iid, hetero or cluster, or bring home the columns it reads.`,
    { got: variance.type, expected: PUSHED },
  );
}

export interface SqlRegressionOptions extends RecordOptions {
  readonly variance: PushedVcov;
  readonly ssc: Ssc;
  readonly fixefRm: SingletonRule;
  /** Whether blocks of the variance's one clustering must come home, as resampling needs them. */
  readonly blocks: "required" | "preferred";
  readonly crossed?: CrossedOptions;
}

/** A regression of moments, and what resampling takes of it. */
export interface StayedRegression {
  readonly record: FitRecord;
  readonly facts: MomentFacts;
  /** Puts the moments into linear memory. */
  readonly place: (scope: Scope) => ClusterMoments;
  /** Positions of the regressors kept among all. */
  readonly kept: readonly number[];
  /** Regressors kept, as coefficients are named. */
  readonly names: readonly string[];
}

/** The same of an engine's rows. */
export interface SqlRegression extends StayedRegression {
  readonly frame: SqlFrame;
  /** A table of the source's names without rows. */
  readonly header: Table;
  readonly pushed: PushedMoments;
}

/**
 * The regression of `frame`, and what `read` takes from it while it is in memory. Throws as `pushedMoments`, `solveMoments`, `recordOf`;
 * DataError `engine_changed`.
 */
export async function sqlRegression<T = undefined>(
  engine: Engine,
  queries: Queries,
  frame: SqlFrame,
  options: SqlRegressionOptions,
  read?: (fitted: Fitted) => T,
): Promise<SqlRegression & { readonly taken: T | undefined }> {
  const { variance, ssc } = options;
  const started = performance.now();
  const crossed = { isByRow: variance.type === "hetero", ...options.crossed };
  const { pushed, facts, solved, summed } = await solvedFrame(engine, queries, frame, { ...options, crossed });
  const { terms, rowMeat } = await meatsOf(engine, queries, pushed, solved, variance);
  await pushed.confirm();
  const header = facts.table;
  const made = performance.now();
  return engine.scope((scope) => {
    const accounted = { ...facts, notes: [...facts.notes, accountOf(queries, frame)] };
    const here = { ...solved, moments: pushed.place(scope) };
    const timing = { sample: 0, demean: summed - started, least_squares: made - summed };
    const regression = leastSquaresOfMoments(engine, accounted, here, { terms, rowMeat }, timing);
    const { record, covariance } = recordOf(engine, scope, regression, variance, ssc, options);
    const names = solved.kept.map((j) => frame.names[j]!);
    const { clusterTerms } = regression.clusters(variance);
    const taken = read?.({ fit: regression.result.fit, names: record.vcov.names, clusterTerms, ssc, covariance });
    const { place } = pushed;
    return { record: deepFreeze(record), facts, place, frame, header, pushed, kept: solved.kept, names, taken };
  });
}

/** What `solve` finds. Sums of two states of a table may be those of no regression: that they are is said first. */
export async function unlessChanged<T>({ confirm }: PushedMoments, solve: () => T | Promise<T>): Promise<T> {
  try {
    return await solve();
  } catch (error) {
    await confirm();
    throw error;
  }
}

/** A frame's moments, and what they come to. */
export async function solvedFrame(
  engine: Engine,
  queries: Queries,
  frame: SqlFrame,
  { blocks, fixefRm, crossed = {} }: Pick<SqlRegressionOptions, "blocks" | "fixefRm" | "crossed">,
) {
  const singletons = fixefRm === "none" ? "kept" : "dropped";
  const pushed = await pushedMoments(engine, queries, frame, { blocks, singletons, crossed });
  const summed = performance.now();
  const facts = factsOf(frame, pushed, await countedEffects(queries, pushed));
  const solved = await unlessChanged(pushed, () =>
    engine.scope((scope) => solveMoments(engine, pushed.place(scope), facts)),
  );
  return { pushed, facts, solved, summed };
}

/** The note on what was asked and brought. */
export const accountOf = ({ engine, statements, bytes }: Queries, frame: SqlFrame): Note =>
  note(SQL_NOTES, "rows_stayed", {
    engine: engine.shown,
    version: engine.version,
    rows: frame.nSource,
    statements,
    bytes,
    snapshot: engine.isSnapshot,
  });

/** What is known of the rows beside their moments. */
function factsOf(frame: SqlFrame, pushed: PushedMoments, effects: MomentFacts["effects"]): MomentFacts {
  return {
    table: makeTable([], { name: frame.source.name, bytes: 0, sha256: null }),
    spec: frame.spec,
    nobs: pushed.nobs,
    dropped: { ...frame.dropped, singletons: pushed.nSingletons },
    notes: frame.notes,
    names: frame.names,
    labels: frame.labels,
    means: frame.means,
    squares: pushed.squares,
    effects,
    isWeighted: frame.isWeighted,
    method: effects.length === 0 ? "none" : "pushed",
    reason: pushed.reason,
    graph: pushed.graph,
  };
}

/** Levels of each effect, and whether each lies in one cluster of some clustering. */
async function countedEffects(queries: Queries, pushed: PushedMoments): Promise<MomentFacts["effects"]> {
  const counted = [];
  for (const [e, { name, levels }] of pushed.effects.entries()) {
    counted.push({ name, levels, nested: await isNested(queries, pushed, e) });
  }
  return counted;
}

/** Asks the engine only where the moments don't show it. */
async function isNested(queries: Queries, pushed: PushedMoments, e: number): Promise<boolean> {
  const { frame, spec, effects, isByCluster, nests } = pushed;
  const [effect, role] = [frame.effects[e]!, effects[e]!.role];
  for (const [c, clustering] of frame.clusterings.entries()) {
    if (clustering.name === effect.name) return true;
    if (c === 0 && role === "eliminated") {
      if (nests) return true;
      continue;
    }
    if (c === 0 && role === "dummies" && isByCluster) {
      if (pushed.liesInBlocks(effect.name)) return true;
      continue;
    }
    if ((await queries.number(splitStatement(spec, keysOf(effect), keysOf(clustering)))) === 0) return true;
  }
  return false;
}

// Meats that the blocks don't have.

interface Meats {
  readonly terms: readonly MomentClusters[];
  readonly rowMeat: Float64Array | null;
}

async function meatsOf(
  engine: Engine,
  queries: Queries,
  pushed: PushedMoments,
  solved: SolvedMoments,
  variance: PushedVcov,
): Promise<Meats> {
  if (variance.type === "iid") return { terms: [], rowMeat: null };
  const k = solved.kept.length;
  const scored = {
    columns: Array.from({ length: k }, (_, j) => unitVector(k + 1, j)),
    residuals: [[...Array.from(solved.beta, (b) => -b), 1]],
  };
  const meat = async (groupings: readonly SqlGrouping[] | null) => {
    const source = await scoresBy(engine, queries, pushed, solved, groupings);
    const { sums, ...clusters } = await source(scored, packedPairs(k, 0));
    return { ...clusters, meat: sums };
  };
  if (variance.type === "hetero") return { terms: [], rowMeat: (await meat(null)).meat };
  const terms: MomentClusters[] = [];
  for (const { name, sign, groupings } of clusterTermsOf(pushed.frame, variance)) {
    const isOfBlocks = pushed.isByCluster && groupings.length === 1 && groupings[0] === pushed.frame.clusterings[0];
    const clusters = isOfBlocks ? { ...clustersOf(solved.moments), meat: null } : await meat(groupings);
    terms.push({ name, sign, ...clusters });
  }
  // clusters of one row each are rows, to a variance too
  return { terms, rowMeat: terms.find(({ nLevels }) => nLevels === pushed.nobs)?.meat ?? null };
}

/** A clustering of a variance, or an intersection of several. */
interface CombinedClusters {
  readonly name: string;
  readonly sign: 1 | -1;
  readonly groupings: readonly SqlGrouping[];
}

/** What the covariance of a variance is a sum over. */
export const clusterTermsOf = (frame: SqlFrame, variance: SampleNeeds): CombinedClusters[] => {
  const groupings = clusteringsOf(variance)
    .map(clusterName)
    .map((name) => frame.clusterings.find((own) => own.name === name)!);
  return combinationsOf(groupings.length).map(({ members, sign }) => {
    const own = members.map((i) => groupings[i]!);
    return { name: own.map(({ name }) => name).join("^"), sign, groupings: own };
  });
};

const unitVector = (length: number, at: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => Number(i === at));

const clustersOf = ({ clusters: { nLevels, label } }: ClusterMoments) => ({ nLevels, label });

/** The moments of the regressors kept alone, in memory of `scope`. */
export function keptMoments(scope: Scope, { place, kept }: StayedRegression): ClusterMoments {
  const moments = place(scope);
  const { nDummies: m, nRegressors: k } = moments;
  if (kept.length === k) return moments;
  return withColumns(scope, moments, [...Array.from({ length: m }, (_, d) => d), ...kept.map((j) => m + j), m + k]);
}

function withColumns(scope: Scope, moments: ClusterMoments, columns: readonly number[]): ClusterMoments {
  const size = (n: number): number => (n * (n + 1)) / 2;
  const [from, to] = [size(moments.order), size(columns.length)];
  const blocks = scope.f64(moments.clusters.nLevels * to);
  const [all, own] = [moments.blocks.view(), blocks.view()];
  for (let c = 0, at = 0; c < moments.clusters.nLevels; c++) {
    columns.forEach((i, row) => {
      for (const j of columns.slice(0, row + 1)) own[at++] = all[c * from + size(i) + j]!;
    });
  }
  return Object.freeze({
    ...moments,
    blocks,
    order: columns.length,
    nRegressors: columns.length - moments.nDummies - 1,
  });
}
