/** Tables across the boundary: sent once, by identity, column by column, without a copy where memory is shared. */
import { describe, expect, it } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { makeTable, type Table, withColumns } from "../../src/data/table/table.js";
import type { SentTable } from "../../src/worker/messages.js";
import { Receiver, Sender } from "../../src/worker/tables.js";
import { numeric, smallTable, text } from "../models/small-panel.js";

const SHAPE = { cohorts: [2, null, 3], periods: [1, 4] } as const;

const make = () => ({ sender: new Sender(() => {}), receiver: new Receiver() });
/** What arrives: what a structured clone makes of it. */
const cross = <T>(sent: T): T => structuredClone(sent);
/** Columns whose cells are in the message. */
const cells = ({ parts }: SentTable) => parts?.columns.filter(({ column }) => column !== undefined).length ?? 0;
const content = ({ columns, source, notes }: Table) => ({ columns, source, notes });

describe("a table", () => {
  it("arrives as it was, with text and missing cells", () => {
    const { sender, receiver } = make();
    const table = makeTable(
      [text("t", ["b", "a", "b"]), numeric("x", [1, Number.NaN, -0])],
      { name: "mixed", bytes: 3, sha256: "ab" },
      [{ code: "trimmed", message: "a note" }],
    );
    expect(content(receiver.unpackTable(cross(sender.packTable(table))))).toEqual(content(table));
  });

  it("is sent once; one made of it sends what it adds; what is forgotten and sent anew arrives again", () => {
    const { sender, receiver } = make();
    const table = smallTable(SHAPE);
    const first = cross(sender.packTable(table));
    expect(cells(first)).toBe(table.columns.length);
    const there = receiver.unpackTable(first);
    expect(sender.packTable(table)).toEqual({ id: first.id });
    expect(receiver.unpackTable({ id: first.id })).toBe(there);

    const wider = withColumns(table, [numeric("z", table.numeric("y"))]);
    const second = cross(sender.packTable(wider));
    expect(cells(second)).toBe(1);
    expect(content(receiver.unpackTable(second))).toEqual(content(wider));
    expect(receiver.unpackTable({ id: second.id }).column("y")).toBe(there.column("y"));

    receiver.forget(first.id);
    expect(receiver.unpackTable({ id: first.id })).toBeUndefined();
  });

  it("that could not be sent counts as not sent", () => {
    const { sender } = make();
    const table = smallTable(SHAPE);
    sender.packTable(table);
    sender.undo();
    expect(cells(sender.packTable(table))).toBe(table.columns.length);
    sender.done();
    sender.undo();
    expect(cells(sender.packTable(table))).toBe(0);
  });

  it("in shared memory is not copied; another is, and stays the caller's", () => {
    const { sender } = make();
    const values = new Float64Array(new SharedArrayBuffer(16));
    const whole = Float64Array.of(1, 2, 3, 4);
    const part = whole.subarray(1, 3);
    const columns = [
      { kind: "numeric", name: "s", values } as const,
      { kind: "numeric", name: "p", values: part } as const,
    ];
    const sent = sender.packTable(makeTable(columns, { name: "t", bytes: 0, sha256: null })).parts!.columns;
    const [s, p] = sent.map(({ column }) => (column as { values: Float64Array }).values);
    expect(s).toBe(values);
    expect(p!.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(p!.buffer.byteLength).toBe(16);
    expect([...p!]).toEqual([2, 3]);
    expect([...whole]).toEqual([1, 2, 3, 4]);
  });
});

describe("a panel", () => {
  it("arrives with its index, and is known by identity too", () => {
    const { sender, receiver } = make();
    const data = panel(smallTable(SHAPE), { unit: "unit", time: "time" });
    const sent = cross(sender.packPanel(data));
    const there = receiver.unpackPanel(sent);
    expect(content(there.table)).toEqual(content(data.table));
    expect([there.unit.name, there.time.name, there.order, there.balance]).toEqual([
      "unit",
      "time",
      data.order,
      data.balance,
    ]);
    expect(receiver.unpackPanel(cross(sender.packPanel(data)))).toBe(there);
    expect(sender.packTable(data.table)).toEqual({ id: sent.parts!.table.id });
  });
});
