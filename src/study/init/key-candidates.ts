/**
 * Which columns may be unit and time: pairs that identify every row once, scored by how full the panel is, by
 * their values and by their names. Knows nothing of treatment.
 */
import type { Category, Column } from "../../base/columns.js";
import type { Language } from "../../base/messages.js";
import { categoryOf } from "../../data/panel/codes.js";
import { firstAlike } from "../../data/panel/repeated-rows.js";
import { describeColumn } from "../../data/panel/sample.js";
import type { Table } from "../../data/table/table.js";
import { type Candidate, isPlainName, ranked } from "./candidate.js";
import { initWords } from "./messages.js";

/** A pair of columns that identifies every row once. */
export interface KeyPair {
  readonly unit: Key;
  readonly time: Key;
  readonly score: number;
  /** Rows there are of all units in all periods. */
  readonly share: number;
}

interface Key {
  readonly name: string;
  readonly category: Category;
  readonly score: number;
}

/** Columns looked at as times and as units, the most likely first. */
const MOST_TIMES = 6;
const MOST_UNITS = 20;

const TIME_NAME = /^(?:t|time|year|yr|date|period|quarter|month|week|day|wave|年|年份|年度|月份|季度|时间|时期)$/i;
const UNIT_NAME =
  /(?:^|_)(?:i|id|code|name|unit|city|firm|state|county|province|country|region|district|company|plant|stkcd|个体|城市|地区|企业|县|省)/i;

/** Pairs, best first; with `unit` or `time` given, pairs that have it. */
export function keyPairs(table: Table, given: { readonly unit?: string; readonly time?: string } = {}): KeyPair[] {
  const keep = (name: string | undefined) => (column: Column) =>
    name === undefined ? isPlainName(column.name) : column.name === name;
  const columns = table.columns.filter((column) => isComplete(column, table.nRows));
  const times = ranked(columns.filter(keep(given.time)).flatMap(timeOf)).slice(0, MOST_TIMES);
  const units = ranked(columns.filter(keep(given.unit)).flatMap(unitOf)).slice(0, MOST_UNITS);
  const pairs = units.flatMap((unit) =>
    times.flatMap((time): KeyPair[] => {
      if (unit.name === time.name) return [];
      const share = table.nRows / (unit.category.nLevels * time.category.nLevels);
      if (share > 1 || !identifies(unit.category, time.category)) return [];
      const long = unit.category.nLevels >= time.category.nLevels ? 1 : 0;
      return [{ unit, time, share, score: unit.score + time.score + 3 * share + long }];
    }),
  );
  return ranked(pairs);
}

/** Candidates for the unit, best first. */
export function unitCandidates(pairs: readonly KeyPair[], language: Language): Candidate[] {
  const best = pairs[0];
  return firstBy(pairs, ({ unit }) => unit.name).map((pair) => ({
    flag: "unit",
    value: pair.unit.name,
    score: pair.score,
    because:
      best !== undefined && pair !== best && sameGroups(best.unit.category, pair.unit.category)
        ? initWords.sameUnits[language](best.unit.name)
        : initWords.unit[language](pair.unit.category.nLevels, pair.time.name, (100 * pair.share).toFixed(0)),
  }));
}

/** Candidates for the time of `unit`, best first. */
export function timeCandidates(pairs: readonly KeyPair[], unit: string, language: Language): Candidate[] {
  return pairs
    .filter((pair) => pair.unit.name === unit)
    .map(({ time, score }) => {
      const { nLevels, label } = time.category;
      return {
        flag: "time",
        value: time.name,
        score,
        because: initWords.time[language](nLevels, Number(label(0)), Number(label(nLevels - 1))),
      };
    });
}

/** Whether the best unit leaves no doubt: others number the same units, or are far behind. */
export function sureOfUnit(pairs: readonly KeyPair[]): boolean {
  const best = pairs[0];
  if (best === undefined) return false;
  return firstBy(pairs, ({ unit }) => unit.name)
    .slice(1)
    .every((pair) => best.score - pair.score >= 1 || sameGroups(best.unit.category, pair.unit.category));
}

const isComplete = (column: Column, nRows: number): boolean =>
  column.kind === "numeric" ? !column.values.some(Number.isNaN) : describeColumn(column).n === nRows;

function timeOf(column: Column): Key[] {
  if (column.kind !== "numeric" || !column.values.every(Number.isSafeInteger)) return [];
  const { distinct, min, max, n } = describeColumn(column) as { distinct: number; min: number; max: number; n: number };
  if (distinct < 2 || distinct > n / 2) return [];
  const score =
    (TIME_NAME.test(column.name) ? 4 : 0) +
    (distinct === max - min + 1 ? 2 : 0) +
    (min >= 1800 && max <= 2100 ? 2 : 0) +
    (distinct <= 200 ? 1 : 0);
  return [{ name: column.name, category: categoryOf(column), score }];
}

function unitOf(column: Column): Key[] {
  if (column.kind === "numeric" && !column.values.every(Number.isSafeInteger)) return [];
  const { distinct, n } = describeColumn(column);
  if (distinct < 3 || distinct > n / 2) return [];
  const score =
    (UNIT_NAME.test(column.name) ? 2 : 0) + (column.kind === "text" ? 1 : 0) - (TIME_NAME.test(column.name) ? 3 : 0);
  return [{ name: column.name, category: categoryOf(column), score }];
}

const identifies = (unit: Category, time: Category): boolean =>
  firstAlike([unit, time]).every((first, row) => first === row);

/** Whether two columns divide rows into the same groups. */
export function sameGroups(a: Category, b: Category): boolean {
  if (a.nLevels !== b.nLevels) return false;
  const other = new Map<number, number>();
  for (const [row, code] of a.codes.entries()) {
    const known = other.get(code);
    if (known === undefined) other.set(code, b.codes[row]!);
    else if (known !== b.codes[row]) return false;
  }
  return new Set(other.values()).size === other.size;
}

function firstBy<T>(items: readonly T[], name: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const isNew = !seen.has(name(item));
    seen.add(name(item));
    return isNew;
  });
}
