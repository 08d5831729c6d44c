/**
 * The files of SAS of the golden folder, packed with gzip, and their cells as pyreadstat reads them.
 */
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import type { Column } from "../../../src/base/columns.js";
import type { Format, FormatOptions } from "../../../src/data/formats/format.js";
import { bytesSource } from "../../../src/data/formats/source.js";
import { type Agree, agreeCells } from "../../support/agree.js";
import { cellsOf, codesOf, goldenBytes, goldenJson, NO_ENGINE } from "../../support/format-files.js";

interface Expected {
  readonly label: string | null;
  readonly columns: readonly {
    readonly name: string;
    readonly label: string | null;
    readonly cells: readonly (number | string | null)[];
    readonly codes: Readonly<Record<string, string>>;
  }[];
}

export const EXPECTED = goldenJson<Record<string, Expected>>("sas/expected.json");

export const sasBytes = (file: string): Uint8Array => new Uint8Array(gunzipSync(goldenBytes(`sas/${file}`)));

export const readSas = (format: Format, file: string, options: FormatOptions = {}) =>
  format.read(bytesSource(file.replace(".gz", ""), sasBytes(file)), options, NO_ENGINE);

/** `columns` are those that pyreadstat reads in `file`; of missing values it has the letters where `codes` says so. */
export function expectColumns(agree: Agree, file: string, columns: readonly Column[], codes: boolean): void {
  const want = EXPECTED[file]!.columns;
  const shown = columns.map((column) => ({
    name: column.name,
    label: column.facts?.label ?? null,
    codes: codes ? codesOf(column) : {},
  }));
  expect(shown).toEqual(want.map(({ cells: _, ...facts }) => facts));
  for (const [k, { name, cells }] of want.entries()) agreeCells(agree, cellsOf(columns[k]!), cells, `${file}, ${name}`);
}
