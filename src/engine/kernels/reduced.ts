/**
 * The reduced system of several effects: what is left of the normal equations of their dummies once the
 * largest effect is eliminated, held as cells and never formed as a matrix. Work sizes, the grid its products go by, and
 * the wrapper that makes the cells from rows in linear memory. Knows nothing of who solves it.
 */
import { checkLength, cutGroups, invokeChecked, runChecked, sumFew, sumPartsBlocks } from "./call.js";
import type { Engine, F64Block, Scope, U32Block } from "./engine.js";

/** Levels in a chunk of the sums over levels. */
export const LEVELS_A_CHUNK = 1_024;
/** Slots of the hash table of `reducedCells` when a cell has several codes. */
const CELL_SLOTS = 16_384;
/** Fewest cells a slab is worth, in all and a level: it clears and merges a vector over levels. */
const CELLS_A_SLAB = 16_384;
const CELLS_A_LEVEL = 32;
const MOST_SLABS = 16;

/** Rows from which on it is asked whether merging pays. */
const MANY_ROWS = 65_536;
/** Groups, and rows of each, that are looked at. */
const GROUPS_SAMPLED = 64;
const ROWS_SAMPLED = 64;
/** Share of rows that must be cells of their own for merging to be left out: weights, once there, cost a fifth more. */
const DISTINCT_SHARE = 15 / 16;

/** Scratch of `reducedCells`, in u32. */
export const reducedCellsWork = (n: number, nLevels: number, p: number): number => (p > 1 ? CELL_SLOTS + n : nLevels);

/** Scratch of `reducedDiagonal`. */
export const reducedDiagonalWork = (nLevels: number): { readonly f64: number; readonly u32: number } => ({
  f64: 2 * nLevels,
  u32: 2 * nLevels,
});

/** Scratch of `reducedEdges`, in u32. */
export const reducedEdgesWork = (nLevels: number): number => 2 * nLevels;

/** Scratch of `eliminateLevels` on m halves of edges. */
export const eliminateLevelsWork = (m: number, nLevels: number): { readonly f64: number; readonly u32: number } => ({
  f64: m + 6 * nLevels,
  u32: 2 * m + 18 * nLevels,
});

/** Scratch of `reducedApply`, in f64: cells of a group that are kept between its sweeps. */
export const reducedApplyWork = (lanes: number): number => 128 * lanes;

/** Chunks of the sums over levels. */
export const chunksOfLevels = (nLevels: number): number => Math.ceil(nLevels / LEVELS_A_CHUNK);

/** Rows in linear memory, ordered by the largest effect. */
export interface GroupedRows {
  readonly n: number;
  readonly nGroups: number;
  /** Levels of all p other effects, numbered together. */
  readonly nLevels: number;
  readonly p: number;
  /** u32[nGroups+1]. */
  readonly offsets: U32Block;
  /** u32[p*n], from its first number on. */
  readonly codes: U32Block;
  /** f64[n] >= 0, or null. */
  readonly weights: F64Block | null;
}

/** Rows merged into cells: group g owns cells offsets[g] .. offsets[g+1]-1; effect f of cell i is at f*stride + i. */
export interface CellGraph {
  /** Where cells were merged, groups of two or more: the others say nothing of the levels. */
  readonly nGroups: number;
  readonly nCells: number;
  readonly nLevels: number;
  readonly p: number;
  readonly stride: number;
  readonly offsets: U32Block;
  readonly codes: U32Block;
  readonly weights: F64Block;
  /** Weights are numbers of rows. */
  readonly counts: boolean;
}

/**
 * Merges rows into cells, in blocks as long as the rows that live as long as `scope`. Where hardly two rows of a group agree each
 * stays a cell: codes and offsets are then those of the rows, and two cells of a group may have the same levels.
 */
