/**
 * What holds of every engine: its dialect's expressions mean what they say to the last bit, answers hold what no number can say, and the
 * library's statements come to what DuckDB makes of the same rows.
 */
import { describe, expect, it } from "vitest";
import { type Dialect, dialects } from "../../src/sql/dialect.js";
import type { Answer, SqlEngine } from "../../src/sql/engine.js";
import { packedPairs } from "../../src/sql/moments/scores.js";
import {
  guardStatement,
  levelCountStatement,
  levelsStatement,
  splitStatement,
} from "../../src/sql/statements/counts.js";
import { rowsWithout } from "../../src/sql/statements/level-values.js";
import { meatStatement, type ScorePair } from "../../src/sql/statements/meat.js";
import { netMeatStatement, netProductsStatement } from "../../src/sql/statements/net-rows.js";
import {
  diagonalStatement,
  joinedLevelsStatement,
  levelRowsStatement,
  productStatement,
  rightSidesStatement,
} from "../../src/sql/statements/reduced-equations.js";
import { type Key, type Level, pairs, type SumsSpec } from "../../src/sql/statements/rows.js";
import {
  patternProductsStatement,
  singletonsStatement,
  sumsStatement,
  unitProductsStatement,
} from "../../src/sql/statements/sums.js";
import type { TestTable } from "./support.js";

const NUMBERS = [
  ...[0, 1, -1, 0.1, 1 / 3, -2.5e-3, 2 ** 53, 123456789.12345679, 1e21, 1e22, 1.7976931348623157e308],
  ...[5e-324, 2.2250738585072014e-308, 1e-7, Math.PI],
];
const TEXTS = [
  ...["plain", "it's", "''", 'say "so"', "`tick`", "back\\slash", "\\", "\\'", "\\n", "a\nb\tc", "100%_", " spaces "],
  ...[
    "$1 $x :x @x ?",
    "-- no comment",
    "/* none */",
    "x'41'",
    "{{x}}",
    "ünïcode",
    "出口质量",
    "🚢",
    "\u{1F1E8}\u{1F1F3}",
  ],
];
const NAMES = [
  "x",
  "Two Words",
  "select",
  'in"side',
  "back\\slash",
  "tick`tick",
  "a.b",
  "ünï",
  "质量",
  "1st",
  "$x",
  "x'y",
];

/** Rows of a relation written out. */
const rowsOf = (rows: readonly string[]): string => `(${rows.map((row) => `SELECT ${row}`).join(" UNION ALL ")}) AS q`;

