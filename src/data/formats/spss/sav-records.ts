/**
 * The dictionary of a system file as its records have it, texts still bytes: their encoding is known at the end only.
 */
import { NotSupported } from "../../../base/errors.js";
import { type ByteBlock, ByteCursor } from "../byte-cursor.js";
import { type ByteSource, damaged } from "../source.js";
import type { PrintFormat } from "./formats.js";
import { HEADER_BYTES, type SavHeader } from "./sav-header.js";

type Bytes = Uint8Array<ArrayBuffer>;

/** A variable record, and the elements of 8 bytes that follow it for a text. */
export interface RawVariable {
  /** Its first element in a row, from 0. */
  readonly element: number;
  readonly width: number;
  readonly name: Bytes;
  readonly label: Bytes | undefined;
  readonly print: PrintFormat;
  /** As stored: 1 to 3 values, -2 a range, -3 a range and a value; 8 bytes each. */
  readonly missingKind: number;
  readonly missing: readonly Bytes[];
}

/** Labels of values, 8 bytes each, and the elements, from 1, of the variables they are of. */
export interface RawLabels {
  readonly labels: readonly { readonly value: Bytes; readonly label: Bytes }[];
  readonly elements: readonly number[];
}

export interface RawDictionary {
  readonly variables: readonly RawVariable[];
  /** Elements of 8 bytes in a row. */
  readonly nElements: number;
  readonly labels: readonly RawLabels[];
  readonly documents: readonly Bytes[];
  /** Extension records by their subtype. */
  readonly extensions: ReadonlyMap<number, ByteBlock>;
  /** Where the data begin. */
  readonly dataStart: number;
}

const VARIABLE = 2;
const LABELS = 3;
const LABELLED = 4;
const DOCUMENTS = 6;
const EXTENSION = 7;
const END = 999;

/** Throws DataError `file_truncated`, `file_damaged`. */
export async function readRecords(source: ByteSource, { little }: SavHeader): Promise<RawDictionary> {
  const cursor = new ByteCursor(source, little, HEADER_BYTES);
  const variables: RawVariable[] = [];
  const labels: RawLabels[] = [];
  const documents: Bytes[] = [];
  const extensions = new Map<number, ByteBlock>();
  let nElements = 0;
  for (;;) {
    const at = cursor.at;
    const type = await cursor.int32("the type of a record");
    if (type === END) break;
    if (type === VARIABLE) nElements = await variable(cursor, variables, nElements);
    else if (type === LABELS) labels.push(await valueLabels(cursor));
    else if (type === DOCUMENTS) documents.push(...(await documentLines(cursor)));
    else if (type === EXTENSION) await extension(cursor, extensions);
    else throw damaged(source.name, `a record at byte ${at} has the type ${type}, which no SPSS file has`, { at });
  }
  await cursor.block(4, "the end of the dictionary");
  if (variables.length === 0) throw damaged(source.name, "its dictionary has no variables");
  return { variables, nElements, labels, documents, extensions, dataStart: cursor.at };
}

const padded = (length: number, unit: number): number => Math.ceil(length / unit) * unit;

/** Reads a variable record; the elements there are then. */
async function variable(cursor: ByteCursor, variables: RawVariable[], element: number): Promise<number> {
  const at = cursor.at - 4;
  const block = await cursor.block(28, "a variable");
  const width = block.int32();
  const hasLabel = block.int32();
  const missingKind = block.int32();
  const print = printFormat(block.int32());
  block.skip(4);
  const name = block.take(8);
  if (width < -1 || width > 255 || Math.abs(missingKind) > 3 || missingKind === -1 || hasLabel < 0 || hasLabel > 1) {
    throw damaged(cursor.source.name, `the variable at byte ${at} has an impossible type or width`, { at });
  }
  const label = hasLabel === 1 ? await variableLabel(cursor) : undefined;
  const values = await cursor.block(8 * Math.abs(missingKind), "missing values");
  const missing = Array.from({ length: Math.abs(missingKind) }, () => values.take(8));
  if (width === -1) return continuation(cursor, variables, element, at);
  const due = dueElements(variables);
  if (due > element) throw damaged(cursor.source.name, `a text variable's elements end early at byte ${at}`, { at });
  variables.push({ element, width, name, label, print, missingKind, missing });
  return element + 1;
}