export function cellGraph(engine: Engine, scope: Scope, rows: GroupedRows): CellGraph {
  const { n, nGroups, nLevels, p } = rows;
  const weights = scope.f64(n);
  const shape = { nLevels, p, stride: n, weights, counts: rows.weights === null };
  if (mostlyDistinct(rows)) {
    weights.view().fill(1);
    return { ...shape, nGroups, nCells: n, offsets: rows.offsets, codes: rows.codes.part(0, p * n) };
  }
  const [offsets, codes] = [scope.u32(nGroups + 1), scope.u32(p * n)];
  const kept = scope.scope((inner) => {
    const work = inner.u32(reducedCellsWork(n, nLevels, p));
    const given = { n, nGroups, nLevels, p, offsets: rows.offsets, codes: rows.codes };
    const made = { cellOffsets: offsets, cellCodes: codes, cellWeights: weights };
    const weighted = rows.weights === null ? 0 : 1;
    return invokeChecked(engine, "reducedCells", { work, weighted, w: rows.weights, ...given, ...made });
  });
  return { ...shape, nGroups: kept, nCells: offsets.view()[kept]!, offsets, codes };
}

/** Whether so few rows share their levels with another of their group that merging them costs more than it saves. */
function mostlyDistinct({ n, nGroups, p, offsets, codes, weights }: GroupedRows): boolean {
  if (weights !== null || n < MANY_ROWS) return false;
  const [starts, levels] = [offsets.view(), codes.view()];
  let [rows, distinct] = [0, 0];
  for (let s = 0; s < GROUPS_SAMPLED; s++) {
    const g = Math.floor((s * nGroups) / GROUPS_SAMPLED);
    const size = Math.min(ROWS_SAMPLED, starts[g + 1]! - starts[g]!);
    const cell = (_: unknown, i: number) => Array.from({ length: p }, (_, f) => levels[f * n + starts[g]! + i]).join();
    rows += size;
    distinct += new Set(Array.from({ length: size }, cell)).size;
  }
  return distinct >= DISTINCT_SHARE * rows;
}

/** What products with the reduced system need beside its cells. */
export interface ReducedDiagonal {
  /** 1 over the weight of each group. */
  readonly inverses: F64Block;
  /** Weight of each level in groups of two cells or more. */
  readonly totals: F64Block;
  /** Diagonal of the system; 0 where a level meets no other. */
  readonly diagonal: F64Block;
  /** False where every cell is known to weigh 1: rows have no weights and none were merged. */
  readonly weighted: boolean;
}

/** Weighs the groups and levels of a cell graph. */
export function reducedDiagonal(engine: Engine, scope: Scope, graph: CellGraph): ReducedDiagonal {
  const { nGroups, nLevels, p, stride, offsets, codes, weights } = graph;
  const [inverses, totals, diagonal] = [scope.f64(nGroups), scope.f64(nLevels), scope.f64(nLevels)];
  scope.scope((inner) => {
    const grid = slabGrid(nGroups, offsets.view(), nLevels);
    const nSlabs = grid.length - 1;
    const size = reducedDiagonalWork(nLevels);
    const sums = [inner.f64(nSlabs * nLevels), inner.f64(nSlabs * nLevels)] as const;
    const tasks = Array.from({ length: nSlabs }, (_, s) => {
      const own = { totals: sums[0].at(s * nLevels), diagonal: sums[1].at(s * nLevels) };
      const scratch = { work: inner.f64(size.f64), index: inner.u32(size.u32) };
      const counts = graph.counts ? 1 : 0;
      const groups = { low: grid[s]!, high: grid[s + 1]!, counts, offsets, codes, weights, inverses };
      return { nLevels, p, stride, ...groups, ...own, ...scratch };
    });
    runChecked(engine, "reducedDiagonal", tasks);
    sumPartsBlocks(engine, nSlabs, nLevels, sums);
    totals.view().set(sums[0].view().subarray(0, nLevels));
    diagonal.view().set(sums[1].view().subarray(0, nLevels));
  });
  // counts of rows add up exactly: they are all 1 when there are as many as cells, in each of the p effects
  const weighted = !graph.counts || totals.view().reduce((sum, total) => sum + total, 0) !== p * graph.nCells;
  return { inverses, totals, diagonal, weighted };
}