export function dialectLaws(opened: () => SqlEngine): void {
  describe("the dialect", () => {
    const one = async (sql: string) => {
      const { rows, columns } = await opened().query(sql);
      expect(rows).toBe(1);
      return columns.map((column) => column[0]!);
    };
    const d = () => opened().dialect;

    it("writes numbers that are read back to the bit", async () => {
      const select = (value: number, j: number) => `${d().number(value)} AS x${j}`;
      expect(await one(`SELECT ${NUMBERS.map(select).join(", ")}`)).toEqual(NUMBERS);
      expect(await one(`SELECT ${d().number(-0)} AS x`)).toEqual([0]);
    });

    it("reckons with them as doubles: no decimal, no integer", async () => {
      const { number, double } = d();
      const rows = rowsOf([1, 2, 4].map((x) => `${number(x)} AS x, ${x} AS i`));
      const third = `${number(1)} / ${number(3)} AS a, sum(x) * sum(x) / ${double("count(*)")} AS b`;
      const integers = `sum(${double("i")}) / ${double("count(*)")} AS c, ${double("count(*)")} / ${number(2)} AS e`;
      const chosen = `sum(CASE WHEN x > ${number(1.5)} THEN ${number(1)} ELSE ${number(0)} END) / ${number(3)} AS f`;
      const [a, b, c, e, f] = await one(`SELECT ${third}, ${integers}, ${chosen} FROM ${rows}`);
      expect([a, b, c, e, f]).toEqual([1 / 3, 49 / 3, 7 / 3, 1.5, 2 / 3]);
    });

    it("writes texts that are read back", async () => {
      const select = (value: string, j: number) => `${d().text(value)} AS x${j}`;
      expect(await one(`SELECT ${TEXTS.map(select).join(", ")}`)).toEqual(TEXTS);
      const { varchar, number } = d();
      expect(
        await one(`SELECT ${varchar("7")} AS a, ${varchar("k")} AS b FROM ${rowsOf([`${d().text("k")} AS k`])}`),
      ).toEqual(["7", "k"]);
      const found = `sum(CASE WHEN k = ${d().text("it's \\ so")} THEN ${number(1)} ELSE ${number(0)} END)`;
      const rows = rowsOf(["it's \\ so", "its so"].map((text) => `${d().text(text)} AS k`));
      expect(await one(`SELECT ${found} AS n FROM ${rows}`)).toEqual([1]);
    });

    it("quotes names", async () => {
      const { quoted, number } = d();
      const rows = rowsOf([NAMES.map((name, j) => `${number(j)} AS ${quoted(name)}`).join(", ")]);
      const read = NAMES.map((name, j) => `${quoted(name)} + ${number(0.5)} AS y${j}`);
      expect(await one(`SELECT ${read.join(", ")} FROM ${rows}`)).toEqual(NAMES.map((_, j) => j + 0.5));
      expect((await opened().columnsOf(rows)).map(({ name }) => name.toLowerCase())).toEqual(
        NAMES.map((name) => name.toLowerCase()),
      );
    });

    it("takes elements of a list, counted from 1", async () => {
      const { element, number } = d();
      const rows = rowsOf([1, 2, 3, 4].map((g) => `${g} AS g, ${number(g)} AS x`));
      const values = [0.1, -2.5e-7, 1e21, 1 / 3];
      const sum = values.map((value, j) => value * 10 ** -j);
      const [weighted, last] = await one(
        `SELECT sum(${element(values, "g")} / power(${number(10)}, x - ${number(1)})) AS s, max(CASE WHEN g = 4 THEN ${element(values, "g")} END) AS l FROM ${rows}`,
      );
      expect(weighted as number).toBeCloseTo(
        sum.reduce((a, b) => a + b),
        -6,
      );
      expect(last).toBe(1 / 3);
    });

    it("puts values into buckets", async () => {
      const { bucket, double, number, text } = d();
      for (const value of [number, (x: number) => text(`unit ${x}`), String]) {
        const rows = rowsOf(Array.from({ length: 16 }, (_, i) => `${value(i)} AS u`));
        const sql = `SELECT ${double("b")} AS b, ${double("count(*)")} AS n FROM (SELECT ${bucket("u", 2)} AS b FROM ${rows}) AS r GROUP BY b`;
        const { columns } = await opened().query(sql);
        expect([...(columns[0] as Float64Array)].sort()).toEqual([0, 1]);
        expect((columns[1] as Float64Array).reduce((a, b) => a + b)).toBe(16);
      }
    });
  });

  describe("an answer", () => {
    it("holds NULL, NaN and infinities", async () => {
      const { double, text, varchar } = opened().dialect;
      const odd = ["NaN", "Infinity", "-Infinity"].map((name) => double(text(name)));
      const { columns } = await opened().query(
        `SELECT ${odd.map((value, j) => `${value} AS o${j}`).join(", ")}, ${double("NULL")} AS n, ${varchar("NULL")} AS t`,
      );
      expect(columns.map((column) => column[0])).toEqual([Number.NaN, Infinity, -Infinity, Number.NaN, null]);
    });

    it("has no rows where there are none, and its columns all the same", async () => {
      const { number, text } = opened().dialect;
      const { rows, columns } = await opened().query(
        `SELECT x, k FROM ${rowsOf([`${number(1)} AS x, ${text("a")} AS k`])} WHERE x > ${number(2)}`,
      );
      expect([rows, columns]).toEqual([0, [new Float64Array(0), []]]);
    });
  });
}

const numeric = (column: string): Key => ({ column, isNumeric: true });
const named = (column: string): Key => ({ column, isNumeric: false });
const MEANS = [0.0125, -0.25, 1 / 3];

