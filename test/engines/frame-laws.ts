/**
 * What a formula comes to over rows that stay with an engine is what it comes to in memory: expressions value by value, and frames with
 * their names, columns, rows lost and notes.
 */
import { describe, expect, it } from "vitest";
import { WasmetricsError } from "../../src/base/errors.js";
import type { Note } from "../../src/base/messages.js";
import { panel, withLags } from "../../src/data/panel/panel.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { elementary } from "../../src/engine/kernels/math.js";
import type { Expression } from "../../src/formula/expression.js";
import { parseExpression, parseFormula } from "../../src/formula/parser.js";
import { printExpression } from "../../src/formula/print.js";
import { type SampleNeeds, vcovColumns } from "../../src/regression/frame/clusterings.js";
import { evaluate } from "../../src/regression/frame/expression.js";
import { estimationSample } from "../../src/regression/frame/sample.js";
import { expandTerms } from "../../src/regression/frame/terms.js";
import { SourceColumns } from "../../src/sql/frame/columns.js";
import { Expressions } from "../../src/sql/frame/expression.js";
import { sourcePanel } from "../../src/sql/frame/lags.js";
import { Layers } from "../../src/sql/frame/layers.js";
import type { SqlSource } from "../../src/sql/frame.js";
import { type FrameOptions, makeFrame } from "../../src/sql/make-frame.js";
import { Queries } from "../../src/sql/queries.js";
import { type Rows, randomRows, tableOf } from "./frame-rows.js";
import { thinned } from "./support.js";

const kernels = await loadEngine({ threads: 1 });
const functions = elementary(kernels);

/** Makes a table of the rows in the engine, in the place of the one before. */
export type Load = (rows: Rows) => Promise<SqlSource>;

const KEYS = { unit: "unit", time: "year" };

// Expressions.

const EXPRESSIONS = [
  ...["x", "-x", "+z", "x + z", "x - z", "x * z", "x / z", "1 / x", "x / 0", "0 / x", "I(x) / (z - z)", "x / 3"],
  ...["x^2", "x^3", "x^(-1)", "x^0", "abs(x)^0.5", "x^0.5", "x^4", "x^(-2)", "2^x", "x^count", "0^z", "(-2)^count"],
  ...["x %% 3", "x %% (-4)", "year %% 4", "-count %% 2", "x %% 1"],
  ...["x == z", "count == 2", "count != post", "x < z", "x <= 0", "x > z", "count >= post", "x == Inf", "x > -Inf"],
  ...["x > 0 & z > 0", "x > 0 | z > 0", "!(x > 0)", "!x", "x & z", "x | z", "is.na(x) | x > 1", "TRUE & x > 0"],
  ...["count %in% c(1, 3)", "count %in% 1:3", "x %in% c(0, -1, Inf)", "(x > 0) %in% TRUE", "is.na(x)", "is.na(x > z)"],
  ...["log(x)", "log2(x)", "log10(abs(x))", "exp(x)", "exp(x * 100)", "sqrt(x)", "abs(x)", "floor(x)", "floor(-z)"],
  ...["ifelse(x > 0, log(x), -1)", "ifelse(is.na(x), 0, x)", "ifelse(count, x, z)", "ifelse(x > z, 1, 0) * z"],
  ...["log(x) > 0", "1 / (1 / x)", "exp(log(x))", "exp(-1 / x)", "log(x) == -Inf", "sqrt(x) >= 0 | z > 0"],
  ...[
    'region == "North"',
    'region != "it\'s"',
    'region > "North"',
    'region <= "a\\\\b"',
    "is.na(region)",
    'region < "a"',
  ],
  ...['region %in% c("Élan", "a\\\\b", "none")', "region == `my sector`", "is.na(`my sector`)", "region > group"],
  ...[
    "l(x, 1)",
    "f(x, 1)",
    "d(x, 1)",
    "l(x, 2)",
    "l(l(x, 1), 1)",
    "d(log(x), 1)",
    "l(x, 1) > x",
    "l(count, 1) + f(z, 3)",
  ],
  ...['l(region == "North", 1)', "f(is.na(x), 1)", "d(d(z, 1), 1)", "l(x^2, 4)"],
];

