/**
 * The moments of a regression from an engine: the statements, their guards, and the blocks they add up to. Knows nothing of estimates.
 */
import { DataError, NotSupported } from "../../base/errors.js";
import { note } from "../../base/messages.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { noRowsLeft } from "../../regression/frame/sample.js";
import { INTERCEPT } from "../../regression/least-squares/absent-rows.js";
import type { SqlFrame, SqlGrouping } from "../frame.js";
import { SQL_NOTES } from "../messages.js";
import { NUMBER_BYTES, type Queries } from "../queries.js";
import { levelCountStatement, spreadStatement } from "../statements/counts.js";
import { rowsWithout } from "../statements/level-values.js";
import { type DummyKeys, type Key, MOST_PATTERN_PERIODS, pairs, type SumsSpec } from "../statements/rows.js";
import {
  patternProductsStatement,
  singletonsStatement,
  sumsStatement,
  unitProductsStatement,
} from "../statements/sums.js";
import { withoutAlone } from "./alone-levels.js";
import { Assembly } from "./blocks.js";
import { cellMoments, countCells } from "./cell-moments.js";
import { checksumOf, totalsOf } from "./checksum.js";
import { crossedMoments } from "./crossed-moments.js";
import { type Guards, guardsOf, requireMeans, requireSame } from "./guards.js";
import { keysOf, levelsIn } from "./levels.js";
import type { PushedMoments } from "./pushed.js";
import { type Roles, rolesOf, type SqlEffect } from "./roles.js";

/** Cells of several large effects that come home; of more, effects are solved for by statements. */
const MOST_CELLS = 5_000_000;
/** Clusters whose blocks come home; of more, sums come by bucket and the meat by a statement of its own. */
const MOST_BLOCKS = 50_000;
/** Blocks of sums where no cluster gives them: a sum of sums loses fewer digits than one long sum. */
const BUCKETS = 64;
/** Patterns of presence for each block from which on they are no gain. */
const PATTERNS_A_BLOCK = 400;

export interface PushedOptions {
  readonly blocks: "required" | "preferred";
  readonly singletons: "dropped" | "kept";
  /** Of several large effects. */
  readonly crossed: CrossedOptions;
}

export interface CrossedOptions {
  /** Whether a variance is made of the scores of single rows, which cells don't have. */
  readonly isByRow?: boolean;
  /** Cells that come home at most, 5 million by default. */
  readonly mostCells?: number;
  /** Iterations allowed where they don't. */
  readonly maxIterations?: number;
}

/**
 * Sums over the rows of `frame`. `blocks` says whether those of its first clustering are wanted, as resampling
 * needs them, or only preferred.
 *
 * Throws NotSupported `engine_effects` and `engine_clusters` where blocks are required that can't be had, and as `cellMoments` and `crossedMoments`; DataError `engine_changed`, `engine_not_finite`, `engine_single_period`.
 */
