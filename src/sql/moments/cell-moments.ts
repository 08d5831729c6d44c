/**
 * The moments of a regression on several large effects: sums by their cells come home, are absorbed here as rows with weights, and give the
 * cross-products net of the effects. Rows of a cell differ among themselves and from their effects by sums alone:
 *
 *   sum over rows (z - f)(z - f)' = sum over rows z z' - sum over cells w (m m' - r r'),
 *
 * f what effects explain, the same for all rows of a cell; m a cell's mean, r = m - f, w its weight.
 */
import type { Category, Column } from "../../base/columns.js";
import { NotSupported } from "../../base/errors.js";
import { note } from "../../base/messages.js";
import { upTo } from "../../base/row-runs.js";
import { categoryAt, categoryOf } from "../../data/panel/codes.js";
import { combine } from "../../data/panel/order.js";
import { copyOut } from "../../engine/kernels/blas.js";
import { gatherColumns } from "../../engine/kernels/columns.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { packedSize } from "../../engine/kernels/moments.js";
import { makeAbsorber } from "../../regression/absorb/absorber.js";
import type { ClusterMoments } from "../../regression/moments/moments.js";
import { columnOf } from "../answer-column.js";
import { cellsKept } from "../cell-singletons.js";
import type { Answer } from "../engine.js";
import type { SqlFrame, SqlGrouping } from "../frame.js";
import { SQL_NOTES } from "../messages.js";
import { NUMBER_BYTES, type Queries } from "../queries.js";
import { levelCountStatement } from "../statements/counts.js";
import type { Key, SumsSpec } from "../statements/rows.js";
import { cellsStatement, sumsStatement } from "../statements/sums.js";
import { changedRows } from "./guards.js";
import { keysOf, keyText } from "./levels.js";
import type { NetBlocks, PushedMoments } from "./pushed.js";

/** Cells that come home at most. */
const MOST_CELLS = 5_000_000;
/** Clusters whose cross-products do. */
const MOST_CLUSTERS = 50_000;

/** Throws NotSupported `engine_cells`, `engine_clusters`; DataError `engine_changed`; and as the absorber. */
export async function cellMoments(
  engine: Engine,
  queries: Queries,
  frame: SqlFrame,
  base: Omit<SumsSpec, "block" | "unit" | "shard" | "dummies">,
  { singletons }: { readonly singletons: "dropped" | "kept" },
): Promise<PushedMoments> {
  const spec: SumsSpec = { ...base, block: [], unit: [], shard: [], dummies: [] };
  const { effects, clusterings } = frame;
  const keys = uniqueKeys([...effects, ...clusterings]);
  const count = await queries.number(levelCountStatement(base, keys));
  if (!(count <= MOST_CELLS)) throw tooManyCells(frame, count, keys.length + 2 + base.columns.length);
  const expected = NUMBER_BYTES * count * (keys.length + 2 + base.columns.length);
  const answer = await queries.ask(cellsStatement({ ...spec, block: keys }), expected);
  const cells = new Cells(answer, keys, base.columns.length);
  if (cells.nRows !== frame.nobs)
    throw changedRows(`${frame.nobs} rows counted, ${cells.nRows} summed`, [frame.nobs, cells.nRows]);
  const groups = effects.map((effect) => ({ ...cells.grouping(effect), name: effect.name }));
  const alive = singletons === "dropped" ? cellsKept(groups, cells.rows) : upTo(count);
  const left = groups.map((group) => categoryAt(group, alive));
  const { residuals, graph } = absorbed(engine, cells, alive, left);
  const blocksOf = (by: readonly SqlGrouping[]) => netBlocks(queries, frame, spec, cells, alive, residuals, by);
  const [first] = clusterings;
  const main = await blocksOf(first === undefined ? [] : [first]);
  return {
    frame,
    spec,
    place: (scope) => placed(scope, main, first?.name ?? "all", base.columns.length),
    isByCluster: first !== undefined,
    effects: left.map(({ nLevels }, e) => ({ name: effects[e]!.name, levels: nLevels, role: "absorbed" })),
    nests: false,
    nobs: frame.nobs - cells.rowsWithout(alive),
    nSingletons: cells.rowsWithout(alive),
    squares: cells.squares(await queries.ask(sumsStatement(spec)), alive),
    dummies: [],
    liesInBlocks: () => false,
    confirm: async () => {
      const after = await queries.number(levelCountStatement(base, keys));
      const again = await queries.ask(cellsStatement({ ...spec, block: [] }));
      const rows = (again.columns[0] as Float64Array)[0]!;
      if (after !== count || rows !== frame.nobs)
        throw changedRows(`${count} cells of ${frame.nobs} rows, then ${after} of ${rows}`, [count, after]);
    },
    reason: note(SQL_NOTES, "cells", { cells: count, rows: frame.nobs }),
    graph,
    blocksBy: blocksOf,
  };
}

