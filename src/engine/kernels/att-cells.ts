/**
 * Wrapper of the kernel that estimates effects of a treatment by cohort and period, a task each: two-by-two comparisons with
 * covariates, and the influence of every cluster. Knows nothing of how rows are laid out or who is compared with whom.
 */
import { crossProductsWork } from "./blas.js";
import { checkLength, runChecked } from "./call.js";
import type { Engine, F64Address, F64Block, Scope, Task, U32Block } from "./engine.js";
import { binaryPassWork } from "./irls.js";
import { packedSize } from "./moments.js";

/** Methods by the number the kernel knows them by. */
const METHODS = { reg: 0, ipw: 1, dr: 2, imp: 3, ht: 4 } as const;
export type AttMethod = keyof typeof METHODS;

/** What is wrong with a cell, by the kernel's info. */
const FAULTS = [null, "empty", "overlap", "separated", "controls", "treated", "all"] as const;
export type AttFault = Exclude<(typeof FAULTS)[number], null>;

const RESULTS = 14;
const NAMED = 5;
/** Rows of a block of products, with the gap between columns. */
const BLOCK_ROWS = 264;
/** Cells estimated in one run, and numbers that their scratch should stay below: 128 MiB. */
const FEWEST_TOGETHER = 4;
const MOST_NUMBERS = 2 ** 24;

/** Scratch of `attCell` for k regressors and `rows` rows, in f64 and in u32. */
export const attCellWork = (k: number, rows: number): number =>
  (k + 7) * rows +
  20 * k +
  16 +
  4 * packedSize(k + 1) +
  packedSize(k) +
  Math.max(32, binaryPassWork(rows, k), BLOCK_ROWS * (k + 2) + crossProductsWork(rows, k + 1));
export const attCellPlaces = (k: number, rows: number): number => rows + k + 6;

/** Rows first .. end - 1 of a group: 0 treated after, 1 treated before, 2 compared with after, 3 before. */
export type Segment = readonly [group: 0 | 1 | 2 | 3, first: number, end: number];

/** One comparison; addresses are of the first row of the layout. */
export interface AttCell {
  /** Ascending by group. */
  readonly segments: readonly Segment[];
  readonly y1: F64Address;
  /** Outcomes that are taken off y1; undefined where rows of both periods are in the segments. */
  readonly y0: F64Address | undefined;
  readonly x: F64Address | undefined;
  readonly weights: F64Address | undefined;
}

/** What all comparisons share. */
export interface AttLayout {
  readonly method: AttMethod;
  /** Regressors, the first of which is 1. */
  readonly k: number;
  /** Numbers from one covariate to the next. */
  readonly xStride: number;
  /** Of each row. */
  readonly clusters: U32Block;
  readonly nClusters: number;
  /** Propensities from which on rows compared with have no odds, and from which on a cell is refused. */
  readonly trim: number;
  readonly limit: number;
}

/** What a comparison gives. */
export interface AttResult {
  readonly fault: AttFault | null;
  readonly effect: number;
  /** Rows by group. */
  readonly rows: readonly number[];
  readonly trimmed: number;
  readonly highest: number;
  /** Rows whose propensity is at or above the limit: how many, and the first of them. */
  readonly tooHigh: number;
  readonly named: readonly number[];
  /** Number of the collinear regressor, from 1 on. */
  readonly column: number;
}

/** Effects of `cells`; column j of `influence`, f64[nClusters * cells], is overwritten with the influences on cell j. */
export function attCells(
  engine: Engine,
  scope: Scope,
  { method, k, xStride, clusters, nClusters, trim, limit }: AttLayout,
  cells: readonly AttCell[],
  influence: F64Block,
): AttResult[] {
  checkLength("attCell", "influence", influence.length, nClusters * cells.length);
  const capacity = Math.max(1, ...cells.map(({ segments }) => rowsOf(segments)));
  const [scratch, places] = [attCellWork(k, capacity), attCellPlaces(k, capacity)];
  const together = Math.max(FEWEST_TOGETHER, Math.floor(MOST_NUMBERS / scratch));
  const results = scope.f64(cells.length * RESULTS);
  const infos: number[] = [];
  for (let first = 0; first < cells.length; first += together) {
    const some = cells.slice(first, first + together);
    scope.scope((inner) => {
      const [work, place] = [inner.f64(some.length * scratch), inner.u32(some.length * places)];
      const tasks = some.map(({ segments, y1, y0, x, weights }, i): Task<"attCell"> => {
        const listed = inner.copyU32(Uint32Array.from(segments.flat()));
        return {
          ...{
            method: METHODS[method],
            differences: y0 === undefined ? 0 : 1,
            weighted: weights === undefined ? 0 : 1,
          },
          ...{ k, nSegments: segments.length, xStride, capacity, nClusters, trim, limit },
          ...{ segments: listed, y1, y0, x, weights, clusters, influence: influence.at((first + i) * nClusters) },
          result: results.at((first + i) * RESULTS),
          ...{ work: work.at(i * scratch), places: place.at(i * places) },
        };
      });
      infos.push(...runChecked(engine, "attCell", tasks));
    });
  }
  const all = results.view();
  return infos.map((info, j) => resultOf(info, all.subarray(j * RESULTS, (j + 1) * RESULTS)));
}

const rowsOf = (segments: readonly Segment[]): number => segments.reduce((n, [, first, end]) => n + end - first, 0);

function resultOf(info: number, numbers: Float64Array<ArrayBufferLike>): AttResult {
  const [effect, ...rest] = numbers as unknown as number[];
  const tooHigh = rest[6]!;
  return {
    fault: FAULTS[info]!,
    effect: effect!,
    rows: rest.slice(0, 4),
    ...{ trimmed: rest[4]!, highest: rest[5]!, tooHigh, named: rest.slice(7, 7 + Math.min(tooHigh, NAMED)) },
    column: rest[12]!,
  };
}
