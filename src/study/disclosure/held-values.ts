/**
 * Numbers written in files that are cells of data: which of them few units hold. A number is a cell where it is written with as many digits as
 * make a coincidence unlikely and is the cell rounded to these. Streams columns; what the numbers mean is not its matter.
 */
import { type Column, MISSING_CODE } from "../../base/columns.js";

/** Columns of one table; `unit` codes its rows by unit, null where each row counts for itself. */
export interface HeldColumns {
  readonly columns: readonly Column[];
  readonly unit: Uint32Array | null;
}

/** A number as a file has it. */
export interface Written {
  readonly text: string;
  readonly value: number;
  /** Significant digits. */
  readonly digits: number;
}

/** Digits from which a number tells of a cell: with fewer, chance matches what is in no data. */
const LEAST_DIGITS = 6;
/** Digits from which a number that is a longer cell cut short is taken for it. */
export const SURE_DIGITS = 9;
const MOST_DIGITS = 17;

const NUMBER = /(?<![\w.])[-−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?!\w)/gi;
const GROUPED = /(?<![\w.])[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?(?!\w)/gi;

/** Numbers of `text` with digits enough, by how they are written; `isGrouped` where it has commas between thousands, and not between cells. */
export function numbersIn(text: string, isGrouped: boolean): ReadonlyMap<string, Written> {
  const found = new Map<string, Written>();
  for (const [written] of text.matchAll(isGrouped ? GROUPED : NUMBER)) {
    if (found.has(written)) continue;
    const plain = written.replaceAll(",", "").replaceAll("−", "");
    const value = Math.abs(Number(plain));
    const digits = digitsOf(plain.replace("-", ""));
    if (digits >= LEAST_DIGITS && value !== 0 && !isShare(value)) found.set(written, { text: written, value, digits });
  }
  return found;
}

function digitsOf(text: string): number {
  const [mantissa] = text.toLowerCase().split("e") as [string];
  return mantissa.replace(".", "").replace(/^0+|0+$/g, "").length;
}

const MOST_PARTS = 200;
const SHARE_ERROR = 1e-14;

/** Whether it is a share of few parts, such as 1/3, which tells of counts and of no cell. */
function isShare(value: number): boolean {
  if (value > 1) return false;
  for (let parts = 1; parts <= MOST_PARTS; parts++) {
    const share = value * parts;
    if (Math.abs(share - Math.round(share)) < SHARE_ERROR * parts) return true;
  }
  return false;
}

/** Whether `written` is the cell `cell`, in a file whose numbers are sure to be cells from `sure` digits on. */
const isCell = ({ value, digits }: Written, cell: number, sure: number): boolean =>
  value === cell || (digits >= sure && digits < MOST_DIGITS && Number(cell.toPrecision(digits)) === value);

/** Of `numbers`, those that are cells which fewer than `least` units hold, by how they are written. */
export function cellsOfFew(
  numbers: readonly Written[],
  tables: readonly HeldColumns[],
  { least, sure }: { readonly least: number; readonly sure: number },
): ReadonlySet<string> {
  const sorted = [...numbers].sort((a, b) => a.value - b.value);
  const few = new Set<string>();
  for (const { columns, unit } of tables) {
    for (const column of columns) {
      const holders = holdersOf(sorted, column, unit, sure);
      for (const [written, units] of holders) if (units.size < least) few.add(written);
    }
  }
  return few;
}

/** How many units hold each of `values` to the bit, in the column where most do. */
export function heldBy(values: readonly number[], tables: readonly HeldColumns[]): ReadonlyMap<number, number> {
  const numbers = [...new Set(values)].map((value) => ({
    text: String(value),
    value: Math.abs(value),
    digits: MOST_DIGITS,
  }));
  const sorted = numbers.sort((a, b) => a.value - b.value);
  const most = new Map<number, number>();
  for (const { columns, unit } of tables) {
    for (const column of columns) {
      for (const [text, { size }] of holdersOf(sorted, column, unit, Number.POSITIVE_INFINITY)) {
        most.set(Number(text), Math.max(size, most.get(Number(text)) ?? 0));
      }
    }
  }
  return most;
}

/** Relative distance within which a cell can be a number of at least `LEAST_DIGITS` digits. */
const NEAR = 10 ** (1 - LEAST_DIGITS);

/** Units that hold each of the numbers of `sorted`, for those that any does. */
function holdersOf(
  sorted: readonly Written[],
  column: Column,
  unit: Uint32Array | null,
  sure: number,
): Map<string, Set<number>> {
  const holders = new Map<string, Set<number>>();
  if (sorted.length === 0) return holders;
  const values = Float64Array.from(sorted, ({ value }) => value);
  for (let row = 0, n = cellsIn(column); row < n; row++) {
    const cell = Math.abs(cellAt(column, row));
    if (Number.isNaN(cell) || cell === 0) {
      if (cell === 0 && values[0] === 0) add(holders, sorted[0]!.text, unit?.[row] ?? row);
      continue;
    }
    for (let i = firstFrom(values, cell * (1 - NEAR)); i < values.length && values[i]! <= cell * (1 + NEAR); i++) {
      if (isCell(sorted[i]!, cell, sure)) add(holders, sorted[i]!.text, unit?.[row] ?? row);
    }
  }
  return holders;
}

function add(holders: Map<string, Set<number>>, text: string, unit: number): void {
  const units = holders.get(text) ?? new Set();
  holders.set(text, units.add(unit));
}

const cellsIn = (column: Column): number => (column.kind === "text" ? column.codes.length : column.values.length);

/** A cell as a number; NaN where it is missing or a word. */
function cellAt(column: Column, row: number): number {
  if (column.kind === "numeric") return column.values[row]!;
  const code = column.codes[row]!;
  return code === MISSING_CODE ? Number.NaN : Number(column.levels[code]);
}

/** The first place of `values`, ascending, whose value is at least `least`. */
function firstFrom(values: Float64Array, least: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