/** The statements of a regression of y on x1 and x2 with effects of unit and year, and those of cells and of quality, on a test panel. */
export function statementsOf(dialect: Dialect, relation: string, periods: readonly number[]): Record<string, string> {
  const years = { keys: [numeric("year")], levels: periods.map((year): Level => [year]) };
  const spec: SumsSpec = {
    ...{ dialect, relation: `${relation} AS t`, columns: ["x1", "x2", "y"], means: MEANS, weight: null },
    ...{ block: [named("blk")], shard: [], unit: [named("unit")], dummies: [years] },
  };
  const weighted = { ...spec, weight: "w", relation: `(SELECT q.*, x1*x1 AS w FROM ${relation} AS q) AS t` };
  const all = pairs(periods.length + 3);
  const solved = {
    dummies: Float64Array.from({ length: 3 * periods.length }, (_, i) => Math.sin(i) / 7),
    ...{ kept: [0, 1], withoutSingletons: true },
  };
  const scored = {
    columns: [
      [1, 0, 0],
      [0, 1, 0],
      [0.5, -0.25, 0],
    ],
    residuals: [
      [-0.7, 1 / 3, 1],
      [1, 0.2, 0],
    ],
  };
  const meat = (of: SumsSpec, clusters: readonly Key[] | null) =>
    meatStatement(of, solved, scored, packedPairs(2, 0), clusters);
  const joint: ScorePair[] = [
    [
      [0, 0],
      [2, 1],
    ],
    [
      [1, 1],
      [2, 1],
    ],
  ];
  return {
    guard: guardStatement(spec, { periods: years, scales: null }),
    "last guard": guardStatement(spec, { periods: null, scales: [1.5, 0.7, 1.1] }),
    "last guard with weights": guardStatement(weighted, { periods: null, scales: [1.5, 0.7, 1.1] }),
    levels: levelsStatement(spec, [named("blk"), numeric("year")], 1000),
    split: splitStatement(spec, [numeric("year")], [named("blk")]),
    "level count": levelCountStatement(spec, [named("unit"), numeric("year")]),
    sums: sumsStatement(spec),
    "sums with weights": sumsStatement(weighted),
    "products of units": unitProductsStatement(spec, all),
    "products of units with weights": unitProductsStatement(weighted, all),
    "products of units without periods": unitProductsStatement({ ...spec, dummies: [] }, pairs(3)),
    "products by pattern": patternProductsStatement(spec, years),
    singletons: singletonsStatement(spec),
    "meat by unit": meat(spec, [named("unit")]),
    "meat by block": meat(spec, [named("blk")]),
    "meat by block with weights": meat(weighted, [named("blk")]),
    "meat by row": meat(spec, null),
    "scores of two residuals by unit": meatStatement(weighted, solved, scored, joint, [named("unit")]),
    "scores of two residuals by row": meatStatement(weighted, solved, scored, joint, null),
    ...crossedStatements(weighted, periods),
    quality: qualityStatement(dialect, relation),
  };
}

/** Those of units crossed with years and blocks, whose levels have numbers of this machine. */
function crossedStatements(weighted: SumsSpec, periods: readonly number[]): Record<string, string> {
  const valuesOf = (keys: readonly Key[], levels: readonly Level[]) => {
    const vector = (k: number) => Float64Array.from(levels, (_, l) => Math.cos(3 * k + l) / 7);
    return { keys, levels, values: [0, 1, 2].map(vector) };
  };
  const year = [numeric("year")];
  const block = [named("blk")];
  const dummies = [year, block].map((keys) => ({ keys, levels: [] }));
  const spec = { ...weighted, block: [], dummies };
  const [years, blocks] = [
    valuesOf(
      year,
      periods.map((period): Level => [period]),
    ),
    valuesOf(
      block,
      Array.from({ length: 17 }, (_, c): Level => [`c${c}`]),
    ),
  ];
  const numbers = { ...blocks, values: [Float64Array.from(blocks.levels, (_, l) => 17 - l)] };
  const net = { bases: ["z1", "z2", `(z3 - ${spec.dialect.number(1 / 3)}*z1)`], effects: [years, blocks] };
  const scores = {
    scores: [
      [0, 2],
      [1, 2],
    ],
    wanted: pairs(2),
  } as const;
  const some = { ...spec, relation: rowsWithout(spec, block, [["c3"], ["c11"]]) };
  return {
    "right sides": rightSidesStatement(spec, year),
    "right sides of some": rightSidesStatement({ ...some, weight: null }, year),
    diagonal: diagonalStatement(spec, year),
    "product of one vector an effect": productStatement({ ...spec, weight: null }, [years], 0),
    "product of vectors of two effects": productStatement(spec, [years, blocks], 1),
    "levels of years joined by units": joinedLevelsStatement({ ...spec, unit: year }, numbers),
    "rows of levels, and those not alone": levelRowsStatement(some, block, 1000),
    "net cross-products": netProductsStatement({ ...spec, block }, net, pairs(3), true),
    "net meat by year": netMeatStatement(spec, net, scores, year, false),
    "net meat by row": netMeatStatement({ ...spec, weight: null }, net, scores, null, true),
  };
}

