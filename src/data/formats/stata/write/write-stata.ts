/**
 * A table as a .dta file of release 118, or 119 where it has more than 32,767 columns, in pieces. The same table gives the same bytes:
 * nothing says when it was written.
 */
import type { Note } from "../../../../base/messages.js";
import type { Table } from "../../../table/table.js";
import { bytesOf, wordOfType } from "../releases.js";
import { type Plan, planned, type StataWriteOptions, type Variable } from "./plan.js";
import { firstRowsOf, rowsOf } from "./rows.js";
import { Sink } from "./sink.js";
import type { Storage } from "./storage.js";

/** A file in the making: its bytes, in order, and what of the table it does not have as it was. */
export interface StataFile extends AsyncIterable<Uint8Array> {
  readonly notes: readonly Note[];
}

/** `table` as a .dta file. Throws NotSupported `dta_columns` above 120,000 columns, DataError `dta_zero` for text with U+0000. */
export function writeStata(table: Table, options: StataWriteOptions = {}): StataFile {
  const { plan, notes } = planned(table, options);
  return {
    notes,
    async *[Symbol.asyncIterator]() {
      yield* piecesOf(plan);
    },
  };
}

/** Places in the map of a file: what begins where. */
const MAP_BYTES = 8 * 14;

function* piecesOf(plan: Plan): Generator<Uint8Array> {
  const { release, nRows, variables } = plan;
  const storages: readonly Storage[] = variables;
  const header = headerOf(plan);
  const sections = descriptorsOf(plan);
  const starts = [0, header.length];
  let at = header.length + "<map>".length + MAP_BYTES + "</map>".length;
  for (const section of sections) {
    starts.push(at);
    at += section.length;
  }
  const rowBytes = variables.reduce((sum, { type }) => sum + bytesOf(type), 0);
  const valueLabels = valueLabelsOf(plan);
  const rowsEnd = at + "<data>".length + nRows * rowBytes + "</data>".length;
  const stringsEnd = rowsEnd + stringBytes(storages);
  const end = stringsEnd + valueLabels.length;
  const close = "</stata_dta>";
  const map = new Sink().text("<map>");
  for (const start of [...starts, at, rowsEnd, stringsEnd, end, end + close.length]) map.u64(start);
  yield header;
  yield map.text("</map>").done();
  yield* sections;
  yield new Sink().text("<data>").done();
  yield* rowsOf(storages, nRows, release);
  yield new Sink().text("</data>").done();
  yield* stringsOf(storages);
  yield valueLabels;
  yield new Sink().text(close).done();
}

function headerOf({ release, nRows, label, variables }: Plan): Uint8Array {
  const sink = new Sink().text(`<stata_dta><header><release>${release.number}</release><byteorder>LSF</byteorder><K>`);
  if (release.number === 118) sink.u16(variables.length);
  else sink.u32(variables.length);
  sink.text("</K><N>").u64(nRows).text("</N><label>");
  const bytes = new TextEncoder().encode(label);
  return sink.u16(bytes.length).raw(bytes).text("</label><timestamp>").u8(0).text("</timestamp></header>").done();
}

/** The sections between the map and the rows, in their order. */
function descriptorsOf({ release, variables, characteristics }: Plan): Uint8Array[] {
  const { nameBytes, formatBytes, labelBytes } = release;
  const section = (name: string, fill: (sink: Sink) => void): Uint8Array => {
    const sink = new Sink().text(`<${name}>`);
    fill(sink);
    return sink.text(`</${name}>`).done();
  };
  const fields = (name: string, bytes: number, text: (variable: Variable) => string) =>
    section(name, (sink) => {
      for (const variable of variables) sink.field(text(variable), bytes);
    });
  return [
    section("variable_types", (sink) => {
      for (const { type } of variables) sink.u16(wordOfType(type));
    }),
    fields("varnames", nameBytes, ({ name }) => name),
    section("sortlist", (sink) => sink.field("", (variables.length + 1) * (release.number === 118 ? 2 : 4))),
    fields("formats", formatBytes, ({ format }) => format),
    fields("value_label_names", nameBytes, ({ labelSet }) => labelSet),
    fields("variable_labels", labelBytes, ({ label }) => label),
    section("characteristics", (sink) => {
      for (const { owner, name, text } of characteristics) {
        const bytes = new TextEncoder().encode(text);
        sink.text("<ch>").u32(2 * nameBytes + bytes.length + 1);
        sink.field(owner, nameBytes).field(name, nameBytes).raw(bytes).u8(0).text("</ch>");
      }
    }),
  ];
}

/** Bytes before the text of a long string, and the zero after it. */
const STRING_BYTES = "GSO".length + 4 + 8 + 1 + 4 + 1;
const TEXT = 130;

function stringBytes(storages: readonly Storage[]): number {
  let bytes = "<strls></strls>".length;
  for (const { stored } of storages) {
    if (stored.kind === "strL") for (const { length } of stored.levels) bytes += STRING_BYTES + length;
  }
  return bytes;
}

/** Every long string once, for the row in which it comes first. */
function* stringsOf(storages: readonly Storage[]): Generator<Uint8Array> {
  yield new Sink().text("<strls>").done();
  for (const [k, { stored }] of storages.entries()) {
    if (stored.kind !== "strL") continue;
    const first = firstRowsOf(stored.codes, stored.levels.length);
    const order = Array.from(first.keys()).sort((a, b) => first[a]! - first[b]!);
    for (const code of order) {
      const text = stored.levels[code]!;
      yield new Sink()
        .text("GSO")
        .u32(k + 1)
        .u64(first[code]!)
        .u8(TEXT)
        .u32(text.length + 1)
        .raw(text)
        .u8(0)
        .done();
    }
  }
  yield new Sink().text("</strls>").done();
}

function valueLabelsOf({ release, labelSets }: Plan): Uint8Array {
  const sink = new Sink().text("<value_labels>");
  for (const [name, labels] of labelSets) {
    const texts = labels.map(({ label }) => new TextEncoder().encode(label));
    const size = texts.reduce((sum, { length }) => sum + length + 1, 0);
    sink
      .text("<lbl>")
      .u32(8 + 8 * labels.length + size)
      .field(name, release.nameBytes)
      .field("", 3);
    sink.u32(labels.length).u32(size);
    let at = 0;
    for (const { length } of texts) {
      sink.u32(at);
      at += length + 1;
    }
    for (const { value } of labels) sink.i32(value);
    for (const text of texts) sink.raw(text).u8(0);
    sink.text("</lbl>");
  }
  return sink.text("</value_labels>").done();
}