/** Keys of all groupings once each: a number where one grouping knows that it is one. */
function uniqueKeys(groupings: readonly SqlGrouping[]): Key[] {
  const keys = groupings.flatMap(keysOf);
  const columns = [...new Set(keys.map(({ column }) => column))];
  return columns.map((column) => ({
    column,
    isNumeric: keys.some((key) => key.column === column && key.isNumeric),
  }));
}

function tooManyCells({ spec, effects }: SqlFrame, cells: number, width: number): NotSupported {
  const names = effects.map(({ name }) => name).join(", ");
  return new NotSupported(
    "engine_cells",
    `'${spec.call}': ${names} have too many levels for all but one to be dummies, and ${cells} cells of them and the clusters would bring ${((NUMBER_BYTES * cells * width) / 1e6).toFixed(0)} MB; at most ${MOST_CELLS} come home. Bring home the columns the model reads, in Parquet, or use coarser effects.`,
    { got: cells, expected: MOST_CELLS },
  );
}

/** Cells as they came. */
class Cells {
  readonly rows: Float64Array;
  readonly weights: Float64Array;
  /** Sums of each column. */
  readonly sums: readonly Float64Array[];
  private readonly columns: readonly Column[];

  constructor(
    readonly answer: Answer,
    private readonly keys: readonly Key[],
    readonly p: number,
  ) {
    const numbers = answer.columns as readonly Float64Array[];
    const first = keys.length;
    [this.rows, this.weights] = [numbers[first]!, numbers[first + 1]!];
    this.sums = numbers.slice(first + 2, first + 2 + p);
    this.columns = keys.map(({ column }, k) => columnOf(column, answer.columns[k]!));
  }

  /** Keys as the cells have them, once each. */
  keysOf(columns: readonly string[]): Key[] {
    return this.keys.filter(({ column }) => columns.includes(column));
  }

  get nRows(): number {
    return this.rows.reduce((sum, n) => sum + n, 0);
  }

  grouping({ keys }: Pick<SqlGrouping, "keys">): Category {
    return combine(keys.map((key) => categoryOf(this.columns[this.keys.findIndex(({ column }) => column === key)]!)));
  }

  /** The key of cell i among `keys`, as answers grouped by them have it. */
  keyAt(keys: readonly Key[], i: number): string {
    return keyText(
      keys.map(
        ({ column }) => this.answer.columns[this.keys.findIndex((own) => own.column === column)]![i] as number | string,
      ),
    );
  }

  /** Rows of the cells that are not among `alive`. */
  rowsWithout(alive: Uint32Array): number {
    return alive.reduce((left, i) => left - this.rows[i]!, this.nRows);
  }

  /** Sums of squares about the mean, of the whole less cells of one row that went. */
  squares({ columns }: Answer, alive: Uint32Array): Float64Array {
    const { p, rows, weights, sums } = this;
    const numbers = columns as readonly Float64Array[];
    const isAlive = new Uint8Array(rows.length);
    for (const i of alive) isAlive[i] = 1;
    let weight = numbers[1]![0]!;
    const totals = Float64Array.from({ length: p }, (_, j) => numbers[2 + j]![0]!);
    const raw = Float64Array.from({ length: p }, (_, j) => numbers[2 + p + packedSize(j) + j]![0]!);
    for (let i = 0; i < rows.length; i++) {
      if (isAlive[i] === 1) continue;
      weight -= weights[i]!;
      for (let j = 0; j < p; j++) {
        totals[j]! -= sums[j]![i]!;
        raw[j]! -= sums[j]![i]! ** 2 / weights[i]!;
      }
    }
    return raw.map((square, j) => Math.max(0, square - totals[j]! ** 2 / weight));
  }
}

/** What effects leave of the means of the cells alive, a column after the other. */
function absorbed(
  engine: Engine,
  { weights, sums, p }: Cells,
  alive: Uint32Array,
  effects: readonly Category[],
): { readonly residuals: Float64Array; readonly graph: PushedMoments["graph"] } {
  return engine.scope((scope) => {
    const own = Float64Array.from(alive, (i) => weights[i]!);
    const absorber = makeAbsorber(engine, scope, effects, own);
    const { rowOrder } = absorber;
    const means = sums.map((sum) => Float64Array.from(alive, (i) => sum[i]! / weights[i]!));
    const block = gatherColumns(engine, scope, means, rowOrder);
    const solve = absorber.demean(block, p);
    const found = copyOut(block);
    const n = alive.length;
    const residuals = new Float64Array(n * p);
    for (let j = 0; j < p; j++) {
      for (let i = 0; i < n; i++) residuals[j * n + (rowOrder?.[i] ?? i)] = found[j * n + i]!;
    }
    const { redundancies, rank, components } = absorber;
    return {
      residuals,
      graph: { redundancies, rank, components, error: solve.errorEstimate, certificate: solve.certificate },
    };
  });
}

