/**
 * Tables across the boundary of a thread: sent once, known by identity afterwards, column by column, so
 * that a table with one column more sends one column. Numbers go through shared memory where there is any: not copied
 * when they are there already, once when they are not. The caller's arrays are never given away.
 */
import type { Column } from "../base/columns.js";
import { canShareMemory } from "../base/host.js";
import type { Packer, Unpacker } from "../data/pack.js";
import { type Panel, panel } from "../data/panel/panel.js";
import { makeTable, type Table } from "../data/table/table.js";
import type { SentColumn, SentPanel, SentTable } from "./messages.js";

/** The client's side: what the coordinator has, by identity. One a coordinator. */
export class Sender implements Packer<SentTable, SentPanel> {
  private readonly known = new WeakMap<object, number>();
  private readonly gone: FinalizationRegistry<number>;
  private fresh: object[] = [];
  private next = 1;

  /** `forget` gets the number of what nobody holds any more. */
  constructor(forget: (id: number) => void) {
    this.gone = new FinalizationRegistry(forget);
  }

  /** `table` as the coordinator is to get it. To be posted at once, or taken back with `undo`. */
  packTable(table: Table): SentTable {
    const { id, isNew } = this.number(table);
    if (!isNew) return { id };
    const { columns, source, notes } = table;
    return { id, parts: { columns: columns.map((column) => this.column(column)), source, notes } };
  }

  /** What was sent has arrived. */
  done(): void {
    this.fresh = [];
  }

  /** What was made since the last `done` could not be sent. */
  undo(): void {
    for (const object of this.fresh) this.known.delete(object);
    this.fresh = [];
  }

  packPanel(data: Panel): SentPanel {
    const { id, isNew } = this.number(data);
    if (!isNew) return { id };
    return { id, parts: { table: this.packTable(data.table), unit: data.unit.name, time: data.time.name } };
  }

  private column(column: Column): SentColumn {
    const { id, isNew } = this.number(column);
    return isNew ? { id, column: shareable(column) } : { id };
  }

  private number(object: object): { id: number; isNew: boolean } {
    const known = this.known.get(object);
    if (known !== undefined) return { id: known, isNew: false };
    const id = this.next++;
    this.known.set(object, id);
    this.gone.register(object, id);
    this.fresh.push(object);
    return { id, isNew: true };
  }
}

/** The coordinator's side: columns, tables and panels by number. */
export class Receiver implements Unpacker<SentTable, SentPanel> {
  private readonly columns = new Map<number, Column>();
  private readonly tables = new Map<number, Table>();
  private readonly panels = new Map<number, Panel>();

  unpackTable({ id, parts }: SentTable): Table {
    if (parts === undefined) return this.tables.get(id)!;
    const columns = parts.columns.map((column) => this.column(column));
    const table = makeTable(columns, parts.source, parts.notes);
    this.tables.set(id, table);
    return table;
  }

  forget(id: number): void {
    this.columns.delete(id);
    this.tables.delete(id);
    this.panels.delete(id);
  }

  unpackPanel({ id, parts }: SentPanel): Panel {
    if (parts === undefined) return this.panels.get(id)!;
    const made = panel(this.unpackTable(parts.table), parts);
    this.panels.set(id, made);
    return made;
  }

  private column({ id, column }: SentColumn): Column {
    if (column === undefined) return this.columns.get(id)!;
    this.columns.set(id, column);
    return column;
  }
}

function shareable(column: Column): Column {
  return column.kind === "numeric"
    ? { ...column, values: shared(column.values, Float64Array) }
    : { ...column, codes: shared(column.codes, Uint32Array) };
}

/** `values` where the other thread can read them; a part of a larger buffer that can't be shared goes without the rest. */
function shared<A extends Float64Array | Uint32Array>(
  values: A,
  Class: { new (buffer: ArrayBufferLike): A; new (length: number): A },
): A {
  if (typeof SharedArrayBuffer !== "undefined" && values.buffer instanceof SharedArrayBuffer) return values;
  if (!canShareMemory()) return (values.byteLength === values.buffer.byteLength ? values : values.slice()) as A;
  const copy = new Class(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
