/**
 * What is asked of rows that come in batches, and what is found of them. Types only.
 */
import type { ColumnSource } from "../../frame/expression.js";
import type { ClusterMoments } from "../moments.js";

/** A column computed of others, batch by batch. */
export interface ComputedColumn {
  readonly name: string;
  /** Columns of the files that `of` asks its source for. */
  readonly columns: readonly string[];
  /** One number a row, missing as NaN: a row with one is left out. The source has the rows of a batch; a lag it knows not. */
  readonly of: (source: ColumnSource) => Float64Array;
}

/** The rows of a batch as they are read, before any is left out. */
export interface BatchRows {
  /** The number of the first of them, from 0. */
  readonly first: number;
  /** Columns that are read. Of keys alone it knows which are missing. */
  readonly source: ColumnSource;
}

/** A column of the files, or one computed of them. */
export type ChunkColumn = string | ComputedColumn;

export interface ChunkSpec {
  readonly outcome: ChunkColumn;
  readonly regressors: readonly ChunkColumn[];
  /** The effect that is nested in the clusters, and eliminated. */
  readonly unit: string;
  /** The effect whose levels are dummies, and the periods; null for none. */
  readonly time: string | null;
  /** Clusters, coarser than units; null where units are the clusters: their moments are one block, and their meat a pass of its own. */
  readonly cluster: string | null;
  readonly weights?: ChunkColumn | null;
  /** A row where this is 0 or missing is left out. */
  readonly subset?: ChunkColumn | null;
  /** Called with every batch of every pass. */
  readonly seen?: (rows: BatchRows) => void;
}

export interface ChunkOptions {
  /** Bytes that all that is held may take: linear memory and windows of the files. What the kernels may have, unless given. */
  readonly memory?: number;
  readonly signal?: AbortSignal;
  /** The pass, from 0, and the share of all passes that is done. */
  readonly onProgress?: (progress: { readonly pass: string; readonly fraction: number }) => void;
  /** Units of one row count for nothing, as in `feols`, unless `kept`. */
  readonly singletons?: "dropped" | "kept";
}

/** Rows and levels. */
export interface ChunkCounts {
  /** Rows of the files, and those used. */
  readonly rows: number;
  readonly used: number;
  /** Rows with a missing or infinite value; of weight 0; that the subset leaves out; alone in their unit. */
  readonly incomplete: number;
  readonly weightless: number;
  readonly outside: number;
  readonly singletons: number;
  readonly units: number;
  readonly clusters: number;
  readonly periods: number;
}

/** Rows used as a whole: means of regressors and outcome, and their sums of squares about them; weighted. */
export interface ChunkSpread {
  readonly means: readonly number[];
  readonly squares: Float64Array;
}

/** What was planned before the first long pass. */
export interface ChunkMemory {
  /** Bytes that may be held. */
  readonly budget: number;
  /** Distinct units met, bytes of sums and codes that each takes, and of the table that finds them. */
  readonly units: number;
  readonly bytesAUnit: number;
  readonly keyBytes: number;
  /** Bytes of sums by cluster, of batches, and of pages outside linear memory. */
  readonly clusterBytes: number;
  readonly batchBytes: number;
  readonly windowBytes: number;
  /** Parts the units are taken in, two passes over the rows each. */
  readonly parts: number;
}

/** Coefficients, and what periods explain: a solution of the moments. */
export interface ChunkSolution {
  readonly beta: Float64Array;
  /** By period, f64[(k+1) * periods]: the coefficients of its dummy in the regressors and in the outcome less the regressors times beta. */
  readonly periods: Float64Array;
}

export interface ChunkMoments {
  readonly moments: ClusterMoments;
  readonly counts: ChunkCounts;
  readonly memory: ChunkMemory;
  readonly spread: ChunkSpread;
  readonly periods: readonly string[];
  /** Periods that one unit has alone. */
  readonly lonePeriods: readonly string[];
  /** Where units are the clusters: the sum over units of their scores' cross-products, packed. Reads the rows once more for each part. */
  readonly unitMeat: ((solution: ChunkSolution) => Promise<Float64Array>) | null;
  /** Gives back what `unitMeat` needs; the moments stay. */
  free(): void;
}
