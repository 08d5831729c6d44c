/** Transcriptions with something out of place: what is said, and where. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readPaper } from "../../../src/audit/read/read-paper.js";
import { transcriptionJsonSchema, transcriptionSchema } from "../../../src/audit/read/transcription/schema.js";

const read = (text: string) => readPaper({ name: "t.yaml", bytes: new TextEncoder().encode(text) });
const TABLE = `tables:
  Table 1:
    cells: |
      |     | (1)   | (2)  |
      | did | 0.036*** (7.041) | 0.009 |
      | N   | 100   | 100 |
`;

test.each([
  ["no YAML", "tables: [", "audit_syntax", /^t\.yaml:1:/],
  [
    "an unknown key",
    `${TABLE}    starss: { "*": 0.1 }\n`,
    "audit_key",
    /^t\.yaml:7:5: unknown key 'starss'.*did you mean 'stars'\?/,
  ],
  [
    "an unknown key of says",
    `${TABLE}says:\n  panels: { units: 1, periods: 2 }\n`,
    "audit_key",
    /:8:3: unknown key 'panels' in says.*'panel'\?/,
  ],
  [
    "an unknown estimator",
    `${TABLE}    estimator: olss\n`,
    "audit_value",
    /:7:16: tables\.Table 1\.estimator is 'olss'.*'ols'\?/,
  ],
  ["a level beyond a half", `${TABLE}    stars: { "*": 10 }\n`, "audit_value", /:7:19:/],
  ["neither cells nor file", "tables:\n  Table 1: { caption: x }\n", "audit_value", /neither cells nor file/],
  [
    "a table that is not there",
    `${TABLE}says:\n  instrumented:\n    - { iv: Table 2 / (1) / did, ols: Table 1 / (2) / did }\n`,
    "audit_reference",
    /:9:13: there is no table 'Table 2' among Table 1; did you mean 'Table 1'\?/,
  ],
  [
    "a column that is not there",
    `${TABLE}says:\n  dynamic_panels:\n    - column: Table 1 / (3)\n`,
    "audit_reference",
    /Table 1 has no column '\(3\)' among \(1\), \(2\)/,
  ],
  [
    "a row that is not there",
    `${TABLE}says:\n  claims:\n    - { cell: Table 1 / (1) / dod, level: 0.01, says: x }\n`,
    "audit_reference",
    /no row 'dod' among did, N; did you mean 'did'\?/,
  ],
  [
    "a reference without a row",
    `${TABLE}says:\n  claims:\n    - { cell: Table 1 / (1), level: 0.01, says: x }\n`,
    "audit_reference",
    /names no row/,
  ],
  ["a treatment that is no row", `${TABLE}says:\n  treatment: { term: treat }\n`, "audit_reference", /'treat'/],
  [
    "facts of a column that is not there",
    `${TABLE}    columns: { (5): { estimator: ols } }\n`,
    "audit_reference",
    /:7:\d+: Table 1 has no column '\(5\)'/,
  ],
  [
    "a value that is none",
    `${TABLE}says:\n  claims:\n    - { cell: Table 1 / (1) / did, value: large, says: x }\n`,
    "audit_value",
    /'large' is no number/,
  ],
  ["a meaning without words", `${TABLE}    parentheses_mean: t\n`, "audit_value", /give parentheses or note/],
  [
    "a table without estimates",
    "tables:\n  T:\n    cells: |\n      | a | b |\n      | c | d |\n",
    "table_syntax",
    /T: no row of it has an estimate/,
  ],
  ["a file that can't be opened", "tables:\n  T: { file: t.tex }\n", "table_syntax", /no files can be opened here/],
  ["lists in lists", `tables: ${"[".repeat(60)}${"]".repeat(60)}`, "audit_syntax", /nested/],
  ["lists in lists without end", `tables: ${"[".repeat(1e5)}`, "audit_syntax", /^t\.yaml:1:/],
])("%s is refused, with its place", async (_, text, code, message) => {
  await expect(read(text)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test("the JSON Schema is that of the transcription, and the examples fit it", () => {
  expect(JSON.parse(transcriptionJsonSchema()).properties.tables.additionalProperties.properties).toHaveProperty(
    "cells",
  );
  expect(
    transcriptionSchema.safeParse(parse(readFileSync("examples/audit/smart-city-paper.yaml", "utf8"))).success,
  ).toBe(true);
});