export async function pushedMoments(
  engine: Engine,
  queries: Queries,
  frame: SqlFrame,
  options: PushedOptions,
): Promise<PushedMoments> {
  const base = baseOf(frame);
  const roles = await rolesOf(queries, base, frame, clusterKeys(frame));
  if (roles === null) return ofLargeEffects(engine, queries, frame, base, options);
  const { blocks, singletons } = options;
  const { asked, periods } = sumsWanted(frame, base, roles);
  const { unit, shard } = asked;
  if (shard.length > 0) await requireOneServer(queries, frame, asked);
  const guards = await guardsOf(queries, asked, { periods: unit.length === 0 ? null : periods, scales: null });
  const wanted = await blocksWanted(queries, frame, asked, guards, blocks);
  const { isByCluster, nests, nBlocks } = wanted;
  const { assembly, spec, checksum, nAlone } = await summedRows(queries, frame, wanted, roles, singletons);
  // of complete rows: what has become incomplete since is missing in the counts
  const complete = { ...asked, relation: frame.relation };
  const nSingletons = unit.length > 0 && singletons === "dropped" ? guards.singletons : nAlone;
  if (unit.length > 0) {
    await takeUnitProducts(queries, spec, assembly, { guards, periods, nBlocks });
    await leaveSingletonsOut(queries, spec, assembly, nSingletons);
  }
  assembly.requireRows(nSingletons);
  if (nSingletons === frame.nobs) throw noRowsLeft(frame.spec);
  const single = singletons === "dropped" && unit.length > 0 ? assembly.singleRow() : null;
  if (single !== null) {
    if (blocks === "required") throw single;
    return byGradients(queries, frame, base, options);
  }
  return {
    frame,
    spec,
    place: (scope) => assembly.moments(scope, roles, isByCluster ? frame.clusterings[0]!.name : "bucket"),
    isByCluster,
    effects: leftOf(roles, assembly, guards.units - nSingletons),
    nests,
    nobs: frame.nobs - nSingletons,
    nSingletons,
    squares: assembly.squares(),
    dummies: roles.dummies,
    liesInBlocks: (effect) => assembly.liesInBlocks(dummiesOf(roles, effect)),
    confirm: async () =>
      requireSame(guards, await guardsOf(queries, complete, { periods: null, scales: checksum.scales }), checksum),
    reason: note(SQL_NOTES, "pushed", {
      unit: roles.unit?.name ?? null,
      dummies: roles.dummies.map(({ grouping }) => grouping.name),
    }),
    graph: null,
    blocksBy: null,
    scoresStatement: null,
  };
}

type Base = Omit<SumsSpec, "block" | "unit" | "shard" | "dummies">;

const baseOf = (frame: SqlFrame): Base => ({
  dialect: frame.source.engine.dialect,
  relation: frame.rows,
  columns: [...frame.names.map((_, j) => `x${j + 1}`), "y"],
  means: centresOf(frame),
  weight: frame.isWeighted ? "w" : null,
});

const clusterKeys = ({ clusterings: [first] }: SqlFrame): Key[] => (first === undefined ? [] : keysOf(first));

/** Of effects with too many levels for dummies: cells, where they are few enough, else gradients by statements. */
async function ofLargeEffects(
  engine: Engine,
  queries: Queries,
  frame: SqlFrame,
  base: Base,
  options: PushedOptions,
): Promise<PushedMoments> {
  const { isByRow, mostCells = MOST_CELLS } = options.crossed;
  if (options.blocks === "required") throw crossedEffects(frame);
  const complete = { ...base, relation: frame.relation };
  const cells = isByRow === true ? null : await countCells(queries, frame, complete);
  if (cells !== null && cells.count <= mostCells && cells.clusters <= MOST_BLOCKS)
    return cellMoments(engine, queries, frame, complete, cells, options.singletons);
  return byGradients(queries, frame, base, options);
}

const byGradients = (
  queries: Queries,
  frame: SqlFrame,
  base: Base,
  { singletons, crossed: { maxIterations } }: PushedOptions,
): Promise<PushedMoments> =>
  crossedMoments(queries, frame, base, { singletons, ...(maxIterations !== undefined && { maxIterations }) });

/** The sums by cluster, and the periods whose patterns may stand for the rows of a unit. */
function sumsWanted(frame: SqlFrame, base: Base, roles: Roles): { asked: SumsSpec; periods: DummyKeys | null } {
  const unit = roles.unit === null ? [] : keysOf(roles.unit);
  const dummies = roles.dummies.map(({ grouping, levels }): DummyKeys => ({ keys: keysOf(grouping), levels }));
  const shard = unit.length === 0 || frame.shard === null ? [] : keysOf(frame.shard);
  const periods =
    dummies.length === 1 && !frame.isWeighted && dummies[0]!.levels.length <= MOST_PATTERN_PERIODS ? dummies[0]! : null;
  return { asked: { ...base, block: clusterKeys(frame), unit, shard, dummies }, periods };
}

interface BlocksWanted {
  readonly isByCluster: boolean;
  readonly nests: boolean;
  readonly whole: SumsSpec;
  readonly nBlocks: number;
}

