/**
 * Layer quality. Equation (5): quality on [0, 1] within cells, by the least and greatest of each cell. A cell where these
 * are equal, as one with a single row, has no value: it is counted, never set to 0.
 */
import type { Category } from "../base/columns.js";
import type { Engine } from "../kernels/engine.js";
import { minMaxWithin } from "../kernels/quality.js";

/** Normalised quality, NaN in degenerate cells, and how many cells and rows these are. */
export interface Normalised {
  readonly values: Float64Array;
  readonly nCells: number;
  readonly nDegenerateCells: number;
  readonly nDegenerateRows: number;
}

/** (quality - min) / (max - min) within `cells`. `quality` f64[n] without NaN. */
export function normalise(engine: Engine, quality: Float64Array, cells: Category): Normalised {
  const { values, nDegenerate } = minMaxWithin(engine, quality, cells.codes, cells.nLevels);
  let nDegenerateRows = 0;
  for (const value of values) if (Number.isNaN(value)) nDegenerateRows++;
  return { values, nCells: cells.nLevels, nDegenerateCells: nDegenerate, nDegenerateRows };
}
