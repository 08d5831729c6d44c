/**
 * Wrappers of the imputation kernels: outcomes less what unit and period effects say, projections of cells on the rows compared
 * with, influence of units on averages. Tasks are slabs of whole units.
 */
import { checkLength, ownLines, runChecked, slabStarts, sumPartsBlock } from "./call.js";
import type { Engine, Scope } from "./engine.js";

/** Rows by unit. */
export interface UnitRows {
  /** u32[units + 1]. */
  readonly starts: Uint32Array;
  /** Level of time of each row, below `nLevels`. */
  readonly level: Uint32Array;
  readonly nLevels: number;
  /** 1 for rows compared with. */
  readonly compared: Uint8Array;
  readonly weights: Float64Array | null;
}

/** `y - b[level] - a`, a the mean of its unit over rows compared with; throws KernelError on a unit without them. */
export function imputeOutcomes(engine: Engine, rows: UnitRows, y: Float64Array, b: Float64Array): Float64Array {
  checkLength("imputeOutcomes", "y", y.length, rows.level.length);
  checkLength("imputeOutcomes", "b", b.length, rows.nLevels);
  return engine.scope((scope) => {
    const out = scope.f64(y.length);
    const shared = { ...placed(scope, rows), y: scope.copyF64(y), b: scope.copyF64(b), out };
    const tasks = slabs(rows, 0).map((ends) => ({ ...ends, ...shared }));
    runChecked(engine, "imputeOutcomes", tasks);
    return out.view().slice();
  });
}

/**
 * For each cell, what its rows have by level of time and of each column less what their units have of it in rows compared with:
 * f64[(nLevels + k) nCells], a row of nCells numbers a level, columns after the levels of time.
 */
export function cellProjections(
  engine: Engine,
  rows: UnitRows,
  columns: readonly Float64Array[],
  cell: Uint32Array,
  nCells: number,
): Float64Array {
  const { nLevels } = rows;
  const [n, k] = [rows.level.length, columns.length];
  checkLength("cellProjections", "cell", cell.length, n);
  const size = (nLevels + k) * nCells;
  return engine.scope((scope) => {
    const shared = { ...placed(scope, rows), n, nCells, k, cell: scope.copyU32(cell), X: stacked(scope, n, columns) };
    const cuts = slabs(rows, size);
    const apart = ownLines(size);
    const parts = scope.f64(cuts.length * apart);
    const tasks = cuts.map((ends, s) => ({ ...shared, ...ends, out: parts.at(s * apart), means: scope.f64(k) }));
    runChecked(engine, "cellProjections", tasks);
    return sumPartsBlock(engine, cuts.length, apart, parts).view().slice(0, size);
  });
}

/**
 * f64[units nCells], column-major: of each unit, the shares of its rows in the cells they are in, less its residuals times
 * projections. Rows whose cell is nCells or more are in none.
 *
 * @param residuals times weights; 0 of rows not compared with
 * @param projections as `cellProjections` orders them
 */
export function imputedInfluence(
  engine: Engine,
  rows: UnitRows,
  columns: readonly Float64Array[],
  given: {
    readonly cell: Uint32Array;
    readonly nCells: number;
    readonly shares: Float64Array;
    readonly residuals: Float64Array;
    readonly projections: Float64Array;
  },
): Float64Array {
  const { nLevels } = rows;
  const { cell, nCells, shares, residuals, projections } = given;
  const [n, k, nUnits] = [rows.level.length, columns.length, rows.starts.length - 1];
  for (const [name, { length }] of Object.entries({ cell, shares, residuals })) {
    checkLength("imputedInfluence", name, length, n);
  }
  checkLength("imputedInfluence", "projections", projections.length, (nLevels + k) * nCells);
  return engine.scope((scope) => {
    const out = scope.f64(nUnits * nCells);
    const { starts, level } = placed(scope, rows);
    const shared = {
      ...{ n, nUnits, nLevels, nCells, k, starts, level, out, X: stacked(scope, n, columns) },
      ...{ cell: scope.copyU32(cell), share: scope.copyF64(shares), e: scope.copyF64(residuals) },
      B: scope.copyF64(projections),
    };
    const tasks = slabs(rows, 0).map((ends) => ({ ...shared, ...ends, sums: scope.f64(ownLines(nCells)) }));
    runChecked(engine, "imputedInfluence", tasks);
    return out.view().slice();
  });
}

function placed(scope: Scope, { starts, level, nLevels, compared, weights }: UnitRows) {
  checkLength("imputation", "compared", compared.length, level.length);
  if (weights !== null) checkLength("imputation", "weights", weights.length, level.length);
  return {
    ...{ nLevels, weighted: weights === null ? 0 : 1, w: weights === null ? null : scope.copyF64(weights) },
    ...{ starts: scope.copyU32(starts), level: scope.copyU32(level), compared: scope.copyU8(compared) },
  };
}

/** Columns one after the other. */
function stacked(scope: Scope, n: number, columns: readonly Float64Array[]) {
  const block = scope.f64(n * columns.length);
  columns.forEach((column, j) => {
    checkLength("imputation", `column ${j + 1}`, column.length, n);
    block
      .part(j * n, n)
      .view()
      .set(column);
  });
  return block;
}

/** Units low .. high - 1 of each slab. */
function slabs({ starts }: UnitRows, cells: number): { readonly low: number; readonly high: number }[] {
  const cuts = slabStarts(starts.length - 1, starts, cells);
  return cuts.slice(1).map((high, s) => ({ low: cuts[s]!, high }));
}
