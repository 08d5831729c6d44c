/** Joins: laws against a naive search of all pairs, rows that match nothing, missing keys, errors that name the key. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Column, MISSING_CODE } from "../../src/base/columns.js";
import type { WasmetricsError } from "../../src/base/errors.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { type JoinOptions, joinTables } from "../../src/data/table/join.js";
import { makeTable, type Table } from "../../src/data/table/table.js";

const cell = (column: Column, row: number): string | number | null => {
  if (column.kind === "text") return column.codes[row] === MISSING_CODE ? null : column.levels[column.codes[row]!]!;
  return Number.isNaN(column.values[row]!) ? null : column.values[row]!;
};
const rowsOf = (table: Table) =>
  Array.from({ length: table.nRows }, (_, row) =>
    Object.fromEntries(table.columns.map((column) => [column.name, cell(column, row)])),
  );

const CITIES = parseCsv("city,year,gdp\nwuhan,2012,5\nwuhan,2013,6\nxian,2012,3\n,2012,1\nlhasa,2012,2\n");
const QUALITY = parseCsv(
  "year,city,quality,grade\n2012,wuhan,0.4,good\n2012,xian,0.3,poor\n2012,jinan,0.9,best\n2014,wuhan,0.7,\n",
);
const on = ["city", "year"];

describe("joinTables", () => {
  it("left keeps every row, counts what matches nothing on both sides", () => {
    const { table, record } = joinTables(CITIES, QUALITY, { on });
    expect(rowsOf(table)).toEqual([
      { city: "wuhan", year: 2012, gdp: 5, quality: 0.4, grade: "good" },
      { city: "wuhan", year: 2013, gdp: 6, quality: null, grade: null },
      { city: "xian", year: 2012, gdp: 3, quality: 0.3, grade: "poor" },
      { city: null, year: 2012, gdp: 1, quality: null, grade: null },
      { city: "lhasa", year: 2012, gdp: 2, quality: null, grade: null },
    ]);
    expect(table.text("grade").levels).toEqual(["good", "poor"]);
    expect(record).toMatchObject({
      how: "left",
      taken: ["quality", "grade"],
      left: { rows: 5, matched: 2, unmatched: 3 },
      right: { rows: 4, matched: 2, unmatched: 2 },
      rows: 5,
    });
  });

  it("inner keeps the rows that match; columns and other key names by choice", () => {
    const renamed = parseCsv("t,c,quality,gdp\n2012,wuhan,0.4,9\n");
    const { table } = joinTables(CITIES, renamed, {
      on: [
        { left: "city", right: "c" },
        { left: "year", right: "t" },
      ],
      how: "inner",
      take: ["quality"],
    });
    expect(rowsOf(table)).toEqual([{ city: "wuhan", year: 2012, gdp: 5, quality: 0.4 }]);
  });

  it("one right row serves many left rows", () => {
    const provinces = parseCsv("city,p\nwuhan,Hubei\n");
    expect(rowsOf(joinTables(CITIES, provinces, { on: ["city"] }).table).map(({ p }) => p)).toEqual([
      "Hubei",
      "Hubei",
      null,
      null,
      null,
    ]);
  });

  it("agrees with a search of all pairs, on text and numbers, for any rows", () => {
    const row = fc.record({ k: fc.constantFrom("a", "b", "c", ""), t: fc.constantFrom("-0", "0", "1", "2.5", "") });
    const same = (a: ReturnType<typeof rowsOf>[number], b: ReturnType<typeof rowsOf>[number]) =>
      a.k !== null && a.t !== null && b.t !== null && a.k === b.k && Number(a.t) === Number(b.t);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.array(row, { minLength: 1 }), (l, r) => {
        const key = ({ k, t }: (typeof r)[number]) => `${k} ${t === "-0" ? "0" : t}`;
        const right = r.filter((own, i) => r.findIndex((other) => key(other) === key(own)) === i);
        const csv = (rows: typeof l, name: string) =>
          parseCsv(`k,t,${name}\n${[{ k: "z", t: "9" }, ...rows].map(({ k, t }, i) => `${k},${t},${i}`).join("\n")}\n`);
        const [a, b] = [csv(l, "i"), csv(right, "j")];
        const { table, record } = joinTables(a, b, { on: ["k", "t"] });
        const [ours, theirs] = [rowsOf(a), rowsOf(b)];
        const naive = ours.map((own) => theirs.find((other) => same(own, other))?.j ?? null);
        expect(rowsOf(table).map(({ j }) => j)).toEqual(naive);
        expect(record.left.matched).toBe(naive.filter((j) => j !== null).length);
        expect(record.right.unmatched).toBe(theirs.filter((other) => !ours.some((own) => same(own, other))).length);
        const inner = joinTables(a, b, { on: ["k", "t"], how: "inner" }).table;
        expect(rowsOf(inner)).toEqual(rowsOf(table).filter(({ j }) => j !== null));
      }),
    );
  });

  it("does not take levels without rows for those of another row", () => {
    const levels = ["hubei", "shaanxi", "tibet"];
    const keys = (city: readonly number[], province: readonly number[]): Column[] => [
      { kind: "text", name: "city", codes: Uint32Array.from(city), levels: ["wuhan", "xian"] },
      { kind: "text", name: "province", codes: Uint32Array.from(province), levels },
    ];
    const source = { name: "t", bytes: 0, sha256: null };
    const left = makeTable(keys([0], [2]), source);
    const right = makeTable(
      [...keys([0, 1], [1, 0]), { kind: "numeric", name: "x", values: Float64Array.of(1, 2) }],
      source,
    );
    const { table, record } = joinTables(left, right, { on: ["city", "province"] });
    expect(rowsOf(table)).toEqual([{ city: "wuhan", province: "tibet", x: null }]);
    expect(record.left).toEqual({ rows: 1, matched: 0, unmatched: 1 });
  });

  it.each([
    [{ on: [] }, QUALITY, "join_keys", "at least one key"],
    [{ on: ["citi"] }, QUALITY, "unknown_column", "did you mean 'city'?"],
    [{ on: ["city"], take: ["quality"] }, QUALITY, "join_duplicate", "has the key city 'wuhan' twice, in rows 1 and 4"],
    [{ on }, parseCsv("city,year,gdp\nwuhan,2012,1\n"), "join_column_taken", "'gdp'"],
    [{ on: ["year"] }, parseCsv("year,z\n02012,1\n"), "join_key_types", "such as '02012'"],
  ] as readonly (readonly [JoinOptions, Table, string, string])[])("refuses %j", (options, right, code, text) => {
    let error: WasmetricsError | undefined;
    try {
      joinTables(CITIES, right, options);
    } catch (thrown) {
      error = thrown as WasmetricsError;
    }
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(text);
  });
});

describe("as Stata's merge", () => {
  const left = parseCsv("id,a\n1,5\n2,6\n2,7\n4,8\n");
  const right = parseCsv("id,b\n1,x\n1,y\n2,z\n3,w\n");

  it("1:m repeats a row for every row of the right that matches", () => {
    const once = parseCsv("id,a\n1,5\n2,6\n4,8\n");
    const { table, record } = joinTables(once, right, { on: ["id"], match: "1:m" });
    expect(rowsOf(table)).toEqual([
      { id: 1, a: 5, b: "x" },
      { id: 1, a: 5, b: "y" },
      { id: 2, a: 6, b: "z" },
      { id: 4, a: 8, b: null },
    ]);
    expect(record).toMatchObject({
      match: "1:m",
      left: { rows: 3, matched: 2, unmatched: 1 },
      right: { rows: 4, matched: 3, unmatched: 1 },
      rows: 4,
    });
  });

  it.each([
    ["1:1", left, "id 2 twice, in rows 2 and 3"],
    ["1:m", left, "id 2 twice, in rows 2 and 3"],
    ["m:1", left, "id 1 twice, in rows 1 and 2"],
    ["1:1", parseCsv("id,a\n7,5\n7,6\n"), "id 7 twice, in rows 1 and 2"],
  ] as const)("%s refuses keys that stand twice where one is asked for", (match, table, message) => {
    expect(() => joinTables(table, right, { on: ["id"], match })).toThrow(message);
  });

  it("outer appends what matches nothing, keys under the left table's name", () => {
    const towns = parseCsv("town,b\nwuhan,1\njinan,2\n");
    const { table, record } = joinTables(parseCsv("city,a\nxian,3\nwuhan,4\n"), towns, {
      on: [{ left: "city", right: "town" }],
      how: "outer",
    });
    expect(rowsOf(table)).toEqual([
      { city: "xian", a: 3, b: null },
      { city: "wuhan", a: 4, b: 1 },
      { city: "jinan", a: null, b: 2 },
    ]);
    expect(record).toMatchObject({ rows: 3, left: { unmatched: 1 }, right: { unmatched: 1 } });
  });
});

it("whole numbers match themselves alone, near or far", () => {
  const key = (values: readonly number[], more: readonly Column[] = []) =>
    makeTable([{ kind: "numeric", name: "k", values: Float64Array.from(values) }, ...more], {
      ...{ name: "t", bytes: 0, sha256: null },
    });
  const matched = (left: readonly number[], right: readonly number[]) => {
    const w: Column = { kind: "numeric", name: "w", values: Float64Array.from(right.keys()) };
    return Array.from(joinTables(key(left), key(right, [w]), { on: ["k"] }).table.numeric("w"));
  };
  const { NaN: none } = Number;
  const odd = [5, 5.5, 2 ** 32 + 5, 1e300, -1, none, -0, Number.POSITIVE_INFINITY];
  expect(matched(odd, [0, 5])).toEqual([1, none, none, none, none, none, 0, none]);
  expect(matched(odd, [0, 5, 5.5, 1e300])).toEqual([1, 2, none, 3, none, none, 0, none]);
  expect(matched([1e-12, 0], [-30_000, 0])).toEqual([none, 1]);
  expect(matched(odd, [none])).toEqual(odd.map(() => none));
});
