/**
 * Sets by M as a table, with what was allowed and where 0 enters beneath it. Everything shown comes from the record.
 */
import { type Language, noteText, significant } from "../../base/messages.js";
import { recordsCsv } from "../../data/table/write-csv.js";
import { percent } from "../../report/figures/words.js";
import { decimalsFor, formatCount, formatFixed } from "../../report/format-number.js";
import {
  type Cell,
  numberCell,
  roundedCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../report/table-model.js";
import type { Look, Presentation } from "../verb.js";
import { honestFigure } from "./figure.js";
import { honestWords as words } from "./messages.js";
import type { HonestRecord, SetPiece } from "./record.js";

/** What the command shows and writes. */
export const presentHonest = (record: HonestRecord, look: Look = {}): Presentation => ({
  record,
  tables: [honestTable(record, look)],
  figures: () => ({
    "": honestFigure(record, {
      language: look.language ?? "en",
      title: `${record.restriction.name}: ${effectText(record, look.language ?? "en")}`,
    }),
  }),
  files: () => ({ "sets.csv": setsCsv(record) }),
});

/** A row a piece of a set; an end that does not exist is empty. */
const setsCsv = ({ sets, original }: HonestRecord): string =>
  recordsCsv([
    { M: "parallel trends", piece: 1, low: original.low, high: original.high },
    ...sets.flatMap(({ M, pieces }) => pieces.map(({ low, high }, i) => ({ M, piece: i + 1, low, high }))),
  ]);

const DIGITS = 4;

export function honestTable(record: HonestRecord, { language = "en", labels = {}, notes = [] }: Look = {}): TableModel {
  const { sets, original, level, path } = record;
  const decimals = decimalsFor([(original.high - original.low) / 4]) + 1;
  const cell = (end: number | null, infinite: string): Cell =>
    end === null ? textCell(infinite) : numberCell(end, formatFixed(end, decimals));
  const share = percent(level);
  const outcome = path.outcome === null ? "" : words.onOutcome[language](labels[path.outcome] ?? path.outcome);
  const rows = sets.map((set, i): TableRow => {
    const isEmpty = set.pieces.length === 0;
    return {
      label: significant(set.M, DIGITS),
      name: String(set.M),
      quantity: "",
      cells: [
        isEmpty ? textCell(words.empty[language]) : cell(set.low, "\u2212\u221e"),
        isEmpty ? textCell(words.empty[language]) : cell(set.high, "\u221e"),
        textCell(words[set.holds_zero ? "yes" : "no"][language]),
        roundedCell(piecesText(set.identified, decimals, language), JSON.stringify(set.identified)),
      ],
      ruleAbove: i === 0,
    };
  });
  const parallel: TableRow = {
    label: words.original[language],
    name: "parallel_trends",
    quantity: "",
    cells: [
      cell(original.low, ""),
      cell(original.high, ""),
      textCell(words[original.low <= 0 && original.high >= 0 ? "yes" : "no"][language]),
      textCell(""),
    ],
    ruleAbove: false,
  };
  return {
    title: words.title[language](effectText(record, language), outcome),
    stub: words.axis[language],
    heads: [
      [words.low[language](share)],
      [words.high[language](share)],
      [words.holdsZero[language]],
      [words.identified[language]],
    ],
    rows: [parallel, ...rows],
    notes: [...notesOf(record, language), ...notes],
  };
}

function piecesText(pieces: readonly SetPiece[], decimals: number, language: Language): string {
  if (pieces.length === 0) return words.empty[language];
  const end = (value: number | null, infinite: string): string =>
    value === null ? infinite : formatFixed(value, decimals);
  return pieces.map(({ low, high }) => `[${end(low, "\u2212\u221e")}, ${end(high, "\u221e")}]`).join(" ");
}

/** Words for the combination of effects. */
export function effectText({ effect }: HonestRecord, language: Language): string {
  if (effect.of === "average") return words.average[language];
  if (effect.of === "weights") return words.weighed[language];
  return words.event[language](effect.events[effect.weights.indexOf(1)]!);
}

function notesOf(record: HonestRecord, language: Language): string[] {
  const { path, draws, seed, method, notes } = record;
  return [
    breakdownText(record, language),
    words.restriction[language](record.restriction.name, restrictionText(record, language), method),
    words.path[language](path.estimator, path.n_pre, path.n_post, path.reference),
    ...(draws === null ? [] : [words.drawn[language](formatCount(draws), seed!)]),
    ...notes.map((note) => noteText(note, language)),
  ];
}

/** Where 0 enters. */
export const breakdownText = ({ breakdown }: HonestRecord, language: Language): string =>
  breakdown.M === null
    ? words.never[language](significant(breakdown.searched_to, DIGITS))
    : words.breakdown[language](significant(breakdown.M, DIGITS));

/** What was allowed of trends, in words. */
export function restrictionText({ restriction }: HonestRecord, language: Language): string {
  const { base, sign, monotone } = restriction;
  return [
    words.base[base][language],
    ...(sign === null ? [] : [words[sign][language]]),
    ...(monotone === null ? [] : [words[monotone][language]]),
  ].join(language === "zh" ? "；" : "; ");
}
