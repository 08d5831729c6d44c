/**
 * Stata's .dta files, releases 104 to 121, as columns: those asked for are decoded, from pieces of the rows, so that a file
 * larger than memory can be read.
 */
import { NotSupported } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { withCellOptions } from "../cell-options.js";
import { chosenColumns } from "../choose-columns.js";
import type { FileContent, FileHead, Format, FormatOptions, ReadContext } from "../format.js";
import { type ByteSource, bytesAt } from "../source.js";
import { type BuiltColumn, longStringsBuilt, numbersBuilt, textsBuilt } from "./columns.js";
import { countOf } from "./dates.js";
import { columnFacts, fileFacts, storedAs } from "./facts.js";
import type { StataHead, StataVariable } from "./head.js";
import { LongStringGatherer, readLongStrings } from "./long-strings.js";
import { DTA_NOTES } from "./messages.js";
import { NumberGatherer, type Rows } from "./numbers.js";
import { readHead } from "./read-head.js";
import { TextColumnGatherer } from "./texts.js";
import { type LabelSets, readValueLabels } from "./value-labels.js";

export const STATA: Format = { options: ["encoding"], columns, read };

async function columns(source: ByteSource, { encoding }: FormatOptions): Promise<FileHead> {
  const head = await readHead(source, encoding);
  return {
    facts: fileFacts(head),
    nRows: head.nRows,
    columns: head.variables.map((variable) => ({
      name: variable.name,
      kind: kindOf(variable),
      stored: storedAs(variable),
      ...(variable.label !== "" && { label: variable.label }),
    })),
  };
}

function kindOf({ type, format }: StataVariable): "numeric" | "text" {
  if (type.kind === "str" || type.kind === "strL") return "text";
  const count = countOf(format);
  return count === undefined || count.kind === "period" ? "numeric" : "text";
}

async function read(source: ByteSource, options: FormatOptions, context: ReadContext): Promise<FileContent> {
  const head = await readHead(source, options.encoding);
  const { chosen, aliases } = choose(head, options.columns, source.name);
  const gatherers = chosen.map((variable) => gathererOf(variable, head, source));
  await readRows(source, head, gatherers, context);
  const longStrings = gatherers.filter((gatherer) => gatherer instanceof LongStringGatherer);
  if (longStrings.length > 0) await readLongStrings(source, head, longStrings);
  const labels = await labelsOf(source, head, chosen);
  const built = gatherers.map((gatherer, k) => build(gatherer, head, chosen[k]!, labels, source.name));
  const read = built.map(({ column }) => column);
  const names = head.variables.map(({ name }) => name);
  const { columns, notes } = withCellOptions(read, names, options, source.name);
  return {
    facts: fileFacts(head),
    columns,
    notes: [
      ...aliases,
      ...head.text.notes(),
      ...absentNotes(chosen, labels),
      ...built.flatMap((each) => each.notes),
      ...notes,
    ],
  };
}

/** The variables to read, and the note on aliases that can't be. Throws DataError `unknown_column`, NotSupported `dta_alias`. */
function choose({ variables }: StataHead, asked: readonly string[] | undefined, source: string) {
  const named = chosenColumns(variables, asked, source);
  const chosen = named.filter(({ type }) => type.kind !== "alias");
  const columns = named.filter(({ type }) => type.kind === "alias").map(({ name }) => name);
  const [first] = columns;
  if (first === undefined) return { chosen, aliases: [] };
  if (asked !== undefined) throw aliasAsked(first, source);
  return { chosen, aliases: [note(DTA_NOTES, "dta_alias", { columns })] };
}

const aliasAsked = (name: string, source: string): NotSupported =>
  new NotSupported(
    "dta_alias",
    `${source}: column '${name}' is an alias of a variable of another frame, whose values are not in this file; make a copy of it in Stata with frunalias.`,
    { got: name, expected: "a variable with values", column: name },
  );

type Gatherer = NumberGatherer | TextColumnGatherer | LongStringGatherer;

/** Throws DataError `file_memory`. */
function gathererOf({ name, type, offset }: StataVariable, head: StataHead, source: ByteSource): Gatherer {
  const { release, littleEndian, nRows } = head;
  const { memory } = source;
  if (type.kind === "str") return new TextColumnGatherer(offset, type.bytes, name, nRows, memory);
  if (type.kind === "strL") return new LongStringGatherer(name, offset, release, littleEndian, nRows, source);
  if (type.kind === "alias") throw aliasAsked(name, source.name);
  const what = `column '${name}'`;
  return new NumberGatherer(type.kind, offset, release, littleEndian, memory.float64(nRows, what), memory, what);
}

function build(
  gatherer: Gatherer,
  head: StataHead,
  variable: StataVariable,
  labels: LabelSets,
  source: string,
): BuiltColumn {
  const facts = columnFacts(variable, head, labels);
  if (gatherer instanceof NumberGatherer) return numbersBuilt(gatherer, variable, facts, head.release, source);
  if (gatherer instanceof LongStringGatherer) return longStringsBuilt(gatherer, variable.name, facts);
  return { column: textsBuilt(gatherer, variable.name, facts, head.text), notes: [] };
}

/** Bytes of rows read at a time. */
const PIECE = 1 << 22;
/** Bytes of rows that every column takes in turn, so that they are still in the processor's cache. */
const BLOCK = 1 << 17;
/** At least so many rows of them, so that a column's turn is worth its call. */
const BLOCK_ROWS = 64;

async function readRows(
  source: ByteSource,
  { rowsAt, rowBytes, nRows }: StataHead,
  gatherers: readonly Gatherer[],
  { onProgress, signal }: ReadContext,
): Promise<void> {
  if (gatherers.length === 0) return;
  const perPiece = Math.max(1, Math.floor(PIECE / rowBytes));
  const perBlock = Math.max(BLOCK_ROWS, Math.floor(BLOCK / rowBytes));
  for (let first = 0; first < nRows; first += perPiece) {
    signal?.throwIfAborted();
    const count = Math.min(perPiece, nRows - first);
    const bytes = await bytesAt(source, rowsAt + first * rowBytes, count * rowBytes, "rows");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < count; at += perBlock) {
      const block: Rows = {
        bytes,
        view,
        start: at * rowBytes,
        count: Math.min(perBlock, count - at),
        rowBytes,
        first: first + at,
      };
      for (const gatherer of gatherers) gatherer.add(block);
    }
    onProgress?.((first + count) / nRows);
  }
}

const NO_LABELS: LabelSets = new Map();

/** The value labels, where a variable has any. */
async function labelsOf(source: ByteSource, head: StataHead, chosen: readonly StataVariable[]): Promise<LabelSets> {
  return chosen.some(({ labelSet }) => labelSet !== "") ? readValueLabels(source, head) : NO_LABELS;
}

function absentNotes(chosen: readonly StataVariable[], labels: LabelSets): Note[] {
  const absent = chosen.filter(({ labelSet }) => labelSet !== "" && !labels.has(labelSet)).map(({ name }) => name);
  return absent.length === 0 ? [] : [note(DTA_NOTES, "dta_labels_absent", { columns: absent })];
}
