/**
 * The levels a column takes in the sample and each row's level: what factors and indicators are made of.
 * A level no sample row has does not exist. Must not know terms.
 */
import { type Column, compareCodePoints, MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { gather, gatherCodes } from "../../base/row-runs.js";
import { levelLabels } from "../../data/labels.js";
import { distinctNumbers } from "../../data/panel/codes.js";
import { isNumber } from "../../data/table/cells.js";
import { type Literal, setMembers } from "../../formula/expression.js";
import { printNumber } from "../../formula/print.js";
import type { Bin } from "../../formula/spec.js";

/** `codes[i]` is the level of sample row i, MISSING_CODE where missing; `labels[level]`, sorted. */
export interface Levels {
  readonly codes: Uint32Array;
  readonly labels: readonly string[];
  /** What the column holds; only numbers have an order that is not their labels'. */
  readonly of: "numbers" | "text";
  /** What the data call a level, by its label; absent where they call none otherwise. */
  readonly words?: ReadonlyMap<string, string>;
}

/** Levels of `column` at `rows` (default all): numbers by value, text by code point. */
export function levelsOf(column: Column, rows?: Uint32Array): Levels {
  const levels =
    column.kind === "text"
      ? textLevels(gatherCodes(column.codes, rows), column.levels)
      : numericLevels(gather(column.values, rows), printNumber);
  const called = levelLabels(column);
  if (called === undefined) return levels;
  const words = levels.labels.flatMap((label) => {
    const word = called(label);
    return word === undefined ? [] : [[label, word] as const];
  });
  return { ...levels, words: new Map(words) };
}

/** Levels FALSE and TRUE of values 0 and 1. */
export function logicalLevels(values: Float64Array): Levels {
  return numericLevels(values, (value) => (value === 0 ? "FALSE" : "TRUE"));
}

/**
 * The level a constant of a formula means, or -1: 5 and "5" are the same label; FALSE is FALSE or 0, TRUE the first level. A text
 * that is no label may be what the data call one.
 */
export function levelOf({ labels, words }: Levels, { value }: Literal): number {
  if (value === true) return labels.length === 0 ? -1 : 0;
  if (value === false) return Math.max(labels.indexOf("FALSE"), labels.indexOf("0"));
  const level = labels.indexOf(typeof value === "number" ? printNumber(value) : value);
  return level >= 0 || words === undefined ? level : labels.findIndex((label) => words.get(label) === value);
}

/** A constant as the labels of levels print it. */
export const printValue = ({ value }: Literal): string =>
  typeof value === "number" ? printNumber(value) : String(value);

function textLevels(codes: Uint32Array, dictionary: readonly string[]): Levels {
  const used = new Uint8Array(dictionary.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code !== MISSING_CODE) used[code] = 1;
  }
  const dense = new Uint32Array(dictionary.length);
  const labels: string[] = [];
  for (let code = 0; code < used.length; code++) {
    if (used[code] === 1) dense[code] = labels.push(dictionary[code]!) - 1;
  }
  return { codes: codes.map((code) => (code === MISSING_CODE ? code : dense[code]!)), labels, of: "text" };
}

function numericLevels(values: Float64Array, label: (value: number) => string): Levels {
  const { codes, levels } = distinctNumbers(values);
  return { codes, labels: Array.from(levels, label), of: "numbers" };
}

// Levels put together as `i(x, bin = ...)` says.

/** Levels in their groups, and values of the bins that no row has. */
export interface BinnedLevels {
  readonly levels: Levels;
  readonly absent: readonly string[];
}

/**
 * Throws DataError `bin_twice` where a value is in two groups, `bin_name` where a group has the name of a level outside it,
 * `bin_not_numeric` for `bin::` on levels that are no numbers.
 */
export function binLevels(levels: Levels, bin: Bin, term: string): BinnedLevels {
  const { labels } = levels;
  const absent: string[] = [];
  const names =
    bin.kind === "groups"
      ? namesByGroup(levels, bin.groups, term, absent)
      : bin.kind === "width"
        ? namesByWidth(levels, bin.width, term)
        : namesByCount(labels, bin.count, bin.from);
  return { levels: regrouped(levels, names), absent };
}

/** A name a level: where it stands, by the level it takes its place from. */
interface Named {
  readonly name: string;
  readonly place: number;
}

function namesByGroup(
  levels: Levels,
  groups: (Bin & { kind: "groups" })["groups"],
  term: string,
  absent: string[],
): Named[] {
  const { labels } = levels;
  const names: (Named | undefined)[] = labels.map(() => undefined);
  for (const { name, values } of groups) {
    const members = setMembers(values);
    const found = members.flatMap((value) => {
      const level = levelOf(levels, value);
      if (level < 0) absent.push(printValue(value));
      return level < 0 ? [] : [level];
    });
    const [first] = found;
    if (first === undefined) continue;
    for (const level of found) {
      if (names[level] !== undefined) throw inTwoBins(term, labels[level]!);
      names[level] = { name: name ?? labels[first]!, place: first };
    }
  }
  const all = names.map((named, level) => named ?? { name: labels[level]!, place: level });
  return levels.of === "numbers" && !all.every(({ name }) => isNumber(name)) ? distinctNames(all, term) : all;
}

