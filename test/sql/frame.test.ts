/** Frames of rows that stay with DuckDB against samples and terms of the same rows in memory: names, columns, counts, notes and refusals. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Note } from "../../src/base/messages.js";
import { panel, withLags } from "../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseFormula } from "../../src/formula/parser.js";
import { printExpression } from "../../src/formula/print.js";
import type { SampleNeeds } from "../../src/regression/frame/clusterings.js";
import { vcovColumns } from "../../src/regression/frame/clusterings.js";
import { estimationSample } from "../../src/regression/frame/sample.js";
import { expandTerms } from "../../src/regression/frame/terms.js";
import type { SqlEngine } from "../../src/sql/engine.js";
import { openDuckDB } from "../../src/sql/engines/duckdb.js";
import { type FrameOptions, makeFrame } from "../../src/sql/make-frame.js";
import { Queries } from "../../src/sql/queries.js";
import { elementary } from "../design/elementary.js";
import { randomRows, sourceOf, tableOf } from "../support/sql-tables.js";

let kernels: Engine;
let engine: SqlEngine;
beforeAll(async () => {
  [kernels, engine] = await Promise.all([loadEngine({ threads: 1 }), openDuckDB({ memory: 5e8 })]);
});
afterAll(() => engine.close());

type Rows = ReturnType<typeof randomRows>;
const KEYS = { unit: "unit", time: "year" };
const NEEDS: SampleNeeds = { type: "cluster", by: [["id"]] };

/** What a regression reads, rows in the order of `id`. */
interface Read {
  readonly names: readonly string[];
  readonly ids: readonly number[];
  readonly columns: readonly (readonly number[])[];
  readonly dropped: Readonly<Record<string, number>>;
  readonly notes: readonly unknown[];
}

/** Rows of a database have no numbers: a note on where functions are not defined counts them and has the least. */
const withoutRow = ({ code, detail }: Note) => {
  if (code !== "log_nonpositive" && code !== "sqrt_negative") return { code, detail };
  return { code, term: detail!.term, rows: detail!.rows };
};

function inMemory(formula: string, rows: Rows, { panel: keys, ...options }: FrameOptions = {}): Read {
  const spec = parseFormula(formula);
  const table = keys === undefined ? tableOf(rows) : withLags(panel(tableOf(rows), keys));
  const sample = estimationSample(kernels, spec, table, elementary, {
    ...options,
    also: vcovColumns(NEEDS),
    fixefRm: "none",
  });
  const terms = expandTerms(spec, table, elementary, sample.selected, sample.evaluated);
  const y = sample.evaluated.get(printExpression(spec.lhs))!;
  const { singletons: _, ...dropped } = sample.dropped;
  return {
    names: terms.names,
    ids: Array.from(sample.rows),
    columns: [...terms.columns, y]
      .map((column) => Array.from(column.numbers()))
      .concat(sample.weights ? [[...sample.weights]] : []),
    dropped,
    notes: [...sample.notes, ...terms.notes].map(withoutRow),
  };
}

async function inEngine(formula: string, rows: Rows, options: FrameOptions = {}): Promise<Read> {
  const source = await sourceOf(engine, "rows", rows);
  const frame = await makeFrame(new Queries(engine), source, parseFormula(formula), NEEDS, options);
  const [id] = frame.clusterings[0]!.keys;
  const items = [...frame.names.map((_, j) => `x${j + 1}`), "y", ...(frame.isWeighted ? ["w"] : [])];
  const { columns } = await engine.query(`SELECT ${[id, ...items].join(", ")} FROM ${frame.relation} ORDER BY ${id}`);
  const [ids, ...values] = columns.map((column) => Array.from(column as Float64Array));
  expect(frame.nSource).toBe(rows.id!.length);
  expect(frame.nobs).toBe(ids!.length);
  frame.means.forEach((mean, j) => {
    const own = values[j]!.reduce((sum, value) => sum + value, 0) / ids!.length;
    expect(mean).toBeCloseTo(own, 8);
  });
  return { names: frame.names, ids: ids!, columns: values, dropped: frame.dropped, notes: frame.notes.map(withoutRow) };
}

async function expectSame(formula: string, rows: Rows, options: FrameOptions = {}): Promise<void> {
  const memory = inMemory(formula, rows, options);
  const sql = await inEngine(formula, rows, options);
  const { columns, ...facts } = memory;
  const { columns: own, ...ownFacts } = sql;
  expect(ownFacts).toEqual(facts);
  expect(own.length).toBe(columns.length);
  columns.forEach((column, j) => {
    const largest = Math.max(...column.map(Math.abs), 1e-300);
    const furthest = Math.max(...column.map((value, i) => Math.abs(own[j]![i]! - value)));
    expect(furthest / largest, `${facts.names[j]}`).toBeLessThan(1e-12);
  });
}

describe("frames of an engine are those of memory", () => {
  it.each([
    ["x ~ z"],
    ["x ~ z + count | unit + year"],
    ["x ~ 0 + z"],
    ["log(x) ~ log(z) + I(count^2) | unit"],
    ["x ~ z + factor(count)"],
    ["x ~ region + z:region"],
    ["x ~ region*`my sector`"],
    ["x ~ z + i(count, ref = 2) | unit"],
    ["x ~ i(count, z, ref = c(1, 9)) | unit"],
    ['x ~ i(region, keep = c("North", "it\'s"))'],
    ["x ~ i(count, bin = list(low = 0:1, high = 3:4))"],
    ["x ~ i(region, group)"],
    ['x ~ i(region, i.count, ref = "North", ref2 = 1)'],
    ["x ~ poly(z, 3, raw = TRUE)"],
    ["x ~ poly(z, 2, raw = TRUE):region"],
    ["x ~ 0 + I(z > 2) + count"],
    ["x ~ I(z > 2):post + region:I(count >= 2)"],
    ["x ~ z + post:z + post | unit^region + group"],
    ["x ~ i(year, post, ref = 2004) | unit + year"],
    ['x ~ i(count, bin = "bin::2") + i(region, bin = "!bin::2")'],
  ])("%s", async (formula) => {
    for (const seed of [1, 2, 3]) await expectSame(formula, randomRows(240, seed, 0.05));
  });

  it.each<[string, FrameOptions]>([
    ["x ~ z | unit", { weights: "weight" }],
    ["x ~ z + region | unit", { subset: 'year >= 2004 & region != "south"', weights: "weight" }],
    ["x ~ z", { subset: "x > 0 | z > 3" }],
    ["x ~ z", { subset: "log(x) > 0 & !(count %in% c(1, 3))" }],
    ["x ~ z", { subset: 'region > "b" | is.na(region)' }],
    ["x ~ l(z, 1) + f(count, 1) + d(x, 2) | unit", { panel: KEYS }],
    ['d(log(x), 1) ~ l(region == "North", 1) + l(z, 3)', { panel: KEYS, subset: "year > 2004" }],
    ["x ~ z", { panel: KEYS, subset: "l(x, 1) > 0" }],
    ["x ~ l(l(z, 1), 1)", { panel: KEYS }],
  ])("%s with %j", async (formula, options) => {
    for (const seed of [1, 2, 3]) await expectSame(formula, randomRows(240, seed, 0.05), options);
  });
});
