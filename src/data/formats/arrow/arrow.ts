/**
 * Arrow files and streams (.arrow, .ipc, .feather of the second version, .arrows). Only the buffers of columns that are asked for are read.
 */
import type { Column, ColumnFacts } from "../../../base/columns.js";
import { DataError } from "../../../base/errors.js";
import { mostUnpacked } from "../archive/unpack.js";
import { withCellOptions } from "../cell-options.js";
import { chosenColumns } from "../choose-columns.js";
import type { FileContent, FileHead, Format, FormatOptions } from "../format.js";
import { type ByteSource, damaged } from "../source.js";
import { BufferReader, fieldPlaces } from "./buffers.js";
import { Coded, exactGatherer, type Gatherer, gathererOf } from "./gatherers.js";
import { type ArrowMessages, type Batch, readMessages } from "./messages-in-file.js";
import { type ArrowField, typeName } from "./schema.js";

export const ARROW: Format = { options: [], columns, read };

async function columns(source: ByteSource): Promise<FileHead> {
  const { format, fields, batches } = await readMessages(source);
  return { facts: { format }, columns: fields.map(headOf), nRows: rowsIn(batches) };
}

const headOf = (field: ArrowField) => ({ name: field.name, kind: kindOf(field), stored: typeName(field) }) as const;

const kindOf = ({ type }: ArrowField): "numeric" | "text" =>
  ["text", "bytes", "date", "time", "timestamp", "fixed bytes"].includes(type.is) ? "text" : "numeric";

const rowsIn = (batches: readonly Batch[]): number =>
  batches.reduce((sum, { nRows, dictionary }) => sum + (dictionary === undefined ? nRows : 0), 0);

async function read(source: ByteSource, options: FormatOptions): Promise<FileContent> {
  const messages = await readMessages(source);
  const { format, fields } = messages;
  requireRows(messages, source);
  const built: Column[] = [];
  for (const field of chosenColumns(fields, options.columns, source.name))
    built.push(await fieldColumn(source, messages, fields.indexOf(field)));
  const names = fields.map(({ name }) => name);
  const typed = withCellOptions(built, names, options, source.name);
  return {
    facts: { format },
    columns: typed.columns,
    notes: typed.notes,
  };
}

/** No column is made before it is known that its rows can be in the file. */
function requireRows({ fields, batches }: ArrowMessages, { name, size }: ByteSource): void {
  const nRows = rowsIn(batches);
  if (fields.length === 0 || nRows === 0) {
    const lacks = fields.length === 0 ? "columns" : "rows";
    throw new DataError("arrow_no_rows", `${name} has no ${lacks}.`, { got: 0, expected: lacks });
  }
  if (nRows > mostUnpacked(size)) throw damaged(name, `it is said to have ${nRows} rows in ${size} bytes`);
}

/** Field `k` as a column. */
async function fieldColumn(source: ByteSource, messages: ArrowMessages, k: number): Promise<Column> {
  const field = messages.fields[k]!;
  const { name, type } = field;
  const nRows = rowsIn(messages.batches);
  const facts: ColumnFacts = { stored: typeName(field) };
  await requireNodes(source, messages, k);
  const column = (await gathered(source, messages, k, makeGatherer(field, nRows, source))).build(name, facts);
  if (column !== undefined) return column;
  const exact = exactGatherer(
    { nRows, memory: source.memory, what: `column '${name}'` },
    type.is === "int" && type.signed,
  );
  return (await gathered(source, messages, k, exact)).build(name, facts)!;
}

const makeGatherer = (field: ArrowField, nRows: number, source: ByteSource): Gatherer =>
  field.dictionary === undefined
    ? gathererOf(field, nRows, source)
    : new Coded(
        { nRows, memory: source.memory, what: `column '${field.name}'` },
        { ...field, dictionary: field.dictionary },
      );

/** Every batch must say the same rows of the field as of itself, before memory is taken for them. */
async function requireNodes(source: ByteSource, { fields, batches }: ArrowMessages, k: number): Promise<void> {
  for (const batch of batches) {
    if (batch.dictionary !== undefined) continue;
    const n = batch.nodes[fieldPlaces(fields, batch.variadic)[k]!.node]?.[0];
    if (n !== batch.nRows)
      throw new BufferReader(source, batch, fields[k]!.name).broken(
        `has ${n ?? "no"} rows in a batch of ${batch.nRows}`,
      );
  }
}

async function gathered(
  source: ByteSource,
  { fields, batches }: ArrowMessages,
  k: number,
  gatherer: Gatherer,
): Promise<Gatherer> {
  const field = fields[k]!;
  for (const batch of batches) {
    const reader = new BufferReader(source, batch, field.name);
    if (batch.dictionary === undefined) await gatherer.add(reader, batch, fieldPlaces(fields, batch.variadic)[k]!);
    else if (gatherer instanceof Coded && batch.dictionary.id === field.dictionary?.id)
      gatherer.define(await dictionaryColumn(source, field, batch), batch.dictionary.delta);
  }
  return gatherer;
}

/** The values of a dictionary, in their order. */
async function dictionaryColumn(
  source: ByteSource,
  { name, type, children }: ArrowField,
  batch: Batch,
): Promise<Column> {
  if (batch.nRows > mostUnpacked(source.size))
    throw damaged(source.name, `a dictionary of column '${name}' is said to have ${batch.nRows} values`);
  const values: ArrowField = { name, type, children };
  const reader = new BufferReader(source, batch, name);
  const [place] = fieldPlaces([values], batch.variadic);
  const n = batch.nodes[0]?.[0];
  if (n !== batch.nRows) throw reader.broken(`has a dictionary of ${batch.nRows} values and ${n ?? "none"}`);
  const gatherer = gathererOf(values, batch.nRows, source);
  await gatherer.add(reader, batch, place!);
  const column = gatherer.build(name, {});
  if (column !== undefined) return column;
  const exact = exactGatherer(
    { nRows: batch.nRows, memory: source.memory, what: `column '${name}'` },
    type.is === "int" && type.signed,
  );
  await exact.add(reader, batch, place!);
  return exact.build(name, {})!;
}
