/**
 * The moments of a regression on several large effects: sums by their cells come home, are absorbed here as rows with weights, and give the
 * cross-products net of the effects. Rows of a cell differ among themselves and from their effects by sums alone:
 *
 *   sum over rows (z - f)(z - f)' = sum over rows z z' - sum over cells w (m m' - r r'),
 *
 * f what effects explain, the same for all rows of a cell; m a cell's mean, r = m - f, w its weight.
 */
import type { Category, Column } from "../../base/columns.js";
import { note } from "../../base/messages.js";
import { upTo } from "../../base/row-runs.js";
import { categoryAt, categoryOf } from "../../data/panel/codes.js";
import { combine } from "../../data/panel/order.js";
import { copyOut } from "../../engine/kernels/blas.js";
import { gatherColumns } from "../../engine/kernels/columns.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { packedSize } from "../../engine/kernels/moments.js";
import { makeAbsorber } from "../../regression/absorb/absorber.js";
import { columnOf } from "../answer-column.js";
import { cellsKept } from "../cell-singletons.js";
import type { Answer } from "../engine.js";
import type { SqlFrame, SqlGrouping } from "../frame.js";
import { SQL_NOTES } from "../messages.js";
import { NUMBER_BYTES, type Queries } from "../queries.js";
import { levelCountStatement } from "../statements/counts.js";
import type { Key, SumsSpec } from "../statements/rows.js";
import { cellsStatement, sumsStatement } from "../statements/sums.js";
import { checksumOf, squaresOf, type Totals, totalsOf } from "./checksum.js";
import {
  type Counts,
  changedRows,
  columnName,
  guardsOf,
  requireMeans,
  requireSame,
  requireSameRows,
  requireSameSum,
} from "./guards.js";
import { keysOf, keyText } from "./levels.js";
import { placeNet, withoutEmpty } from "./net-blocks.js";
import type { NetBlocks, PushedMoments } from "./pushed.js";

/** Cells of a frame. */
export interface CellCount {
  /** The keys of effects and clusterings. */
  readonly keys: readonly Key[];
  /** How many combinations of them rows have. */
  readonly count: number;
  /** The same of the keys of clusterings. */
  readonly clusters: number;
}

export async function countCells(
  queries: Queries,
  { effects, clusterings }: SqlFrame,
  base: Pick<SumsSpec, "dialect" | "relation">,
): Promise<CellCount> {
  const [keys, ofClusters] = [uniqueKeys([...effects, ...clusterings]), uniqueKeys(clusterings)];
  const count = await queries.number(levelCountStatement(base, keys));
  const clusters = ofClusters.length === 0 ? 1 : await queries.number(levelCountStatement(base, ofClusters));
  return { keys, count, clusters };
}

/** Throws DataError `engine_changed`, and as the absorber. */
export async function cellMoments(
  engine: Engine,
  queries: Queries,
  frame: SqlFrame,
  base: Omit<SumsSpec, "block" | "unit" | "shard" | "dummies">,
  { keys, count }: CellCount,
  singletons: "dropped" | "kept",
): Promise<PushedMoments> {
  const spec: SumsSpec = { ...base, block: [], unit: [], shard: [], dummies: [] };
  const { effects, clusterings } = frame;
  const expected = NUMBER_BYTES * count * (keys.length + 2 + base.columns.length);
  const answer = await queries.ask(cellsStatement({ ...spec, block: keys }), expected);
  const cells = new Cells(answer, keys, base.columns.length);
  requireSameRows(frame.source, frame.nobs, cells.nRows);
  const groups = effects.map((effect) => ({ ...cells.grouping(effect), name: effect.name }));
  const alive = singletons === "dropped" ? cellsKept(groups, cells.rows) : upTo(count);
  const left = groups.map((group) => categoryAt(group, alive));
  const { residuals, graph } = absorbed(engine, cells, alive, left);
  const blocksOf = async (by: readonly SqlGrouping[]) => {
    const sums = await sumsBy(queries, spec, cells, by);
    return { ...netBlocks(frame, cells, alive, residuals, by, sums), totals: sums.totals };
  };
  const [first] = clusterings;
  const main = await blocksOf(first === undefined ? [] : [first]);
  requireMeans(frame, spec.means, main.totals);
  const checksum = checksumOf(spec, main.totals);
  return {
    frame,
    spec,
    place: (scope) => placeNet(scope, main, first?.name ?? "all", base.columns.length),
    isByCluster: first !== undefined,
    effects: left.map(({ nLevels }, e) => ({ name: effects[e]!.name, levels: nLevels, role: "absorbed" })),
    nests: false,
    nobs: frame.nobs - cells.rowsWithout(alive),
    nSingletons: cells.rowsWithout(alive),
    squares: cells.squares(main.totals, alive),
    dummies: [],
    liesInBlocks: () => false,
    confirm: async () => {
      const after = await guardsOf(queries, { ...spec, unit: keys }, { periods: null, scales: checksum.scales });
      requireSame(cells.counts(), after, checksum);
    },
    reason: note(SQL_NOTES, "cells", { cells: count, rows: frame.nobs }),
    graph,
    blocksBy: blocksOf,
    scoresStatement: null,
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

  /** What a guard by cell counts. */
  counts(): Counts {
    const { rows } = this;
    return {
      ...{ units: rows.length, split: 0, rows: this.nRows, most: rows.reduce((a, b) => Math.max(a, b), 0) },
      squares: rows.reduce((sum, n) => sum + n * n, 0),
      singletons: rows.reduce((sum, n) => sum + (n === 1 ? 1 : 0), 0),
    };
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
  squares(whole: Totals, alive: Uint32Array): Float64Array {
    const { p, rows, weights, sums } = this;
    const isAlive = new Uint8Array(rows.length);
    for (const i of alive) isAlive[i] = 1;
    let { weight } = whole;
    const [totals, raw] = [whole.sums.slice(), squaresOf(whole)];
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
      graph: {
        ...{ redundancies, rank, components },
        ...{ iterations: solve.iterations, error: solve.errorEstimate, certificate: solve.certificate },
      },
    };
  });
}

