/**
 * How much linear memory a regression needs, from its dimensions alone and before anything is allocated:
 * to be shown, and to refuse what can't fit while nothing is lost. Knows no data.
 */

import { NumericalError } from "../../base/errors.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { clusteringsOf, clusterName, combinationsOf, type SampleNeeds } from "./clusterings.js";
import type { Sample } from "./sample.js";

/**
 * What the need of memory depends on. Clusters that are no effect are counted by `levelsOf` where it is given, which takes
 * the time of coding them; else as if every row were one.
 */
export function dimensionsOf(
  sample: Sample,
  k: number,
  variance: SampleNeeds,
  levelsOf: (columns: readonly string[]) => number = () => sample.n,
): Dimensions {
  const { n, effects, weights } = sample;
  const clusters = clusteringsOf(variance).map((columns) => {
    return effects.find(({ name }) => name === clusterName(columns))?.nLevels ?? levelsOf(columns);
  });
  const own = [...clusters];
  for (const { members } of combinationsOf(own.length)) {
    if (members.length > 1) clusters.push(members.reduce((most, i) => Math.min(n, most * own[i]!), 1));
  }
  if (variance.places !== undefined) clusters.push(levelsOf(variance.places));
  const places = n * (variance.window ?? 0);
  const levels = effects.map(({ nLevels }) => nLevels);
  const slopes = effects.map((effect) => effect.slopes?.names.length ?? 0);
  return { n, k, levels, slopes, weighted: weights !== null, clusters, places };
}

/** What the need depends on. */
export interface Dimensions {
  readonly n: number;
  /** Columns demeaned together: regressors, instruments and outcome. */
  readonly k: number;
  /** Excluded instruments and endogenous regressors among the k columns; absent from least squares. */
  readonly instruments?: {
    readonly excluded: number;
    readonly endogenous: number;
    /** Two-step GMM, whose second step has exogenous regressors and instruments as orthonormal columns. */
    readonly secondStep: boolean;
  };
  /** Levels of each absorbed effect. */
  readonly levels: readonly number[];
  /** Slopes that vary by each effect; absent where there are none. */
  readonly slopes?: readonly number[];
  readonly weighted: boolean;
  /** Rows of the columns that are in linear memory at a time; absent where all are. */
  readonly rowsAtATime?: number;
  /** Clusters of each clustering, intersections among them. */
  readonly clusters: readonly number[];
  /** Places of rows spread out along time, for Newey and West's variance. */
  readonly places?: number;
  /** Whether score sums are made with the residuals, by level of the largest effect; absent where none are. */
  readonly scoreSums?: ScoreSums;
}

/** Made for one variance, or kept for others. */
export type ScoreSums = "made" | "kept";

/** Bytes of linear memory, by what they hold; `total` is the most that is in use at a time. */
export interface MemoryNeed {
  readonly total: number;
  readonly parts: Readonly<Record<"columns" | "effects" | "solver" | "least squares", number>>;
}

const F64 = 8;
const U32 = 4;
/** Slabs whose sums by level are held at a time, and columns of a batch: see kernels/slabs and absorb/solver. */
const MOST_SLABS = 32;
const ROWS_A_CELL = 16;
/** The same of score sums: see kernels/cluster-cuts. */
const SCORE_SLABS = 16;
const BATCH = 12;
/** Levels up to which the factor is dense, and what larger factors made unasked stay below: see absorb/choice. */
const SMALL_FACTOR = 600;
const FACTOR = 64 * 2 ** 20;
/** Batches of rows in linear memory: one is filled while another is read. */
const BUFFERS = 2;
/** Chunks, triangles, tables of tasks. */
const SMALL = 2 ** 20;

/** Estimates the need of one regression; an upper bound but for the factor of solver `direct`, which estimates its own. */
export function memoryNeed(dimensions: Dimensions): MemoryNeed {
  const { n, k, weighted, rowsAtATime, clusters, places = 0 } = dimensions;
  // coefficients by effect
  const levels = dimensions.levels.map((count, e) => count * (1 + (dimensions.slopes?.[e] ?? 0)));
  const q = levels.length;
  const sorted = [...levels].sort((a, b) => b - a);
  const [first, others] = [sorted[0] ?? 0, sorted.slice(1).reduce((sum, count) => sum + count, 0)];
  const slabs = Math.max(1, Math.min(MOST_SLABS, Math.floor(n / Math.max(1, ROWS_A_CELL * others))));
  const columns = F64 * k * (rowsAtATime === undefined ? n : BUFFERS * rowsAtATime);
  // codes, offsets, weights; the order and one turned copy while rows are put in order
  const effects = U32 * (n * q + first) + F64 * others + (weighted ? F64 * n : 0);
  const ordering = q > 1 ? 2 * U32 * n + U32 * first : 0;
  const width = 4 * Math.ceil(k / 4);
  // sums of every column by slab, and its coefficients; the vectors of a batch that an iterative method works with
  const byLevel = F64 * others * (width * (slabs + 1) + 6 * Math.min(BATCH, width));
  const cells = q > 1 && sorted[1]! > 1 ? U32 * n * (q - 1) + F64 * n + U32 * first + F64 * first : 0;
  const sloped = slopeNeed(n, dimensions.slopes ?? []);
  const solver =
    sloped +
    (q > 1 ? byLevel + cells + (others > SMALL_FACTOR ? FACTOR : F64 * 2 * others * others) : F64 * first * BATCH);
  const scores = F64 * k * sumsNeed(dimensions, first);
  const codes = U32 * (n * Math.min(1, clusters.length) + places);
  const leastSquares = F64 * n + codes + scores + (weighted ? F64 * n : 0) + equationNeed(dimensions, first);
  // rows put in order: four columns side by side and the order, gone before least squares begins
  const turning = q > 1 && rowsAtATime === undefined ? F64 * n * (k > 1 ? 4 : 1) + U32 * n : 0;
  const turned = columns + Math.max(0, turning - leastSquares);
  const total = effects + turned + Math.max(ordering, solver + leastSquares) + SMALL;
  return {
    total,
    parts: { columns: turned, effects, solver: Math.max(ordering, solver), "least squares": leastSquares },
  };
}

