/**
 * Which columns may be the outcome, and which its controls: numbers that vary within units and are not made
 * from the treatment.
 */
import type { Category, Column, NumericColumn } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import type { Language } from "../../base/messages.js";
import { categoryOf, firstAlike } from "../../data/panel/codes.js";
import { firstTreatedByCohort, firstTreatedByDummy } from "../../data/panel/first-treated.js";
import type { Panel } from "../../data/panel/panel.js";
import { describeColumn } from "../../data/panel/sample.js";
import { treatmentPath } from "../../data/panel/treatment-path.js";
import type { Table } from "../../data/table/table.js";
import { type Candidate, correlation, isPlainName, ranked, variesInPeriods, variesInUnits } from "./candidate.js";
import { initWords } from "./messages.js";

const OUTCOME_NAME = /^(?:l|ln|log)?_?(?:y|outcome|depvar|quality|emp|wage|output)$|^被解释变量|质量/i;

/** Controls guessed at most: a first table is to be read. */
const MOST_CONTROLS = 6;
/** Columns more alike than this say the same. */
const NEAR_COPY = 0.98;
/** Columns with a larger share of missing cells would cost too many rows. */
const MOST_MISSING = 0.2;

/** Numbers of `data` that may be outcome or control: they vary within units, and are no other face of the treatment. */
export function variables(data: Panel, treatment: TreatmentCandidate): NumericColumn[] {
  const keys = [data.unit.name, data.time.name, treatment.value];
  return data.table.columns.filter(
    (column): column is NumericColumn =>
      column.kind === "numeric" &&
      isPlainName(column.name) &&
      !keys.includes(column.name) &&
      variesInUnits(data, column.values) &&
      !isMadeFrom(data, treatment.periods, column.values),
  );
}

/** Candidates for the outcome among `columns`, best first. */
export function outcomeCandidates(columns: readonly NumericColumn[], language: Language): Candidate[] {
  const measured = columns.filter(({ values }) => values.some((value) => Number.isFinite(value) && value % 1 !== 0));
  const possible = measured.length > 0 ? measured : columns;
  return ranked(
    possible.map(({ name, values }) => {
      const isNamed = OUTCOME_NAME.test(name);
      const score = (isNamed ? 3 : 0) + (values.some(Number.isNaN) ? 0 : 1);
      const because = possible.length === 1 ? "onlyOutcome" : isNamed ? "outcome" : "varies";
      return { flag: "outcome", value: name, score, because: initWords[because][language] };
    }),
  );
}

/** Whether the best outcome leaves no doubt. */
export const sureOfOutcome = ([best, second]: readonly Candidate[]): boolean =>
  best !== undefined && (second === undefined || best.score - second.score >= 2);

/** Columns that can be controls of `outcome`, as they stand in the data: those to begin with, and the others. */
export function controlColumns(
  data: Panel,
  columns: readonly NumericColumn[],
  outcome: string,
): { readonly taken: readonly string[]; readonly others: readonly string[] } {
  const taken: NumericColumn[] = [];
  const others: string[] = [];
  const alike = [data.table.column(outcome) as NumericColumn];
  for (const column of columns) {
    if (column.name === outcome || !variesInPeriods(data, column.values)) continue;
    const missing = column.values.filter(Number.isNaN).length / column.values.length;
    const isFull = taken.length === MOST_CONTROLS;
    if (isFull || missing > MOST_MISSING || alike.some((other) => isCopy(column, other))) others.push(column.name);
    else {
      taken.push(column);
      alike.push(column);
    }
  }
  return { taken: taken.map(({ name }) => name), others };
}

const isCopy = (a: NumericColumn, b: NumericColumn): boolean => Math.abs(correlation(a.values, b.values)) > NEAR_COPY;

/**
 * Whether a column is the treatment in another form: 0 wherever it is off, 0 in every unit never treated, or the time since
 * it began.
 */
function isMadeFrom({ unit, timeValues }: Panel, periods: Float64Array | null, values: Float64Array): boolean {
  if (periods === null) return false;
  const last = timeValues.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let [isZeroBefore, isZeroNever, isSince] = [true, periods.some((period) => period > last), true];
  for (const [row, value] of values.entries()) {
    const first = periods[unit.codes[row]!]!;
    const time = timeValues[row]!;
    if (Number.isNaN(value)) continue;
    if (time < first && value !== 0) isZeroBefore = false;
    if (first > last && value !== 0) isZeroNever = false;
    if (Number.isFinite(first) && value !== time - first) isSince = false;
  }
  return isZeroBefore || isZeroNever || isSince;
}

// Which columns may be the treatment of a panel.