/** The elements that the variables so far take. */
function dueElements(variables: readonly RawVariable[]): number {
  const last = variables.at(-1);
  return last === undefined ? 0 : last.element + Math.max(1, Math.ceil(last.width / 8));
}

function continuation(cursor: ByteCursor, variables: readonly RawVariable[], element: number, at: number): number {
  if (element < dueElements(variables)) return element + 1;
  throw damaged(cursor.source.name, `a text variable continues at byte ${at} beyond its width`, { at });
}

async function variableLabel(cursor: ByteCursor): Promise<Bytes> {
  const length = await cursor.int32("the length of a label");
  const block = await cursor.block(padded(length, 4), "a label");
  return block.take(length);
}

const printFormat = (bits: number): PrintFormat => ({
  type: (bits >> 16) & 0xff,
  width: (bits >> 8) & 0xff,
  decimals: bits & 0xff,
});

async function valueLabels(cursor: ByteCursor): Promise<RawLabels> {
  const count = await countOf(cursor, "value labels", 16);
  const labels: { value: Bytes; label: Bytes }[] = [];
  for (let i = 0; i < count; i++) {
    const start = await cursor.block(9, "a value label");
    const value = start.take(8);
    const length = start.take(1)[0]!;
    const rest = await cursor.block(padded(length + 1, 8) - 1, "the text of a value label");
    labels.push({ value, label: rest.take(length) });
  }
  const type = await cursor.int32("the variables of value labels");
  if (type !== LABELLED) throw damaged(cursor.source.name, `value labels at byte ${cursor.at} are of no variables`);
  const nVariables = await countOf(cursor, "labelled variables", 4);
  const block = await cursor.block(4 * nVariables, "labelled variables");
  return { labels, elements: Array.from({ length: nVariables }, () => block.int32()) };
}

/** A count of things of at least `bytes` each, which what is left of the file must hold. */
async function countOf(cursor: ByteCursor, what: string, bytes: number): Promise<number> {
  const count = await cursor.int32(`the number of ${what}`);
  if (count >= 0 && count * bytes <= cursor.left) return count;
  throw damaged(
    cursor.source.name,
    `the number of ${what} before byte ${cursor.at} is ${count}, more than fit the file`,
  );
}

async function documentLines(cursor: ByteCursor): Promise<Bytes[]> {
  const count = await countOf(cursor, "lines of documents", 80);
  const block = await cursor.block(80 * count, "documents");
  return Array.from({ length: count }, () => block.take(80));
}

async function extension(cursor: ByteCursor, extensions: Map<number, ByteBlock>): Promise<void> {
  const head = await cursor.block(12, "an extension record");
  const subtype = head.int32();
  const size = head.int32();
  const count = head.int32();
  if (size < 0 || count < 0) {
    throw damaged(cursor.source.name, `the extension record ${subtype} at byte ${cursor.at} has a negative size`);
  }
  extensions.set(subtype, await cursor.block(size * count, `the extension record ${subtype}`));
}

/** Facts of the machine the file was written on. Throws NotSupported `file_numbers` for numbers that are not IEEE 754. */
export function machineOf(file: string, { extensions }: RawDictionary): { readonly codePage: number | undefined } {
  const integers = extensions.get(3);
  if (integers === undefined || integers.bytes.length < 32) return { codePage: undefined };
  integers.at = 16;
  const floats = integers.int32();
  if (floats === 2 || floats === 3) {
    throw new NotSupported(
      "file_numbers",
      `${file} has numbers of ${floats === 2 ? "an IBM mainframe" : "a VAX"}, which are not read; save it anew in SPSS or PSPP.`,
      { got: floats, expected: 1 },
    );
  }
  integers.at = 28;
  return { codePage: integers.int32() };
}
