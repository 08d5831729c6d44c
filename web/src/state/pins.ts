/** Columns kept beside the live one, with the difference from it: the same table, wider. Pure. */
import { type Cell, emptyCell, numberCell, type TableModel, type TableRow } from "../../../src/report/table-model.js";
import { rowKeys } from "./cells.js";

/** A column of a table as it was when it was pinned. */
export interface Pin {
  readonly name: string;
  readonly stage: string;
  readonly rows: readonly { readonly key: string; readonly row: TableRow; readonly cell: Cell }[];
}

/** Column `c` of the table of a stage, under the next free letter. */
export function pinOf(stage: string, table: TableModel, c: number, pins: readonly Pin[]): Pin {
  const taken = new Set(pins.map(({ name }) => name));
  const letter = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].find((name) => !taken.has(name)) ?? `${pins.length + 1}`;
  const keys = rowKeys(table.rows);
  return {
    name: letter,
    stage,
    rows: table.rows.map((row, r) => ({ key: keys[r]!, row, cell: row.cells[c] ?? emptyCell() })),
  };
}

export interface PinWords {
  readonly pinned: (name: string) => string;
  readonly less: (column: number, name: string) => string;
}

/** The table with `pins` behind its columns, each followed by how column `c` differs from it. */
export function withPins(table: TableModel, pins: readonly Pin[], c: number, words: PinWords): TableModel {
  if (pins.length === 0) return table;
  const { rows, keys } = united(table, pins);
  const lines = Math.max(1, ...table.heads.map((head) => head.length));
  const head = (text: string): string[] => [text, ...new Array<string>(lines - 1).fill("")];
  return {
    ...table,
    heads: [...table.heads, ...pins.flatMap(({ name }) => [head(words.pinned(name)), head(words.less(c + 1, name))])],
    rows: rows.map((row, r) => ({
      ...row,
      cells: [...padded(row.cells, table.heads.length), ...pins.flatMap((pin) => besides(row, pin, keys[r]!, c))],
    })),
  };
}

function besides(row: TableRow, pin: Pin, key: string, c: number): Cell[] {
  if (row.heading === true) return [];
  const then = pin.rows.find((one) => one.key === key)?.cell ?? emptyCell();
  return [then, difference(row.cells[c], then, row.quantity)];
}

/** Of estimates alone: an error the difference has only where both are estimated jointly, which they are not here. */
function difference(now: Cell | undefined, then: Cell, quantity: string): Cell {
  if (quantity !== "estimate" || now?.kind !== "number" || then.kind !== "number") return emptyCell();
  const decimals = (now.text.split(".")[1] ?? "").length;
  const value = now.value - then.value;
  return numberCell(value, value.toFixed(decimals).replace(/^-(0(\.0*)?)$/, "$1"));
}

/** Rows of the table, and those that only pins have, each behind the one it stood behind. */
function united(table: TableModel, pins: readonly Pin[]): { rows: readonly TableRow[]; keys: readonly string[] } {
  const rows = [...table.rows];
  const keys = rowKeys(table.rows);
  for (const pin of pins) {
    pin.rows.forEach(({ key, row, cell }, r) => {
      if (keys.includes(key) || cell.kind === "empty") return;
      const at = keys.indexOf(pin.rows[r - 1]?.key ?? "") + 1;
      rows.splice(at, 0, { ...row, cells: [], ruleAbove: false });
      keys.splice(at, 0, key);
    });
  }
  return { rows, keys };
}

const padded = (cells: readonly Cell[], length: number): Cell[] =>
  Array.from({ length }, (_, c) => cells[c] ?? emptyCell());
