/**
 * System files of SPSS and PSPP, .sav and .zsav: numbers, texts, labels and user-missing values as the file has them.
 */
import type { FileFacts } from "../../../base/columns.js";
import { type Note, note } from "../../../base/messages.js";
import { withCellOptions } from "../cell-options.js";
import { chosenColumns } from "../choose-columns.js";
import { type ColumnGatherer, FixedTextColumn, NumberColumn } from "../fixed-columns.js";
import type { Format, FormatOptions } from "../format.js";
import type { ByteSource } from "../source.js";
import { TextDecoding } from "../text/decoding.js";
import { ofCodePage } from "../text/encoding.js";
import { SPSS_NOTES } from "./messages.js";
import { dictionaryOf, type SavVariable } from "./sav-dictionary.js";
import { asLatin, ENCODING, longCaseCount, unpadded } from "./sav-extensions.js";
import { readHeader } from "./sav-header.js";
import { machineOf, type RawDictionary, readRecords } from "./sav-records.js";
import { boundedRows, eachRows, possibleRows, type SavFile } from "./sav-rows.js";
import { factsOf, headOf, numberField } from "./variable.js";

/** A file that is open: what it says of itself, and what decodes its text. */
interface OpenSav extends SavFile {
  readonly facts: FileFacts;
  readonly decoding: TextDecoding;
}

export const SAV: Format = {
  options: ["encoding"],

  async columns(source, options) {
    const file = await open(source, options);
    return { facts: file.facts, columns: file.dictionary.variables.map(headOf), nRows: possibleRows(file) };
  },

  async read(source, options, context) {
    const file = await open(source, options);
    const { dictionary, decoding, facts } = file;
    const variables = chosenColumns(dictionary.variables, options.columns, source.name);
    const expected = (await boundedRows(file)) ?? FIRST_ROWS;
    const gatherers = variables.map((variable) => gathererOf(variable, file, expected));
    const { nRows, more } = await eachRows(file, file.nCases ?? Number.POSITIVE_INFINITY, context, (rows) => {
      for (const gatherer of gatherers) gatherer.take(rows);
    });
    const built = gatherers.map((gatherer) => gatherer.build());
    const asked = withCellOptions(
      built,
      dictionary.variables.map(({ name }) => name),
      options,
      source.name,
    );
    const notes: Note[] = more ? [note(SPSS_NOTES, "spss_more_rows", { file: source.name, rows: nRows })] : [];
    return {
      facts,
      columns: asked.columns,
      notes: [...weightNotes(file), ...notes, ...decoding.notes(), ...asked.notes],
    };
  },
};

/** Rows that columns are made for at first where the file does not say how many it has. */
const FIRST_ROWS = 1024;

function gathererOf(
  variable: SavVariable,
  { source: { memory }, header, dictionary, decoding }: OpenSav,
  nRows: number,
): ColumnGatherer {
  const { name, width, parts, missingTexts } = variable;
  if (width > 0) {
    return new FixedTextColumn(
      { name, parts, width, missing: new Set(missingTexts), facts: factsOf(variable) },
      decoding,
      nRows,
      memory,
    );
  }
  const { missing } = dictionary.extremes;
  const { little } = header;
  const read = (view: DataView, at: number) => {
    const value = view.getFloat64(at, little);
    return value === missing ? Number.NaN : value;
  };
  return new NumberColumn({ ...numberField(variable), at: parts[0]!.at, read }, nRows, memory);
}

const weightNotes = ({ source, dictionary: { weight } }: SavFile): Note[] =>
  weight === undefined ? [] : [note(SPSS_NOTES, "spss_weighted", { file: source.name, column: weight })];

async function open(source: ByteSource, options: FormatOptions): Promise<OpenSav> {
  const header = await readHeader(source);
  const raw = await readRecords(source, header);
  const decoding = new TextDecoding(source.name, statedEncoding(source.name, raw), options.encoding);
  const dictionary = dictionaryOf(source, header, raw, decoding);
  const text = (bytes: Uint8Array) => unpadded(decoding.decode(bytes, "the header"));
  const label = text(header.label);
  const notes = raw.documents.map(text);
  const facts: FileFacts = {
    format: header.compression === "zlib" ? "SPSS (zsav)" : "SPSS (sav)",
    ...(label === "" ? {} : { label }),
    ...(decoding.encoding === undefined ? {} : { encoding: decoding.encoding }),
    ...(header.written === "" ? {} : { written: header.written }),
    ...(notes.length === 0 ? {} : { notes }),
    ...(dictionary.weight === undefined ? {} : { weightedBy: dictionary.weight }),
  };
  // programs that write rows as they come leave 0
  const nCases = longCaseCount(raw) || header.nCases || null;
  return { source, header, dictionary, dataStart: raw.dataStart, nCases, facts, decoding };
}

/** The encoding that the file names, or its code page; ASCII says nothing, as old versions wrote it whatever they used. */
function statedEncoding(file: string, raw: RawDictionary): string | undefined {
  const { codePage } = machineOf(file, raw);
  const named = raw.extensions.get(ENCODING);
  if (named !== undefined) return unpadded(asLatin(named.bytes)).trim();
  return codePage === undefined || codePage < 100 ? undefined : (ofCodePage(codePage) ?? `code page ${codePage}`);
}
