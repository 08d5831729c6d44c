/**
 * Transport files of SAS, .xpt, of versions 5 and 8: data sets for any machine, in the numbers of IBM's mainframes.
 */
import type { FileFacts } from "../../../base/columns.js";
import { UsageError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { withCellOptions } from "../cell-options.js";
import { chosenColumns } from "../choose-columns.js";
import { type ColumnGatherer, FixedTextColumn, NumberColumn, type Rows, someFacts } from "../fixed-columns.js";
import type { ColumnHead, Format, FormatOptions, ReadContext } from "../format.js";
import { type ByteSource, bytesAt } from "../source.js";
import { TextDecoding } from "../text/decoding.js";
import { meaningOf, type SasFormat, secondsOf, storedAs } from "./formats.js";
import { ibmMissing, ibmReader } from "./ibm-float.js";
import { SAS_NOTES } from "./messages.js";
import { readLibrary, type XptMember } from "./xpt-members.js";
import { RECORD } from "./xpt-records.js";

interface XptVariable {
  readonly name: string;
  readonly label: string;
  readonly isText: boolean;
  readonly at: number;
  readonly width: number;
  readonly format: SasFormat;
}

interface OpenXpt {
  readonly source: ByteSource;
  readonly member: XptMember;
  readonly variables: readonly XptVariable[];
  readonly facts: FileFacts;
  readonly decoding: TextDecoding;
}

export const XPT: Format = {
  options: ["encoding", "sheet"],

  async columns(source, options) {
    const { facts, variables, member } = await open(source, options);
    return { facts, columns: variables.map(headOf), nRows: member.nRows };
  },

  async read(source, options, context) {
    const file = await open(source, options);
    const variables = chosenColumns(file.variables, options.columns, source.name);
    const gatherers = variables.map((variable) => gathererOf(variable, file));
    await eachRows(file, context, (rows) => {
      for (const gatherer of gatherers) gatherer.take(rows);
    });
    const asked = withCellOptions(
      gatherers.map((gatherer) => gatherer.build()),
      file.variables.map(({ name }) => name),
      options,
      source.name,
    );
    const notes = [...sizeNotes(file), ...file.decoding.notes(), ...asked.notes];
    return { facts: file.facts, columns: asked.columns, notes };
  },

  async sheets(source) {
    const { members } = await readLibrary(source);
    return namesOf(members, new TextDecoding(source.name, undefined, undefined));
  },
};

/** Version 5 does not state how many rows there are: a file that was cut shows by its size at most. */
const sizeNotes = ({ source: { name: file, size: bytes }, member: { nRows: rows } }: OpenXpt): Note[] =>
  bytes % RECORD === 0 ? [] : [note(SAS_NOTES, "xpt_size", { file, bytes, rows })];

const namesOf = (members: readonly XptMember[], decoding: TextDecoding): string[] =>
  members.map(({ name }) => textOf(decoding, name));

const textOf = (decoding: TextDecoding, bytes: Uint8Array): string =>
  decoding.decode(bytes, "the dictionary").replace(/[ \0]+$/, "");

async function open(source: ByteSource, { encoding, sheet }: FormatOptions): Promise<OpenXpt> {
  const { version, release, members } = await readLibrary(source);
  const decoding = new TextDecoding(source.name, undefined, encoding);
  const sheets = namesOf(members, decoding);
  const number = chosenMember(source.name, sheets, sheet);
  const member = members[number]!;
  const label = textOf(decoding, member.label);
  const facts: FileFacts = {
    format: `SAS transport (version ${version}${release === "" ? "" : `, SAS ${release}`})`,
    ...(label === "" ? {} : { label }),
    ...(decoding.encoding === undefined ? {} : { encoding: decoding.encoding }),
    ...(member.written === "" ? {} : { written: member.written }),
    ...(members.length === 1 ? {} : { sheet: sheets[number]!, sheets }),
  };
  const variables = member.columns.map((column) => ({
    ...column,
    name: textOf(decoding, column.name),
    label: textOf(decoding, column.label),
  }));
  return { source, member, variables, facts, decoding };
}

/** The place of the data set that `asked` names or numbers, the first unless it does. Throws UsageError `unknown_sheet`. */
function chosenMember(file: string, names: readonly string[], asked: string | number | undefined): number {
  if (asked === undefined) return 0;
  const named = names.findIndex((name) => name.toUpperCase() === String(asked).toUpperCase());
  const place = named >= 0 ? named : Number(asked) - 1;
  if (Number.isInteger(place) && place >= 0 && place < names.length) return place;
  throw new UsageError(
    "unknown_sheet",
    `${file} has no data set '${asked}'; its data sets are ${names.map((name, k) => `'${name}' (${k + 1})`).join(", ")}.`,
    { got: asked, expected: names },
  );
}

function headOf({ name, label, isText, width, format }: XptVariable): ColumnHead {
  return {
    name,
    kind: isText || meaningOf(format.name) !== "number" ? "text" : "numeric",
    stored: storedAs(isText, width, format),
    ...(label === "" ? {} : { label }),
  };
}

function gathererOf(variable: XptVariable, { source: { memory }, member, decoding }: OpenXpt): ColumnGatherer {
  const { name, label, isText, at, width, format } = variable;
  const facts = someFacts({ label, stored: storedAs(isText, width, format) });
  if (isText) {
    return new FixedTextColumn(
      { name, parts: [{ at, width }], width, missing: new Set(), facts },
      decoding,
      member.nRows,
      memory,
    );
  }
  const meaning = meaningOf(format.name);
  const field = { name, at, meaning, seconds: secondsOf(meaning), facts };
  return new NumberColumn({ ...field, read: ibmReader(width), missing: ibmMissing }, member.nRows, memory);
}

/** Bytes of rows read at a time. */
const PIECE = 1 << 20;

async function eachRows({ source, member }: OpenXpt, context: ReadContext, take: (rows: Rows) => void): Promise<void> {
  const { rowBytes: width, nRows, dataStart } = member;
  const each = Math.max(1, Math.floor(PIECE / Math.max(1, width)));
  for (let row = 0; row < nRows; row += each) {
    context.signal?.throwIfAborted();
    const count = Math.min(each, nRows - row);
    const at = dataStart + row * width;
    // the last record may lack the blanks at its end
    const bytes = await bytesAt(source, at, Math.min(count * width, source.size - at), "rows");
    take({ bytes: bytes.length === count * width ? bytes : filled(bytes, count * width), start: 0, width, count });
    context.onProgress?.((at + bytes.length) / source.size);
  }
}

function filled(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length).fill(0x20);
  all.set(bytes);
  return all;
}
