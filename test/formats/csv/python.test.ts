/**
 * Files that Python's csv module wrote and read (test/golden/files/csv/generate.py): the same cells, whatever the pieces.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readCsv } from "../../../src/data/formats/csv/csv.js";
import { bytesSource } from "../../../src/data/formats/source.js";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { cellsOf } from "../../support/cells-of.js";

interface Document {
  readonly text: string;
  readonly delimiter: "," | ";" | "\t" | "|";
  readonly rows: readonly (readonly string[])[];
}

const documents: readonly Document[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../golden/files/csv/expected.json"), "utf8"),
);

it("cells are those that Python reads", async () => {
  const engine = await loadEngine({ threads: 2 });
  for (const [i, { text, delimiter, rows }] of documents.entries()) {
    const [names, ...cells] = rows;
    const sizes = { piece: 40 + 13 * (i % 50), block: 9 + 7 * (i % 31), small: 0 };
    const options = { delimiter, text: names!, missing: [] };
    const source = bytesSource("python.csv", Buffer.from(text));
    const { columns } = await readCsv(source, options, { engine: async () => engine }, sizes);
    expect(columns.map(({ name }) => name)).toEqual(names);
    columns.forEach((column, k) => {
      expect(cellsOf(column)).toEqual(cells.map((row) => (row[k] === "" ? null : row[k])));
    });
  }
  await engine.close();
});
