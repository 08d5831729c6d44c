/** Tables below each other: columns by name, what a table lacks, types that differ, missing codes at their rows. */
import { expect, test } from "vitest";
import type { ColumnFacts } from "../../src/base/columns.js";
import { appendTables } from "../../src/data/table/append.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { makeTable } from "../../src/data/table/table.js";
import { formatCsv } from "../../src/data/table/write-csv.js";

test("columns by name, in the order in which they are met; missing where a table lacks one, and said", () => {
  const first = parseCsv("city,x\nb,1\na,2\n", {}, { name: "first.csv" });
  const second = parseCsv("x,y,city\n3,9,c\n4,8,a\n", {}, { name: "second.csv" });
  const table = appendTables([first, second]);
  expect(formatCsv(table.columns)).toBe("city,x,y\nb,1,\na,2,\nc,3,9\na,4,8\n");
  expect(table.text("city").levels).toEqual(["a", "b", "c"]);
  expect(table.notes).toMatchObject([{ code: "append_absent", detail: { file: "first.csv", rows: 2, absent: ["y"] } }]);
});

test("text in one and numbers in another is an error that names both", () => {
  const first = parseCsv("id\n1\n", {}, { name: "first.csv" });
  const second = parseCsv("id\na1\n", {}, { name: "second.csv" });
  expect(() => appendTables([first, second])).toThrow("'id' holds text in second.csv and numbers in first.csv");
});

test("missing codes keep their rows and names, labels are the first's", () => {
  const coded = (name: string, code: string, row: number) =>
    makeTable(
      [
        {
          ...{ kind: "numeric", name: "x", values: Float64Array.of(1, Number.NaN) },
          facts: {
            label: name,
            missingCodes: { names: [code], rows: Uint32Array.of(row), codes: Uint8Array.of(0) },
          },
        } as const,
      ],
      { name, bytes: 0, sha256: null },
    );
  const [column] = appendTables([coded("one", ".a", 1), coded("two", ".b", 1), coded("three", ".a", 1)]).columns;
  expect(column!.facts).toEqual({
    label: "one",
    missingCodes: { names: [".a", ".b"], rows: Uint32Array.of(1, 3, 5), codes: Uint8Array.of(0, 1, 0) },
  });
});

const labelled = (file: string, facts: ColumnFacts) =>
  makeTable([{ kind: "numeric", name: "v", values: Float64Array.of(1), facts }], {
    name: file,
    bytes: 0,
    sha256: null,
  });

test("value labels of all tables are kept; one that says otherwise is said", () => {
  const table = appendTables([
    labelled("a.dta", { valueLabels: [{ value: 1, label: "one" }] }),
    labelled("b.dta", {
      valueLabels: [
        { value: 2, label: "two" },
        { value: 1, label: "uno" },
      ],
    }),
  ]);
  expect(table.column("v").facts?.valueLabels).toEqual([
    { value: 1, label: "one" },
    { value: 2, label: "two" },
  ]);
  expect(table.notes.map(({ message }) => message)).toEqual([
    "Column 'v': 1 is labelled 'one' in a.dta and 'uno' in b.dta; the labels of a.dta are kept.",
  ]);
});

test("months are not put below quarters", () => {
  const tables = [labelled("a.dta", { period: "month" }), labelled("b.dta", { period: "quarter" })];
  expect(() => appendTables(tables)).toThrow("Column 'v' counts quarters in b.dta and months in a.dta");
  expect(() => appendTables([labelled("a.dta", { period: "half" }), tables[0]!])).toThrow("half-years in a.dta");
});

test("more codes of missing cells than are kept apart are an error", () => {
  const coded = (first: number) => {
    const names = Array.from({ length: 200 }, (_, i) => `-${first + i}`);
    return labelled(`${first}.sav`, { missingCodes: { names, rows: Uint32Array.of(0), codes: Uint8Array.of(199) } });
  };
  expect(appendTables([coded(1), coded(57)]).column("v").facts?.missingCodes?.codes).toEqual(Uint8Array.of(199, 255));
  expect(() => appendTables([coded(1), coded(201)])).toThrow("Column 'v' has 400 codes of missing cells");
});