/** Blocks by cluster, or by bucket. Throws NotSupported `engine_clusters`. */
async function blocksWanted(
  queries: Queries,
  frame: SqlFrame,
  asked: SumsSpec,
  guards: Guards,
  blocks: PushedOptions["blocks"],
): Promise<BlocksWanted> {
  const { block, unit } = asked;
  const clustering = frame.clusterings[0];
  const isCounted = clustering === undefined || (block.length === 1 && unit.length > 0);
  const nClusters = isCounted ? guards.blocks : await queries.number(levelCountStatement(asked, block));
  const nests = unit.length === 0 || guards.split === 0;
  const isByCluster = clustering !== undefined && nests && nClusters <= MOST_BLOCKS;
  if (!isByCluster && blocks === "required") throw noBlocks(frame, clustering!, nests, nClusters);
  const whole = isByCluster ? asked : bucketed(frame, asked);
  return { isByCluster, nests, whole, nBlocks: isByCluster ? nClusters : whole.block.length === 0 ? 1 : BUCKETS };
}

/** Sums over the rows by block and dummies, put together without rows that are alone in a level. */
async function summedRows(
  queries: Queries,
  frame: SqlFrame,
  { isByCluster, whole, nBlocks }: BlocksWanted,
  roles: Roles,
  singletons: PushedOptions["singletons"],
) {
  const { dialect, block, dummies, unit } = whole;
  const p = whole.columns.length;
  const nCells = dummies.reduce((product, { levels }) => product * levels.length, nBlocks);
  const nKeys = block.length + dummies.reduce((sum, { keys }) => sum + keys.length, 0);
  const sums = await queries.ask(sumsStatement(whole), NUMBER_BYTES * nCells * (nKeys + 2 + p + pairs(p).length));
  const buckets = { name: "", keys: block.map(({ column }) => column), isNumeric: true };
  const ofBlocks = levelsIn(isByCluster ? frame.clusterings[0]! : buckets, sums, nKeys);
  const totals = totalsOf(sums, nKeys, p);
  requireMeans(frame, whole.means, totals);
  const checksum = checksumOf(whole, totals);
  const isAlone = singletons === "dropped" && unit.length === 0;
  const { answer, nAlone, gone } = isAlone
    ? withoutAlone(sums, block.length, roles.dummies)
    : { answer: sums, nAlone: 0, gone: [] };
  const relation = gone.reduce(
    (from, levels, e) => rowsWithout({ dialect, relation: from }, dummies[e]!.keys, levels),
    whole.relation,
  );
  const spec = { ...whole, relation };
  const assembly = new Assembly(frame, spec, roles.dummies, ofBlocks);
  assembly.addSums(answer);
  return { assembly, spec, checksum, nAlone };
}

async function leaveSingletonsOut(queries: Queries, spec: SumsSpec, assembly: Assembly, count: number): Promise<void> {
  assembly.requireSameUnits();
  if (count === 0) return;
  if (!assembly.knowsSingletons) assembly.addSingletons(await queries.ask(singletonsStatement(spec)));
  assembly.leaveSingletonsOut(count);
}

const dummiesOf = ({ dummies }: Roles, effect: string): number =>
  dummies.findIndex(({ grouping }) => grouping.name === effect);

/** Draws need dummies of the effects that clusters do not nest. */
const crossedEffects = ({ spec }: SqlFrame): NotSupported =>
  new NotSupported(
    "engine_effects",
    `'${spec.call}': draws by cluster estimate effects anew, and those that lie across clusters have too many levels to be dummies. Bring home what the model reads (a query with its columns, in Parquet), or use coarser effects.`,
    { got: spec.fixedEffects.map(({ columns }) => columns.join("^")) },
  );