/** Among numbers that get a name that is none, fixest refuses one name for two places. */
function distinctNames(names: readonly Named[], term: string): Named[] {
  const places = new Map<string, number>();
  for (const { name, place } of names) {
    if ((places.get(name) ?? place) !== place) {
      throw new DataError("bin_name", `${term}: two bins or values would be called '${name}'; give another name.`, {
        got: name,
        expected: "a name of its own for every bin",
        term,
      });
    }
    places.set(name, place);
  }
  return [...names];
}

function namesByWidth({ labels, of }: Levels, width: number, term: string): Named[] {
  const numbers = labels.map(Number);
  const word = of === "text" ? labels[0] : undefined;
  if (word !== undefined) {
    throw new DataError(
      "bin_not_numeric",
      `${term}: "bin::${width}" needs numbers, and the column is text, such as '${word}'; "!bin::${width}" takes ${width} levels in a row.`,
      { got: word, expected: "numbers", term },
    );
  }
  const first = new Map<number, number>();
  return numbers.map((number, level) => {
    const group = Math.floor(number / width);
    const place = first.get(group) ?? level;
    first.set(group, place);
    return { name: labels[place]!, place };
  });
}

function namesByCount(labels: readonly string[], count: number, from: "first" | "last"): Named[] {
  const offset = from === "first" ? 0 : (count - (labels.length % count)) % count;
  return labels.map((_, level) => {
    const place = Math.max(0, Math.floor((level + offset) / count) * count - offset);
    return { name: labels[place]!, place };
  });
}

function regrouped({ codes, labels, of, words }: Levels, names: readonly Named[]): Levels {
  const groups = [...new Map(names.map((named) => [named.name, named])).values()];
  if (of === "text") groups.sort((a, b) => compareCodePoints(a.name, b.name));
  else if (groups.every(({ name }) => isNumber(name))) groups.sort((a, b) => Number(a.name) - Number(b.name));
  else groups.sort((a, b) => a.place - b.place);
  const codeOf = new Map(groups.map(({ name }, code) => [name, code]));
  const newCodes = Uint32Array.from(labels, (_, level) => codeOf.get(names[level]!.name)!);
  return {
    codes: codes.map((code) => (code === MISSING_CODE ? code : newCodes[code]!)),
    labels: groups.map(({ name }) => name),
    of,
    ...(words === undefined ? {} : { words: wordsOfSingle(words, labels, names) }),
  };
}

/** Words of the levels that are alone in their group: those of one member say nothing of the others. */
function wordsOfSingle(words: ReadonlyMap<string, string>, labels: readonly string[], names: readonly Named[]) {
  const members = new Map<string, number>();
  for (const { name } of names) members.set(name, (members.get(name) ?? 0) + 1);
  return new Map(
    [...words].filter(([label]) => members.get(label) === 1 && names[labels.indexOf(label)]!.name === label),
  );
}

function inTwoBins(term: string, value: string): DataError {
  return new DataError("bin_twice", `${term}: '${value}' is in two bins; name it in one.`, {
    got: value,
    expected: "each value in one bin",
    term,
  });
}

// Levels of two columns crossed, as `i(f, g)` has them.

/** Levels of a column, and those of them that get no dummy. */
export interface ChosenLevels {
  readonly levels: Levels;
  readonly dropped: Set<number>;
}

/** Combinations of two sets of levels that some row has, numbered with the second varying fastest. */
export function pairsOf(one: ChosenLevels, two: ChosenLevels) {
  const nSecond = two.levels.labels.length;
  const used = new Uint8Array(one.levels.labels.length * nSecond);
  const codes = one.levels.codes.map((code, i) => {
    const other = two.levels.codes[i]!;
    if (code === MISSING_CODE || other === MISSING_CODE) return MISSING_CODE;
    const pair = code * nSecond + other;
    used[pair] = 1;
    return pair;
  });
  const dense = new Uint32Array(used.length);
  const labels: (readonly [string, string])[] = [];
  const dropped = new Set<number>();
  for (let pair = 0; pair < used.length; pair++) {
    if (used[pair] === 0) continue;
    const [a, b] = [Math.floor(pair / nSecond), pair % nSecond];
    dense[pair] = labels.push([one.levels.labels[a]!, two.levels.labels[b]!]) - 1;
    if (one.dropped.has(a) || two.dropped.has(b)) dropped.add(dense[pair]!);
  }
  return { codes: codes.map((pair) => (pair === MISSING_CODE ? pair : dense[pair]!)), labels, dropped };
}