/** A treatment: first treated periods by unit, Infinity for never; null where it switches off. */
export interface TreatmentCandidate extends Candidate {
  readonly flag: "cohort" | "treat";
  readonly periods: Float64Array | null;
}

const COHORT_NAME = /^(?:g|gvar)$|cohort|batch|first|treat|adopt|eff|start|批次|首次|开始/i;
const DUMMY_NAME = /did|treat|post|policy|pilot|law|reform|card|政策|处理|试点/i;

/** Treatments the columns of `data` may be, best first. */
export function treatmentCandidates(data: Panel, language: Language): TreatmentCandidate[] {
  const numbers = data.table.columns.filter(
    (column): column is NumericColumn =>
      column.kind === "numeric" &&
      isPlainName(column.name) &&
      ![data.unit.name, data.time.name].includes(column.name) &&
      column.values.every((value) => Number.isNaN(value) || !Number.isFinite(value) || Number.isInteger(value)),
  );
  const found = ranked([
    ...numbers.flatMap((column) => quietly(() => cohortCandidate(data, column.name, language))),
    ...numbers.flatMap((column) => quietly(() => dummyCandidate(data, column, language))),
  ]);
  const best = found[0];
  return found.map((candidate) =>
    candidate === best || !agree(candidate, best!)
      ? candidate
      : { ...candidate, because: initWords.agrees[language](candidate.because, best!.value) },
  );
}

/** The treatment in column `name`, whatever it looks like. Throws as `firstTreatedByCohort` and `treatmentPath`. */
export function givenTreatment(
  data: Panel,
  flag: "cohort" | "treat",
  name: string,
  language: Language,
): TreatmentCandidate {
  const own = { flag, value: name, score: 0, because: initWords.given[language] } as const;
  if (flag === "cohort") return { ...own, periods: firstTreatedByCohort(data, name).periods };
  const values = data.table.numeric(name);
  if (treatmentPath(data, values).path === "switching off") {
    return { ...own, because: initWords.switching[language], periods: null };
  }
  return { ...own, periods: firstTreatedByDummy(data, name, values).periods };
}

/** Whether the best treatment leaves no doubt: its name or values show it, and every near one says the same. */
export function sureOfTreatment(candidates: readonly TreatmentCandidate[]): boolean {
  const [best, ...others] = candidates;
  return (
    best !== undefined && best.score >= 3 && others.every((one) => best.score - one.score >= 3 || agree(one, best))
  );
}

function cohortCandidate(data: Panel, name: string, language: Language): TreatmentCandidate | undefined {
  const { periods } = firstTreatedByCohort(data, name);
  const [first, last] = span(data);
  const treated = periods.filter((period) => Number.isFinite(period) && period <= last);
  if (treated.some((period) => period < first)) return undefined;
  const identified = treated.filter((period) => period > first).length;
  if (identified === 0) return undefined;
  const never = data.nUnits - treated.length;
  const score = 2 + (COHORT_NAME.test(name) ? 3 : 0) + (never > 0 ? 1 : 0) + (first >= 1800 ? 2 : 0);
  const because = initWords.cohort[language](treated.length, never);
  return { flag: "cohort", value: name, score, because, periods };
}

function dummyCandidate(
  data: Panel,
  { name, values }: NumericColumn,
  language: Language,
): TreatmentCandidate | undefined {
  // from a dummy the study makes a column `cohort`
  if (data.table.has("cohort") || !values.every((value) => value === 0 || value === 1)) return undefined;
  const { path, varying } = treatmentPath(data, values);
  if (path !== "absorbing" || varying.length === 0 || !variesInPeriods(data, values)) return undefined;
  const because = initWords.dummy[language](varying.length);
  const score = 2 + (DUMMY_NAME.test(name) ? 2 : 0);
  return { flag: "treat", value: name, score, because, periods: firstTreatedByDummy(data, name, values).periods };
}

/** What `find` finds; nothing where the data are no such treatment. */
function quietly(find: () => TreatmentCandidate | undefined): TreatmentCandidate[] {
  try {
    const found = find();
    return found === undefined ? [] : [found];
  } catch (error) {
    if (error instanceof DataError) return [];
    throw error;
  }
}

/** Whether two treatments begin in the same period of every unit. */
export const agree = (a: TreatmentCandidate, b: TreatmentCandidate): boolean =>
  a.periods !== null && b.periods !== null && a.periods.every((period, u) => period === b.periods![u]);

/** First and last period of the panel. */
export const span = ({ timeValues }: Pick<Panel, "timeValues">): readonly [number, number] => [
  timeValues.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  timeValues.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
];

// Which columns may be unit and time.

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
