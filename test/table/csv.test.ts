import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareCodePoints, MISSING_CODE } from "../../src/base/columns.js";
import { cellKind, makeSheet, plainNumber } from "../../src/data/table/cells.js";

import { parseCsv } from "../../src/data/table/csv.js";
import { CsvScanner } from "../../src/data/table/csv-scan.js";

import type { Table } from "../../src/data/table/table.js";
import { runs } from "../support/laws.js";

/** Cells of a column as they print, missing as null. */
function cellsOf(table: Table, name: string): (string | number | null)[] {
  const column = table.column(name);
  if (column.kind === "numeric") return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
  return Array.from(column.codes, (code) => (code === MISSING_CODE ? null : column.levels[code]!));
}

const codeOf = (text: string, options = {}) => {
  try {
    parseCsv(text, options);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "read";
};

describe("structure", () => {
  test("quotes, doubled quotes, embedded delimiters and line ends", () => {
    const table = parseCsv('a,b\n"x, ""y""","1\n2"\n "z" ,5"\n');
    expect(cellsOf(table, "a")).toEqual(['x, "y"', "z"]);
    expect(cellsOf(table, "b")).toEqual(["1\n2", '5"']);
  });

  test.each([
    ["a;b\n1;2\n", 2],
    ["a\tb\tc\n1\t2\t3", 3],
    ["a|b\r\n1|2\r\n", 2],
    ["a,b\r1,2\r", 2],
    ["\ufeffa,b\n1,2\n", 2],
    ['name;x\n"Lima, Peru";1\n"Rome, Italy";2\n', 2],
    ["a,b;c\n1,2;3\n", 2],
    ["x\n1\n", 1],
  ])("%j has %i columns", (text, columns) => {
    const table = parseCsv(text);
    expect(table.columns.length).toBe(columns);
    expect(table.names[0]).not.toMatch(/^\ufeff/);
  });

  test("blank lines are skipped, but in one column they are missing cells", () => {
    expect(parseCsv("a,b\n1,2\n\n3,4\n\n").nRows).toBe(2);
    expect(cellsOf(parseCsv("a\n1\n\n3\n"), "a")).toEqual([1, null, 3]);
  });

  test("a delimiter given is used", () => {
    expect(parseCsv("a;b,c\n1;2,3\n", { delimiter: "," }).names).toEqual(["a;b", "c"]);
  });

  test.each([
    ["", "csv_no_header"],
    ["\n1,2\n", "csv_no_header"],
    ["1,2\n3,4\n", "csv_no_header"],
    ["a,b\n", "csv_no_rows"],
    ["a,b,a\n1,2,3\n", "csv_duplicate_name"],
    ["a, a\n1,2\n", "csv_duplicate_name"],
    ["a,b\n1,2\n3\n", "csv_ragged"],
    ["a,b\n1,2\n3,4,\n", "csv_ragged"],
    ["a,b\n1,2\n  \n", "csv_ragged"],
    ['a,b\n"x"y,2\n', "csv_quotes"],
    ['a,b\n"x,2\n', "csv_quotes"],
    ["a,b\n1,2\r\n3,4\n", "csv_newlines"],
  ])("%j is refused: %s", (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  test("messages carry the line, counted through quoted line ends", () => {
    expect(() => parseCsv('a,b\n"x\ny",2\n3,4,5\n', {}, { name: "f.csv" })).toThrow(
      "f.csv: line 4 has 3 cells, the header has 2; quote cells that contain the delimiter.",
    );
    expect(() => parseCsv('a,b\r\n"x\r\ny",2\r\n3\r\n')).toThrow("line 4 has 1 cell, the header has 2");
    expect(() => parseCsv('a,b\n1,2\n"x,2\n3,4\n')).toThrow("the quote opened on line 3 is never closed");
  });

  test("names without text are numbered, with a note", () => {
    const table = parseCsv(",x,column1\n1,2,3\n");
    expect(table.names).toEqual(["column1_", "x", "column1"]);
    expect(table.notes).toMatchObject([{ code: "unnamed_column" }]);
  });

  test("law: the scanner finds the same in one piece and in any pieces", () => {
    const text = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", " "), maxLength: 40 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(40), { maxLength: 5 }), (body, cuts) => {
        const bytes = new TextEncoder().encode(body);
        const scan = (bounds: number[]) => {
          const scanner = new CsvScanner("f", ",");
          try {
            let start = 0;
            for (const end of [...bounds.sort((a, b) => a - b), bytes.length]) {
              scanner.push(bytes.subarray(start, Math.max(start, end)));
              start = Math.max(start, end);
            }
            scanner.finish();
          } catch (error) {
            return (error as Error).message;
          }
          return [scanner.records, scanner.columns, scanner.newline, scanner.line, scanner.indentedQuote];
        };
        expect(scan(cuts)).toEqual(scan([]));
      }),
      runs(2000),
    );
  });
});