/** The system of a single effect as a graph of its levels: level l owns edges starts[l] .. starts[l+1]-1. */
export interface LevelEdges {
  readonly nLevels: number;
  readonly starts: U32Block;
  /** Where each edge leads. */
  readonly others: U32Block;
  readonly edges: F64Block;
  /** Weight of the edges of each level: the diagonal of the system. */
  readonly diagonal: F64Block;
}

/** Cells of a group are joined two by two: pairs, from both sides, a cell beyond which edges are dearer than cells. */
const PAIRS_A_CELL = 2;

/** The edges of a system whose groups are so small that there are hardly more of them than cells; else null. */
export function levelEdges(engine: Engine, scope: Scope, graph: CellGraph): LevelEdges | null {
  const { nGroups, nCells, nLevels, p, offsets, codes, weights } = graph;
  if (p > 1) return null;
  const starts = offsets.view();
  let pairs = 0;
  for (let g = 0; g < nGroups; g++) pairs += (starts[g + 1]! - starts[g]!) * (starts[g + 1]! - starts[g]! - 1);
  if (pairs > PAIRS_A_CELL * nCells) return null;
  const ends = { starts: scope.u32(nLevels + 1), others: scope.u32(pairs) };
  const made = { ...ends, edges: scope.f64(pairs), diagonal: scope.f64(nLevels) };
  scope.scope((inner) => {
    const work = inner.u32(reducedEdgesWork(nLevels));
    invokeChecked(engine, "reducedEdges", { nGroups, nLevels, offsets, codes, weights, ...made, work });
  });
  return { nLevels, ...made };
}

/** Levels taken out of a graph one after the other, as foldLevels and unfoldLevels want them. */
export interface Elimination {
  readonly nGone: number;
  readonly nCore: number;
  readonly order: U32Block;
  readonly ends: U32Block;
  readonly shares: F64Block;
  readonly inverses: F64Block;
  /** The levels that are left, by their new numbers. */
  readonly core: U32Block;
}

/** Takes levels of few edges out of a graph; what is left is a graph too, of levels numbered anew. */
export function coreOf(
  engine: Engine,
  scope: Scope,
  { nLevels, starts, others, edges }: LevelEdges,
): { readonly core: LevelEdges; readonly eliminated: Elimination } {
  const m = edges.length;
  const taken = { order: scope.u32(nLevels), ends: scope.u32(3 * nLevels), core: scope.u32(nLevels) };
  const parts = { shares: scope.f64(3 * nLevels), inverses: scope.f64(nLevels), diagonal: scope.f64(nLevels) };
  const left = { coreStarts: scope.u32(nLevels + 1), coreOthers: scope.u32(m), coreEdges: scope.f64(m) };
  const nGone = scope.scope((inner) => {
    const size = eliminateLevelsWork(m, nLevels);
    const work = { halves: inner.f64(size.f64), index: inner.u32(size.u32) };
    const given = { m, nLevels, starts, others, edges };
    return invokeChecked(engine, "eliminateLevels", { ...given, ...taken, ...parts, ...left, ...work });
  });
  const nCore = nLevels - nGone;
  const { diagonal, ...shares } = parts;
  const { coreStarts, coreOthers, coreEdges } = left;
  return {
    core: { nLevels: nCore, starts: coreStarts, others: coreOthers, edges: coreEdges, diagonal },
    eliminated: { nGone, nCore, ...taken, ...shares },
  };
}

/**
 * Boundaries of the slabs of groups that products go by: slab s owns groups grid[s] .. grid[s+1]-1. Fixed by the data,
 * never by threads, so that sums have one order; an even number, so that two threads share them.
 *
 * @param offsets u32[nGroups+1] of a cell graph, or more of which the first nGroups + 1 count
 */
