/**
 * Names that every object has from its prototype, for columns, stages, codings and labels: a study of every kind of stage gives
 * the same record but for the names. A name that no key of a result can have is refused where it stands.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { UsageError } from "../../src/base/errors.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { modelTable } from "../../src/verbs/table/model-table.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { EVERY_KIND, everyKind } from "./run/every-kind.js";

/** Plain names and those that take their place. */
const INHERITED = {
  innovation: "toLocaleString",
  rugged: "isPrototypeOf",
  eco: "hasOwnProperty",
  fin: "valueOf",
  did: "constructor",
  figure1: "toString",
  table1: "__lookupGetter__",
  matched: "propertyIsEnumerable",
} as const;

const renamed = (text: string, back = false): string =>
  Object.entries(INHERITED).reduce((out, [plain, odd]) => {
    const [from, to] = back ? [odd, plain] : [plain, odd];
    return out.replaceAll(new RegExp(`(?<![A-Za-z\\d-]|stage: )${from}(?![\\w.])`, "g"), to);
  }, text);

const withNames = (tables: ReadonlyMap<string, Table>): ReadonlyMap<string, Table> =>
  new Map(
    [...tables].map(([name, { columns, source, notes }]) => [
      name,
      makeTable(
        columns.map((column) => ({ ...column, name: renamed(column.name) })),
        source,
        notes,
      ),
    ]),
  );

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

it("a study of every kind with inherited names has the record of one with plain names", async () => {
  const { tables } = await everyKind();
  const run = async (text: string, from: ReadonlyMap<string, Table>) => {
    const { record, shown } = await runWholeStudy(engine, parseStudy(text, "s.yaml"), from);
    const tables = shown.map(({ name, exhibits }) => [name, exhibits.filter(({ kind }) => kind === "table")]);
    return JSON.stringify([record, tables]);
  };
  const plain = await run(EVERY_KIND, tables);
  const odd = await run(renamed(EVERY_KIND), withNames(tables));
  expect(odd).toContain('"__lookupGetter__":{');
  expect(odd).not.toMatch(/native code/);
  expect(JSON.parse(renamed(odd, true))).toEqual(JSON.parse(plain));
});

describe("a regression", () => {
  const ROWS = "1,2,a,3\n2,1,a,5\n4,5,a,1\n3,3,b,2\n6,4,b,7\n5,8,b,4\n8,6,c,9\n7,7,c,6\n9,9,c,8\n".replaceAll(
    ",a,",
    ",__proto__,",
  );
  const regression = (header: string, formula: string, patterns: readonly string[] = []) =>
    feols(engine, parseCsv(`${header}\n${ROWS}`), formula, { vcov: "iid", wald: patterns });
  it("has its coefficients, tests and rows of tables under their names", () => {
    const odd = regression(
      "constructor,toString,valueOf,hasOwnProperty",
      "constructor ~ toString + hasOwnProperty + i(valueOf, ref = 'b')",
      ["__proto__", "b|c"],
    );
    const plain = regression("y,x,g,z", "y ~ x + z + i(g, ref = 'b')");
    expect(Object.values(odd.coefficients)).toEqual(Object.values(plain.coefficients));
    expect(Object.keys(odd.tests)).toEqual(["slopes", "__proto__", "b|c"]);
    expect(JSON.parse(JSON.stringify(odd)).tests).toEqual(odd.tests);
    const other = regression("y,x,g,z", "y ~ x");
    const words = modelTable(
      [
        { label: "1", record: odd },
        { label: "2", record: other },
      ],
      { labels: { toString: "Exports" } },
    );
    const rows = JSON.stringify(words);
    expect(rows).toContain("Exports");
    expect(rows).toContain("hasOwnProperty");
    expect(rows).not.toMatch(/native code|function|NaN/);
  });
});

describe("__proto__ is refused where it stands", () => {
  it("as a column", () => {
    expect(() => parseCsv("y,__proto__\n1,2\n", {}, { name: "rows.csv" })).toThrow(
      "rows.csv: a column is called '__proto__', which can't be the key of a result, because programs that read it would lose it; choose another.",
    );
  });
  it.each([
    ["a stage", "table1:\n    stage: regressions", "__proto__:\n    stage: regressions"],
    ["a coding", "common: { coding: common", "__proto__: { coding: common"],
    ["a label", "labels: { quality: Words }", "labels: { __proto__: Words }"],
    ["a data source", "customs: customs.csv", "__proto__: customs.csv"],
  ])("as %s", (_, from, to) => {
    expect(EVERY_KIND).toContain(from);
    const parse = () => parseStudy(EVERY_KIND.replace(from, to), "s.yaml");
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(/^s\.yaml:\d+:\d+: '__proto__' can't be the key of a result/);
  });
});
