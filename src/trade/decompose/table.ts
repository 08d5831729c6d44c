/**
 * A decomposition as a table: means, their change and its terms by group and pair of periods, means over
 * groups last. Everything shown comes from the record.
 */

import type { TextColumn } from "../../base/columns.js";
import type { Language } from "../../base/messages.js";
import { noteText } from "../../base/messages.js";
import { formatCsv, nullableColumn } from "../../data/table/write-csv.js";
import { decimalsFor, formatCount, formatFixed } from "../../report/format-number.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../report/table-model.js";
import type { Presentation } from "../../verbs/verb.js";
import { figureOfDecomposition } from "./figure.js";
import { decompositionWords as words } from "./messages.js";
import type { DecompositionEffect, DecompositionRecord, DecompositionTotal } from "./record.js";

/** Title in place of the record's call, and the language of words. */
export interface DecompositionTableOptions {
  readonly title?: string;
  readonly language?: Language;
}

/** The table of `record`. */
export function decompositionTable(
  record: DecompositionRecord,
  { title, language = "en" }: DecompositionTableOptions = {},
): TableModel {
  const { effects, total, by } = record;
  const terms = Object.keys(effects[0]!.terms) as (keyof DecompositionEffect["terms"])[];
  const decimals = decimalsFor(effects.map(({ change }) => change)) + 1;
  const number = (value: number): Cell => numberCell(value, formatFixed(value, decimals));
  const means = (entry: DecompositionEffect | DecompositionTotal): Cell[] => [
    textCell(words.pair[language](String(entry.from), String(entry.to))),
    ...[entry.mean_from, entry.mean_to, entry.change].map(number),
    ...terms.map((term) => number(entry.terms[term]!)),
  ];
  const count = (n: number): Cell => numberCell(n, formatCount(n));
  const isWhole = by === null;
  return {
    title: title ?? `${words.caption[language](record.outcome)}: ${record.call}`,
    stub: by ?? "",
    heads: [
      ...[words.periods, words.from, words.to, words.change, ...terms.map((term) => words[term])],
      ...[words.stay, words.enter, words.leave],
    ].map((head) => [head[language]]),
    rows: [
      ...effects.map(
        (effect): TableRow => ({
          label: effect.group ?? words.all[language],
          quantity: "",
          cells: [...means(effect), ...Object.values(effect.units).map(count)],
          ruleAbove: false,
        }),
      ),
      ...(isWhole ? [] : total).map(
        (mean, i): TableRow => ({
          label: words.meanOf[language](formatCount(mean.groups)),
          quantity: "",
          cells: [...means(mean), emptyCell(), emptyCell(), emptyCell()],
          ruleAbove: i === 0,
        }),
      ),
    ],
    notes: notesOf(record, language),
  };
}

function notesOf(record: DecompositionRecord, language: Language): string[] {
  const { method, unit, by, weight, nobs, rows, max_error, notes } = record;
  const units =
    by === null
      ? words.units[language](unit, formatCount(record.units))
      : words.unitsWithin[language](unit, by, formatCount(record.units), formatCount(record.groups));
  const stop = language === "zh" ? "\u3002" : ".";
  const sum = [words.sum[language](max_error.toExponential(1)), ...(by === null ? [] : [words.lastRows[language]])];
  return [
    `${words[method][language]}${stop}`,
    words.shares[language](weight, units, formatCount(nobs), formatCount(rows.read)),
    sum.join(language === "zh" ? "" : " "),
    ...notes.map((note) => words.note[language](noteText(note, language))),
  ];
}

/** The result as its command prints and writes it. */
export const presentDecomposition = (record: DecompositionRecord): Presentation => ({
  record,
  tables: [decompositionTable(record)],
  figures: () => ({ "": figureOfDecomposition(record) }),
  files: () => ({ "decomposition.csv": decompositionCsv(record) }),
});

/** Columns group (where there are groups), from, to, means, change, a column a term, units and shares. */
function decompositionCsv({ effects, by }: DecompositionRecord): string {
  const terms = Object.keys(effects[0]!.terms) as (keyof DecompositionEffect["terms"])[];
  const numbers = (name: string, of: (effect: DecompositionEffect) => number) => nullableColumn(name, effects.map(of));
  return formatCsv([
    ...(by === null
      ? []
      : [
          wordColumn(
            "group",
            effects.map(({ group }) => group!),
          ),
        ]),
    wordColumn(
      "from",
      effects.map(({ from }) => String(from)),
    ),
    wordColumn(
      "to",
      effects.map(({ to }) => String(to)),
    ),
    numbers("mean_from", (effect) => effect.mean_from),
    numbers("mean_to", (effect) => effect.mean_to),
    numbers("change", (effect) => effect.change),
    ...terms.map((term) => numbers(term, (effect) => effect.terms[term]!)),
    numbers("survivors", ({ units }) => units.survivors),
    numbers("entrants", ({ units }) => units.entrants),
    numbers("exiters", ({ units }) => units.exiters),
    numbers("share_entrants", ({ shares }) => shares.entrants),
    numbers("share_exiters", ({ shares }) => shares.exiters),
  ]);
}

function wordColumn(name: string, words: readonly string[]): TextColumn {
  const levels = [...new Set(words)].sort();
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  return { kind: "text", name, codes: Uint32Array.from(words, (word) => codeOf.get(word)!), levels };
}
