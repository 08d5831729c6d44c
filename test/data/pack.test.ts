import { deserialize, serialize } from "node:v8";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pack, unpack } from "../../src/data/pack.js";
import { panel } from "../../src/data/panel/panel.js";
import { parseCsv } from "../../src/data/table/csv.js";
import type { Table } from "../../src/data/table/table.js";
import { runs } from "../support/laws.js";

const through = <T>(value: T): T => unpack(deserialize(serialize(pack(value)))) as T;

test("any data come back as they were: NaN, -0, undefined, maps, typed arrays, lists in lists", () => {
  const number = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -0, Number.POSITIVE_INFINITY));
  const numbers = fc.array(number).map((values) => Float64Array.from(values));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      fc.oneof(number, fc.string(), fc.boolean(), fc.constant(null), fc.constant(undefined), numbers),
      fc.array(tie("tree")),
      fc.dictionary(fc.string(), tie("tree"), { noNullPrototype: true }),
      fc.array(fc.tuple(fc.string(), tie("tree"))).map((entries) => new Map(entries)),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      expect(through(value)).toStrictEqual(value);
    }),
    runs(200),
  );
});

test("tables and panels come back whole, wherever they stand, and one that stands twice is one", () => {
  const table = parseCsv("unit,year,y,note\nb,2001,,x\na,2000,-0,\na,2001,3.5,z\n");
  const sample = panel(table, { unit: "unit", time: "year" });
  const back = through({ inner: [{ table }, sample], again: table });
  const first = (back.inner[0] as { table: Table }).table;
  expect(first.columns).toStrictEqual(table.columns);
  expect(first.source).toEqual(table.source);
  expect(() => first.numeric("note")).toThrow(/not numeric/);
  expect(back.again).toBe(first);
  const { order, balance, timeValues } = back.inner[1] as typeof sample;
  expect({ order, balance, timeValues }).toStrictEqual({
    order: sample.order,
    balance: sample.balance,
    timeValues: sample.timeValues,
  });
});

test("what is no data is a defect, told", () => {
  expect(() => pack({ draw: () => 1 })).toThrow(/holds a function/);
  expect(() => pack([new Date(0)])).toThrow(/class Date/);
});