export function slabGrid(nGroups: number, offsets: Uint32Array<ArrayBufferLike>, nLevels: number): Uint32Array {
  const nCells = offsets[nGroups] ?? 0;
  const fitting = Math.floor(nCells / Math.max(CELLS_A_SLAB, CELLS_A_LEVEL * nLevels));
  const nSlabs = Math.min(Math.max(fitting - (fitting % 2), 1), MOST_SLABS);
  return Uint32Array.from(cutGroups(nGroups, offsets, nSlabs));
}

/** Adds the partial sums of chunks, `lanes` numbers each, by a binary tree over chunks. */
export function sumOfChunks(partials: Float64Array<ArrayBufferLike>, lanes: number): Float64Array {
  const nChunks = Math.floor(partials.length / lanes);
  checkLength("sumOfChunks", "partials", partials.length, nChunks * lanes);
  return nChunks === 0 ? new Float64Array(lanes) : sumFew(nChunks, lanes, partials);
}

// The exact factor of the reduced system in an envelope: work sizes, and where each row stands. The rows of the first
// effect reach from the first position they are joined to; those of the border (the other effects) are full. Knows
// nothing of who asks, and of no limit on size.

/** Rows of a block: they share their first column, and columns go by as many. */
const BLOCK = 4;

/** Scratch of `reverseCuthillMcKee`, in u32. */
export const reverseCuthillMcKeeWork = (nGroups: number, nA: number): number => nA + 2 * nGroups + 3;

/** Scratch of `envelopeBuild`. */
export const envelopeBuildWork = (nLevels: number): { readonly f64: number; readonly u32: number } => ({
  f64: 2 * nLevels,
  u32: nLevels,
});

/** Scratch of `envelopeFactor`. */
export const envelopeFactorWork = (nBlocks: number): { readonly f64: number; readonly u32: number } => ({
  f64: 16 * nBlocks + 8,
  u32: nBlocks,
});

/** Scratch of `envelopeSolve`. */
export const envelopeSolveWork = (nBlocks: number, lanes: number): number => BLOCK * nBlocks * lanes;

/** Where the rows of an envelope stand. */
export interface EnvelopeLayout {
  readonly nBlocks: number;
  /** Blocks from here on have full rows. */
  readonly border: number;
  /** First column of each block of four rows, a multiple of four: u32[nBlocks]. */
  readonly firsts: Uint32Array;
  /** Entry (i, j) is number rows[i] + j of the envelope, modulo 2^32: u32[4*nBlocks]. */
  readonly rows: Uint32Array;
  /** Numbers in the envelope. */
  readonly size: number;
  /** Multiplications and additions of the factor, at most: a row's, against each row it meets, go by the shorter. */
  readonly work: number;
}

/** Lays out the rows of nLevels positions, of which the leading first.length start where `first` says. */
export function envelopeLayout(first: Uint32Array<ArrayBufferLike>, nLevels: number): EnvelopeLayout {
  const nA = first.length;
  const nBlocks = Math.ceil(nLevels / BLOCK);
  const border = nA === nLevels ? nBlocks : Math.floor(nA / BLOCK);
  const [firsts, rows] = [new Uint32Array(nBlocks), new Uint32Array(BLOCK * nBlocks)];
  let [size, ofFirst, work] = [0, 0, 0];
  for (let b = 0; b < nBlocks; b++) {
    let least = b < border ? BLOCK * b : 0;
    for (let i = BLOCK * b; i < Math.min(BLOCK * (b + 1), nA); i++) least = Math.min(least, first[i]!);
    firsts[b] = least - (least % BLOCK);
    const width = BLOCK * (b + 1) - firsts[b]!;
    for (let r = 0; r < BLOCK; r++) rows[BLOCK * b + r] = size + r * width - firsts[b]!;
    size += BLOCK * width;
    if (b >= border) continue;
    ofFirst = size;
    work += BLOCK * width * width;
  }
  // A full row meets the others of the first effect at their lengths, and its like at its own.
  const full = BLOCK * (nBlocks - border);
  work += full * (2 * ofFirst + full * nLevels);
  return { nBlocks, border, firsts, rows, size, work };
}
