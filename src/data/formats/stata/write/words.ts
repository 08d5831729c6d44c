/**
 * What is written beside the cells: labels, notes, characteristics and sets of value labels, cut to what Stata has room for.
 */
import type { ColumnFacts, ValueLabel } from "../../../../base/columns.js";
import { type Note, note } from "../../../../base/messages.js";
import type { Characteristic } from "../head.js";
import { DTA_NOTES } from "../messages.js";
import { missingNumber, releaseOf } from "../releases.js";
import { stataNames } from "./names.js";
import { codeNumbers } from "./storage.js";

/** Characters of a label of a variable or of the data, bytes of a label of a value and of a note. */
const LONGEST = { label: 80, valueLabel: 32_000, note: 67_784 } as const;

/** A text that may have been cut, and the note on it. */
interface Cut {
  readonly text: string;
  readonly notes: readonly Note[];
}

/** The label of a column, or of the data. */
export function labelCut(label: string, column?: string): Cut {
  const characters = [...label.replaceAll("\0", "")];
  if (characters.length <= LONGEST.label) return { text: characters.join(""), notes: [] };
  return {
    text: characters.slice(0, LONGEST.label).join(""),
    notes: [cutNote("label", characters.length, LONGEST.label, column)],
  };
}

/** `text` in at most `most` bytes of UTF-8. */
function bytesCut(text: string, most: number, what: "value label" | "note", column?: string): Cut {
  const whole = text.replaceAll("\0", "");
  const { read } = new TextEncoder().encodeInto(whole, new Uint8Array(most));
  if (read === whole.length) return { text: whole, notes: [] };
  const kept = whole.slice(0, read);
  return { text: kept, notes: [cutNote(what, [...whole].length, [...kept].length, column)] };
}

const cutNote = (what: "label" | "value label" | "note", length: number, most: number, column?: string): Note =>
  note(DTA_NOTES, "dta_cut", { what, length, most, ...(column !== undefined && { column }) });

interface Kept {
  readonly notes?: readonly string[];
  readonly characteristics?: Readonly<Record<string, string>>;
}

/** Notes and characteristics of `owner` as Stata keeps them: note0 is how many notes there are. */
export function characteristicsOf(owner: string, { notes = [], characteristics = {} }: Kept, column?: string) {
  const cuts = notes.map((text) => bytesCut(text, LONGEST.note, "note", column));
  const names = stataNames(Object.keys(characteristics));
  const others = Object.values(characteristics).map((text, k) => ({
    name: names[k]!,
    ...bytesCut(text, LONGEST.note, "note", column),
  }));
  const numbered = cuts.map(({ text }, k) => ({ owner, name: `note${k + 1}`, text }));
  const count = notes.length === 0 ? [] : [{ owner, name: "note0", text: String(notes.length) }];
  const kept: Characteristic[] = [...numbered, ...count, ...others.map(({ name, text }) => ({ owner, name, text }))];
  return { kept, notes: [...cuts, ...others].flatMap((cut) => cut.notes) };
}

/** A label of a number. */
export interface NumberLabel {
  readonly value: number;
  readonly label: string;
}

const LARGEST = releaseOf(118, "").limits("long").largest;
const TOP = 2 ** 31 - 1;

/** The labels of whole numbers and of missing codes among `facts`, in the order of the numbers. */
export function numberLabels(column: string, facts: ColumnFacts): { labels: NumberLabel[]; notes: Note[] } {
  const codes = codeNumbers(facts);
  const notes: Note[] = [];
  const left: ValueLabel[] = [];
  const labels = new Map<number, string>();
  for (const entry of facts.valueLabels ?? []) {
    const value = numberOf(entry.value, codes);
    if (value === undefined) {
      left.push(entry);
      continue;
    }
    const { text, notes: cuts } = bytesCut(entry.label, LONGEST.valueLabel, "value label", column);
    notes.push(...cuts);
    labels.set(value, text);
  }
  const [first] = left;
  if (first !== undefined)
    notes.push(note(DTA_NOTES, "dta_labels_left", { column, count: left.length, got: String(first.value) }));
  return {
    labels: Array.from(labels, ([value, label]) => ({ value, label })).sort((a, b) => a.value - b.value),
    notes,
  };
}

/** The number that stands for `value` in a set of labels; undefined where there is none. */
function numberOf(value: number | string, codes: ReadonlyMap<string, number>): number | undefined {
  if (typeof value === "number") {
    return Number.isInteger(value) && value >= -TOP && value <= LARGEST ? value : undefined;
  }
  const code = value === "." ? 0 : codes.get(value);
  return code === undefined ? undefined : missingNumber(code, "long");
}