/**
 * Rows of score sums held at a time, `first` being the levels of the largest effect: sums by two clusterings, or by these
 * levels and a clustering, and what is kept of each clustering, no more than the columns take.
 */
function sumsNeed({ n, clusters, scoreSums }: Dimensions, first: number): number {
  const most = clusters.reduce((large, count) => Math.max(large, count), 0);
  const made = scoreSums === undefined ? 0 : first + most + n / ROWS_A_CELL;
  const all = clusters.reduce((sum, count) => sum + count, 0);
  return Math.max(2 * most, made) + (scoreSums === "kept" ? Math.min(n, all) : 0);
}

/**
 * What slopes take beside: their directions, those of an effect while they are made, a copy of the codes for each, and a
 * batch of columns side by side for the rows of the largest groups.
 */
function slopeNeed(n: number, slopes: readonly number[]): number {
  const count = slopes.reduce((sum, one) => sum + one, 0);
  if (count === 0) return 0;
  return n * (F64 * (count + Math.max(...slopes)) + U32 * (count + slopes.length + 1) + F64 * BATCH);
}

/**
 * What an equation with instruments holds beyond least squares: beside its residual those of each first stage and the
 * reduced form, the instruments net of the exogenous regressors, and what stands in for the endogenous ones; a residual
 * made of them while robust statistics are; and score sums of all of these against the instruments, by cluster and, while
 * they are made, by slab. Where clusters hold whole groups, sums of all columns by group, `first` of them, and by cluster beside; as
 * long as groups have few rows each none are made.
 */
function equationNeed({ n, k, instruments, clusters }: Dimensions, first: number): number {
  if (instruments === undefined) return 0;
  const { excluded, endogenous, secondStep } = instruments;
  const net = endogenous + 1 + excluded;
  const orthonormal = secondStep ? k - 1 - endogenous : 0;
  const [all, most] = clusters.reduce(([sum, large], count) => [sum + count, Math.max(large, count)], [0, 0]);
  const cells = all + Math.min(SCORE_SLABS * most, n / ROWS_A_CELL);
  const residuals = 2 * (endogenous + 1);
  const groups = clusters.length > 0 && residuals * first <= n ? first : 0;
  const byGroup =
    groups === 0
      ? 0
      : residuals * (k - 1) * (groups + clusters.reduce((sum, count) => sum + Math.min(count, groups), 0));
  const byRow = n * (net + endogenous + 1 + orthonormal) + cells * net * excluded;
  // one clustering holds whole groups, or its sums are made of rows
  return F64 * (clusters.length === 1 && !secondStep ? Math.max(byRow, byGroup) : byRow + byGroup);
}

/** Whether a need can be met, of which `held` bytes already are. */
export const fitsMemory = (engine: Engine, { total }: MemoryNeed, held = 0): boolean =>
  total <= freeBytes(engine) + held;

/** Bytes the engine's memory may still grow to. */
const freeBytes = (engine: Engine): number => engine.limitBytes() - engine.usedBytes();

/** Throws NumericalError `memory` when a need can't be met, of which `held` bytes already are; `remedy` says what would fit. */
export function requireMemory(
  engine: Engine,
  what: string,
  need: MemoryNeed,
  { held = 0, remedy }: { readonly held?: number; readonly remedy?: string } = {},
): void {
  if (fitsMemory(engine, need, held)) return;
  const free = freeBytes(engine) + held;
  const parts = Object.entries(need.parts)
    .map(([name, bytes]) => `${name} ${gib(bytes)}`)
    .join(", ");
  throw new NumericalError(
    "memory",
    `${what} needs about ${gib(need.total)} of linear memory (${parts}); ${gib(free)} can be had. Use fewer rows ` +
      `(subset), fewer regressors at a time, or coarser effects.${remedy === undefined ? "" : ` ${remedy}`}`,
    { got: need.total, expected: free },
  );
}

/** Bytes as a person reads them. */
export function gib(bytes: number): string {
  return bytes >= 2 ** 29 ? `${(bytes / 2 ** 30).toFixed(2)} GiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
