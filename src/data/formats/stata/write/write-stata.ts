/**
 * A table as a .dta file of release 118, or 119 where it has more than 32,767 columns, in pieces. The same table gives the same bytes:
 * nothing says when it was written.
 */
import { NotSupported } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import type { Table } from "../../../table/table.js";
import { DATA } from "../facts.js";
import type { Characteristic } from "../head.js";
import { DTA_NOTES } from "../messages.js";
import { bytesOf, type Release, releaseOf, wordOfType } from "../releases.js";
import { freeName, stataNames } from "./names.js";
import { firstRowsOf, rowsOf } from "./rows.js";
import { Sink } from "./sink.js";
import { type Storage, storageOf } from "./storage.js";
import { characteristicsOf, labelCut, type NumberLabel, numberLabels } from "./words.js";

/** A file in the making: its bytes, in order, and what of the table it does not have as it was. */
export interface StataFile extends AsyncIterable<Uint8Array> {
  readonly notes: readonly Note[];
}

/** What the file says of the data; what the table's own source says, unless given. */
export interface StataWriteOptions {
  readonly label?: string;
  readonly notes?: readonly string[];
  readonly characteristics?: Readonly<Record<string, string>>;
}

/** Columns of release 118, and of any. */
const MOST = { columns: 32_767, wide: 120_000 } as const;

interface Variable extends Storage {
  readonly name: string;
  readonly label: string;
  readonly labelSet: string;
}

interface Plan {
  readonly release: Release;
  readonly nRows: number;
  readonly label: string;
  readonly variables: readonly Variable[];
  readonly characteristics: readonly Characteristic[];
  readonly labelSets: ReadonlyMap<string, readonly NumberLabel[]>;
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

function planned(table: Table, options: StataWriteOptions): { readonly plan: Plan; readonly notes: readonly Note[] } {
  const nColumns = table.columns.length;
  if (nColumns > MOST.wide) throw tooMany(table);
  const release = releaseOf(nColumns > MOST.columns ? 119 : 118, table.source.name);
  const names = stataNames(table.names);
  const about = { ...table.source.facts, ...options };
  const dataLabel = labelCut(about.label ?? "");
  const kept = characteristicsOf(DATA, about);
  const labelSets = new LabelSetNames();
  const notes: Note[] = [...dataLabel.notes, ...kept.notes];
  const characteristics = [...kept.kept];
  const variables = table.columns.map((column, k): Variable => {
    const name = names[k]!;
    const facts = column.facts ?? {};
    const storage = storageOf(column, table.source.name);
    const renamed = renaming(column.name, name, facts.label);
    const label = labelCut(renamed.label, column.name);
    const own = characteristicsOf(
      name,
      { ...facts, characteristics: { ...facts.characteristics, ...renamed.kept } },
      column.name,
    );
    const isText = storage.type.kind === "str" || storage.type.kind === "strL";
    const values = isText ? textLabels(column.name, facts.valueLabels) : numberLabels(column.name, facts);
    characteristics.push(...own.kept);
    notes.push(...renamed.notes, ...storage.notes, ...label.notes, ...own.notes, ...values.notes);
    return { ...storage, name, label: label.text, labelSet: labelSets.nameOf(values.labels, name) };
  });
  const plan = {
    release,
    nRows: table.nRows,
    label: dataLabel.text,
    variables,
    characteristics,
    labelSets: labelSets.sets,
  };
  return { plan, notes };
}

/** Labels of texts, which Stata has not. */
const textLabels = (column: string, labels: readonly { readonly value: number | string }[] = []) => ({
  labels: [],
  notes:
    labels.length === 0
      ? []
      : [note(DTA_NOTES, "dta_labels_left", { column, count: labels.length, got: String(labels[0]!.value) })],
});

/** Where the name of a column is kept that is written as `name`: its label where it has none, else a characteristic. */
function renaming(column: string, name: string, label: string | undefined) {
  if (column === name) return { label: label ?? "", kept: {}, notes: [] };
  const kept = label === undefined && [...column].length <= 80 ? "label" : "characteristic";
  return {
    label: kept === "label" ? column : (label ?? ""),
    kept: kept === "label" ? {} : { original_name: column },
    notes: [note(DTA_NOTES, "dta_renamed", { column, name, kept })],
  };
}

/** Sets of value labels, one for all variables that have the same; called by the first of them. */
class LabelSetNames {
  readonly sets = new Map<string, readonly NumberLabel[]>();
  private readonly names = new Map<string, string>();

  nameOf(labels: readonly NumberLabel[], variable: string): string {
    if (labels.length === 0) return "";
    const key = JSON.stringify(labels.map(({ value, label }) => [value, label]));
    const known = this.names.get(key);
    if (known !== undefined) return known;
    const name = freeName(variable, new Set(this.sets.keys()));
    this.names.set(key, name);
    this.sets.set(name, labels);
    return name;
  }
}

const tooMany = ({ source, columns }: Table): NotSupported =>
  new NotSupported(
    "dta_columns",
    `${source.name}: ${columns.length} columns, Stata has at most ${MOST.wide}; write fewer, or another format.`,
    { got: columns.length, expected: MOST.wide },
  );

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