describe("types", () => {
  test("missing markers leave a column numeric; infinities are numbers", () => {
    const table = parseCsv("x,y\n1,Inf\nNA,-Inf\n N/A ,1\n.,2\nnull,3\nNaN,4\n,5\n-2.5e3,6\n");
    expect(cellsOf(table, "x")).toEqual([1, null, null, null, null, null, null, -2500]);
    expect(cellsOf(table, "y").slice(0, 2)).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(table.notes).toEqual([]);
  });

  test("a column without values is numeric", () => {
    expect(cellsOf(parseCsv("x,y\n,1\nNA,2\n"), "x")).toEqual([null, null]);
  });

  test("a leading zero anywhere makes a column text, as written", () => {
    const table = parseCsv("hs,y\n160420,1\n030285,2\n");
    expect(cellsOf(table, "hs")).toEqual(["160420", "030285"]);
    expect(table.notes).toMatchObject([
      { code: "codes", message: "Column 'hs': 1 of 2 cells look like codes, first in row 2: '030285'; kept as text." },
    ]);
  });

  test("a mostly numeric column stays text, with a note", () => {
    const table = parseCsv("x,y\n1,1\nn.a.,2\n3,3\n");
    expect(table.notes).toMatchObject([
      {
        code: "mostly_numeric",
        message: "Column 'x': 1 of 3 cells are not numbers, first in row 2: 'n.a.'; kept as text.",
      },
    ]);
  });

  test("trimmed cells and missing markers in text are counted and quoted in order of occurrence", () => {
    const table = parseCsv("j,y\n X2,1\nX1\u00a0,2\nX1,3\nNA,4\n\u3000X1,5\n");
    expect(cellsOf(table, "j")).toEqual(["X2", "X1", "X1", null, "X1"]);
    expect(table.notes.map(({ message }) => message)).toEqual([
      "Column 'j': surrounding white space removed from 3 of 5 cells: 'X2', 'X1'.",
      "Column 'j': 1 of 5 cells read as missing: 'NA'.",
    ]);
  });

  test("a column is kept as text on request; a wrong request is refused", () => {
    expect(cellsOf(parseCsv("x,y\n1.50,1\n2,2\n", { text: ["x"] }), "x")).toEqual(["1.50", "2"]);
    expect(codeOf("x,y\n1,2\n", { text: ["z"] })).toBe("unknown_column");
  });

  test("levels are in order of code point", () => {
    const levels = ["\u{1f41f}", "\uff01", "z", "10", "9", "é"];
    const table = parseCsv(`x,y\n${levels.map((level) => `${level},1`).join("\n")}\n`);
    expect(table.text("x").levels).toEqual(["10", "9", "z", "é", "\uff01", "\u{1f41f}"]);
  });
});

describe("numbers without strings", () => {
  const cells = fc.oneof(
    fc.double().map(String),
    fc.integer().map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential(20)),
    fc.string({ unit: fc.constantFrom("0", "1", "9", ".", "e", "-", "+", "E", " "), maxLength: 24 }),
    fc.constantFrom(
      "9007199254740991",
      "9007199254740992.",
      "9007199254740993.0",
      "1e22",
      "1e23",
      "8.5e-23",
      "1e999999",
    ),
  );

  test("law: a number is the double JavaScript reads, anything else is left to the grammar", () => {
    fc.assert(
      fc.property(cells, (cell) => {
        const value = plainNumber(makeSheet(`,${cell},`), 1, cell.length + 1);
        if (cellKind(cell) !== "number") expect(value).toBe(Number.NaN);
        else if (!Number.isNaN(value)) expect(value).toBe(Number(cell));
        else expect(cell).toMatch(/^ | $|Inf|^[+-]?[0-9]{16,}/);
      }),
      runs(20_000),
    );
  });

  test("a column whose numbers end in text is text from its first cell", () => {
    const n = 5000;
    const lines = Array.from({ length: n }, (_, i) => `${i % 3 === 0 ? "" : `${i}.50`},${i},`);
    const table = parseCsv(`x,y,z\n${lines.join("\n")}\nend,0,"a ""b"""\n"1""2",0,c\n`);
    expect(table.text("x").levels[table.text("x").codes[1]!]).toBe("1.50");
    expect(cellsOf(table, "x").slice(-2)).toEqual(["end", '1"2']);
    expect(cellsOf(table, "z").slice(-3)).toEqual([null, 'a "b"', "c"]);
    expect(table.numeric("y")[n - 1]).toBe(n - 1);
  });

  test("cells that differ by their quotes alone stay apart", () => {
    expect(cellsOf(parseCsv('x,y\na""b,1\n"a""b",2\na""b,3\n'), "x")).toEqual(['a""b', 'a"b', 'a""b']);
  });
});

test("law: compareCodePoints orders as UTF-8 bytes do", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "é", "\u7fff", "\ue000", "\uff01", "\u{10000}", "\u{1f41f}"),
    maxLength: 4,
  });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
