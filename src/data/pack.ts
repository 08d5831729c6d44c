/**
 * Any result or argument as plain data and back, for a store or another thread: tables and panels, wherever they stand in it, become
 * what they are made of; the rest is data already (numbers with NaN and -0, texts, lists, maps, typed arrays). What comes back is
 * frozen, as results are.
 */
import type { Column } from "../base/columns.js";
import type { Note } from "../base/messages.js";
import { type Panel, panel } from "./panel/panel.js";
import { makeTable, type Table, type TableSource } from "./table/table.js";

/** The mark of a packed table or panel. */
const PACKED = "packed";

/** Tables and panels as data, and back. T and P are the data of each. */
export interface Packer<T extends object, P extends object> {
  packTable(table: Table): T;
  packPanel(panel: Panel): P;
}
export interface Unpacker<T extends object, P extends object> {
  unpackTable(packed: T): Table;
  unpackPanel(packed: P): Panel;
}

interface TableParts {
  readonly columns: readonly Column[];
  readonly source: TableSource;
  readonly notes: readonly Note[];
}
interface PanelParts {
  readonly table: TableParts;
  readonly unit: string;
  readonly time: string;
}

/** Packs tables with all their columns. */
const whole: Packer<TableParts, PanelParts> & Unpacker<TableParts, PanelParts> = {
  packTable: ({ columns, source, notes }) => ({ columns: columns.map((column) => ({ ...column })), source, notes }),
  packPanel: ({ table, unit, time }) => ({ table: whole.packTable(table), unit: unit.name, time: time.name }),
  unpackTable: ({ columns, source, notes }) => makeTable(columns, source, notes),
  unpackPanel: ({ table, ...keys }) => panel(whole.unpackTable(table), keys),
};

/** `value` as data. Throws TypeError for what is none: a function, an object of a class. */
export function pack<T extends object, P extends object>(value: unknown, packer: Packer<T, P>): unknown;
export function pack(value: unknown): unknown;
export function pack(value: unknown, packer: Packer<object, object> = whole): unknown {
  return walk(value, (object) => {
    if (isTable(object)) return { [PACKED]: "table", data: packer.packTable(object) };
    return isPanel(object) ? { [PACKED]: "panel", data: packer.packPanel(object) } : undefined;
  });
}

/** What `pack` was given, frozen. */
export function unpack<T extends object, P extends object>(value: unknown, unpacker: Unpacker<T, P>): unknown;
export function unpack(value: unknown): unknown;
export function unpack(value: unknown, unpacker: Unpacker<never, never> = whole): unknown {
  return walk(value, (object) => {
    const { [PACKED]: kind, data } = object as { readonly [PACKED]?: unknown; readonly data?: unknown };
    if (kind === "table") return unpacker.unpackTable(data as never);
    return kind === "panel" ? unpacker.unpackPanel(data as never) : undefined;
  });
}

/** A frozen copy of `value` with what `turn` makes of its objects, each met once; undefined leaves an object as it is. */
function walk(value: unknown, turn: (object: object) => object | undefined): unknown {
  const met = new Map<object, unknown>();
  const inner = (value: unknown): unknown => {
    if (typeof value === "function" || typeof value === "symbol") {
      throw new TypeError(`this can't be data: it holds a ${typeof value}`);
    }
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
    if (!met.has(value)) met.set(value, turn(value) ?? copied(value, inner));
    return met.get(value);
  };
  return inner(value);
}

function copied(object: object, inner: (value: unknown) => unknown): unknown {
  if (Array.isArray(object)) return Object.freeze(object.map(inner));
  if (object instanceof Map) return new Map([...object].map(([key, value]) => [inner(key), inner(value)]));
  if (object instanceof Set) return new Set([...object].map(inner));
  const prototype = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`this can't be data: it holds an object of class ${prototype.constructor?.name}`);
  }
  return Object.freeze(Object.fromEntries(Object.entries(object).map(([key, value]) => [key, inner(value)])));
}

const isTable = (object: object): object is Table =>
  "columns" in object && "numeric" in object && typeof object.numeric === "function";

const isPanel = (object: object): object is Panel =>
  "timeValues" in object && "table" in object && isTable(object.table as object);