/** S6 of the design: weighted means of what is put between 0 and 1 by block. */
function qualityStatement({ varchar, double }: Dialect, relation: string): string {
  const ends = `(SELECT blk AS b, min(y) AS lo, max(y) AS hi FROM ${relation} AS t GROUP BY blk)`;
  const share = "sum(x1*x1*(t.y-e.lo)/(e.hi-e.lo))/sum(x1*x1)";
  return `SELECT ${varchar("t.unit")} AS u, ${double("t.year")} AS g, ${share} AS q FROM ${relation} AS t JOIN ${ends} AS e ON e.b = t.blk GROUP BY t.unit, t.year`;
}

/** Periods of a test panel. */
export const periodsOf = (table: TestTable): number[] => [...new Set(table.year as Float64Array)].sort((a, b) => a - b);

/** Rows in an order of their own: by the columns that both answers have to the bit, texts and whole numbers. */
function inOrder({ rows, columns }: Answer): (string | number | null)[][] {
  const all = Array.from({ length: rows }, (_, r) => columns.map((column) => column[r]!));
  const isKey = (value: string | number | null) => typeof value === "string" || Number.isInteger(value);
  const key = (row: (string | number | null)[]) =>
    row.map((value) => (isKey(value) ? String(value) : "")).join("\u0001");
  return all
    .map((row) => [key(row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, row]) => row);
}

/** Largest difference of two answers, each column's relative to its largest value; texts must be the same. */
export function apart(got: Answer, wanted: Answer): number {
  expect([got.rows, got.columns.length]).toEqual([wanted.rows, wanted.columns.length]);
  const [a, b] = [inOrder(got), inOrder(wanted)];
  let most = 0;
  wanted.columns.forEach((column, j) => {
    const scale =
      column instanceof Float64Array ? column.reduce((least, value) => Math.max(least, Math.abs(value)), 0) : 0;
    for (const [r, row] of a.entries()) {
      const [x, y] = [row[j]!, b[r]![j]!];
      if (typeof x === "number" && typeof y === "number" && scale > 0) most = Math.max(most, Math.abs(x - y) / scale);
      else expect(x).toBe(y);
    }
  });
  return most;
}

/** Whether the library's statements come to the same, on rows of one test panel, in an engine and in a reference. */
export function statementLaws(
  table: TestTable,
  [opened, relation]: readonly [() => SqlEngine, string],
  [reference, referenceRelation]: readonly [() => SqlEngine, string],
): void {
  const periods = periodsOf(table);
  describe("a statement comes to what it comes to elsewhere:", () => {
    it.each(Object.keys(statementsOf(dialects.duckdb, "t", periods)))("%s", async (name) => {
      const ask = (engine: SqlEngine, rows: string) => engine.query(statementsOf(engine.dialect, rows, periods)[name]!);
      const got = await ask(opened(), relation);
      const wanted = await ask(reference(), referenceRelation);
      expect(wanted.rows).toBeGreaterThan(0);
      expect(apart(got, wanted)).toBeLessThan(1e-10);
    });
  });
}