/** Throws DataError `engine_shard`: sums by unit and server are those by unit only where a unit lies on one. */
async function requireOneServer(queries: Queries, { shard }: SqlFrame, spec: SumsSpec): Promise<void> {
  const spread = await queries.number(spreadStatement(spec));
  if (spread === 0) return;
  const column = shard!.name;
  throw new DataError(
    "engine_shard",
    `${spread} units have rows of several '${column}', which the engine's address names as the server that holds them (shard=${column}): distribute the table by the unit, or leave shard out of the address.`,
    { got: spread, expected: 0, column },
  );
}

/** What columns are centred by: an intercept stands, and without one and without effects nothing may be taken off. */
function centresOf({ names, effects, means }: SqlFrame): readonly number[] {
  const spansConstant = effects.length > 0 || names[0] === INTERCEPT;
  return means.map((mean, j) => (spansConstant && names[j] !== INTERCEPT ? mean : 0));
}

/** Levels that are left without the rows alone in their unit. */
function leftOf(roles: Roles, assembly: Assembly, nUnits: number): SqlEffect[] {
  return roles.effects.map((effect) => {
    if (effect.role === "eliminated") return { ...effect, levels: nUnits };
    const at = dummiesOf(roles, effect.name);
    return at < 0 ? effect : { ...effect, levels: assembly.levelsLeft(at) };
  });
}

/** The same sums by bucket of the unit. */
function bucketed({ effects }: SqlFrame, spec: SumsSpec): SumsSpec {
  const { dialect, unit, relation } = spec;
  if (effects.length === 0 || unit.length === 0) return { ...spec, block: [] };
  const key = unit.map(({ column }) => dialect.varchar(column)).join(" || '_' || ");
  const bucket = `${dialect.bucket(unit.length === 1 ? unit[0]!.column : key, BUCKETS)} AS bucket`;
  return {
    ...spec,
    relation: `(SELECT *, ${bucket} FROM ${relation}) b`,
    block: [{ column: "bucket", isNumeric: true }],
  };
}

function noBlocks({ spec }: SqlFrame, { name }: SqlGrouping, nests: boolean, nClusters: number): NotSupported {
  const why = nests
    ? `${nClusters} clusters are more than the ${MOST_BLOCKS} whose moments come home`
    : `some levels of the eliminated effect lie in several of them`;
  return new NotSupported(
    "engine_clusters",
    `'${spec.call}': resampling by '${name}' needs its moments, and ${why}. Take coarser clusters that hold whole units, or bring the columns home.`,
    { got: nClusters, expected: MOST_BLOCKS, column: name },
  );
}

/** Asks for what the eliminated effect explains, by pattern of presence where that is narrower. */
async function takeUnitProducts(
  queries: Queries,
  spec: SumsSpec,
  assembly: Assembly,
  {
    guards,
    periods,
    nBlocks,
  }: { readonly guards: Guards; readonly periods: DummyKeys | null; readonly nBlocks: number },
): Promise<void> {
  if (periods !== null && guards.patterns > 0 && guards.patterns <= PATTERNS_A_BLOCK) {
    const [p, nKeys] = [spec.columns.length, spec.block.length];
    const most = NUMBER_BYTES * nBlocks * guards.patterns * (nKeys + 4 + p + pairs(p).length);
    const found = await queries.ask(patternProductsStatement(spec, periods), most);
    if (assembly.takePatterns(found)) return;
  }
  const order = spec.dummies.reduce((sum, { levels }) => sum + levels.length, spec.columns.length);
  let wanted = pairs(order);
  const limits = queries.engine.limits;
  const before = spec.block.length + 1 + (spec.dummies.length === 0 ? spec.columns.length : 0);
  while (wanted.length > 0) {
    let size = Math.min(wanted.length, limits.width - before);
    let statement = unitProductsStatement(spec, wanted.slice(0, size));
    while (statement.length > limits.text && size > 1) {
      size = Math.floor(size / 2);
      statement = unitProductsStatement(spec, wanted.slice(0, size));
    }
    const expected = NUMBER_BYTES * nBlocks * (before + size);
    assembly.takeUnits(await queries.ask(statement, expected), wanted.slice(0, size));
    wanted = wanted.slice(size);
  }
}
