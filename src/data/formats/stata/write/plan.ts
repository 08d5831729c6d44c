/**
 * What of a table is written to a .dta file: its release, how each column is stored and called, labels, notes, characteristics, and what
 * Stata has no room for.
 */
import { NotSupported } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import type { Table } from "../../../table/table.js";
import { DATA } from "../facts.js";
import type { Characteristic } from "../head.js";
import { DTA_NOTES } from "../messages.js";
import { type Release, releaseOf } from "../releases.js";
import { freeName, stataNames } from "./names.js";
import { type Storage, storageOf } from "./storage.js";
import { characteristicsOf, labelCut, type NumberLabel, numberLabels } from "./words.js";

/** What the file says of the data; what the table's own source says, unless given. */
export interface StataWriteOptions {
  readonly label?: string;
  readonly notes?: readonly string[];
  readonly characteristics?: Readonly<Record<string, string>>;
}

/** Columns of release 118, and of any. */
const MOST = { columns: 32_767, wide: 120_000 } as const;

export interface Variable extends Storage {
  readonly name: string;
  readonly label: string;
  readonly labelSet: string;
}

export interface Plan {
  readonly release: Release;
  readonly nRows: number;
  readonly label: string;
  readonly variables: readonly Variable[];
  readonly characteristics: readonly Characteristic[];
  readonly labelSets: ReadonlyMap<string, readonly NumberLabel[]>;
}

/** Throws NotSupported `dta_columns` above 120,000 columns, DataError `dta_zero` for text with U+0000. */
export function planned(
  table: Table,
  options: StataWriteOptions,
): { readonly plan: Plan; readonly notes: readonly Note[] } {
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
