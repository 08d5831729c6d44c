/**
 * What a stage makes as plain data and back: tables and panels, wherever they stand in it, are their columns;
 * the rest stays as it is, and is data already (numbers with NaN and -0, texts, lists, maps, typed arrays). A store needs
 * to keep structured clones alone.
 */
import type { Column } from "../../base/columns.js";
import type { Note } from "../../base/messages.js";
import { type Panel, panel } from "../../data/panel/panel.js";
import { makeTable, type Table, type TableSource } from "../../data/table/table.js";

const PACKED = "packed";

interface PackedTable {
  readonly [PACKED]: "table";
  readonly columns: readonly Column[];
  readonly source: TableSource;
  readonly notes: readonly Note[];
}
interface PackedPanel {
  readonly [PACKED]: "panel";
  readonly table: PackedTable;
  readonly unit: string;
  readonly time: string;
}

/** `value` as data. Throws TypeError, a defect of the stage, for what is none: a function, an object of a class. */
export function pack(value: unknown): unknown {
  return walk(value, (object, inner) => {
    if (isTable(object)) return packedTable(object);
    if (isPanel(object)) {
      const table = inner(object.table) as PackedTable;
      return { [PACKED]: "panel", table, unit: object.unit.name, time: object.time.name } satisfies PackedPanel;
    }
    return undefined;
  });
}

/** What `pack` was given. */
export function unpack(value: unknown): unknown {
  return walk(value, (object, inner) => {
    const packed = object as Partial<PackedTable | PackedPanel>;
    if (packed[PACKED] === "table") return makeTable(packed.columns!, packed.source!, packed.notes);
    if (packed[PACKED] === "panel")
      return panel(inner(packed.table) as Table, { unit: packed.unit!, time: packed.time! });
    return undefined;
  });
}

type Walk = (value: unknown) => unknown;

/** A copy of `value` with what `turn` makes of its objects; undefined leaves an object as it is. Each object is met once. */
function walk(value: unknown, turn: (object: object, inner: Walk) => unknown): unknown {
  const met = new Map<object, unknown>();
  const inner: Walk = (value) => {
    if (typeof value === "function" || typeof value === "symbol") {
      throw new TypeError(`what a stage makes can't be kept: it holds a ${typeof value}`);
    }
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
    if (!met.has(value)) met.set(value, turn(value, inner) ?? copied(value, inner));
    return met.get(value);
  };
  return inner(value);
}

function copied(object: object, inner: Walk): unknown {
  if (Array.isArray(object)) return object.map(inner);
  if (object instanceof Map) return new Map([...object].map(([key, value]) => [inner(key), inner(value)]));
  if (object instanceof Set) return new Set([...object].map(inner));
  const prototype = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`what a stage makes can't be kept: it holds an object of class ${prototype.constructor?.name}`);
  }
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, inner(value)]));
}

const packedTable = ({ columns, source, notes }: Table): PackedTable => ({
  [PACKED]: "table",
  columns: columns.map((column) => ({ ...column })),
  source,
  notes,
});

const isTable = (object: object): object is Table =>
  "columns" in object && "numeric" in object && typeof object.numeric === "function";

const isPanel = (object: object): object is Panel =>
  "timeValues" in object && "table" in object && isTable(object.table as object);
