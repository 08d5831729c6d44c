/** A reading in words, for a terminal or a page: a line a group of rows, then the cells that were not read. Shown before anything is judged. */
import type { Language } from "../../base/messages.js";
import { listed } from "../../base/messages.js";
import type { Grid } from "../grid.js";
import type { StatisticName } from "../paper.js";
import { roleWords, statisticWords, unreadWords } from "./messages.js";
import type { RowReading, RowRole, TableReading, UnreadCell } from "./reading.js";

/** Names listed in a line at most. */
const MOST_LISTED = 20;
/** Rows that say nothing of the table. */
const SILENT: readonly RowRole[] = ["empty", "beneath"];

/** `estimates: did, eco`, `statistic: N (observations)`: each role with its rows, in the order they first come. */
export function readingLines({ rows }: TableReading, language: Language): string[] {
  const byRole = new Map<RowRole, string[]>();
  for (const row of rows) {
    if (SILENT.includes(row.role)) continue;
    const names = byRole.get(row.role) ?? [];
    byRole.set(row.role, [...names, rowText(row, language)]);
  }
  const colon = language === "zh" ? "：" : ": ";
  return [...byRole].map(
    ([role, names]) => `${roleWords[role][language]}${colon}${listed[language](names, MOST_LISTED)}`,
  );
}

function rowText({ row, label, role, name }: RowReading, language: Language): string {
  const shown = label === "" ? (language === "zh" ? `第 ${row + 1} 行` : `row ${row + 1}`) : label;
  if (role !== "statistic") return shown;
  const known = name === null ? null : statisticWords[name as StatisticName][language];
  if (known === null) return shown;
  return language === "zh" ? `${shown}（${known}）` : `${shown} (${known})`;
}

/** `row 3 (did), column 2, '<0.001': it is a bound and no number`. */
export function unreadText({ row, column, text, because }: UnreadCell, { rows }: Grid, language: Language): string {
  const label = rows[row]?.[0] ?? "";
  const why = unreadWords[because][language];
  return language === "zh"
    ? `第 ${row + 1} 行${label === "" ? "" : `（${label}）`}第 ${column} 列“${text}”：${why}`
    : `row ${row + 1}${label === "" ? "" : ` (${label})`}, column ${column}, '${text}': ${why}`;
}
