/** Lags inside expressions against a plain search over units and periods, on panels with gaps in any order of rows. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { panel, timeStep, withLags } from "../../src/data/panel/panel.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { parseExpression, parseFormula } from "../../src/formula/parser.js";
import { evaluate } from "../../src/regression/frame/expression.js";
import { missingRows } from "../../src/regression/frame/term-sample.js";
import { elementary } from "./elementary.js";

const KEYS = { unit: "unit", time: "time" };

interface Cell {
  readonly unit: number;
  readonly time: number;
  readonly x: number;
}

const tableOf = (cells: readonly Cell[]): Table =>
  makeTable(
    (["unit", "time", "x"] as const).map((name) => ({
      kind: "numeric" as const,
      name,
      values: Float64Array.from(cells, (cell) => cell[name]),
    })),
    { name: "cells", bytes: 0, sha256: null },
  );

const cells = fc
  .uniqueArray(
    fc.record({
      unit: fc.nat(5),
      time: fc.integer({ min: -4, max: 8 }),
      x: fc.double({ min: 0.1, max: 100, noNaN: true }),
    }),
    { selector: ({ unit, time }) => `${unit},${time}`, minLength: 2, maxLength: 40 },
  )
  .chain((list) => fc.shuffledSubarray(list, { minLength: list.length }));

/** x of the same unit k steps before, NaN where there is no such row. */
const before = (list: readonly Cell[], { unit, time }: Cell, k: number): number =>
  list.find((other) => other.unit === unit && other.time === time - k)?.x ?? Number.NaN;

/** An expression, and its value by search: `at(k)` is x, k steps before. */
const EXPRESSIONS: readonly (readonly [string, (at: (k: number) => number) => number])[] = [
  ["l(x)", (at) => at(1)],
  ["l(x, 3)", (at) => at(3)],
  ["f(x, 2)", (at) => at(-2)],
  ["l(x, -1)", (at) => at(-1)],
  ["l(x, 0)", (at) => at(0)],
  ["d(x)", (at) => at(0) - at(1)],
  ["d(x, 2)", (at) => at(0) - at(2)],
  ["d(x, -1)", (at) => at(0) - at(-1)],
  ["l(2 * x + 1, 2)", (at) => 2 * at(2) + 1],
  ["x * l(x) - f(x)", (at) => at(0) * at(1) - at(-1)],
  ["l(l(x))", (at) => (Number.isNaN(at(1)) ? Number.NaN : at(2))],
  ["d(d(x))", (at) => at(0) - at(1) - (at(1) - at(2))],
  ["ifelse(is.na(l(x)), 0, l(x))", (at) => (Number.isNaN(at(1)) ? 0 : at(1))],
];

describe("lags in expressions", () => {
  it.each(EXPRESSIONS)("%s equals a search", (text, want) => {
    fc.assert(
      fc.property(cells, (list) => {
        const table = tableOf(list);
        const step = timeStep(table.numeric("time"));
        const { values } = evaluate(parseExpression(text), withLags(panel(table, KEYS)), elementary);
        const found = list.map((cell) => want((k) => before(list, cell, k * step)));
        expect(values).toEqual(Float64Array.from(found));
      }),
    );
  });

  it("are the same at some of the rows as over all of them", () => {
    fc.assert(
      fc.property(cells, fc.infiniteStream(fc.boolean()), (list, coin) => {
        const table = withLags(panel(tableOf(list), KEYS));
        const rows = Uint32Array.from([...list.keys()].filter(() => coin.next().value));
        const all = evaluate(parseExpression("l(x) + d(x)"), table, elementary).values;
        const some = evaluate(parseExpression("l(x) + d(x)"), table, elementary, rows).values;
        expect(some).toEqual(Float64Array.from(rows, (row) => all[row]!));
      }),
    );
  });

  it("have missing rows that are counted by name", () => {
    const list = [1, 2, 3, 5].flatMap((time) => [0, 1].map((unit) => ({ unit, time, x: time + unit })));
    const table = withLags(panel(tableOf(list), KEYS));
    const { missingBy, complete } = missingRows(parseFormula("x ~ l(x) + f(x)"), table, elementary);
    expect(missingBy).toEqual({ "l(x, 1)": 4, "f(x, 1)": 4 });
    expect(complete!.length).toBe(2);
  });

  it("go by the greatest step that all times share, which is said", () => {
    const list = [2000, 2004, 2006].map((time) => ({ unit: 0, time, x: time - 2000 }));
    const table = withLags(panel(tableOf(list), KEYS));
    const { values, notes } = evaluate(parseExpression("l(x)"), table, elementary);
    expect(values).toEqual(Float64Array.of(Number.NaN, Number.NaN, 4));
    expect(notes.map(({ code, detail }) => [code, detail?.step])).toEqual([["lag_step", 2]]);
  });

  it("need a panel", () => {
    const run = () => evaluate(parseExpression("log(l(x))"), tableOf([{ unit: 0, time: 1, x: 1 }]), elementary);
    expect(run).toThrow(expect.objectContaining({ code: "lag_panel" }));
    expect(run).toThrow("--panel unit,time");
  });
});

describe("timeStep", () => {
  it.each([
    [[1, 2, 3], 1],
    [[3, 1], 2],
    [[10, 20, 40], 10],
    [[6, 10, 16], 2],
    [[-4, 5], 9],
    [[7], 1],
    [[], 1],
  ])("of %j is %i", (times, step) => {
    expect(timeStep(Float64Array.from(times))).toBe(step);
  });
});