/** Values of expressions in the order of `id`, NaN where missing. */
async function valuesOf(source: SqlSource, expressions: readonly Expression[]): Promise<(Float64Array | string)[]> {
  const { engine } = source;
  const layers = new Layers(source);
  const columns = new SourceColumns(source, layers);
  const queries = new Queries(engine);
  const made = new Expressions(engine.dialect, columns, layers, await sourcePanel(queries, columns, layers, KEYS));
  const id = columns.value("id").sql;
  const sql = expressions.map((expression) => refused(() => made.numbers(expression).sql));
  const items = sql.map((column, j) => `${column instanceof Error ? id : column} AS e${j}`);
  const answer = await queries.ask(`SELECT ${items.join(", ")} FROM ${layers.from} ORDER BY ${id}`);
  return sql.map((one, j) => (one instanceof Error ? one.message : (answer.columns[j] as Float64Array)));
}

function refused<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error as Error;
  }
}

/** Whether two values are the same but for rounding: missing, infinite, or close. */
function isSame(a: number, b: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}

/** Expects of an engine what expressions are in memory; `unsupported` says which it may refuse. */
export async function expectValues(
  load: Load,
  rows: Rows,
  expressions: readonly Expression[],
  unsupported: (printed: string) => boolean = () => false,
): Promise<void> {
  const source = await load(rows);
  const table = withLags(panel(tableOf(rows), KEYS));
  const values = await valuesOf(source, expressions);
  expressions.forEach((expression, j) => {
    const printed = printExpression(expression);
    const own = values[j]!;
    if (typeof own === "string") {
      if (!unsupported(printed)) throw new Error(`${printed}: ${own}`);
      return;
    }
    const wanted = evaluate(expression, table, functions).values;
    const wrong = wanted.findIndex((value, i) => !isSame(value, own[i]!));
    const cells = ["x", "z", "count", "post", "region", "my sector"].map((name) => rows[name]![wrong]);
    expect(
      wrong < 0 ? "the same" : `${own[wrong]} for ${wanted[wrong]} in row ${wrong}: ${cells.join(", ")}`,
      printed,
    ).toBe("the same");
  });
}

export function expressionLaws(load: Load, unsupported?: (printed: string) => boolean): void {
  it("expressions have the values they have in memory", async () => {
    await expectValues(
      load,
      randomRows(240, 7, 0.12),
      EXPRESSIONS.map((text) => parseExpression(text)),
      unsupported,
    );
  });
}

// Frames.

const NEEDS: SampleNeeds = { type: "cluster", by: [["id"]] };

const FORMULAS: readonly (readonly [string, FrameOptions?])[] = [
  ["x ~ z"],
  ["x ~ z + count | unit + year"],
  ["x ~ 0 + z"],
  ["x ~ z + v2 + exp(v2 / 100):post"],
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
  ["x ~ z | unit", { weights: "weight" }],
  ["x ~ z + region | unit", { subset: 'year >= 2004 & region != "south"', weights: "weight" }],
  ["x ~ z", { subset: "x > 0 | z > 3" }],
  ["x ~ z", { subset: "log(x) > 0 & !(count %in% c(1, 3))" }],
  ["x ~ z", { subset: 'region > "b" | is.na(region)' }],
  ["x ~ l(z, 1) + f(count, 1) + d(x, 2) | unit", { panel: KEYS }],
  ['d(log(x), 1) ~ l(region == "North", 1) + l(z, 3)', { panel: KEYS, subset: "year > 2004" }],
  ["x ~ z", { panel: KEYS, subset: "l(x, 1) > 0" }],
];

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

