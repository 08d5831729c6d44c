/**
 * Data sets of SAS, .sas7bdat, of 32 and 64 bits, either byte order, compressed or not.
 */
import type { FileFacts } from "../../../base/columns.js";
import { withCellOptions } from "../cell-options.js";
import { chosenColumns } from "../choose-columns.js";
import { type ColumnGatherer, FixedTextColumn, NumberColumn, someFacts } from "../fixed-columns.js";
import type { ColumnHead, Format, FormatOptions } from "../format.js";
import type { ByteSource } from "../source.js";
import { TextDecoding } from "../text/decoding.js";
import { dictionaryOf, readDictionary, type SasVariable } from "./dictionary.js";
import { meaningOf, secondsOf, storedAs } from "./formats.js";
import { readHeader } from "./header.js";
import { checkedRows, eachRows, type SasFile } from "./rows.js";
import { doubleReader, missingReader } from "./special-missing.js";

interface OpenSas extends SasFile {
  readonly facts: FileFacts;
  readonly decoding: TextDecoding;
}

export const SAS7BDAT: Format = {
  options: ["encoding"],

  async columns(source, options) {
    const file = await open(source, options);
    return { facts: file.facts, columns: file.dictionary.variables.map(headOf), nRows: checkedRows(file) };
  },

  async read(source, options, context) {
    const file = await open(source, options);
    const nRows = checkedRows(file);
    const variables = chosenColumns(file.dictionary.variables, options.columns, source.name);
    const gatherers = variables.map((variable) => gathererOf(variable, file, nRows));
    await eachRows(file, context, (rows) => {
      for (const gatherer of gatherers) gatherer.take(rows);
    });
    const asked = withCellOptions(
      gatherers.map((gatherer) => gatherer.build()),
      file.dictionary.variables.map(({ name }) => name),
      options,
      source.name,
    );
    return { facts: file.facts, columns: asked.columns, notes: [...file.decoding.notes(), ...asked.notes] };
  },
};

async function open(source: ByteSource, options: FormatOptions): Promise<OpenSas> {
  const header = await readHeader(source);
  const raw = await readDictionary(source, header);
  const decoding = new TextDecoding(source.name, header.encoding, options.encoding);
  const dictionary = dictionaryOf(raw, decoding);
  const facts: FileFacts = {
    format: `SAS data set (sas7bdat${header.release === "" ? "" : `, SAS ${header.release}`})`,
    ...(dictionary.label === "" ? {} : { label: dictionary.label }),
    ...(decoding.encoding === undefined ? {} : { encoding: decoding.encoding }),
    ...(header.written === undefined ? {} : { written: header.written }),
  };
  return { source, header, dictionary, facts, decoding };
}

function headOf({ name, label, isText, width, format }: SasVariable): ColumnHead {
  return {
    name,
    kind: isText || meaningOf(format.name) !== "number" ? "text" : "numeric",
    stored: storedAs(isText, width, format),
    ...(label === "" ? {} : { label }),
  };
}

function gathererOf(
  variable: SasVariable,
  { source: { memory }, header, decoding }: OpenSas,
  nRows: number,
): ColumnGatherer {
  const { name, label, isText, at, width, format } = variable;
  const facts = someFacts({ label, stored: storedAs(isText, width, format) });
  if (isText) {
    return new FixedTextColumn(
      { name, parts: [{ at, width }], width, missing: new Set(), facts },
      decoding,
      nRows,
      memory,
    );
  }
  const meaning = meaningOf(format.name);
  const read = doubleReader(width, header.little);
  const missing = missingReader(width, header.little);
  return new NumberColumn({ name, at, read, missing, meaning, seconds: secondsOf(meaning), facts }, nRows, memory);
}