/** Cross-products by a combination of groupings. */
async function netBlocks(
  queries: Queries,
  frame: SqlFrame,
  spec: SumsSpec,
  cells: Cells,
  alive: Uint32Array,
  residuals: Float64Array,
  by: readonly SqlGrouping[],
): Promise<NetBlocks> {
  const { p } = cells;
  const keys = cells.keysOf(by.flatMap((grouping) => grouping.keys));
  const name = by.map((grouping) => grouping.name).join("^");
  const count = keys.length === 0 ? 1 : await queries.number(levelCountStatement(spec, keys));
  if (count > MOST_CLUSTERS) {
    throw new NotSupported(
      "engine_clusters",
      `'${frame.spec.call}': with several large effects, errors by '${name}' are made of the cross-products of its ${count} clusters, more than the ${MOST_CLUSTERS} that come home. Take coarser clusters, or bring the columns home.`,
      { got: count, expected: MOST_CLUSTERS, column: name },
    );
  }
  const sums = await queries.ask(
    sumsStatement({ ...spec, block: keys }),
    NUMBER_BYTES * count * (2 + p + packedSize(p)),
  );
  const raw = new Map<string, number>();
  for (let g = 0; g < sums.rows; g++)
    raw.set(keyText(sums.columns.slice(0, keys.length).map((column) => column[g] as number | string)), g);
  const category = keys.length === 0 ? null : cells.grouping({ keys: keys.map(({ column }) => column) });
  const nLevels = category?.nLevels ?? 1;
  const size = packedSize(p);
  const blocks = new Float64Array(nLevels * size);
  const rows = new Float64Array(nLevels);
  const numbers = sums.columns as readonly Float64Array[];
  const isFilled = new Uint8Array(nLevels);
  const n = alive.length;
  const place = new Int32Array(cells.rows.length).fill(-1);
  alive.forEach((i, position) => {
    place[i] = position;
  });
  for (let i = 0; i < cells.rows.length; i++) {
    const group = category?.codes[i] ?? 0;
    if (isFilled[group] === 0) {
      isFilled[group] = 1;
      const g = raw.get(cells.keyAt(keys, i));
      if (g === undefined) throw changedRows(`a level of '${name}' was not there before`, name);
      for (let pair = 0; pair < size; pair++) blocks[group * size + pair] = numbers[keys.length + 2 + p + pair]![g]!;
    }
    const [w, position] = [cells.weights[i]!, place[i]!];
    if (position >= 0) rows[group]! += cells.rows[i]!;
    for (let a = 0, pair = group * size; a < p; a++) {
      const [ma, ra] = [cells.sums[a]![i]! / w, position < 0 ? 0 : residuals[a * n + position]!];
      for (let b = 0; b <= a; b++, pair++) {
        const rb = position < 0 ? 0 : residuals[b * n + position]!;
        blocks[pair]! -= w * ((ma * cells.sums[b]![i]!) / w - ra * rb);
      }
    }
  }
  return withoutEmpty({ nLevels, label: category?.label ?? String, blocks, rows }, size);
}

function withoutEmpty({ nLevels, label, blocks, rows }: NetBlocks, size: number): NetBlocks {
  const kept = upTo(nLevels).filter((g) => rows[g]! > 0);
  const left = new Float64Array(kept.length * size);
  kept.forEach((g, position) => {
    left.set(blocks.subarray(g * size, (g + 1) * size), position * size);
  });
  return {
    nLevels: kept.length,
    label: (g) => label(kept[g]!),
    blocks: left,
    rows: Float64Array.from(kept, (g) => rows[g]!),
  };
}

function placed(scope: Scope, { nLevels, label, blocks, rows }: NetBlocks, name: string, p: number): ClusterMoments {
  return Object.freeze({
    clusters: { name, nLevels, label },
    rows,
    dummies: [],
    eliminated: [],
    nDummies: 0,
    nPeriodDummies: 0,
    nRegressors: p - 1,
    order: p,
    blocks: scope.copyF64(blocks),
    periodColumns: null,
    dummyWeights: new Float64Array(0),
    periodWeights: null,
  });
}