function inMemory(formula: string, rows: Rows, { panel: keys, ...options }: FrameOptions): Read {
  const spec = parseFormula(formula);
  const table = keys === undefined ? tableOf(rows) : withLags(panel(tableOf(rows), keys));
  const also = vcovColumns(NEEDS);
  const sample = estimationSample(kernels, spec, table, functions, { ...options, also, fixefRm: "none" });
  const terms = expandTerms(spec, table, functions, sample.selected, sample.evaluated);
  const { singletons: _, ...dropped } = sample.dropped;
  const columns = [...terms.columns, sample.evaluated.get(printExpression(spec.lhs))!].map((x) => [...x.numbers()]);
  return {
    names: terms.names,
    ids: [...sample.rows],
    columns: sample.weights === null ? columns : [...columns, [...sample.weights]],
    dropped,
    notes: [...sample.notes, ...terms.notes].map(withoutRow),
  };
}

/** Engines add in an order of their own. */
const MEAN_TOLERANCE = 1e-9;

async function inEngine(source: SqlSource, formula: string, nRows: number, options: FrameOptions): Promise<Read> {
  const { engine } = source;
  const frame = await makeFrame(new Queries(engine), source, parseFormula(formula), NEEDS, options);
  const [id] = frame.clusterings[0]!.keys as readonly [string];
  const items = [id, ...frame.names.map((_, j) => `x${j + 1}`), "y", ...(frame.isWeighted ? ["w"] : [])];
  const { columns } = await engine.query(`SELECT ${items.join(", ")} FROM ${frame.relation} ORDER BY ${id}`);
  const [ids, ...values] = columns.map((column) => [...(column as Float64Array)]);
  expect([frame.nSource, frame.nobs]).toEqual([nRows, ids!.length]);
  frame.means.forEach((mean, j) => {
    const own = values[j]!.reduce((sum, value) => sum + value, 0) / ids!.length;
    expect(Math.abs(mean - own)).toBeLessThanOrEqual(MEAN_TOLERANCE * Math.max(1, Math.abs(own)));
  });
  return { names: frame.names, ids: ids!, columns: values, dropped: frame.dropped, notes: frame.notes.map(withoutRow) };
}

/** What is wrong with a formula by itself is said before rows are asked, whatever is wrong with them. */
const BEFORE_ROWS = ["lag_panel", "text_in_arithmetic", "unknown_column"];

/** Expects of an engine what memory makes of a formula: the same frame, or a refusal of the same code. */
export async function expectFrame(load: Load, rows: Rows, formula: string, options: FrameOptions = {}): Promise<void> {
  const n = rows.id!.length;
  const source = await load(rows);
  const memory = await codeOf(async () => inMemory(formula, rows, options));
  const engine = await codeOf(() => inEngine(source, formula, n, options));
  if (typeof memory === "string" && typeof engine === "string" && BEFORE_ROWS.includes(engine)) return;
  if (typeof memory === "string" || typeof engine === "string") return expect(engine, formula).toBe(memory);
  const { columns, ...facts } = memory;
  const { columns: own, ...ownFacts } = engine;
  expect(ownFacts).toEqual(facts);
  expect(own.length).toBe(columns.length);
  columns.forEach((column, j) => {
    const wrong = column.findIndex((value, i) => !isSame(value, own[j]![i]!));
    expect(wrong < 0 ? "the same" : `${own[j]![wrong]} for ${column[wrong]}`, facts.names[j]).toBe("the same");
  });
}

async function codeOf<T>(make: () => Promise<T>): Promise<T | string> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof WasmetricsError) return error.code;
    throw error;
  }
}

/** @param step asks every `step`-th formula */
export function frameLaws(load: Load, seeds: readonly number[], step = 1): void {
  describe("frames are those of memory:", () => {
    it.each(thinned(FORMULAS, step).map(([formula, options = {}]) => [formula, options] as const))(
      "%s %j",
      async (formula, options) => {
        for (const seed of seeds) await expectFrame(load, randomRows(240, seed), formula, options);
      },
    );
  });
}