interface SumsBy {
  readonly keys: readonly Key[];
  readonly answer: Answer;
  readonly totals: Totals;
}

/** S1 by a combination of groupings. */
async function sumsBy(queries: Queries, spec: SumsSpec, cells: Cells, by: readonly SqlGrouping[]): Promise<SumsBy> {
  const { p } = cells;
  const keys = cells.keysOf(by.flatMap((grouping) => grouping.keys));
  const count = keys.length === 0 ? 1 : await queries.number(levelCountStatement(spec, keys));
  const answer = await queries.ask(
    sumsStatement({ ...spec, block: keys }),
    NUMBER_BYTES * count * (keys.length + 2 + p + packedSize(p)),
  );
  return { keys, answer, totals: totalsOf(answer, keys.length, p) };
}

/** Cross-products by a combination of groupings, net of the effects. Throws as `groupsOf`. */
function netBlocks(
  frame: SqlFrame,
  cells: Cells,
  alive: Uint32Array,
  residuals: Float64Array,
  by: readonly SqlGrouping[],
  sums: SumsBy,
): NetBlocks {
  const { p } = cells;
  const { nLevels, codes, label, at } = groupsOf(frame, cells, by, sums);
  const size = packedSize(p);
  const blocks = new Float64Array(nLevels * size);
  const rows = new Float64Array(nLevels);
  const products = sums.answer.columns.slice(sums.keys.length + 2 + p) as readonly Float64Array[];
  products.forEach((product, pair) => {
    at.forEach((g, group) => {
      blocks[group * size + pair] = product[g]!;
    });
  });
  const n = alive.length;
  const place = new Int32Array(cells.rows.length).fill(-1);
  alive.forEach((i, position) => {
    place[i] = position;
  });
  for (let i = 0; i < cells.rows.length; i++) {
    const group = codes[i]!;
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
  return withoutEmpty({ nLevels, label, blocks, rows }, size);
}

/** The group of each cell, and the row of each group in the answer by group. Throws DataError `engine_changed` where the two have other sums. */
function groupsOf(frame: SqlFrame, cells: Cells, by: readonly SqlGrouping[], { keys, answer }: SumsBy) {
  const name = by.map((grouping) => grouping.name).join("^");
  const found = new Map<string, number>();
  for (let g = 0; g < answer.rows; g++)
    found.set(keyText(answer.columns.slice(0, keys.length).map((column) => column[g] as number | string)), g);
  const one = { nLevels: 1, codes: new Uint32Array(cells.rows.length), label: String };
  const { nLevels, codes, label } =
    keys.length === 0 ? one : cells.grouping({ keys: keys.map(({ column }) => column) });
  if (answer.rows !== nLevels) {
    throw changedRows(`${nLevels} levels of '${name}', then ${answer.rows}`, [nLevels, answer.rows]);
  }
  const at = new Int32Array(nLevels).fill(-1);
  codes.forEach((group, i) => {
    if (at[group]! >= 0) return;
    const g = found.get(cells.keyAt(keys, i));
    if (g === undefined) throw changedRows(`a level of '${name}' was not there before`, name);
    at[group] = g;
  });
  const [rows, weights, ...sums] = answer.columns.slice(keys.length) as Float64Array[];
  const requireThose = (what: string, ofCells: Float64Array, ofGroups: Float64Array, most: (g: number) => number) => {
    const own = new Float64Array(nLevels);
    codes.forEach((group, i) => {
      own[group]! += ofCells[i]!;
    });
    at.forEach((g, group) => {
      const where = keys.length === 0 ? "" : ` in ${name} '${label(group)}'`;
      requireSameSum(() => `${what}${where}`, [own[group]!, ofGroups[g]!], most(g));
    });
  };
  requireThose("rows", cells.rows, rows!, () => 0);
  cells.sums.forEach((sum, j) => {
    const squares = sums[cells.p + packedSize(j) + j]!;
    requireThose(`sum of '${columnName(frame, j)}'`, sum, sums[j]!, (g) => Math.sqrt(weights![g]! * squares[g]!));
  });
  return { nLevels, codes, label, at };
}
