/**
 * Every cell, label and missing code of files that haven and pandas wrote, as haven reads them, in every release these write, both
 * byte orders and other encodings.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Column } from "../../../src/base/columns.js";
import type { FileContent, FormatOptions } from "../../../src/data/formats/format.js";
import { bytesSource } from "../../../src/data/formats/source.js";
import { STATA } from "../../../src/data/formats/stata/stata.js";
import { agreeCells, agreeing } from "../../support/agree.js";
import { cellsOf } from "../../support/cells-of.js";

const agree = agreeing("files-stata");
const FOLDER = new URL("../../golden/files/", import.meta.url);

const context = { engine: () => Promise.reject(new Error("no kernels are needed")) };

function read(file: string, options: FormatOptions = {}): Promise<FileContent> {
  const bytes = readFileSync(new URL(file, FOLDER));
  return STATA.read(bytesSource(file, file.endsWith(".gz") ? gunzipSync(bytes) : bytes), options, context);
}

const json = (file: string) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));

type Cell = number | string | null;

/** haven strips blanks at the end of a text; a missing text is "" there. */
const asHaven = (cells: readonly Cell[], { kind, facts }: Column): Cell[] =>
  cells.map((cell) => {
    if (kind === "text" && cell === null && / %-?\d*s$/.test(facts?.stored ?? "")) return "";
    return typeof cell === "string" ? cell.trimEnd() : cell;
  });

const formatOf = ({ facts }: Column): string => facts?.stored?.split(" ").slice(1).join(" ") ?? "";

describe("every cell of files written by haven", () => {
  interface Expected {
    readonly label?: string;
    readonly format: string;
    readonly type: string;
    readonly value_labels?: readonly { readonly value: number | string; readonly label: string }[];
    readonly values: readonly Cell[];
  }
  it.each([113, 114, 115, 117, 118, 119])("release %i", async (release) => {
    const expected = json(`files_dta_${release}.json`) as { dataset_label: string; columns: Record<string, Expected> };
    const { columns, facts } = await read(`files_dta_${release}.dta`);
    expect(facts.label).toBe(expected.dataset_label);
    expect(columns.map(({ name }) => name)).toEqual(Object.keys(expected.columns));
    for (const column of columns) {
      const { label, format, type, value_labels, values } = expected.columns[column.name]!;
      expect(column.facts?.label).toBe(label);
      expect(formatOf(column)).toBe(format);
      expect(column.facts?.valueLabels).toEqual(value_labels);
      const wanted =
        type === "datetime" ? values.map((value) => (value as string | null)?.replace("T", " ") ?? null) : values;
      agreeCells(agree, asHaven(cellsOf(column), column), wanted, `${release}, ${column.name}`);
    }
  });
});

describe("every cell as haven reads it", () => {
  interface Expected {
    readonly kind: "numeric" | "text";
    readonly label: string | null;
    readonly format: string;
    readonly values: readonly (string | null)[];
    readonly labels: { readonly values: readonly (string | null)[]; readonly texts: readonly string[] } | null;
  }
  const numberOf = (text: string | null): Cell => (text === null || /^\.[a-z]$/.test(text) ? text : Number(text));
  const all = json("stata/files.json") as Record<string, { label: string | null; columns: Record<string, Expected> }>;
  it.each(Object.keys(all))("%s", async (file) => {
    const { label, columns: expected } = all[file]!;
    const { columns, facts } = await read(`stata/${file}`, file.startsWith("gb18030") ? { encoding: "gb18030" } : {});
    expect(facts.label ?? null).toBe(label);
    for (const column of columns) {
      const wanted = expected[column.name];
      if (wanted === undefined) {
        expect([file, column.name]).toEqual(["pandas-119-little.dta", "lines"]);
        expect(cellsOf(column)).toEqual(["short", null, "x".repeat(300), "short"]);
        continue;
      }
      expect(column.kind).toBe(wanted.kind);
      expect(column.facts?.label ?? null).toBe(wanted.label);
      expect(formatOf(column)).toBe(wanted.format);
      const labels = wanted.labels?.values.map((value, k) => ({
        value: numberOf(value) ?? ".",
        label: wanted.labels!.texts[k]!,
      }));
      expect(column.facts?.valueLabels).toEqual(labels);
      const values = wanted.kind === "numeric" ? wanted.values.map(numberOf) : wanted.values;
      agreeCells(agree, asHaven(cellsOf(column), column), values, `${file}, ${column.name}`);
    }
  });

  it.each(["little", "big"])("long strings across what is read at a time, %s endian", async (order) => {
    const { columns } = await read(`stata/long-118-${order}.dta.gz`);
    const text = columns.map((column) => cellsOf(column));
    expect(text[1]).toEqual(["中".repeat(70_000), "y".repeat(200_001), "中".repeat(70_000)]);
    expect(text[2]).toEqual([null, "z".repeat(70_001), "y".repeat(200_001)]);
  });
});
